/** One seed is one story: what people do, what goes wrong meanwhile, and how it recovers. The same seed tells the same story. */
import { createHash } from 'node:crypto';
import { noa } from '../world';
import { faultKinds, type FaultKind } from './faults';
import { brokenInvariants } from './invariants';
import { moves, passing, type Dice } from './moves';
import { Simulated, upkeep, type Ground } from './simulated';

/** Numbers that depend on nothing but their name. */
export function diceOf(name: string): Dice {
  let drawn = Buffer.alloc(0);
  let at = 0;
  let round = 0;
  const byte = (): number => {
    if (at >= drawn.length) {
      drawn = createHash('sha256')
        .update(`${name} ${(round += 1)}`)
        .digest();
      at = 0;
    }
    return drawn.readUInt8((at += 1) - 1);
  };
  return { name, roll: (below) => ((byte() << 8) | byte()) % below };
}

interface Step {
  readonly move: string;
  readonly dice: Dice;
  /** Which of its calls break, and how. */
  readonly faults: ReadonlyMap<number, FaultKind>;
}

const names = Object.keys(moves);
const operations = names.filter((name) => !Object.hasOwn(passing, name));
/** Ways that are long: by chance alone one would seldom come to their end. */
const ways: readonly (readonly string[])[] = [
  ['redeemOffer', 'confirmRedemption'],
  ['acceptDelegation', 'confirmRedemption', 'endDelegation'],
  ['createTrialInvitation', 'redeemOffer', 'confirmRedemption'],
  ['redeemOffer', 'confirmRedemption', 'confirmRedemption'],
  ['createPurchaseOffer', 'redeemOffer', 'confirmRedemption'],
  ['loadProductKeys', 'applyProductKeys'],
  ['askForAccessCode', 'enterAccessCode'],
  ['changeAdministrator', 'confirmAdministrator'],
  ['changeAdministrator', 'aMinute', 'aMinute', 'resendAdministratorCodes', 'confirmAdministrator'],
  ['claimAdministrator', 'confirmClaim', 'aDay'],
  ['askForDeskCode', 'enterDeskCode', 'answerServiceRequest'],
  ['redeemOffer', 'aMinute', 'resendCode', 'confirmRedemption'],
  ['sendOffer', 'stopOfferEmail', 'resendOfferEmail'],
  ['sendOffer', 'receiveDeliveryReports', 'sendOffer'],
  ['sendOffer', 'stopMail', 'sendOffer', 'deliver'],
  ['sendOffer', 'stopMail', 'resendOfferEmail', 'stopMail', 'sendOffer'],
  ['revokeOffer', 'requestFreshLink'],
  ['applyProductKeys', 'answerAsk', 'eraseCustomer'],
];

/** In minutes: nobody does two things at the same moment. */
const aSecond = 1 / 60;

/** What a seed says. */
function storyOf(seed: number): readonly Step[] {
  const dice = diceOf(`seed-${seed}`);
  const anything = (): string => {
    const among = dice.roll(5) === 0 ? names : operations;
    return among[dice.roll(among.length)] ?? 'deliver';
  };
  const way = ways[dice.roll(ways.length)] ?? [];
  const told = dice.roll(2) === 0 ? [...way] : Array.from({ length: 1 + dice.roll(3) }, anything);
  if (dice.roll(3) === 0) told.splice(dice.roll(told.length + 1), 0, anything());
  return told.map((move, index) => {
    const broken = dice.roll(3) === 0 ? 0 : 1 + dice.roll(2);
    const faults = Array.from(
      { length: broken },
      () => [dice.roll(20), faultKinds[dice.roll(5)] ?? 'throttled'] as const,
    );
    return { move, dice: diceOf(`seed-${seed}-step-${index}`), faults: new Map(faults) };
  });
}

/** As it is printed. */
export function toldOf(seed: number, steps = storyOf(seed)): string {
  return steps
    .map(({ move, faults }) => [move, ...[...faults].map(([call, kind]) => `call ${call} ${kind}`)].join(', '))
    .join('\n  ');
}

/** Lives through a story, and gives what is broken afterwards; notes which operations were accepted in it. */
export async function live(
  ground: Ground,
  seed: number,
  { steps = storyOf(seed), accepted }: { readonly steps?: readonly Step[]; readonly accepted?: Set<string> } = {},
): Promise<readonly string[]> {
  const simulated = new Simulated(ground, `seed ${seed}`);
  const halves: string[] = [];
  simulated.cutOff = () => {
    halves.push(...brokenInvariants(simulated, 'always'));
  };
  try {
    for (const { move, dice, faults } of steps) {
      simulated.pass(aSecond);
      simulated.calls.length = 0;
      simulated.fault = (call) => faults.get(call);
      await moves[move]?.(simulated, dice);
      await simulated.feed();
    }
    await simulated.recover();
    for (const { operation } of simulated.accepted) accepted?.add(operation);
    return [...halves, ...brokenInvariants(simulated), ...(seed % 10 === 0 ? await brokenSeals(simulated) : [])];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** The audit as its own operation verifies it, sealed to the end. */
export async function brokenSeals(simulated: Simulated): Promise<readonly string[]> {
  simulated.pass(30);
  await simulated.run({ sealAudit: upkeep.sealAudit ?? (() => ({ schedule: '', handler: () => undefined })) });
  const verified = await simulated.world.call('verifyAudit', { as: noa });
  // Whoever verifies may be no administrator any more.
  if (verified.status === 403) return [];
  return verified.json.intact === true ? [] : [`the audit is whole, but not: ${verified.text}`];
}

/** The shortest beginning of a story that breaks the same. */
export async function shortest(ground: Ground, seed: number): Promise<readonly Step[]> {
  const steps = storyOf(seed);
  for (let length = 1; length < steps.length; length += 1)
    if ((await live(ground, seed, { steps: steps.slice(0, length) })).length > 0) return steps.slice(0, length);
  return steps;
}
