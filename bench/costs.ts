/** docs/costs.md, whole each time: `npm run costs`. */
import { tableOf } from '../local/markdown-table';
import { stepNames, walkJourney, type Journey } from './costs/journey';
import {
  billOf,
  breakEvenRedemptions,
  breakEvenShare,
  idleDay,
  perRedemption,
  unitsOf,
  type Setting,
} from './costs/monthly';
import { prices, region, type Price } from './costs/prices';
import { published, sources } from './costs/request-units';
import { allowances, offerHabits, usualSetting, usualSteps } from './costs/usual';
import { shown } from './figures';

const volumes = [0, 100, 10_000, 100_000] as const;
/** The page as the code at hand makes it. */
export async function pageFrom(): Promise<string> {
  const journey = await walkJourney();
  return [
    introduction(journey),
    bills(journey),
    idleAndBreakEven(journey),
    knobs(journey),
    counted(journey),
    documents(journey),
    priceTable(),
    assumptions(),
  ].join('\n\n');
}

function introduction(journey: Journey): string {
  const { units, mails, executions, keptBytes } = perRedemption(journey);
  const none = (wanted: Partial<Setting>) => money(billOf(journey, { ...usualSetting, ...wanted }).dollars);
  return `# Costs

Written by \`npm run costs\`: the steps of an offer run through the real handlers over the embedded store, what they ask of the database is counted, and the figures that Microsoft
publishes turn that into request units and dollars. Nothing here is a bill: an account tells its own charges (\`requestCharge\`, _Cost analysis_). Prices are list prices in US dollars, ${region}, pay as
you go; other regions differ, and the cloud of 21Vianet has its own. Change them in \`bench/costs/prices.ts\`, habits in \`bench/costs/usual.ts\`, and run it again.

**One redemption**, with its share of the offer, ${shown(mails)} mails and ${shown(1 / offerHabits.accepting)} people who were asked, costs **${shown(units)} request units**, ${shown(executions)} executions and ${shown(keptBytes / 1024)} KB that stay. A deployment costs
${none({ redemptions: 0 })} a month while nothing happens, ${none({ redemptions: 100 })} with 100 redemptions, ${none({ redemptions: 10_000 })} with 10,000 and ${none({ redemptions: 100_000 })} with 100,000. What grows is the mail.`;
}

function bills(journey: Journey): string {
  const all = volumes.map((redemptions) => billOf(journey, { ...usualSetting, redemptions }));
  const rows = (all[0]?.rows ?? []).map(({ name }, index) => [
    name,
    ...all.flatMap(({ rows }) => [rows[index]?.amount ?? '', money(rows[index]?.dollars ?? 0)]),
  ]);
  const heads = volumes.flatMap((redemptions) => [`${redemptions.toLocaleString('en')}: how much`, 'dollars']);
  return `## A month

Redemptions in a month, after a year of such months: one instance of 2 GB always ready for pages and the API, autoscale throughput for each container, Communication Services.

${tableOf(['what', ...heads], [...rows, ['**All**', ...all.flatMap(({ dollars }) => ['', `**${money(dollars)}**`])]])}`;
}

function idleAndBreakEven(journey: Journey): string {
  const { timers, feed, leases } = idleDay(journey.idle);
  const rows = journey.idle.map(({ name, unitsPerRun, runsPerDay }) => [
    ...[`\`${name}\``, shown(unitsPerRun), shown(runsPerDay), shown(unitsPerRun * runsPerDay)],
  ]);
  const serverless = billOf(journey, { ...usualSetting, throughput: 'serverless' }).rows[0];
  const autoscale = billOf(journey, usualSetting).rows[0];
  return `## When nothing happens

The timers look for what is due, the host asks the change feed once a second and keeps its lease: ${shown(timers + feed + leases)} request units a day, ${shown(timers)} of them for timers, ${shown(feed)} for the
feed and ${shown(leases)} for leases, for each physical partition of the database. Serverless that is ${money(serverless?.dollars ?? 0)} a month, autoscale ${money(autoscale?.dollars ?? 0)}, its smallest.

${tableOf(['timer', 'request units a run', 'runs a day', 'request units a day'], rows)}

**Serverless or autoscale.** Autoscale bills the highest second of each hour, serverless what was used. Both cost the same in an hour whose average is
${percent(breakEvenShare())} of its highest second; with more even load autoscale is cheaper. The smallest autoscale (up to 1,000 RU/s for each of the three containers) costs as much as serverless at about
${shown(breakEvenRedemptions(journey))} redemptions a month. Serverless takes one region and has limits of its own (see [scale.md](scale.md)); a development environment is where it belongs.`;
}

