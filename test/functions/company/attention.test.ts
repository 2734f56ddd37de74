import { walkCustomers } from '../../../shared/customers/customer-walk';
import * as z from 'zod';
import { limits } from '../../../shared/catalogue/limits';
import { containers } from '../../../shared/cosmos/containers';
import { Subscription, subscriptionStatus } from '../../../shared/domain/customers/subscription';
import { suppress } from '../../../shared/domain/mail/suppression';
import { watchedKinds, type WatchedKind } from '../../../shared/domain/partners/attention';
import { access, type HttpOperationName } from '../../../shared/http/access';
import type { CountQuery, Filter, StoredDocument } from '../../../shared/ports';
import { billing, changePartner, helpdesk } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, person, tenants, type World } from '../../world';

const Overview = z.object({
  attention: z.array(
    z.strictObject({
      kind: z.string(),
      title: z.string(),
      count: z.number(),
      more: z.literal(true).optional(),
      href: z.string(),
    }),
  ),
  attentionWithheld: z.array(z.strictObject({ kind: z.string(), reason: z.string() })),
});
const kinds = Object.keys(watchedKinds) as WatchedKind[];

/** The operation that answers at an address. */
function operationAt(href: string): HttpOperationName {
  const { pathname } = new URL(href, 'https://kesher.example');
  const [name] = (Object.keys(access) as HttpOperationName[]).filter(
    (one) => `/${access[one].route}` === pathname && access[one].methods.some((method) => method === 'GET'),
  );
  if (name === undefined) throw new Error(`Nothing answers at ${href}.`);
  return name;
}

