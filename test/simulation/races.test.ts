import fc from 'fast-check';
import { brokenInvariants } from './invariants';
import { contosoId, reset, tokenOf } from '../directory-world';
import { keyNumber } from '../product-keys';
import { contoso, noa, type Answer } from '../world';
import { preparedGround, Simulated, type Ground } from './simulated';

type Asked = Promise<Answer>;

/** What several do at the same moment, and how many of them it may come true for. */
interface Race {
  readonly before?: (simulated: Simulated) => Promise<unknown>;
  readonly at: (simulated: Simulated) => readonly (() => Asked)[];
  /** What is wrong with the answers, or with what there is. */
  readonly holds: (answers: readonly Answer[], simulated: Simulated) => unknown;
}

const ok = (answers: readonly Answer[]): number => answers.filter(({ status }) => status < 400).length;
const any = { 'if-match': '*' };
const tailspin = (number: number) => ({
  ...contoso,
  companyName: `Company ${number}`,
  primaryDomain: `company-${number}.example`,
  contact: { name: 'Ann', email: `ann@company-${number}.example` },
});
const apply = (simulated: Simulated, number: number) => () =>
  simulated.world.call('applyProductKeys', {
    as: noa,
    body: { keys: [keyNumber(901)], customer: (({ acceptTerms: _, ...named }) => named)(tailspin(number)) },
  });
const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** The link to a password. */
const made = { token: '' };

/** A link for one, and two companies that have their codes. */
const capped = { code: '', offerId: '', redemptions: [] as string[], codes: [] as string[] };
async function start(simulated: Simulated): Promise<void> {
  const { world } = simulated;
  const { code, id } = await world.invite({ maxRedemptions: 1 });
  const redemptions = [await world.redeem(code, tailspin(1)), await world.redeem(code, tailspin(2))];
  await simulated.feed();
  const codes = [1, 2].map((number) => simulated.mailed('confirmationCode', `ann@company-${number}.example`) ?? '');
  Object.assign(capped, { code, offerId: id, redemptions, codes });
}
const confirm =
  (simulated: Simulated, index: number, confirmationCode = capped.codes[index] ?? '') =>
  () =>
    simulated.world.confirm(capped.code, capped.redemptions[index] ?? '', confirmationCode);
const offerCall =
  (simulated: Simulated, name: 'revokeOffer' | 'rotateLink' | 'copyOffer', body = {}) =>
  () =>
    simulated.world.call(name, { as: noa, params: { offerId: capped.offerId }, headers: any, body });
const wrongCodes = (right: string, count: number) =>
  times(count, (index) => String((Number(right) + index + 1) % 1_000_000).padStart(6, '0'));
/** Confirmed at most once, and exactly as often as it was answered. */
const confirmedOnce = (answers: readonly Answer[], simulated: Simulated): void => {
  const confirmed = simulated
    .of('redemption')
    .filter(({ offerId, status }) => offerId === capped.offerId && status === 'confirmed');
  expect(confirmed.length).toBeLessThanOrEqual(1);
  expect(answers.slice(0, 2).filter(({ status }) => status === 200)).toHaveLength(confirmed.length);
};

