import { faultsAt, type FaultKind } from './faults';
import { brokenInvariants } from './invariants';
import { calling, changing, passing, waiting, type Move } from './moves';
import { brokenSeals, diceOf } from './seeds';
import { preparedGround, Simulated, type Ground } from './simulated';

/** What comes before a move, where it needs more than the ground has. */
const before: Readonly<Record<string, readonly Move[]>> = {
  confirmRedemption: [calling('redeemOffer')],
  resendCode: [calling('redeemOffer'), waiting(2)],
  confirmClaim: [calling('claimAdministrator')],
  enterAccessCode: [calling('askForAccessCode')],
  enterDeskCode: [calling('askForDeskCode')],
  confirmAdministrator: [calling('changeAdministrator')],
  resendAdministratorCodes: [calling('changeAdministrator'), waiting(2)],
  requestFreshLink: [calling('revokeOffer')],
  receiveDeliveryReports: [calling('createServiceRequest')],
};

/** Nobody stops it: on the fourteenth day the timers put whoever claimed it on record. */
const claimed = [
  calling('claimAdministrator'),
  calling('confirmClaim'),
  ...[8, 5, 1].map((days) => waiting(days * 24 * 60)),
];
/** What is done at no single call of an operation, or in another way than most do it. */
const special: Readonly<Record<string, Subject>> = {
  'keys that are used by somebody who cannot name the request': {
    move: calling('applyProductKeys', false),
    accepted: 'applyProductKeys',
  },
  'keys that a new customer starts with': {
    move: (simulated, dice) =>
      calling('applyProductKeys')(simulated, { ...dice, roll: (below) => (below === 3 ? 1 : 0) }),
    accepted: 'applyProductKeys',
  },
  'a key that makes a subscription longer': withKeyMode(1),
  'a key that adds licences to a subscription': withKeyMode(2),
  'a claim on the place of an administrator that comes due': {
    before: claimed,
    move: passing.timers,
    isFed: true,
  },
  'the mails that are due': { before: [calling('sendOffer'), calling('declineOffer')], move: passing.deliver },
  'what timers find to do': {
    before: [calling('eraseCustomer'), calling('sendOffer'), calling('updateSubscription')],
    move: passing.timers,
  },
};

/** The first of every choice, but for what a key does. */
function withKeyMode(mode: number): Subject {
  return {
    move: (simulated, dice) =>
      calling('applyProductKeys')(simulated, { ...dice, roll: (below) => (below === 4 ? mode : 0) }),
    accepted: 'applyProductKeys',
  };
}

interface Subject {
  readonly before?: readonly Move[];
  readonly move: Move;
  /** What has to be accepted when nothing breaks. */
  readonly accepted?: string;
  /** Timers only have something to do when nothing was done for them at once. */
  readonly isFed?: boolean;
}
const subjects: Readonly<Record<string, Subject>> = {
  ...Object.fromEntries(
    changing.map((name) => [name, { before: before[name] ?? [], move: calling(name), accepted: name, isFed: true }]),
  ),
  ...special,
};

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

/** What there is of each type and how much of what, and whom the mail service mailed what. */
function outcomeOf(simulated: Simulated): readonly string[] {
  const documents = simulated.partners.documents().filter(({ type }) => !ofAttempts.has(type));
  const counted = new Map<string, number>();
  for (const { type, status, state, action, productId, quantity, endsAt } of documents) {
    // What an attempt later in the minute makes ends later in the day.
    const amount = [productId, quantity, String(endsAt).slice(0, 10)];
    const key = [type, status, state, action, ...amount].map(String).join(' ');
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  return [
    ...[...counted].map(([key, count]) => `${count} ${key}`),
    ...[...simulated.taken.values()].map(({ kind, to }) => `mailed ${kind} ${to.address}`),
  ].sort();
}

async function goThrough(ground: Ground, name: string, fault: (call: number) => FaultKind | undefined) {
  const simulated = new Simulated(ground, name);
  const { before = [], move, isFed } = subjects[name] ?? absent(name);
  for (const [index, earlier] of before.entries()) {
    await earlier(simulated, { ...diceOf(`${name}-${index}`), roll: () => 0 });
    if (isFed) await simulated.feed();
  }
  simulated.calls.length = 0;
  simulated.fault = fault;
  const halves: string[] = [];
  simulated.cutOff = () => {
    halves.push(...brokenInvariants(simulated, 'always'));
  };
  // The last of every choice where it is made among what the ground has, for it is what came before.
  await move(simulated, { name: 'move', roll: (below) => (before.length > 0 ? below - 1 : 0) });
  const calls = [...simulated.calls];
  const accepted = simulated.accepted.at(-1)?.operation;
  simulated.fault = () => undefined;
  await simulated.feed();
  await simulated.recover();
  return {
    simulated,
    calls,
    accepted,
    outcome: outcomeOf(simulated),
    wrong: [...halves, ...brokenInvariants(simulated)],
  };
}

function absent(name: string): never {
  throw new Error(`There is no ${name}.`);
}

/**
 * Where a fault rightly comes to something else: a password that may have been set is followed by another one, and both are told of; a page that was cut off
 * after the password was gone shows it never again.
 */
const mayDiffer = new Set(['resetPassword', 'approvePasswordReset', 'revealPassword']);

let ground: Ground;
beforeAll(async () => {
  ground = await preparedGround();
}, 60_000);

describe('an operation that is cut off at any of its calls, in any way, and asked for again', () => {
  it.each(Object.keys(subjects))('comes to the same, and nothing is lost, doubled or half made: %s', async (name) => {
    const whole = await goThrough(ground, name, () => undefined);
    expect({ name, wrong: [...whole.wrong, ...(await brokenSeals(whole.simulated))] }).toEqual({ name, wrong: [] });
    expect(whole.calls.length).toBeGreaterThan(0);
    const { accepted } = subjects[name] ?? absent(name);
    if (accepted !== undefined) expect(whole.accepted).toBe(accepted);
    for (const [broken, called] of whole.calls.entries())
      for (const kind of faultsAt[called]) {
        const { wrong, outcome } = await goThrough(ground, name, (call) => (call === broken ? kind : undefined));
        expect({ broken, called, kind, wrong }).toEqual({ broken, called, kind, wrong: [] });
        if (!mayDiffer.has(name))
          expect({ broken, called, kind, outcome }).toEqual({ broken, called, kind, outcome: whole.outcome });
      }
  });
});
