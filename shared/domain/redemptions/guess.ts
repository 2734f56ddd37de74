/** What becomes of a code that was tried for a redemption. */
import { verified, type Customer } from '../customers/customer';
import type { SharedDomains } from '../customers/shared-domain';
import { isUsedUp, judgeCode, type CodeMail } from '../mailed-code';
import { sameMailbox } from '../mailbox';
import type { Offer } from '../offers/offer';
import type { Partner } from '../partners/partner';
import { refuse, type Refused } from '../refusal';
import { tooManyGuesses } from './guess-budget';
import { standsInTheWay, type Redemption } from './redemption';
import { linesFault } from './redemption-request';

/** What a guess is judged by. */
export interface Evidence {
  /** Whether the try was refused already, because there were too many. */
  readonly isUsedUp: boolean;
  /** Whether the day's guesses for this customer are used up. */
  readonly isOverBudget: boolean;
  readonly matches: boolean;
  /** The one that carried the code. */
  readonly mail: CodeMail | undefined;
  readonly customer: Customer | undefined;
  readonly partner: Pick<Partner, 'cloud'>;
  readonly offer: Pick<Offer, 'customerId'>;
  readonly isShared: SharedDomains;
  readonly now: Date;
}

/** Why a guess sets up nothing, if it does not; what is on the record is told for a right one alone. */
export interface Judged {
  readonly isWrong: boolean;
  readonly refused: Refused | undefined;
}

const wrong = (refused: Refused): Judged => ({ isWrong: true, refused });

/** Judges a guess. Whoever guesses for others stops with the day's budget; the administrator on record, whose own answer it is, does not, and only the right code tells the difference. */
export function judgeGuess(redemption: Redemption, evidence: Evidence): Judged {
  const { isOverBudget, matches, mail, now } = evidence;
  if (isOverBudget && !mayGoOn(redemption, evidence.customer)) return wrong(tooManyGuesses(now));
  if (redemption.status === 'confirmed') {
    if (matches) return { isWrong: false, refused: undefined };
    return wrong(isOverBudget ? tooManyGuesses(now) : refuse('confirmation-code-wrong'));
  }
  if (evidence.isUsedUp)
    return wrong(
      refuse('too-many-attempts', { detail: 'Five codes were tried that were not the right one. Ask for a new one.' }),
    );
  const judged = judgeCode(matches, mail, now);
  if (judged) return wrong(isOverBudget ? tooManyGuesses(now) : judged);
  return {
    isWrong: false,
    refused:
      linesFault(evidence.partner, redemption) ??
      standsInTheWay(evidence.offer, redemption, evidence.customer, evidence.isShared),
  };
}

/** Once it is confirmed its wrong tries are not stopped one by one, so they end this. */
function mayGoOn(redemption: Redemption, customer: Customer | undefined): boolean {
  const onRecord = verified(customer);
  if (!onRecord || (redemption.status === 'confirmed' && isUsedUp(redemption))) return false;
  return sameMailbox(onRecord.contact.email) === sameMailbox(redemption.contact.email);
}
