import {
  cannotClaim,
  judgeProof,
  nextProof,
  proofView,
  type ClaimProof,
} from '../../../../shared/domain/redemptions/claim-proof';
import { judgeGuess, type Evidence } from '../../../../shared/domain/redemptions/guess';
import { tooManyGuesses } from '../../../../shared/domain/redemptions/guess-budget';
import type { Redemption } from '../../../../shared/domain/redemptions/redemption';
import { aCustomer, aPartner, aRedemption, after } from '../../../redemption-samples';
import { noon } from '../../../world';

const mail = { attempts: 1, status: 'sent', sentAt: noon.toISOString() };
const redemption = aRedemption();
const dana = aCustomer();
const wrong = { isWrong: true, refused: { refusal: 'confirmation-code-wrong' } };
const tooMany = { isWrong: true, refused: { refusal: 'too-many-attempts' } };

const judged = (evidence: Partial<Evidence>, of: Redemption = redemption) =>
  judgeGuess(of, {
    isUsedUp: false,
    isOverBudget: false,
    matches: true,
    mail,
    customer: undefined,
    partner: aPartner(),
    offer: {},
    isShared: () => false,
    now: noon,
    ...evidence,
  });

describe('a code that was tried for a redemption', () => {
  it('is right, wrong, or not looked at', () => {
    expect(judged({})).toEqual({ isWrong: false, refused: undefined });
    expect(judged({ matches: false })).toMatchObject(wrong);
    expect(judged({ isUsedUp: true })).toMatchObject(tooMany);
    expect(judged({ now: after(600) })).toMatchObject({
      isWrong: true,
      refused: { refusal: 'confirmation-code-expired' },
    });
  });

  it('is told for whom the offer is only when it is right', () => {
    const forAnother = { offer: { customerId: 'domain:other.example' } };
    expect(judged(forAnother)).toMatchObject({ isWrong: false, refused: { refusal: 'offer-unavailable' } });
    expect(judged({ ...forAnother, matches: false })).toMatchObject(wrong);
  });

  it('stops with the day’s budget, but not for the administrator on record whose own answer it is', () => {
    expect(judged({ isOverBudget: true })).toMatchObject(tooMany);
    expect(judged({ isOverBudget: true, customer: dana })).toMatchObject({ isWrong: false });
    expect(judged({ isOverBudget: true, customer: dana, matches: false })).toMatchObject(tooMany);
    const boaz = aCustomer({ contact: { name: 'Boaz', email: 'boaz@contoso.example' } });
    expect(judged({ isOverBudget: true, customer: boaz })).toMatchObject(tooMany);
  });

  it('says after midnight comes when to go on', () => {
    expect(tooManyGuesses(new Date('2026-11-30T23:59:58.500Z'))).toMatchObject({ retryAfterSeconds: 2 });
  });
});

describe('the proof of a mailbox', () => {
  const about = { keyId: 'k', askedWith: undefined, now: noon };
  const proof = (earlier?: ClaimProof, changes = {}) => {
    const made = nextProof(redemption, earlier, { ...about, ...changes });
    if (!made.ok) throw new Error(made.refusal);
    return made.value;
  };

  it('means nothing where strangers share the domain', () => {
    expect(cannotClaim(redemption, () => false)).toBeUndefined();
    expect(cannotClaim(redemption, () => true)).toMatchObject({ refusal: 'state-conflict' });
    expect(cannotClaim({ ...redemption, primaryDomain: null }, () => false)).toMatchObject({
      refusal: 'state-conflict',
    });
  });

  it('has another code once a minute has passed', () => {
    const first = proof();
    expect(first).toMatchObject({ status: 'awaitingCode', number: 1, tries: 0, redemptionId: redemption.redemptionId });
    expect(first).not.toHaveProperty('askedWith');
    expect(nextProof(redemption, first, { ...about, now: after(59) })).toMatchObject({ refusal: 'too-many-attempts' });
    expect(proof({ ...first, tries: 4 }, { now: after(60), askedWith: 'press' })).toMatchObject({
      number: 2,
      tries: 0,
      askedWith: 'press',
    });
  });

  it('takes the newest code, once', () => {
    const tried = { number: 1, matches: true, mail, now: noon };
    expect(judgeProof(proof(), tried)).toBeUndefined();
    for (const refused of [
      judgeProof(undefined, tried),
      judgeProof(proof(), { ...tried, number: 2 }),
      judgeProof(proof(), { ...tried, matches: false }),
      judgeProof({ ...proof(), status: 'proved' }, tried),
    ])
      expect(refused).toMatchObject({ refusal: 'confirmation-code-wrong' });
  });

  it('shows no whole address', () => {
    expect(proofView(redemption)).toMatchObject({ status: 'awaitingProof', redemptionId: redemption.redemptionId });
    expect(proofView(redemption).sentTo).not.toContain('dana@');
  });
});
