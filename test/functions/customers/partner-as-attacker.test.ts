import fc from 'fast-check';
import type { TokenIdentity } from '../../../shared/ports';
import { upkeepOffers } from '../../../shared/offers/offer-upkeep';
import { doubtDomains } from '../../../shared/links/doubted-domains';
import { accessToken, askForCode, cookieOf, enterCode, openAccess, sessionOf } from '../../access-world';
import { customerId, upkeep } from '../../delegation-world';
import { Customer } from '../../../shared/domain/customers/customer';
import { delegationNow } from '../../../shared/domain/customers/delegation';
import { contoso, noa, operator, northwind, tenants, World, type Answer } from '../../world';

/** What Contoso has agreed to, as its own people know it. */
interface Agreed {
  known: boolean;
  active: boolean;
  /** Undefined without an end. */
  until: string | undefined;
}

/** The partner's staff, who read every answer and every mail but those to Contoso. */
class Attack {
  readonly offers: { readonly id: string; code: string; readonly alone: boolean; readonly days: number | undefined }[] =
    [];
  readonly redemptions: { readonly code: string; readonly redemptionId: string }[] = [];
  readonly staff: TokenIdentity[] = [noa];

  private constructor(readonly world: World) {}

  static async begin(): Promise<Attack> {
    const world = new World();
    await world.addPartner();
    const attack = new Attack(world);
    for (const supportedCompanies of ['limited', 'none'] as const)
      attack.staff.push(await world.addUser({ userId: supportedCompanies, companyRole: 'none', supportedCompanies }));
    for (const delegationDays of [undefined, 40]) {
      const { id, code } = await world.askToDelegate(delegationDays === undefined ? {} : { delegationDays });
      attack.offers.push({ id, code, alone: true, days: delegationDays });
    }
    return attack;
  }

  offer(pick: number) {
    return this.offers[pick % Math.max(1, this.offers.length)];
  }

  redemption(pick: number) {
    return this.redemptions[pick % Math.max(1, this.redemptions.length)];
  }

  by(pick: number): TokenIdentity {
    return this.staff[pick % this.staff.length] ?? noa;
  }

  /** Every code in a mail that the partner can read. */
  async knownCodes(): Promise<readonly string[]> {
    await this.world.deliver();
    return this.world.mails.flatMap(({ to, code }) =>
      code === undefined || to.address.endsWith('@contoso.example') ? [] : [code],
    );
  }

  remember(made: Answer, alone: boolean, days: number | undefined): void {
    if (made.status !== 201) return;
    const code = String(made.json.url).split('/o/')[1] ?? '';
    this.offers.push({ id: String(made.json.id), code, alone, days });
  }

  async answer(offer: { readonly code: string; readonly alone: boolean }, details: object, yes: boolean) {
    const { code, alone } = offer;
    const body = { ...contoso, ...details };
    return alone
      ? this.world.call('acceptDelegation', { params: { code }, body: { ...body, authorize: true } })
      : this.world.call('redeemOffer', { params: { code }, body: { ...body, acceptDelegatedAdministration: yes } });
  }
}

type Step = fc.AsyncCommand<Agreed, Attack>;

function step(name: string, take: (agreed: Agreed, attack: Attack) => Promise<unknown>): Step {
  return {
    check: () => true,
    run: async (agreed, attack) => {
      await take(agreed, attack);
      await expectNothingGranted(agreed, attack);
    },
    toString: () => name,
  };
}

/** What holds after whatever anybody does. */
async function expectNothingGranted(agreed: Agreed, { world }: Attack): Promise<void> {
  const now = new Date(world.now);
  if (agreed.until !== undefined && now.getTime() >= Date.parse(agreed.until)) {
    agreed.active = false;
    agreed.until = undefined;
  }
  const stored = await world.store.read(Customer, { partition: tenants.northwind, id: customerId });
  expect(stored !== undefined).toBe(agreed.known);
  if (!stored) return;
  expect(stored.document.contact).toEqual(contoso.contact);
  const delegation = delegationNow(stored.document, now);
  expect(delegation.status === 'active').toBe(agreed.active);
  expect(delegation.status === 'active' ? delegation.until : undefined).toBe(agreed.until);
  const open = (await world.documents('delegation')).filter(
    (one) => one.customerId === customerId && one.state === 'active' && String(one.runsUntil) > now.toISOString(),
  );
  expect(open.map(({ until }) => until)).toEqual(agreed.active ? [agreed.until] : []);
}

