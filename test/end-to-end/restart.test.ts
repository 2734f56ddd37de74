import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { personaOf } from '../../local/personas';
import { SqliteStore } from '../../local/sqlite-store';
import { launch, newFolder, NoMail, Refusal, RunningKesher } from './running-kesher';
import {
  company,
  confirm,
  Customer,
  invite,
  Offer,
  pathOf,
  redeem,
  Redemption,
  Subscription,
  win,
  type Company,
} from './trial-customer';

const partner = 'northwind-admin';
const { tenantId: partnerId = '', email: partnerEmail = '' } = personaOf(partner) ?? {};

/** The same numbers in every run, from 0 up to but not including `below`. */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What fetch throws when the other side is gone, before or in the middle of its answer. */
const CutOff = z.object({ message: z.enum(['fetch failed', 'terminated']) });

interface Acknowledged {
  readonly offers: Set<string>;
  readonly redeemed: Map<string, Company>;
  readonly confirmed: Map<string, { readonly customer: Company; readonly offerId: string }>;
}

/** Customers who do not give up: what was cut off they send again under the same key, as soon as somebody answers. */
class Customers {
  readonly acknowledged: Acknowledged = { offers: new Set(), redeemed: new Map(), confirmed: new Map() };
  answers = 0;
  cutOff = 0;
  #kesher: Promise<RunningKesher>;
  #finished = false;

  constructor(kesher: RunningKesher) {
    this.#kesher = Promise.resolve(kesher);
  }

  /** From now on they wait for the next Kesher. */
  waitFor(kesher: Promise<RunningKesher>): void {
    this.#kesher = kesher;
  }

  finish(): void {
    this.#finished = true;
  }

  /** One customer after the other, until it is enough. */
  async come(queue: number): Promise<void> {
    for (let number = 0; !this.#finished; number += 1) {
      try {
        await this.#accept(company(`customer-${queue}-${number}.example`));
      } catch (error) {
        // Its mail was being sent when the process was killed, and waits for the end of its lease.
        if (!(error instanceof NoMail)) throw error;
      }
    }
  }

  async #accept(customer: Company): Promise<void> {
    const { primaryDomain, contact } = customer;
    const { offers, redeemed, confirmed } = this.acknowledged;
    const headers = { 'idempotency-key': primaryDomain };
    const offer = await this.#answered((kesher) => invite(kesher, partner, {}, headers));
    offers.add(offer.id);
    const { redemptionId } = await this.#answered((kesher) => redeem(kesher, offer, customer, {}, headers));
    redeemed.set(redemptionId, customer);
    const { code = '' } = await this.#answered((kesher) => kesher.mail(contact.email, 'confirmationCode', 1_000));
    await this.#answered((kesher) => confirm(kesher, offer, redemptionId, code));
    confirmed.set(redemptionId, { customer, offerId: offer.id });
  }

  async #answered<T>(request: (kesher: RunningKesher) => Promise<T>): Promise<T> {
    for (;;) {
      const kesher = await this.#kesher;
      try {
        const answer = await request(kesher);
        this.answers += 1;
        return answer;
      } catch (error) {
        const toldToComeAgain = error instanceof Refusal && error.status === 503;
        if (!toldToComeAgain && !CutOff.safeParse(error).success) throw error;
        this.cutOff += 1;
        await sleep(5);
      }
    }
  }
}

const Stored = z.looseObject({ id: z.string(), partnerId: z.string(), type: z.string() });
const StoredRedemption = z.object({
  redemptionId: z.string(),
  offerId: z.string(),
  customerId: z.string(),
  status: z.enum(['awaitingConfirmation', 'confirmed']),
  consents: z.array(z.object({ subject: z.string() })),
  subscriptions: z.array(z.object({ id: z.string() })).default([]),
});
const StoredOffer = z.object({ offerId: z.string(), redemptionCount: z.int() });
const Verification = z.object({ intact: z.boolean(), sealed: z.int(), unsealed: z.int().optional() });
const StoredTally = z.object({ customers: z.int() });

/** The documents of the partner, as they lie on the disk of an installation that does not run. */
async function documentsIn(dataFolder: string) {
  const store = new SqliteStore({
    file: join(dataFolder, 'kesher.db'),
    container: 'partners',
    partitionKey: 'partnerId',
    clock: { now: () => new Date() },
  });
  const { documents } = await store.changes(undefined, 1_000_000);
  store.close();
  const own = z
    .array(Stored)
    .parse(documents)
    .filter((document) => document.partnerId === partnerId);
  return {
    ids: new Set(own.map(({ id }) => id)),
    ofType: <T>(type: string, schema: z.ZodType<T>): readonly T[] =>
      z.array(schema).parse(own.filter((document) => document.type === type)),
  };
}

