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
- What opening a link needs is one file: of 48 each was looked for, opened and linked by itself, which took a seventh of the first page. Other first calls load it too, in place of
  as many; the least of them, \`/health/live\`, pays 3 % for it.
- Opening a link loads the schemas of offers and partners, and not those of mails, notices, users, customers and directories: 205 in place of 1,244.
- The first page asks ICU nothing, whose first formatter takes a tenth of it: what it says of countries and of whole countries' clocks is asked when Kesher is built. It is asked as
  before where it knows later changes of the time zones than the build did, for other years and zones, and within a day of a change of the clocks.
- A partner's shades and the Content-Security-Policy that admits them follow from its colour alone, and are worked out once per colour, not twice per page.
- Texts are cut at their gaps once. A date in a time zone is formatted once.
- ICU's formatters are not made for what needs none: a list of one item, a number below a thousand.
- Names that are clean already are recognised by one expression instead of being cleaned by three.
- The reader's language is looked up, not parsed: a schema that refuses makes an error each time, and most requests choose none.
- A link that was opened before is opened again without parsing, checking or rendering: the store is asked for both documents each time, tells when they are what is
  known already (an etag with the point read, on Cosmos DB \`If-None-Match\`), and the finished bytes are kept for exactly these documents. Whether the offer has expired or
  its partner is suspended is decided anew each time. What is kept has a bound in bytes and cannot be changed by whoever gets it.
- A code that was verified is remembered; one that was refused is not, so that nobody can push out the good ones by guessing.
- The local runtime's reads of one turn of the event loop share one look at the file: its lock cost more than the reads. It draws random digits for trace ids by the
  thousand, and builds the text of its point read once.
- Writes that arrive in one turn of the event loop share a commit of the local runtime's file, each undone by itself where it is refused; so do the mails of its mailbox.
- SQLite writes an index anew whenever a column of it is set, so a document that changes sets the columns that changed: a patch takes 40 µs instead of 50, its share of the commit included.
- Of what the change feed hands on, documents of other types are passed over by their type: a schema that refuses makes a report that nobody reads.
- Which mail an operation of the mail service is about is noted while the mail is rendered: one way to the database less before a code goes out.

Tried and left out, because nothing changed, or less than the measurement swings: all of \`dist/\` in one file (a third more to
load), texts as UTF-8 instead of escapes, or of one language alone (2 % of the first page), pages loaded only for those who ask for a page, zod without code generation in a process that has just started, waiting a few milliseconds for more writes to share
a commit, larger caches and later checkpoints of SQLite, pages of another size (1, 8 and 16 KB: each slower), a table without row ids, and deleted content that is not overwritten.
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