describe('what needs attention', () => {
  let world: World;
  let store: WatchedStore;
  const at = (days: number) => new Date(world.now + days * 86_400_000).toISOString();

  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  const overview = async (as = noa) => {
    const { attention, attentionWithheld } = Overview.parse((await world.call('getOverview', { as })).json);
    return {
      counts: Object.fromEntries(attention.map(({ kind, count }) => [kind, count])),
      attention,
      withheld: attentionWithheld,
    };
  };
  const itemsAt = async (href: string) => {
    const query = Object.fromEntries(new URL(href, 'https://kesher.example').searchParams);
    const answer = await world.call(operationAt(href), { as: noa, query: { ...query, limit: '100' } });
    return z.object({ items: z.array(z.looseObject({ id: z.string() })) }).parse(answer.json).items;
  };
  const create = async (documents: readonly StoredDocument[], partition: string = tenants.northwind) => {
    for (let from = 0; from < documents.length; from += 100) {
      const batch = documents.slice(from, from + 100).map((document) => ({ kind: 'create', document }) as const);
      if (!(await world.store.write(partition, batch)).ok) throw new Error('It was not written.');
    }
  };
  /** The same document under other ids, in other states. */
  const copies = (
    model: unknown,
    name: string,
    idField: string,
    changes: readonly Readonly<Record<string, unknown>>[],
  ) =>
    changes.map((change, n) => {
      const id = `${name}-copy-${n}`;
      return {
        ...(model as StoredDocument),
        id,
        [idField]: id,
        sortKey: `${at(0)}~${id}`,
        ...change,
      };
    });

  /** A customer with a trial and delegated administration, both from an offer. */
  async function customer() {
    const { code } = await world.invite({ delegatedAdministration: true });
    const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
    await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
    const [offer] = await world.documents('offer');
    const [subscription] = await world.documents('subscription');
    const [delegation] = await world.documents('delegation');
    const [mail] = await world.documents('mail');
    return { offer, subscription: Subscription.parse(subscription), delegation, mail };
  }

  it('is nothing where there is nothing', async () => {
    expect(await overview()).toEqual({ counts: {}, attention: [], withheld: [] });
  });

  it.each(kinds)('%s has a list, for exactly those who are told of it', (kind) => {
    const one = access[operationAt(watchedKinds[kind].href)];
    expect(one).toMatchObject({ by: 'user', needs: watchedKinds[kind].needs });
  });

  it('is counted as its list holds it, at the edges too, in documents without what was added since', async () => {
    const { offer, subscription, delegation, mail } = await customer();
    const trial = { endsAt: at(3), provisioning: { state: 'done' }, queue: undefined, dueAt: undefined };
    const done = { provisioning: { state: 'done' }, endsAt: at(200) };
    await create([
      ...copies(offer, 'offer', 'offerId', [
        { expiresAt: at(7) },
        { expiresAt: at(1), queue: undefined, dueAt: undefined },
        { expiresAt: at(7.001) },
        { expiresAt: at(0) },
        { expiresAt: at(2), state: 'revoked' },
        { expiresAt: at(2), maxRedemptions: 1, remaining: 0 },
      ]),
      ...copies(subscription, 'trial', 'subscriptionId', [
        trial,
        { ...trial, state: 'suspended' },
        { ...trial, state: 'cancelled' },
        { ...trial, source: 'purchase' },
        { ...trial, endsAt: at(8) },
        { ...trial, autoRenew: true },
      ]),
      ...copies(subscription, 'waiting', 'subscriptionId', [
        { ...done, provisioning: { state: 'failed', reason: 'No such tenant' } },
        { ...done },
        { ...done, provisioning: { state: 'pending' }, state: 'cancelled' },
        { provisioning: { state: 'pending' }, endsAt: at(-1) },
      ]),
      ...copies(delegation, 'delegation', 'delegationId', [
        { until: at(30), runsUntil: at(30) },
        { until: at(31), runsUntil: at(31) },
        { until: at(5), runsUntil: at(5), state: 'ended' },
      ]),
      ...copies(mail, 'mail', 'mailId', [
        { status: 'failed' },
        { status: 'failed', kind: undefined },
        { status: 'failed', stopped: true },
        { status: 'stopped', stopped: true },
        { status: 'bounced' },
      ]),
      suppress({
        partnerId: tenants.northwind,
        suppressionId: 's1',
        address: 'rina@wingtip.example',
        reason: 'bounced',
        mailId: 'm',
        now: new Date(world.now),
      }),
    ]);
    await walkCustomers(world.ports);
    const { counts, attention } = await overview();
    expect(counts).toEqual({
      offersEnding: 2,
      trialsEnding: 2,
      delegationsEnding: 1,
      subscriptionsToSetUp: 2,
      mailsFailed: 2,
      addressesNotMailed: 1,
    });
    for (const { kind, count, href } of attention) {
      const items = await itemsAt(href);
      const isByCustomer = href.startsWith('/api/customers');
      expect([kind, items.length]).toEqual([kind, isByCustomer ? 1 : count]);
    }
    // No other partner is told of any of it.
    await world.addPartner(tenants.fabrikam, { name: 'Fabrikam' });
    expect((await overview(person(tenants.fabrikam, 'noa'))).attention).toEqual([]);
  });

  it('waits to be set up for as long as the subscription runs', async () => {
    const { subscription } = await customer();
    const all = (['active', 'suspended', 'cancelled'] as const).flatMap((state) =>
      [true, false].flatMap((autoRenew) =>
        [-400, -130, -20, 0, 20].map((days) => ({ state, autoRenew, source: 'purchase', endsAt: at(days) })),
      ),
    );
    const documents = copies({ ...subscription, provisioning: { state: 'pending' } }, 'x', 'subscriptionId', all);
    await create(documents);
    const running = documents.filter((document) =>
      ['active', 'suspended'].includes(subscriptionStatus(Subscription.parse(document), new Date(world.now))),
    );
    // The customer's own trial waits too.
    expect((await overview()).counts.subscriptionsToSetUp).toBe(running.length + 1);
  });

  it('is asked for in one round, the same however much there is, and counted up to a hundred', async () => {
    const asked = async () => {
      store.forget();
      const told = await overview();
      return { rounds: store.rounds, ...told };
    };
    const before = await asked();
    const { offer } = await customer();
    await create(
      copies(
        offer,
        'o',
        'offerId',
        Array.from({ length: 300 }, () => ({ expiresAt: at(2) })),
      ),
    );
    const after = await asked();
    expect(before.rounds).toEqual(['read read', `read${' count'.repeat(kinds.length)}`]);
    expect(after.rounds).toEqual(before.rounds);
    expect(after.attention.find(({ kind }) => kind === 'offersEnding')).toMatchObject({
      count: limits.overview.counted,
      more: true,
    });
  });

  it('is neither told nor counted for those who may not see it, with the reason', async () => {
    await customer();
    const asked: string[] = [];
    const count = store.count.bind(store);
    store.count = (query) => (asked.push(query.type), count(query));
    const { counts, withheld } = await overview(await billing(world));
    expect(counts).toEqual({});
    expect(asked).toEqual(['offer']);
    expect(withheld.map(({ kind }) => kind)).toEqual(kinds.filter((kind) => kind !== 'offersEnding'));
    for (const { reason } of withheld) expect(reason).toContain('supportedCompanies');
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    expect((await overview(await helpdesk(world))).withheld.map(({ kind }) => kind)).toEqual([
      'trialsEnding',
      'delegationsEnding',
      'subscriptionsToSetUp',
    ]);
  });

  it('goes by fields that the database has an index of', async () => {
    const named: string[] = [];
    const fieldsOf = (filters: readonly Filter[]): readonly string[] =>
      filters.flatMap((filter) => ('anyOf' in filter ? fieldsOf(filter.anyOf) : [filter.field]));
    const count = store.count.bind(store);
    store.count = (query: CountQuery) => (named.push(...fieldsOf(query.where ?? [])), count(query));
    await overview();
    const indexed = containers.partners.indexingPolicy.includedPaths.map(({ path }) => path);
    expect(named).toContain('runsUntil');
    for (const field of named) expect(indexed).toContain(`/${field.replace('.', '/')}/?`);
  });
});