const pick = fc.nat({ max: 5 });
const days = fc.option(fc.constantFrom(1, 8, 40, 400), { nil: undefined });
const products = ['microsoft-365-business-premium', 'exchange-online-plan-1', 'power-bi-pro'] as const;

const makes = fc
  .record({
    kind: fc.constantFrom('trial', 'purchase', 'alone'),
    days,
    by: pick,
    product: fc.constantFrom(...products),
  })
  .map((made) =>
    step(`makes an offer ${JSON.stringify(made)}`, async (_agreed, attack) => {
      const { kind, by, product } = made;
      const asks = made.days === undefined ? {} : { delegationDays: made.days };
      const as = attack.by(by);
      const common = { usageLocation: 'IL', language: 'en', ...asks };
      const answer =
        kind === 'alone'
          ? await attack.world.call('createDelegationOffer', { as, body: common })
          : kind === 'trial'
            ? await attack.world.call('createTrialInvitation', {
                as,
                body: { ...common, productId: `${products[0]}-trial`, delegatedAdministration: true },
              })
            : await attack.world.call('createPurchaseOffer', {
                as,
                body: { ...common, lines: [{ productId: product, quantity: 5 }], delegatedAdministration: true },
              });
      attack.remember(answer, kind === 'alone', made.days);
    }),
  );

const changes = fc
  .record({ how: fc.constantFrom('revokeOffer', 'rotateLink', 'copyOffer', 'sendOffer'), offer: pick, by: pick })
  .map(({ how, offer, by }) =>
    step(`${how} ${offer} as ${by}`, async (_agreed, attack) => {
      const found = attack.offer(offer);
      if (!found) return;
      const body =
        how === 'copyOffer'
          ? { replace: true }
          : how === 'sendOffer'
            ? { recipients: [{ email: 'mallory@northwind.example' }] }
            : undefined;
      const answer = await attack.world.call(how, {
        as: attack.by(by),
        params: { offerId: found.id },
        headers: { 'if-match': '*' },
        ...(body ? { body } : {}),
      });
      if (how === 'copyOffer') attack.remember(answer, found.alone, found.days);
      if (how === 'rotateLink' && answer.status === 200)
        found.code = String(answer.json.url).split('/o/')[1] ?? found.code;
    }),
  );

const impostors = [
  { contact: { name: 'Mallory', email: 'mallory@contoso.example' } },
  { contact: contoso.contact },
  { primaryDomain: 'CONTOSO.example', contact: { name: 'Mallory', email: 'Mallory@Contoso.Example' } },
  { contact: { name: 'Mallory', email: 'mallory@northwind.example' } },
  { primaryDomain: 'evil.example', contact: { name: 'Mallory', email: 'mallory@evil.example' } },
  { primaryDomain: undefined, contact: { name: 'Mallory', email: 'mallory@gmail.com' } },
] as const;

const poses = fc.record({ offer: pick, as: fc.nat({ max: impostors.length - 1 }) }).map((posed) =>
  step(`answers as an impostor ${JSON.stringify(posed)}`, async (_agreed, attack) => {
    const offer = attack.offer(posed.offer);
    if (!offer) return;
    const answer = await attack.answer(offer, impostors[posed.as] ?? {}, true);
    if (answer.status !== 202) return;
    attack.redemptions.push({ code: offer.code, redemptionId: String(answer.json.redemptionId) });
  }),
);

