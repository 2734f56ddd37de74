/** What the mail service tells later of a mail that it took. Reports come in any order, and more than once. */
import * as z from 'zod';
import { keptSeconds, type Mail } from './mail';
import { withoutAddresses } from './mail-delivery';
import type { Suppression } from './suppression';

const statuses = ['Delivered', 'Bounced', 'Failed', 'FilteredSpam', 'Quarantined', 'Suppressed', 'Expanded'] as const;
type Status = (typeof statuses)[number];

/** The part of a report that matters here, as Azure Communication Services words it: in whatever letter case. */
const DeliveryReport = z.object({
  /** The operation id under which the mail was sent. */
  messageId: z.guid(),
  status: z.preprocess((told) => statusNamed(told) ?? told, z.enum(statuses)),
  deliveryStatusDetails: z
    .object({ statusMessage: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

const ToldStatus = z.object({ messageId: z.guid(), status: z.string() });

/** The report in an event; the name of its status when nobody knew it; undefined for what is no report. */
export function readReport(data: unknown): DeliveryReport | { readonly unknownStatus: string } | undefined {
  const report = DeliveryReport.safeParse(data).data;
  if (report) return report;
  const told = ToldStatus.safeParse(data).data;
  if (!told || statusNamed(told.status)) return undefined;
  return { unknownStatus: /^[\w -]{1,60}$/u.test(told.status) ? told.status : 'one that is no name' };
}

function statusNamed(told: unknown): Status | undefined {
  const name = String(told).toLowerCase();
  return statuses.find((status) => status.toLowerCase() === name);
}

interface Meaning {
  readonly reported: NonNullable<Mail['reported']>;
  readonly problem?: string;
  /** The address is not to be mailed any more. */
  readonly suppresses?: Suppression['reason'];
}

/** `Expanded` says that a distribution list was resolved, not what became of the mail. */
const meanings: Readonly<Record<Exclude<Status, 'Expanded'>, Meaning>> = {
  Delivered: { reported: 'delivered' },
  Failed: { reported: 'failed', problem: 'It could not be delivered.' },
  FilteredSpam: { reported: 'failed', problem: 'It was filtered out as spam.' },
  Quarantined: { reported: 'failed', problem: 'The recipient’s mail service put it into quarantine.' },
  Bounced: { reported: 'bounced', problem: 'It came back: there is no such mailbox.', suppresses: 'bounced' },
  Suppressed: {
    reported: 'bounced',
    problem: 'The mail service does not mail this address any more.',
    suppresses: 'suppressed',
  },
};

/** The worse news is the later one, whichever arrives first: a mail that came back was taken by a server before. */
const weight = { delivered: 1, failed: 2, bounced: 3 } as const satisfies Record<NonNullable<Mail['reported']>, number>;

/** The mail after a report, and why its address is not mailed any more; undefined when the report says nothing new. */
export function afterReport(
  mail: Mail,
  report: Pick<DeliveryReport, 'status' | 'deliveryStatusDetails'>,
  now: Date,
): { readonly mail: Mail; readonly suppresses?: Suppression['reason'] } | undefined {
  if (report.status === 'Expanded') return undefined;
  const { reported, problem, suppresses } = meanings[report.status];
  if (mail.reported !== undefined && weight[mail.reported] >= weight[reported]) return undefined;
  // A report proves that the service took the mail, also where the sender never learnt that: it must not be sent again.
  const { queue: _queue, dueAt: _dueAt, problem: _problem, ...kept } = mail;
  const said = report.deliveryStatusDetails?.statusMessage ?? '';
  return {
    mail: {
      ...kept,
      status: reported,
      reported,
      sentAt: mail.sentAt ?? now.toISOString(),
      ttl: keptSeconds(mail, now),
      ...(problem === undefined ? {} : { problem: withoutAddresses(`${problem} ${said}`) }),
    },
    ...(suppresses === undefined ? {} : { suppresses }),
  };
}
