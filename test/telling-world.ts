/** What tests of telling the partner of record say often: users who choose, changes that happen, timers that run, and who was mailed what. */
import { writeDueDigests } from '../shared/customers/digests';
import { upkeepSubscriptions } from '../shared/customers/subscription-upkeep';
import { tellDueChanges } from '../shared/customers/told-changes';
import { Customer } from '../shared/domain/customers/customer';
import { Subscription } from '../shared/domain/customers/subscription';
import { tellOf, type Changed } from '../shared/domain/customers/telling';
import type { Actor } from '../shared/domain/activity/audit';
import type { MailChoice } from '../shared/domain/partners/notification-settings';
import { Partner, partnerKey } from '../shared/domain/partners/partner';
import type { TokenIdentity } from '../shared/ports';
import { contoso, tenants, type World } from './world';

export const customerId = 'domain:contoso.example';

/** A customer takes a trial, and gives its subscription. */
export async function tryOut(world: World, more: Readonly<Record<string, unknown>> = {}): Promise<Subscription> {
  const { code } = await world.invite(more);
  const redemptionId = await world.redeem(code);
  const confirmed = await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
  if (confirmed.status !== 200) throw new Error(`Nothing was confirmed: ${confirmed.text}`);
  return subscriptionIn(world);
}

/** The only subscription there is. */
export async function subscriptionIn(world: World): Promise<Subscription> {
  const [first, ...others] = await world.documents('subscription');
  if (others.length > 0) throw new Error('There are several subscriptions.');
  return Subscription.parse(first);
}

/** Somebody changes subscriptions in one act, as an operation does. */
export async function change(
  world: World,
  actId: string,
  changes: readonly Changed[],
  actor: Actor = { kind: 'user', userId: 'somebody', name: 'Somebody' },
): Promise<void> {
  const [partner, customer] = await Promise.all([
    world.store.read(Partner, { partition: tenants.northwind, id: partnerKey }),
    world.store.read(Customer, { partition: tenants.northwind, id: customerId }),
  ]);
  if (!partner || !customer) throw new Error('There is no such customer.');
  const told = tellOf({
    partner: partner.document,
    customer: customer.document,
    actId,
    actor,
    changes,
    now: new Date(world.now),
  });
  if (told.length === 0) return;
  await world.store.write(
    tenants.northwind,
    told.map((document) => ({ kind: 'create', document }) as const),
  );
}

/** A user of the partner who helps customers, and chooses how to be told. */
export async function colleague(world: World, userId: string, mail?: MailChoice): Promise<TokenIdentity> {
  const identity = await world.addUser({ userId, companyRole: 'none', supportedCompanies: 'limited' });
  if (mail) await choose(world, identity, mail);
  return identity;
}

/** A user chooses under the revision that is there. */
export async function choose(world: World, as: TokenIdentity, mail: MailChoice): Promise<void> {
  const read = await world.call('getNotificationPreferences', { as });
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  const put = await world.call('putNotificationPreferences', { as, headers, body: { ...read.json, mail } });
  if (put.status !== 200) throw new Error(`It was not chosen: ${put.text}`);
}

/** What the timers do about subscriptions and who is told of them. */
export async function runTimers(world: World): Promise<void> {
  await upkeepSubscriptions(world.ports, 'trace');
  await tellDueChanges(world.ports);
  await writeDueDigests(world.ports);
}

/** The mails that wait or went out since the last call, as `kind address`; codes and what else was there before are left out. */
export async function toldBy(world: World): Promise<readonly string[]> {
  await world.deliver();
  const told = world.mails.map(({ kind, to }) => `${kind} ${to.address}`);
  world.mails.length = 0;
  return told.toSorted();
}