describe('what was acknowledged', () => {
  it('is there after the program was ended and started again', async () => {
    const before = await RunningKesher.start();
    const customer = company('adatum.example');
    const { offer, confirmed } = await win(before, partner, customer);
    await before.mail(customer.contact.email, 'receipt');
    const token = await before.token(partner);
    const mails = await before.mails();
    await before.stop();

    const after = await before.again();
    const own = { token };
    expect(await after.call(Offer, `/api/offers/${offer.id}`, own)).toMatchObject({
      url: offer.url,
      redemptionCount: 1,
    });
    expect(await after.call(Customer, '/api/customers/domain:adatum.example', own)).toMatchObject({
      companyName: customer.companyName,
    });
    expect((await after.ask(pathOf(offer.url))).status).toBe(200);
    expect((await after.ask(pathOf(confirmed.accessUrl))).status).toBe(200);
    expect(await after.mails()).toEqual(mails);
    await after.stop();
  });
});

/** How many answers it gives before it dies again, and how long after them. Once it is asked to end, in the middle of everything. */
const random = drawing(20_261_123);
const deaths = Array.from({ length: 10 }, (_, death) => ({
  answers: 2 + random(12),
  milliseconds: random(20),
  how: death === 5 ? ('ended' as const) : ('killed' as const),
}));

