import { faultsAt, type FaultKind } from './faults';
import { brokenInvariants } from './invariants';
import { calling, changing, passing, type Move } from './moves';
import { brokenSeals, diceOf } from './seeds';
import { preparedGround, Simulated, type Ground } from './simulated';

/** What comes before a move, where it needs more than the ground has. */
const before: Readonly<Record<string, readonly Move[]>> = {
  confirmRedemption: [calling('redeemOffer')],
  resendCode: [calling('redeemOffer'), (simulated) => Promise.resolve(simulated.pass(2))],
  confirmClaim: [calling('claimAdministrator')],
  enterAccessCode: [calling('askForAccessCode')],
  enterDeskCode: [calling('askForDeskCode')],
  confirmAdministrator: [calling('changeAdministrator')],
  resendAdministratorCodes: [calling('changeAdministrator'), (simulated) => Promise.resolve(simulated.pass(2))],
  requestFreshLink: [calling('revokeOffer')],
  applyProductKeys: [calling('loadProductKeys')],
  receiveDeliveryReports: [calling('createServiceRequest')],
  deliver: [calling('sendOffer'), calling('declineOffer')],
  timers: [calling('eraseCustomer'), calling('sendOffer'), calling('updateSubscription')],
};
/** Timers only have something to do when nothing was done for them at once. */
const unfed = new Set(['deliver', 'timers', 'upkeep']);
const { deliver, timers } = passing;
const subjects: Readonly<Record<string, Move>> = {
  ...Object.fromEntries(changing.map((name) => [name, calling(name)])),
  ...(deliver && timers ? { deliver, timers } : {}),
};

/** The same in both runs, whatever was drawn in them and whenever it was done. */
function plain(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/gu, '@')
    .replace(/[\w-]{30,}/gu, '#')
    .replace(/"(?:attempts|at|lastGuess|sealed|publicKey|secret|traceId|revision)":(?:"[^"]*"|\d+),?/gu, '');
}

/** What is counted by attempts and not by what they come to. */
const ofAttempts = new Set([
  'mail-governor',
  'mail-operation',
  'code-throttle',
  'guess-budget',
  'audit-seal',
  'audit-round',
  'password-turn',
  'erasure',
]);

/** What there is of each type, and whom the mail service mailed what. */
function outcomeOf(simulated: Simulated): readonly string[] {
  const documents = simulated.partners.documents().filter(({ type }) => !ofAttempts.has(type));
  const counted = new Map<string, number>();
  for (const { type, status, state, action } of documents) {
    const key = plain([type, status, state, action].map(String).join(' '));
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  return [
    ...[...counted].map(([key, count]) => `${count} ${key}`),
    ...[...simulated.taken.values()].map(({ kind, to }) => `mailed ${kind} ${to.address}`),
  ].sort();
}

async function goThrough(ground: Ground, name: string, fault: (call: number) => FaultKind | undefined) {
  const simulated = new Simulated(ground, name);
  for (const [index, move] of (before[name] ?? []).entries()) {
    await move(simulated, { ...diceOf(`${name} ${index}`), roll: () => 0 });
    if (!unfed.has(name)) await simulated.feed();
  }
  simulated.calls.length = 0;
  simulated.fault = fault;
  // The last of every choice where it is made among what the ground has, for it is what came before.
  await subjects[name]?.(simulated, { name, roll: (below) => (before[name] ? below - 1 : 0) });
  const calls = [...simulated.calls];
  simulated.fault = () => undefined;
  await simulated.feed();
  await simulated.recover();
  return { simulated, calls, outcome: outcomeOf(simulated) };
}

/**
 * Where a fault rightly comes to something else: a password that may have been set is followed by another one, and both are told of; a page that was cut off
 * after the password was gone shows it never again; a mail that was stopped in time was perhaps not.
 */
const mayDiffer = new Set(['resetPassword', 'approvePasswordReset', 'revealPassword']);

let ground: Ground;
beforeAll(async () => {
  ground = await preparedGround();
}, 60_000);

describe('an operation that is cut off at any of its calls, in any way, and asked for again', () => {
  it.each(Object.keys(subjects))('comes to the same, and nothing is lost, doubled or half made: %s', async (name) => {
    const whole = await goThrough(ground, name, () => undefined);
    expect([name, await brokenSeals(whole.simulated)]).toEqual([name, []]);
    expect(whole.calls.length).toBeGreaterThan(0);
    const most = unfed.has(name) ? 60 : whole.calls.length;
    for (const [broken, called] of whole.calls.slice(0, most).entries())
      for (const kind of faultsAt[called]) {
        const { simulated, outcome } = await goThrough(ground, name, (call) => (call === broken ? kind : undefined));
        expect({ broken, called, kind, wrong: brokenInvariants(simulated) }).toEqual({
          broken,
          called,
          kind,
          wrong: [],
        });
        if (!mayDiffer.has(name))
          expect({ broken, called, kind, outcome }).toEqual({ broken, called, kind, outcome: whole.outcome });
      }
  });
});
