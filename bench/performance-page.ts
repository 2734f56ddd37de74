/** docs/performance.md, whole each time. */
import { isMet, shown, type Figure, type Measurement } from './figures';
import { machine } from './machine';

/** The figures of a measurement as rows of a table. */
export function rowsOf({ figures }: Measurement): readonly string[] {
  return figures.map(
    (figure) => `| ${[figure.name, valueOf(figure), goalOf(figure), metOf(figure), figure.measured].join(' | ')} |`,
  );
}

export function performancePage(measurements: readonly Measurement[]): string {
  const sections = measurements.map(
    (measurement) => `## ${measurement.title}\n\n${head}\n${rowsOf(measurement).join('\n')}\n\n${measurement.limits}\n`,
  );
  return [introduction(measurements), ...sections, whatWasDone].join('\n');
}

const head = '| figure | value | goal | met | in this run |\n| --- | --- | --- | --- | --- |';

function introduction(measurements: readonly Measurement[]): string {
  const missed = measurements.flatMap(({ figures }) => figures.filter((figure) => isMet(figure) === false));
  const names = missed.map(({ name, value }) => `${name} (${shown(value)})`).join('; ');
  return `# Performance

Written by \`npm run bench\`, which is no part of the tests. Every figure is a ratio or a count taken within one run, the sides in turns, as medians; absolute
numbers stand only beside their ratio, because they say more about the machine than about Kesher.

This run: ${machine}. ${missed.length === 0 ? 'Every goal is met.' : `Goals missed: ${names}.`}
`;
}

const whatWasDone = `## What was done

Found by profiling (\`node --cpu-prof\`) and kept because it showed:

- Each operation, the adapters and the mail renderer are files of their own, loaded with the first call; the SDKs with the first use.
- A partner's shades and the Content-Security-Policy that admits them follow from its colour alone, and are worked out once per colour, not twice per page.
- Texts are cut at their gaps once. A date in a time zone, and a country's name, are formatted once.
- ICU's formatters are not made for what needs none: a list of one item, a number below a thousand. The first JSON answer of a process makes no formatter.
- Names that are clean already are recognised by one expression instead of being cleaned by three.
- The reader's language is looked up, not parsed: a schema that refuses makes an error each time, and most requests choose none.
- The local runtime takes trace ids from UUIDs, for which Node.js keeps random bytes at hand, and builds the text of its point read once.

Tried and left out, because nothing changed: fewer and larger files in \`dist/\`, texts as UTF-8 instead of escapes, and a page made into bytes before it is
written. Parsed documents are not kept between requests: that would flatter the local figures, while in Azure the round trip is what counts.
`;

const valueOf = ({ value, unit }: Figure): string => `${shown(value)}${unit === undefined ? '' : ` ${unit}`}`;

function goalOf({ goal, unit = '' }: Figure): string {
  if (goal === undefined) return '–';
  return `${'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`} ${unit}`.trim();
}

function metOf(figure: Figure): string {
  const met = isMet(figure);
  return met === undefined ? '–' : met ? 'yes' : '**no**';
}
