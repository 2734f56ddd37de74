/** The page `docs/lifecycle.md`: the life of a subscription, made of the table that the code goes by. */
import {
  acts,
  renewal,
  statuses,
  timeSteps,
  transitions,
  type Act,
  type Outcome,
  type Status,
  type TimeStep,
} from '../shared/domain/customers/transitions';
import { tableOf } from './markdown-table';

const actNames: Readonly<Record<Act, string>> = {
  turnRenewalOn: 'turn its renewal on',
  turnRenewalOff: 'turn its renewal off',
  resume: 'resume it',
  changeQuantity: 'change its count',
  suspend: 'suspend it',
  cancel: 'cancel it',
  buyTrial: 'buy it, where it is a trial',
  extendByKey: 'extend it with a product key',
  addLicencesByKey: 'add licences with a product key',
};

const meanings: Readonly<Record<Status, string>> = {
  active: 'in use',
  suspended: 'its term goes on, nobody uses it',
  expired: 'its term has ended; it can go on',
  disabled: 'for longer; it can still go on',
  cancelled: 'ended by the partner, at once and for good',
  deleted: 'gone for good; its product can be bought again',
};

const stepNames: Readonly<Record<TimeStep['kind'], string>> = {
  renewed: 'its next term begins where this one ended',
  trialEnding: 'customer and partner of record are told that it will end',
  expired: 'it expires; customer and partner of record are told',
  disabled: 'it is disabled',
  deleted: 'it is deleted',
};

const whose: Readonly<Record<NonNullable<TimeStep['only']>, string>> = {
  whatRenews: 'what renews itself',
  whatEnds: 'what does not renew itself',
  trials: 'trials',
};

/** The page as Markdown. */
export function lifecyclePage(): string {
  return `# The life of a subscription

\`npm run lifecycle\` writes this page from the table that the code goes by (\`shared/domain/customers/transitions.ts\`); a test compares the two.

Where a subscription stands follows from what people did to it and from the time, and is right at the moment of reading, whether or not a timer has run. The timer
\`ageSubscriptions\` writes down what time has done, each step on its nominal date, however late; of reminders only the latest that is not over.

${tableOf(
  ['stands', 'which means'],
  statuses.map((status) => [status, meanings[status]]),
)}

## What people do

Each row is something that people do, each column where the subscription stands before; the cell says where it stands after. A number is a refusal (\`state-conflict\`), told
below. What is so already is no change: it is answered with 200, nothing is written and nobody is told.

${tableOf(['to', ...statuses], acts.map(rowOf))}

${refusals.map((detail, index) => `${index + 1}. ${detail}`).join('\n')}

Several things in one request are one change, in the order of these rows, all of it or nothing. A count outside the product's limits is refused as
\`quantity-out-of-range\` wherever the subscription stands. What was cancelled ends at that moment; whatever is to run until its end has its renewal turned off instead.

## What renews itself

${tableOf(['came by', 'renews itself'], Object.entries(renewal).map(renewalRow))}

What goes on after its end, because its renewal was turned on or it was resumed, goes on from that end: the terms since then are told as renewed, each on its nominal date.

## What time does

Days are counted from the end of the term.

${tableOf(
  ['stands', 'days', 'what happens', 'to', 'stands then'],
  statuses.flatMap((status) => timeSteps[status].map((step) => timeRow(status, step))),
)}

Nothing that renews itself is announced as ending. A cancelled subscription is only deleted. A reminder, or the news of an end, that waits in the queue of mails is not sent once the
subscription was bought, renewed or cancelled.
`;
}

const refusals: readonly string[] = [
  ...new Set(acts.flatMap((act) => statuses.flatMap((status) => reasonOf(transitions[status][act]) ?? []))),
];

function reasonOf(outcome: Outcome): string | undefined {
  return 'no' in outcome ? outcome.no : outcome.unlessItEnds;
}

function rowOf(act: Act): readonly string[] {
  return [actNames[act], ...statuses.map((status) => cellOf(transitions[status][act]))];
}

function cellOf(outcome: Outcome): string {
  const reason = reasonOf(outcome);
  const number = reason === undefined ? '' : String(refusals.indexOf(reason) + 1);
  if ('no' in outcome) return number;
  return number === '' ? outcome.to : `${outcome.to} where it renews itself, else ${number}`;
}

function renewalRow([source, rule]: readonly [string, (typeof renewal)[keyof typeof renewal]]): readonly string[] {
  return [source, rule.renews ? 'until its renewal is turned off' : `never. ${rule.why}`];
}

function timeRow(status: Status, { days, kind, only, to }: TimeStep): readonly string[] {
  return [status, String(days), stepNames[kind], only === undefined ? 'all' : whose[only], to];
}
