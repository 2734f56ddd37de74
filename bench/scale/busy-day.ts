/** The day that is simulated: assumptions, and what the platform is taken to do. The rest follows from counted operations and the real rules. */
import type { StepName } from '../costs/journey';

export const busyDay = {
  seed: 17,
  partners: 1000,
  openings: 1_000_000,
  /** Hours from UTC in which partners and customers work, and how many of them. */
  zones: [
    { offset: 2, share: 0.35 },
    { offset: 8, share: 0.25 },
    { offset: 1, share: 0.2 },
    { offset: -5, share: 0.2 },
  ],
  /** How busy each local hour is. */
  hours: [1, 1, 1, 1, 1, 2, 4, 8, 14, 16, 16, 14, 11, 13, 15, 14, 12, 9, 6, 5, 4, 3, 2, 1],
  /** Recipients of lists that Kesher mails; the other links reach people by the partners' own mail. */
  listed: { recipients: 80_000, largest: 1000 },
  /** One morning the largest partner mails so many full lists, and others one each, within a minute. */
  burst: { second: 8 * 3600, listsOfLargest: 20, listsOfOthers: 10 },
  /** Scanners come at once, people later, and each step a while after the one before: seconds on average. */
  seconds: { scan: 20, open: 5400, answer: 180, confirm: 60, report: 20, receipt: 1800, setUp: 7200, sealed: 600 },
  /** Nobody waits longer for a code. */
  codePatienceSeconds: 600,
} as const;

/** How the platform answers, where no figure is published or ours. */
export const platform = {
  /** A call of the database: its point reads take less than 10 ms in 99 of 100. */
  databaseMilliseconds: 5,
  /** Processor time of the database client for a call, against an engine on the loopback interface. */
  clientMilliseconds: 0.7,
  /** Microsoft's default for 2,048 MB, and what one such instance has. */
  httpPerInstance: 16,
  processors: 1,
  /** A processor that is fuller than this makes people wait. */
  fullest: 0.7,
  /** Five mails at a time, each with its calls of the database and of the mail service; the change feed and the timer each go on at that pace. */
  mailsPerSecond: 20,
  /** Waits are told so exactly: the governor is asked so often. */
  mailLookSeconds: 10,
} as const;

/** Steps that no HTTP call waits for. */
export const behindTheScenes: readonly StepName[] = [
  'mailing it, for each recipient',
  'reminding, for each recipient',
  'sealing the audit trail',
];