const guesses = fc.record({ redemption: pick, tries: fc.integer({ min: 1, max: 7 }) }).map(({ redemption, tries }) =>
  step(`enters every code it knows for ${redemption}`, async (_agreed, attack) => {
    const found = attack.redemption(redemption);
    if (!found) return;
    const known = [...(await attack.knownCodes())].reverse();
    for (const confirmationCode of [...known.slice(0, tries), '000000', '', '      '])
      await attack.world.confirm(found.code, found.redemptionId, confirmationCode);
  }),
);

const asks = pick.map((redemption) =>
  step(`asks for another code ${redemption}`, async (_agreed, attack) => {
    const found = attack.redemption(redemption);
    if (found) await attack.world.call('resendCode', { params: found, body: {} });
  }),
);

const notes = fc
  .record({ offer: pick, how: fc.constantFrom('declineOffer', 'requestFreshLink') })
  .map(({ offer, how }) =>
    step(`${how} ${offer}`, async (_agreed, attack) => {
      const { code } = attack.offer(offer) ?? { code: 'forged' };
      await attack.world.call(how, { params: { code }, body: { email: contoso.contact.email } });
      await attack.world.call('openLink', { params: { code } });
    }),
  );

const visits = fc.boolean().map((withOther) =>
  step('tries the access page', async (_agreed, attack) => {
    const { world } = attack;
    const token = accessToken(world);
    await askForCode(world, token);
    const cookies = ['kesher-access=test.9999999999999.AAAAAAAAAAAAAAAAAAAAAA'];
    for (const code of [...(await attack.knownCodes()).slice(-3), '000000'])
      cookies.push(cookieOf(await enterCode(world, token, code)));
    const evil = await world.store.read(Customer, { partition: tenants.northwind, id: 'domain:evil.example' });
    const itsOwn = accessToken(world, 'domain:evil.example');
    // Another customer's session opens nothing here.
    if (withOther && evil)
      cookies.push((await openAccess(world, itsOwn, 'mallory@evil.example').catch(() => ({ session: '' }))).session);
    for (const cookie of cookies)
      for (const name of ['openAccessPage', 'endDelegationAsCustomer'] as const) {
        const body = name === 'openAccessPage' ? {} : { body: {} };
        const answer = await world.call(name, { params: { token }, headers: { cookie }, ...body });
        expect(answer.text).not.toContain('"status":"open"');
      }
  }),
);

const meddles = pick.map((by) =>
  step(`meddles as ${by}`, async (_agreed, attack) => {
    const { world } = attack;
    const as = attack.by(by);
    const company = await world.call('getCompany', { as });
    await world.call('updateCompany', {
      as,
      headers: { 'if-match': company.headers.get('etag') ?? '' },
      body: { ...company.json, email: contoso.contact.email },
    });
    await world.call('putPartner', { as, params: { partnerId: tenants.northwind }, body: northwind });
    const [subscription] = await world.documents('subscription');
    const subscriptionId = String(subscription?.subscriptionId);
    await world.call('convertTrial', { as, params: { customerId, subscriptionId }, body: {} });
    for (const name of ['listCustomers', 'listDelegations', 'listOffers', 'listAudit', 'listMails'] as const)
      await world.call(name, { as });
    await world.call('putPartner', {
      as: operator,
      params: { partnerId: tenants.northwind },
      headers: { 'if-match': '*' },
      body: northwind,
    });
  }),
);

const ends = fc.record({ by: pick, stale: fc.boolean() }).map(({ by, stale }) =>
  step(`ends it as ${by}${stale ? ' under a stale revision' : ''}`, async (agreed, attack) => {
    const { world } = attack;
    const as = attack.by(by);
    const answer = await world.call('endDelegation', {
      as,
      params: { customerId },
      headers: { 'if-match': stale ? '"999"' : '*' },
    });
    const expected = as === noa ? (agreed.active ? [stale ? 412 : 204] : [204, 404, 409, 412]) : [403];
    expect(expected).toContain(answer.status);
    if (answer.status === 204) [agreed.active, agreed.until] = [false, undefined];
  }),
);