describe('what was acknowledged outlives any moment of death', () => {
  let kesher: RunningKesher;
  let customers: Customers;
  let coming: Promise<unknown>;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
    customers = new Customers(kesher);
    coming = Promise.all([0, 1, 2].map((queue) => customers.come(queue)));
    // Whoever waits for answers is told.
    coming.catch(() => undefined);
  });
  afterAll(() => customers.finish());

  async function answered(count: number): Promise<void> {
    const enough = customers.answers + count;
    while (customers.answers < enough) await Promise.race([coming, sleep(1)]);
  }

  it.each(deaths)(
    'when Kesher is $how $milliseconds ms after $answers more answers, and started again',
    async ({ answers, milliseconds, how }) => {
      await answered(answers);
      await sleep(milliseconds);
      const ended = how === 'ended' ? kesher.stop() : kesher.kill();
      const next = ended.then(() => kesher.again());
      customers.waitFor(next);
      kesher = await next;
    },
  );

  it('when its customers come to their trials', async () => {
    await answered(12);
    customers.finish();
    await coming;
    expect(customers.cutOff).toBeGreaterThanOrEqual(deaths.length);
    expect(customers.acknowledged.confirmed.size).toBeGreaterThanOrEqual(10);
  });

  it('so that each mail arrives once', async () => {
    const { redeemed, confirmed } = customers.acknowledged;
    // The leases of mails that were being sent end.
    await kesher.advance('PT2M');
    const mails = await kesher.mails();
    expect(mails.length).toBeLessThan(1_000);
    const arrived = (kind: string, about: (mail: (typeof mails)[number]) => boolean) =>
      mails.filter((mail) => mail.kind === kind && about(mail)).length;
    for (const { contact } of redeemed.values())
      expect([contact.email, arrived('confirmationCode', ({ to }) => to === contact.email)]).toEqual([
        contact.email,
        1,
      ]);
    for (const { customer } of confirmed.values()) {
      const { contact, primaryDomain } = customer;
      const told = arrived(
        'offerAccepted',
        ({ to, text }) => to === partnerEmail && text.includes(` ${contact.email}`),
      );
      const receipts = arrived('receipt', ({ to }) => to === contact.email);
      expect({ primaryDomain, receipts, told }).toEqual({ primaryDomain, receipts: 1, told: 1 });
    }
  });

  it('so that whoever was confirmed is a customer with its trial', async () => {
    const token = await kesher.token(partner);
    for (const [redemptionId, { customer, offerId }] of customers.acknowledged.confirmed) {
      const path = `/api/customers/domain:${customer.primaryDomain}`;
      expect(await kesher.call(Customer, path, { token })).toMatchObject({ companyName: customer.companyName });
      const { items } = await kesher.call(z.object({ items: z.array(Subscription) }), `${path}/subscriptions`, {
        token,
      });
      expect(items).toMatchObject([{ source: 'trial', status: 'active' }]);
      const seen = await kesher.call(z.object({ items: z.array(Redemption) }), `/api/offers/${offerId}/redemptions`, {
        token,
      });
      expect(seen.items).toMatchObject([{ redemptionId, status: 'confirmed' }]);
    }
  });

  it('so that the record of what was done is whole, and under its seals', async () => {
    await kesher.advance('PT20M');
    const verified = await kesher.call(Verification, '/api/audit/verification', { token: await kesher.token(partner) });
    expect(verified).toMatchObject({ intact: true, unsealed: 0 });
    expect(verified.sealed).toBeGreaterThan(customers.acknowledged.confirmed.size);
  });

  it('on the disk too, where each confirmation is there wholly or not at all', async () => {
    const { offers, redeemed, confirmed } = customers.acknowledged;
    await kesher.stop();
    const { ids, ofType } = await documentsIn(kesher.dataFolder);
    const redemptions = ofType('redemption', StoredRedemption);
    const known = new Map(redemptions.map((redemption) => [redemption.redemptionId, redemption]));
    for (const redemptionId of redeemed.keys()) expect(known.has(redemptionId)).toBe(true);
    for (const redemptionId of confirmed.keys()) expect(known.get(redemptionId)?.status).toBe('confirmed');
    for (const { redemptionId, customerId, status, consents, subscriptions } of redemptions) {
      const asked = [`audit:requested-${redemptionId}`, `mail:code-${redemptionId}-1`];
      const setUp = [
        customerId,
        ...subscriptions.map(({ id }) => `subscription:${id}`),
        ...consents.map(({ subject }) => `consent:${redemptionId}:${subject}`),
        `notification:${redemptionId}`,
        `audit:confirmed-${redemptionId}`,
        `mail:receipt-${redemptionId}`,
        `mail:accepted-${redemptionId}`,
      ];
      const isConfirmed = status === 'confirmed';
      expect(subscriptions.length).toBe(isConfirmed ? 1 : 0);
      expect(asked.filter((id) => !ids.has(id))).toEqual([]);
      expect(setUp.filter((id) => ids.has(id) !== isConfirmed)).toEqual([]);
    }
    const stored = ofType('offer', StoredOffer);
    expect([...offers].filter((offerId) => !ids.has(`offer:${offerId}`))).toEqual([]);
    for (const { offerId, redemptionCount } of stored) {
      const count = redemptions.filter((each) => each.offerId === offerId && each.status === 'confirmed').length;
      expect([offerId, redemptionCount]).toEqual([offerId, count]);
    }
    const customersOnRecord = ofType('customer', z.object({ id: z.string() })).length;
    expect(ofType('customer-tally', StoredTally)).toEqual([{ customers: customersOnRecord }]);
  });
});

/** Kills a start of the program so many milliseconds after it made its last file; gives what it had printed. */
async function killStart(dataFolder: string, milliseconds: number): Promise<string> {
  const { child, output, ended } = launch({ dataFolder });
  while (!existsSync(join(dataFolder, 'mailbox.db'))) await sleep(1);
  await sleep(milliseconds);
  child.kill('SIGKILL');
  await ended;
  return output();
}

describe('the demo data', () => {
  const draw = drawing(7);
  const rounds = Array.from({ length: 3 }, () => [20 + draw(80), 60 + draw(100), 60 + draw(100)] as const);

  it.each(rounds)(
    'is brought to its end by the next start when starts were killed after %d, %d and %d ms',
    async (first, ...others) => {
      let dataFolder = newFolder();
      // On a machine that held this process up, the start had come to its end: that was none of the deaths that are meant.
      while ((await killStart(dataFolder, first)) !== '') dataFolder = newFolder();
      for (const milliseconds of others) await killStart(dataFolder, milliseconds);
      const kesher = await RunningKesher.start({ dataFolder });
      for (const [as, count] of [
        ['northwind-admin', 42],
        ['fabrikam-admin', 250],
        ['lotus-admin', 18],
      ] as const) {
        const customers = await kesher.all(Customer, '/api/customers', as);
        expect([as, new Set(customers.map(({ id }) => id)).size]).toEqual([as, count]);
        const { total } = await kesher.call(z.object({ total: z.int() }), '/api/customers', { as });
        expect(total).toBe(count);
      }
      await kesher.stop();
    },
  );
});
