/** Races for what a link gives. */
import { contosoId } from '../../directory-world';
import { contoso, noa, type Answer } from '../../world';
import type { Simulated } from '../simulated';
import { company, fiveOf, ok, oneOf, times, whatever, wrongCodes, type Race } from './race';

/** A link for one, and two companies that have their codes. */
const capped = { code: '', offerId: '', redemptions: [] as string[], codes: [] as string[] };

async function start(
  simulated: Simulated,
  bodies: readonly Readonly<Record<string, unknown>>[] = [company(1), company(2)],
): Promise<void> {
  const { world } = simulated;
  const { code, id } = await world.invite({ maxRedemptions: 1 });
  const redemptions: string[] = [];
  const codes: string[] = [];
  for (const body of bodies) {
    redemptions.push(await world.redeem(code, body));
    await simulated.feed();
    codes.push(simulated.mailed('confirmationCode') ?? '');
  }
  Object.assign(capped, { code, offerId: id, redemptions, codes });
}

const confirm =
  (simulated: Simulated, index: number, confirmationCode = capped.codes[index] ?? '') =>
  () =>
    simulated.world.confirm(capped.code, capped.redemptions[index] ?? '', confirmationCode);
const offerCall =
  (simulated: Simulated, name: 'revokeOffer' | 'rotateLink' | 'copyOffer', body = {}) =>
  () =>
    simulated.world.call(name, { as: noa, params: { offerId: capped.offerId }, headers: whatever, body });

/** Confirmed at most once, and exactly as often as it was answered. */
function confirmedOnce(answers: readonly Answer[], simulated: Simulated): void {
  const confirmed = simulated
    .of('redemption')
    .filter(({ offerId, status }) => offerId === capped.offerId && status === 'confirmed');
  expect(confirmed.length).toBeLessThanOrEqual(1);
  expect(answers.slice(0, 2).filter(({ status }) => status === 200)).toHaveLength(confirmed.length);
}

/** Both confirm while somebody does something to the offer. */
const against = (name: 'revokeOffer' | 'rotateLink' | 'copyOffer', body: object): Race => ({
  before: start,
  at: (simulated) => [confirm(simulated, 0), confirm(simulated, 1), offerCall(simulated, name, body)],
  holds: confirmedOnce,
});

export const offerRaces: Readonly<Record<string, Race>> = {
  'the last place of an offer': {
    before: start,
    at: (simulated) => [confirm(simulated, 0), confirm(simulated, 1)],
    holds: (answers, simulated) => {
      confirmedOnce(answers, simulated);
      oneOf(answers);
    },
  },
  'one confirmation, sent three times': {
    before: start,
    at: (simulated) => times(3, () => confirm(simulated, 0)),
    holds: (answers, simulated) => {
      expect(ok(answers)).toBe(3);
      const subscriptions = simulated.of('subscription');
      expect(subscriptions.filter(({ customerId }) => customerId === 'domain:company-1.example')).toHaveLength(1);
    },
  },
  'twelve guesses at the code of an answer': {
    before: start,
    at: (simulated) => wrongCodes(capped.codes[0] ?? '', 12).map((code) => confirm(simulated, 0, code)),
    holds: fiveOf,
  },
  'a confirmation and the end of its offer': against('revokeOffer', { reason: 'Over' }),
  'a confirmation and another link': against('rotateLink', {}),
  'a confirmation and another offer in its place': against('copyOffer', { replace: true }),
  'an erasure of whoever confirms': {
    before: (simulated) => start(simulated, [{ ...contoso }]),
    at: (simulated) => [
      confirm(simulated, 0),
      () =>
        simulated.world.call('eraseCustomer', {
          as: noa,
          params: { customerId: contosoId },
          headers: whatever,
          body: {},
        }),
    ],
    holds: ([confirmed, erased]) => {
      expect([200, 404, 409, 410, 422]).toContain(confirmed?.status);
      expect([200, 202]).toContain(erased?.status);
    },
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
  'a reader who stops offers twice, and allows them again': {
    at: ({ world, here: { stopToken: token } }) =>
      [true, true, false].map((stopped) => () => world.call('stopMail', { params: { token }, body: { stopped } })),
    holds: (answers, simulated) => {
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(simulated.of('notification').filter(({ id }) => id.startsWith('notification:stopped-'))).toHaveLength(1);
    },
  },
  'a mail that is sent again twice and stopped': {
    at: ({ world, here: { offerId, emailId } }) =>
      (['resendOfferEmail', 'stopOfferEmail', 'resendOfferEmail'] as const).map(
        (name) => () => world.call(name, { as: noa, params: { offerId, emailId }, body: {} }),
      ),
    holds: (answers) => {
      expect(answers[1]?.status).toBe(202);
      expect(ok([...answers.slice(0, 1), ...answers.slice(2)])).toBeLessThanOrEqual(1);
    },
  },
};