const races: Readonly<Record<string, Race>> = {
  'one product key, used for three customers': {
    at: (simulated) => times(3, (number) => apply(simulated, number)),
    holds: (answers) => expect(ok(answers)).toBe(1),
  },
  'a product key that is used and withdrawn': {
    at: (simulated) => [
      apply(simulated, 1),
      () => simulated.world.call('withdrawProductKey', { as: noa, params: { keyId: 'key-901' }, headers: any }),
    ],
    holds: (answers) => expect(ok(answers)).toBe(1),
  },
  'the last place of an offer': {
    before: start,
    at: (simulated) => [confirm(simulated, 0), confirm(simulated, 1)],
    holds: (answers, simulated) => {
      confirmedOnce(answers, simulated);
      expect(ok(answers)).toBe(1);
    },
  },
  'one confirmation, sent three times': {
    before: start,
    at: (simulated) => times(3, () => confirm(simulated, 0)),
    holds: (answers, simulated) => {
      expect(ok(answers)).toBe(3);
      expect(
        simulated.of('subscription').filter(({ customerId }) => customerId === 'domain:company-1.example'),
      ).toHaveLength(1);
    },
  },
  'twelve guesses at a code': {
    before: start,
    at: (simulated) => wrongCodes(capped.codes[0] ?? '', 12).map((code) => confirm(simulated, 0, code)),
    holds: (answers) => {
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([...times(5, () => 422), ...times(7, () => 429)]);
    },
  },
  'a confirmation and the end of its offer': {
    before: start,
    at: (simulated) => [
      confirm(simulated, 0),
      confirm(simulated, 1),
      offerCall(simulated, 'revokeOffer', { reason: 'Over' }),
    ],
    holds: confirmedOnce,
  },
  'a confirmation and another link': {
    before: start,
    at: (simulated) => [confirm(simulated, 0), confirm(simulated, 1), offerCall(simulated, 'rotateLink')],
    holds: confirmedOnce,
  },
  'a confirmation and another offer in its place': {
    before: start,
    at: (simulated) => [
      confirm(simulated, 0),
      confirm(simulated, 1),
      offerCall(simulated, 'copyOffer', { replace: true }),
    ],
    holds: confirmedOnce,
  },
  'a password that three look at': {
    before: async (simulated) => {
      made.token = tokenOf(await reset(simulated.world, simulated.here.clientUserId));
    },
    at: (simulated) =>
      times(
        3,
        () => () => simulated.world.call('revealPassword', { params: { token: made.token }, form: { sure: 'true' } }),
      ),
    holds: (answers) => expect(answers.filter(({ status }) => status === 200)).toHaveLength(1),
  },
  'mails that two senders find': {
    before: (simulated) =>
      simulated.world.call('sendOffer', {
        as: noa,
        params: { offerId: simulated.here.offerId },
        body: { recipients: times(4, (index) => ({ email: `reader-${index}@wingtip.example` })) },
      }),
    at: (simulated) =>
      times(2, () => async () => {
        await simulated.world.deliver();
        return simulated.world.call('live');
      }),
    holds: (_, simulated) => {
      const to = [...simulated.taken.values()].map((mail) => mail.to.address);
      expect(to).toHaveLength(new Set(to).size);
      expect(simulated.takenTwice).toEqual([]);
    },
  },
  'an erasure and a confirmation': {
    before: start,
    at: (simulated) => [
      confirm(simulated, 0),
      confirm(simulated, 1),
      () =>
        simulated.world.call('eraseCustomer', { as: noa, params: { customerId: contosoId }, headers: any, body: {} }),
    ],
    holds: confirmedOnce,
  },
  'delegation that ends while it is used': {
    at: (simulated) => [
      () => simulated.world.call('endDelegation', { as: noa, params: { customerId: contosoId }, headers: any }),
      () =>
        simulated.world.call('resetPassword', {
          as: noa,
          params: { customerId: contosoId, userId: simulated.here.clientUserId },
          body: {},
        }),
    ],
    holds: async ([ended, reset], simulated) => {
      expect(ended?.status).toBe(204);
      if (reset?.status !== 201) return;
      const shown = await simulated.world.call('revealPassword', {
        params: { token: tokenOf(reset) },
        form: { sure: 'true' },
      });
      expect(shown.status).toBe(410);
    },
  },
};

let ground: Ground;
beforeAll(async () => {
  ground = await preparedGround();
}, 60_000);

describe('at the same moment, in whatever order the database works it off', () => {
  it.each(Object.entries(races))('%s', async (name, { before, at, holds }) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const simulated = new Simulated(ground, name);
        await before?.(simulated);
        simulated.turn = () => scheduler.schedule(Promise.resolve());
        const asked = Promise.all(at(simulated).map((ask) => ask()));
        await scheduler.waitFor(asked);
        simulated.turn = undefined;
        await holds(await asked, simulated);
        await simulated.recover();
        expect(brokenInvariants(simulated)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });
});