const passes = fc.constantFrom(1, 11, 61, 1500, 12_000, 50_000).map((minutes) =>
  step(`${minutes} minutes pass`, (_agreed, { world }) => {
    world.pass({ minutes });
    return Promise.resolve();
  }),
);

const timers = fc.constant(
  step('the timers run', async (_agreed, { world }) => {
    await upkeep(world);
    await upkeepOffers(world.ports);
    await doubtDomains(world.ports, 'trace');
    await world.deliver();
  }),
);

/** Contoso's own administrator, whose mailbox is its own. */
const accepts = fc.record({ offer: pick, yes: fc.boolean() }).map(({ offer, yes }) =>
  step(`Contoso answers ${offer}: ${yes ? 'yes' : 'no'}`, async (agreed, attack) => {
    const { world } = attack;
    const found = attack.offer(offer);
    if (!found) return;
    const { code, alone } = found;
    const asked = await attack.answer(found, {}, yes);
    if (asked.status !== 202) return;
    const redemptionId = String(asked.json.redemptionId);
    await world.deliver();
    const mailed = world.mails.findLast(
      ({ to, kind, text }) =>
        kind === 'confirmationCode' && to.address === contoso.contact.email && text.includes(redemptionId),
    );
    if (mailed?.code === undefined) return;
    const before = await world.call('getCustomer', { as: noa, params: { customerId } });
    const confirmed = await world.confirm(code, redemptionId, mailed.code);
    if (confirmed.status !== 200) return;
    agreed.known = true;
    const said = yes || alone;
    expect(confirmed.json.delegatedAdministration).toBe(said);
    if (!said) return;
    const delegation = (await world.call('getCustomer', { as: noa, params: { customerId } })).json.delegation as {
      readonly until?: string;
    };
    const asks = found.days === undefined ? Infinity : world.now + found.days * 86_400_000;
    const wasUntil = agreed.active ? (agreed.until === undefined ? Infinity : Date.parse(agreed.until)) : 0;
    const until = delegation.until === undefined ? Infinity : Date.parse(delegation.until);
    // Never shorter than it was, never longer than was agreed; the same answer again may leave it as it was.
    expect(until).toBeGreaterThanOrEqual(wasUntil);
    expect([wasUntil, Math.max(wasUntil, asks)]).toContain(until);
    expect(before.status === 404 || before.status === 200).toBe(true);
    [agreed.active, agreed.until] = [true, delegation.until];
  }),
);

const withdraws = fc.constant(
  step('Contoso ends it on its access page', async (agreed, { world }) => {
    if (!agreed.known) return;
    const { token, session } = await sessionOf(world);
    const call = { params: { token }, body: {}, headers: { cookie: session } };
    const answer = await world.call('endDelegationAsCustomer', call);
    if (agreed.active) expect(answer.status).toBe(200);
    [agreed.active, agreed.until] = [false, undefined];
  }),
);

const theft = [makes, changes, poses, guesses, asks, notes, visits, meddles, ends, passes, passes, timers];

/** Some stories at a time, so that no test takes long. */
const atATime = { numRuns: 6 };

/** Tells stories made of these steps, each in a world of its own where nothing has been agreed to. */
function tell(steps: fc.Arbitrary<Step>[]): Promise<void> {
  const stories = fc.commands(steps, { maxCommands: 60, size: 'max' });
  const property = fc.asyncProperty(stories, async (story) => {
    const attack = await Attack.begin();
    try {
      const agreed = { known: false, active: false, until: undefined };
      await fc.asyncModelRun(() => ({ model: agreed, real: attack }), story);
    } finally {
      attack.world.close();
    }
  });
  return fc.assert(property, atATime);
}

describe('a partner that wants access it was not given', () => {
  it.each([1, 2, 3, 4, 5, 6])('never gets any, or a day more, but by the customer’s own confirmed act (%d)', () =>
    tell([...theft, accepts, accepts, accepts, accepts, poses, guesses, withdraws]),
  );

  it.each([1, 2])('and where the customer does nothing at all, nothing is ever granted (%d)', () =>
    tell([...theft, makes, poses, guesses]),
  );
});
