import fc from 'fast-check';
import { codeOf, company, snapshotOf, wrongCode } from '../../link-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import type { World } from '../../world';

const companies = 3;
const who = { company: fc.nat({ max: companies - 1 }) };
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('redeem' as const), ...who, colleague: fc.nat({ max: 1 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('confirm' as const), ...who, nth: fc.nat({ max: 2 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('guess' as const),
      ...who,
      nth: fc.nat({ max: 2 }),
      by: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resend' as const), ...who, nth: fc.nat({ max: 2 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'deliver' } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(1, 4, 11, 1500) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mailService' as const), up: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One offer, several companies, and everything they were answered. */
class Story {
  readonly #redemptions: string[][] = Array.from({ length: companies }, () => []);
  #granted = 0;

  private constructor(
    readonly world: World,
    readonly store: WatchedStore,
    readonly code: string,
    readonly cap: number | null,
  ) {}

  static async begin(cap: number | null): Promise<Story> {
    const { world, store } = await watchedWorld();
    const { code } = await world.invite({ maxRedemptions: cap });
    return new Story(world, store, code, cap);
  }

  async take(step: Step): Promise<void> {
    const { world, code } = this;
    switch (step.kind) {
      case 'redeem': {
        const { primaryDomain, companyName } = company(step.company);
        const contact = { name: 'Admin', email: `admin-${step.colleague}@${primaryDomain}` };
        const body = { companyName, primaryDomain, contact, country: 'IL', acceptTerms: true };
        const answer = await world.call('redeemOffer', { params: { code }, body });
        expect([202, 410, 429]).toContain(answer.status);
        if (answer.status === 202) this.#redemptions[step.company]?.push(String(answer.json.redemptionId));
        return;
      }
      case 'confirm':
      case 'guess': {
        const redemptionId = this.#redemptions[step.company]?.at(-1 - step.nth);
        if (redemptionId === undefined) return;
        const right = await codeOf(world, redemptionId);
        const before = await this.#confirmed(redemptionId);
        const given = step.kind === 'confirm' ? right : wrongCode(right, step.by);
        const answer = await world.confirm(code, redemptionId, given);
        expect([200, 409, 410, 422, 429]).toContain(answer.status);
        if (answer.status !== 200) return;
        expect(step.kind).toBe('confirm');
        if (!before) this.#granted += 1;
        return;
      }
      case 'resend': {
        const redemptionId = this.#redemptions[step.company]?.at(-1 - step.nth);
        if (redemptionId === undefined) return;
        const answer = await world.call('resendCode', { params: { code, redemptionId }, body: {} });
        expect([200, 202, 410, 429]).toContain(answer.status);
        return;
      }
      case 'deliver':
        return world.deliver();
      case 'pass':
        world.pass({ minutes: step.minutes });
        return;
      case 'mailService':
        world.mailService = () => (step.up ? { kind: 'accepted' } : { kind: 'unavailable', detail: 'Down.' });
    }
  }

  /** What holds at every moment, whatever happened. */
  async expectSound({ alone }: { readonly alone: boolean }): Promise<void> {
    const { documents, of, count } = await snapshotOf(this.world);
    const confirmed = of('redemption').filter(({ status }) => status === 'confirmed');
    if (alone) expect(confirmed).toHaveLength(this.#granted);
    expect(confirmed.length).toBeLessThanOrEqual(this.cap ?? companies);
    expect(of('offer')[0]).toMatchObject({
      redemptionCount: confirmed.length,
      ...(this.cap === null ? {} : { remaining: this.cap - confirmed.length }),
    });
    expect(new Set(confirmed.map(({ customerId }) => customerId)).size).toBe(confirmed.length);
    for (const type of ['customer', 'subscription', 'consent', 'notification'])
      expect([type, count(type)]).toEqual([type, confirmed.length]);
    expect(of('customer-tally')[0]).toMatchObject({ customers: confirmed.length });
    const audited = of('audit').filter(({ action }) => action === 'redemptionConfirmed');
    expect(audited).toHaveLength(confirmed.length);
    const ids = new Set(documents.map(({ id }) => id));
    for (const { redemptionId } of confirmed)
      for (const kind of ['mail:receipt-{}', 'mail:accepted-{}', 'notification:{}', 'consent:{}:terms'])
        expect(ids).toContain(kind.replace('{}', String(redemptionId)));
    for (const { tries } of of('redemption')) expect([0, 1, 2, 3, 4, 5]).toContain(tries);
  }

  async #confirmed(redemptionId: string): Promise<boolean> {
    const redemptions = await this.world.documents('redemption');
    return redemptions.some((each) => each.redemptionId === redemptionId && each.status === 'confirmed');
  }
}

const cap = fc.constantFrom(null, 1, 2);

/** Forty stories of each kind, some at a time, so that no test takes long. */
const times = [1, 2, 3, 4];
const atATime = 10;

describe('whatever several customers do with one offer, in whatever order', () => {
  it.each(times)('one after another, counts, records, consents and mails agree after every step (%d)', async () => {
    await fc.assert(
      fc.asyncProperty(cap, fc.array(step, { minLength: 1, maxLength: 30 }), async (capped, steps) => {
        const story = await Story.begin(capped);
        for (const each of steps) {
          await story.take(each);
          await story.expectSound({ alone: true });
        }
        story.world.close();
      }),
      { numRuns: atATime },
    );
  });

  it.each(times)('side by side, they agree whenever nobody is at it (%d)', async () => {
    await fc.assert(
      fc.asyncProperty(
        cap,
        fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
        fc.scheduler(),
        async (capped, rounds, scheduler) => {
          const story = await Story.begin(capped);
          // Every call of the store waits for its turn, and the turns come in any order.
          story.store.turn = () => scheduler.schedule(Promise.resolve());
          for (const round of rounds) {
            await scheduler.waitFor(Promise.all(round.map((each) => story.take(each))));
            await story.expectSound({ alone: false });
          }
          story.world.close();
        },
      ),
      { numRuns: atATime },
    );
  });
});