function knobs(journey: Journey): string {
  const at = (redemptions: number, changed: Partial<Setting>) =>
    money(billOf(journey, { ...usualSetting, redemptions, ...changed }).dollars);
  const compare = (what: string, changed: Partial<Setting>) => [
    what,
    ...volumes.map((redemptions) => at(redemptions, changed)),
  ];
  return `## What lowers it

${tableOf(
  ['set up as', ...volumes.map((redemptions) => `${redemptions.toLocaleString('en')} redemptions`)],
  [
    compare('as above', {}),
    compare('`compute.instanceMemoryMB` 512', { instanceGigabytes: 0.5 }),
    compare('`compute.alwaysReady` 0: the first page after a pause takes seconds', { alwaysReady: 0 }),
    compare('serverless database', { throughput: 'serverless' }),
    compare('a relay of your own (`mail.kind` smtp), whose price comes on top', { mail: 'smtp' }),
    compare('the free static web app', { staticSite: false }),
    compare('512 MB, none ready, serverless, free portal', {
      instanceGigabytes: 0.5,
      alwaysReady: 0,
      throughput: 'serverless',
      staticSite: false,
    }),
  ],
)}

- **Mail** is most of what grows. Reminders are nearly half of it: who gives an offer more days than its recipients need pays for one more mail to each.
- **Logs**: the host writes two lines for each execution, beside the request. \`logging.logLevel\` of \`Function\` at \`Warning\` in \`host.json\` keeps them out, and the app's own lines with them, so alerts
  over logs would see nothing: take \`Host.Results\` and sampling first. Adaptive sampling, which is on, keeps each instance at about twenty items a second.
- **Timers** each have an instance of their own on Flex Consumption, and no run counts for less than a second: smaller instances are what lowers that.
- **Opening links** costs next to nothing: two point reads, and a forged link none.
- Never lower \`MAIL_PER_MINUTE\` or \`MAIL_PER_HOUR\` to save money: the mails are sent all the same, later.`;
}

function counted({ steps }: Journey): string {
  const rows = stepNames.map((name) => {
    const { tally, feedUnits, collectingUnits, mails, mailBytes, lineBytes } = steps[name];
    return [
      name,
      ...[tally.reads, tally.queries, tally.patches, tally.batches, tally.writes].map(shown),
      shown(tally.units),
      shown(feedUnits),
      shown(collectingUnits),
      `**${shown(unitsOf(steps[name]))}**`,
      mails > 0 ? `${shown(mails)} of ${shown(mailBytes / mails / 1024)} KB` : '–',
      shown(lineBytes),
      timesOf(name),
    ];
  });
  const heads = [
    'step',
    'point reads',
    'queries',
    'patches',
    'batches',
    'documents written',
    'RU',
    'feed',
    'collecting',
  ];
  return `## What was counted

With everything that follows from a step: the mail that it causes, claimed, rendered, handed over and marked, and the documents that the change feed hands on. _Collecting_ is what the database
charges when documents that pass go. A batch counts as what it writes. Figures of lists are those of one recipient.

${tableOf([...heads, 'all', 'mails', 'bytes logged', 'times for one redemption'], rows)}`;
}

function timesOf(name: (typeof stepNames)[number]): string {
  return name === 'a delivery report' ? 'each mail' : shown(usualSteps[name]);
}

function documents({ sizes }: Journey): string {
  const rows = sizes.map(({ type, count, bytes, terms, passes }) => [
    ...[`\`${type}\``, shown(count), shown(bytes), shown(terms), passes ? 'yes' : 'no'],
  ]);
  return `## Documents

As they lay in the store at the end, with what Cosmos DB adds to each; how long each is kept stands in [records.md](records.md).

${tableOf(['type', 'how many', 'bytes, on average', 'indexed terms', 'passes by itself'], rows)}`;
}

function priceTable(): string {
  const marks: Readonly<Record<Price['checked'], string>> = {
    documentation: 'in Microsoft’s documentation',
    'second hand': 'second hand',
    no: 'no: look it up',
  };
  const all: readonly Price[] = Object.values(prices);
  const rows = all.map(({ name, dollars, per, source, checked }) => [
    ...[name, String(dollars), per, `[page](${source.page})`, source.of, marks[checked]],
  ]);
  return `## Prices

In November 2026. The price pages show their figures in a browser alone, so the last column says where each could be read.

${tableOf(['what', 'dollars', 'per', 'source', 'as of', 'checked'], rows)}`;
}

function assumptions(): string {
  const { bySize, indexTerm, patchedProperty, queriedPartition } = published;
  const sizes = bySize.kilobytes
    .slice(0, 6)
    .map((size, index) => `${size} KB: ${bySize.read[index] ?? ''} / ${bySize.write[index] ?? ''}`);
  return `## Figures that this rests on

- Reading / writing a document by its size ([Microsoft](${sources.bySize.page}), ${sources.bySize.of}): ${sizes.join(', ')}, and so on; in between in proportion. Each indexed term ${indexTerm}; a replace is a delete and an insert; a
  patch that, and ${patchedProperty} for each property. They are for session consistency in one region.
- A query at least ${queriedPartition} for each physical partition ([Microsoft](${sources.queriedPartition.page}), ${sources.queriedPartition.of}), and its documents as if they were read.
- Habits, assumed: a list of ${offerHabits.recipients}; ${percent(offerHabits.accepting)} accept and ${percent(offerHabits.leaving)} begin and leave; ${offerHabits.scansPerMail} openings by scanners and ${offerHabits.opensPerMail} by people for each mail.
- Allowances, where nothing is published: ${allowances.requestRowBytes} bytes billed for a request in the log and ${allowances.traceRowBytes} for a line beside its text; a mail is ${allowances.mailOverhead} times its text on the wire; index and overhead ${percent(allowances.indexShare)} of
  the data; an empty look into the change feed one request unit; the highest second of an hour ${allowances.peakOverAverage} times its average (a thousand partners in [scale.md](scale.md)).
- Not in it: what leaves Azure's network (a page has about 15 KB), support plans, taxes, Front Door or a firewall of your own.`;
}

function money(dollars: number): string {
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function percent(share: number): string {
  return `${shown(share * 100)} %`;
}
