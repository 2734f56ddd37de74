/** When the term of a subscription ends, and what follows from that end. */
import { limits } from '../../catalogue/limits';
import { termMonthsOf } from '../product';
import { addDays, addMonths } from '../text';

/** A subscription as far as its term goes. */
export interface Term {
  readonly productId: string;
  readonly source: 'trial' | 'purchase' | 'productKey';
  readonly state: 'active' | 'suspended' | 'cancelled';
  readonly startsAt: string;
  readonly endsAt: string;
  readonly autoRenew: boolean;
  readonly partnerOfRecord: { readonly since: string } | null;
  readonly formerPartnerOfRecord?: { readonly since: string } | undefined;
}

/** Whether its term goes on by itself. */
export function renewsItself({ state, autoRenew }: Pick<Term, 'state' | 'autoRenew'>): boolean {
  return state === 'active' && autoRenew;
}

/** The end of the term that runs at this moment: what renews itself goes on by whole terms from its nominal date. */
export function termEnd(term: Term, now: Date): string {
  return termEnds(term, now).at(-1) ?? term.endsAt;
}

/** The ends of the terms from the one that is written down to the one that runs at this moment. */
export function termEnds(term: Term, now: Date): readonly string[] {
  const nominal = new Date(term.endsAt);
  const ends = [nominal];
  let last = nominal;
  if (renewsItself(term))
    for (let terms = 1; now >= last; terms += 1) {
      last = renewed(term, nominal, terms * termMonthsOf(term.productId));
      ends.push(last);
    }
  return ends.map((at) => at.toISOString());
}

/** Months are counted from where the first term began, so that a 29 February comes again: at the start, or when a trial was bought, since when the partner is on record. */
function renewed({ startsAt, partnerOfRecord, formerPartnerOfRecord }: Term, nominal: Date, months: number): Date {
  const begun = [startsAt, partnerOfRecord?.since, formerPartnerOfRecord?.since];
  const ends = begun.map((at) => addMonths(nominal, months, at === undefined ? nominal : new Date(at)).getTime());
  // From any other moment it is counted as if the last day of a short month had been meant.
  return new Date(Math.max(...ends));
}

/** When what has expired is disabled. */
export function disabledAt(endsAt: string): Date {
  return addDays(new Date(endsAt), limits.subscription.expiredDays);
}

/** When what was disabled is deleted. */
export function deletedAt(endsAt: string): Date {
  return addDays(disabledAt(endsAt), limits.subscription.disabledDays);
}
