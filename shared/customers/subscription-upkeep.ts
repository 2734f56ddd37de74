/** Does for subscriptions what time has brought, each step once whatever crashes: who is told is in the batch that moves one on. */
import { isDeepStrictEqual } from 'node:util';
import { audit, type AuditEntry } from '../domain/activity/audit';
import { Customer, without } from '../domain/customers/customer';
import { ageOf, isDue, subscriptionQueue, type Step } from '../domain/customers/lifecycle';
import { Subscription } from '../domain/customers/subscription';
import { withSubscriptions } from '../domain/customers/standing';
import { lifecycleMail, tellOf } from '../domain/customers/telling';
import { Partner, partnerKey } from '../domain/partners/partner';
import { recordNow } from '../mailboxes/record-now';
import { ServiceUnavailable, type Ports, type Stored, type Write } from '../ports';
import { eachDue } from '../store/due-documents';

type UpkeepPorts = Pick<Ports, 'partners' | 'clock' | 'settings'>;

/** How many steps of each kind a pass wrote down. */
export type SubscriptionReport = Readonly<Record<Step['kind'], number>>;

/** Looks after every subscription that is due. */
export async function upkeepSubscriptions(ports: UpkeepPorts, traceId: string): Promise<SubscriptionReport> {
  const report = { trialEnding: 0, renewed: 0, expired: 0, disabled: 0, deleted: 0 };
  await eachDue(ports, subscriptionQueue, 'Subscriptions were held up.', async (raw) => {
    for (const { kind } of await ageSubscription(ports, Subscription.parse(raw), traceId)) report[kind] += 1;
  });
  return report;
}

/** Writes down what time has done to these and no timer has, before people change them; says whether there was anything. */
export async function catchUp(
  ports: UpkeepPorts,
  subscriptions: readonly Subscription[],
  traceId: string,
): Promise<boolean> {
  const now = ports.clock.now();
  const due = subscriptions.filter((one) => isDue(one, now));
  for (const one of due) await ageSubscription(ports, one, traceId);
  return due.length > 0;
}

/** Others who change the same customer meanwhile make it start again from what they left. */
const attempts = 8;

/** Writes down what time has done to a subscription; gives the steps, none where somebody was faster. */
async function ageSubscription(ports: UpkeepPorts, due: Subscription, traceId: string): Promise<readonly Step[]> {
  const { partnerId: partition, id, dueAt, revision } = due;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const done = await movedOn(ports, due, traceId);
    if (done) return done;
    const left = (await ports.partners.read(Subscription, { partition, id }))?.document;
    // Another run that was faster, or a change by people, has moved it on.
    if (left?.dueAt !== dueAt || left?.revision !== revision) return [];
  }
  throw new ServiceUnavailable('The customer of a subscription is changed all the time', 1);
}

async function movedOn(
  { partners, clock, settings }: UpkeepPorts,
  subscription: Subscription,
  traceId: string,
): Promise<readonly Step[] | undefined> {
  const { partnerId: partition, id, subscriptionId, customerId, revision, dueAt = '' } = subscription;
  const now = clock.now();
  const [partner, onRecord] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    partners.read(Customer, { partition, id: customerId }),
  ]);
  if (!partner || !onRecord) throw new Error('The partner or the customer of a subscription is gone.');
  const customer = await recordNow(settings, onRecord, now);
  const { steps, agedTo, endsAt, waiting } = ageOf(subscription, now);
  const told = tellOf({
    partner: partner.document,
    customer: customer.document,
    actId: `${subscriptionId}-${Date.parse(dueAt)}`,
    actor: { kind: 'upkeep' },
    changes: steps.map((step) => ({ subscription, ...step })),
    now,
  });
  const mails = steps.flatMap(({ kind, ...when }) =>
    kind === 'trialEnding' || kind === 'expired'
      ? lifecycleMail(partition, customer.document, subscription, { kind, ...when }, now)
      : [],
  );
  const entries = steps.flatMap(({ kind, at, endsAt: end }) => {
    const action = actions[kind];
    // When it happened, however late that is written down.
    const changes =
      kind === 'renewed'
        ? [{ field: 'endsAt', before: at, after: end }]
        : [
            { field: 'status', after: kind },
            { field: 'since', after: at },
          ];
    const entry = { actor: { kind: 'upkeep' }, subject: subscriptionId, customerId, changes, traceId } as const;
    const entryId = `${kind}-${subscriptionId}-${Date.parse(at)}`;
    return action ? audit(partition, { ...entry, entryId, action }, now) : [];
  });
  const isOver = waiting.dueAt === undefined;
  const moved: Write = {
    kind: 'patch',
    id,
    patch: isOver ? { set: { endsAt, agedTo }, remove: ['queue', 'dueAt'] } : { set: { endsAt, agedTo, ...waiting } },
    where: [
      { field: 'dueAt', equals: dueAt },
      { field: 'revision', equals: revision },
    ],
  };
  const created = [...told, ...mails, ...entries].map((document) => ({ kind: 'create', document }) as const);
  const written = await partners.write(partition, [
    moved,
    ...standingWrites(onRecord, { ...subscription, endsAt }, isOver, now),
    ...created,
  ]);
  return written.ok ? steps : undefined;
}

/** The customer as its lists go by it from now on, where that is another place or another word than before; what is gone it can buy again. */
function standingWrites(
  { document: before, etag }: Stored<Customer>,
  subscription: Subscription,
  isOver: boolean,
  now: Date,
): readonly Write[] {
  const left = isOver ? without(before, subscription.subscriptionId) : before;
  const document = withSubscriptions(left, [subscription], now);
  return isDeepStrictEqual(document, before) ? [] : [{ kind: 'replace', document, etag }];
}

/** What the audit calls a step; a reminder changes nothing. */
const actions: Readonly<Partial<Record<Step['kind'], AuditEntry['action']>>> = {
  renewed: 'subscriptionRenewed',
  expired: 'subscriptionExpired',
  disabled: 'subscriptionDisabled',
  deleted: 'subscriptionDeleted',
};
