/** What is taken to be usual: assumptions, each to be changed here when a deployment knows better. `npm run costs` and `npm run simulate` both go by them. */
import type { StepName } from './journey';
import type { Setting } from './monthly';

/** How one offer that is mailed to many goes. */
export const offerHabits = {
  recipients: 100,
  /** Of those who were mailed, how many accept, and how many begin and do not end. */
  accepting: 0.1,
  leaving: 0.02,
  /** What opens a link for each mail: scanners on its way, and the person, some twice. */
  scansPerMail: 2,
  opensPerMail: 1,
  forgedPerMail: 0.05,
} as const;

const { recipients, accepting, leaving, scansPerMail, opensPerMail, forgedPerMail } = offerHabits;
const mailed = 1 / accepting;

/** How often each step of the way happens for one redemption. */
export const usualSteps: Readonly<Record<StepName, number>> = {
  'making an offer': 1 / (recipients * accepting),
  'writing a list, for each recipient': mailed,
  'mailing it, for each recipient': mailed,
  'opening a link, page': mailed * opensPerMail,
  'opening it again': mailed * scansPerMail,
  'a forged link': mailed * forgedPerMail,
  answering: (accepting + leaving) / accepting,
  'the page for the code': (accepting + leaving) / accepting,
  confirming: 1,
  'the receipt again': 1,
  // Of each mail one; how many there are is counted.
  'a delivery report': 0,
  'asking for the access page': 0.3,
  'entering its code': 0.3,
  'the access page again': 0.5,
  'a page of the portal': 10,
  'setting up at Microsoft': 1,
  'sealing the audit trail': 1,
  // Everybody who did not answer, where offers run until their last week.
  'reminding, for each recipient': mailed - 1,
};

/** What the platform adds: no figure of these is published, so each is an allowance, with how to measure it. */
export const allowances = {
  /** Bytes that Log Analytics bills for a request, and for a line beside its text: `union App* | summarize sum(_BilledSize), count() by Type`. */
  requestRowBytes: 900,
  traceRowBytes: 700,
  /** Lines of the host itself about each execution: that it began, and that it ended. */
  hostLines: 2,
  /** Headers, encoding and MIME around the bytes of a mail. */
  mailOverhead: 1.4,
  /** Index and overhead of stored data. */
  indexShare: 0.2,
  /** Seconds in which the sender of mails is active for each mail, five at a time. */
  secondsPerMail: 0.1,
  /** Least active time that is billed: published, with the plan. */
  leastSeconds: 1,
  /** How much more the highest second of an hour takes than its average one, as `npm run simulate` shows for a thousand partners. */
  peakOverAverage: 15,
  /** `/health/ready` is asked from five places, each every five minutes. */
  looksPerDay: 5 * 288,
  /** Key Vault references are read by each instance as it starts, and looked after daily. */
  vaultOperationsPerDay: 100,
  /** Renewals of the host's locks: one for the host and one for each timer, four a minute. */
  locksPerMinute: 4 * 16,
} as const;

/** What a deployment is set up as, with redemptions to be filled in. */
export const usualSetting: Setting = {
  redemptions: 0,
  instanceGigabytes: 2,
  alwaysReady: 1,
  mail: 'acs',
  throughput: 'autoscale',
  months: 12,
  staticSite: true,
};
