/** A code that was tried for a redemption: what it is judged by, and what it costs. */
import type { Customer } from '../domain/customers/customer';
import type { SharedDomains } from '../domain/customers/shared-domain';
import { codeMailId, Mail, mailKey } from '../domain/mail/mail';
import { codeGuessed } from '../domain/mailed-code';
import { judgeGuess, type Judged } from '../domain/redemptions/guess';
import { Redemption } from '../domain/redemptions/redemption';
import { refuse, type Refused } from '../domain/refusal';
import type { LinkCall, LinkRefused } from '../http/link-operation';
import { recordNow } from '../mailboxes/record-now';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { DocumentRef, Ports, Stored } from '../ports';
import { sameSecret } from '../signing/secrets';
import { readOnRecord } from '../customers/answering-customer';
import { countTry, countWrongTry, giveTryBack, guessOf, readRedemption, type Tried } from './code-tries';
import { giveGuessBack, spendGuess, type SpentGuess } from './guess-budget';
import { loadLink, type LoadedLink } from './loaded-link';

type GuessPorts = Pick<Ports, 'partners' | 'logos' | 'secrets' | 'settings'>;

/** A code that was tried, and whether that was counted. */
export interface Guess extends Tried<Redemption> {
  readonly ref: DocumentRef;
  readonly typed: string;
  readonly guess: string;
}

/** Counts the try of a code that is awaited; undefined when this link has no such redemption. */
export async function takeGuess(
  ports: GuessPorts,
  { link }: Pick<LinkCall, 'link'>,
  ref: DocumentRef,
  typed: string,
): Promise<Guess | undefined> {
  const guess = guessOf(ports, ref, typed);
  const tried = await countTry(ports, Redemption, ref, guess, [
    { field: 'offerId', equals: link.offerId },
    { field: 'status', equals: 'awaitingConfirmation' },
  ]);
  return tried?.stored.document.offerId === link.offerId ? { ...tried, ref, typed, guess } : undefined;
}

/** What a guess is judged by. */
export interface LoadedGuess {
  readonly link: LoadedLink;
  readonly customer: Stored<Customer> | undefined;
  readonly mail: Stored<Mail> | undefined;
  readonly isShared: SharedDomains;
  readonly matches: boolean;
  readonly spent: SpentGuess | undefined;
}

/** Reads everything at once, and counts the guess for the day while that is on its way; not again when it was counted already. */
export async function loadGuess(
  ports: GuessPorts,
  call: LinkCall,
  { ref, typed, guess, counted }: Guess,
  redemption: Redemption,
  before: Pick<LoadedGuess, 'spent'> | undefined,
): Promise<LoadedGuess | Refused> {
  const { partition } = ref;
  const { redemptionId, customerId, code, status } = redemption;
  const right = codeGuessed(code, redemption, (each) =>
    sameSecret(typed, ports.secrets.confirmationCode({ ...each, redemptionId })),
  );
  const isNotJudged = counted === 'no' && status === 'awaitingConfirmation';
  const [link, onRecord, mail, isShared, spent] = await Promise.all([
    loadLink(ports, call),
    readOnRecord(ports, { partition, id: customerId }),
    ports.partners.read(Mail, { partition, id: mailKey(codeMailId(redemptionId, right.number)) }),
    sharedDomains(ports.settings),
    before?.spent ?? (isNotJudged ? undefined : spendGuess(ports, redemption, guess, call.now)),
  ]);
  if ('ok' in link) return link;
  const customer = onRecord && (await recordNow(ports.settings, onRecord, call.now));
  return { link, customer, mail, isShared, matches: right.matches, spent };
}

/** What became of a guess: why it sets up nothing, if it does not, or the redemption to judge it by instead. */
interface GuessOutcome {
  readonly refused?: LinkRefused | undefined;
  readonly instead?: Stored<Redemption> | undefined;
}

/** Judges a guess; wrong ones stay counted, the others do not. What stands in the way may be the same code, sent a moment sooner. */
export async function judge(
  ports: GuessPorts,
  call: LinkCall,
  guess: Guess,
  redemption: Redemption,
  loaded: LoadedGuess,
): Promise<GuessOutcome> {
  const { link, spent } = loaded;
  const isLate = redemption.status === 'confirmed';
  const { isWrong, refused } =
    link.dead && !isLate ? { isWrong: false, refused: link.dead } : judgedBy(guess, redemption, loaded, call.now);
  if (isWrong) return { refused: await countedWrong(ports, guess, refused, isLate) };
  if (!isLate && refused) {
    const now = await readRedemption(ports, guess.ref, call.link);
    if (now?.document.status === 'confirmed') return { instead: now };
  }
  if (spent && (isLate || refused)) await giveGuessBack(ports, guess.ref.partition, spent);
  return { refused };
}

function judgedBy({ counted }: Guess, redemption: Redemption, loaded: LoadedGuess, now: Date): Judged {
  const { link, customer, mail, isShared, matches, spent } = loaded;
  return judgeGuess(redemption, {
    isUsedUp: counted === 'no',
    isOverBudget: spent?.counted === 'no',
    matches,
    mail: mail?.document,
    customer: customer?.document,
    partner: link.partner,
    offer: link.offer,
    isShared,
    now,
  });
}

/** A wrong code that was tried before, or after the right one, has not been counted yet. */
async function countedWrong(
  ports: GuessPorts,
  { ref, counted }: Guess,
  refused: Refused | undefined,
  isLate: boolean,
): Promise<Refused | undefined> {
  const isCounted = !isLate && (counted === 'now' || refused?.refusal === 'too-many-attempts');
  if (isCounted || (await countWrongTry(ports, Redemption, ref))) return refused;
  return refuse('too-many-attempts', { detail: 'Five wrong codes were tried.' });
}

/** Gives back what a guess cost that was not judged in the end. */
export async function giveBack(ports: GuessPorts, guess: Guess, loaded: LoadedGuess | undefined): Promise<void> {
  await giveTryBack(ports, Redemption, guess.ref, guess);
  if (loaded?.spent) await giveGuessBack(ports, guess.ref.partition, loaded.spent);
}
