/** What an address that somebody typed is mailed: codes for it are counted at this partner and over all, whoever asks on which link. */
import type { Partner } from '../domain/partners/partner';
import type { Refused } from '../domain/refusal';
import { CodeThrottle, countCode, throttleKey, tooManyCodes } from '../domain/throttle';
import { countEverywhere, readEverywhere } from '../mail/codes-everywhere';
import type { Ports, Write } from '../ports';
import { mailboxKey, mailboxKeyEverywhere } from '../signing/mailbox-key';

/** What stands against another code for an address, and what counts it. */
export interface TypedAddress {
  /** What is known of the address, before and after this code. */
  readonly typed: CodeThrottle | undefined;
  readonly counted: CodeThrottle;
  /** Too many codes of this partner. */
  readonly refused: Refused | undefined;
  readonly count: (counted: CodeThrottle) => Write;
  /** Counts the code over all partners, before it is written. */
  readonly reserve: () => Promise<Refused | undefined>;
}

/** Looks up how often codes went to an address lately. */
export async function readTypedAddress(
  { partners, secrets }: Pick<Ports, 'partners' | 'secrets'>,
  partner: Partner,
  email: string,
  now: Date,
): Promise<TypedAddress> {
  const partition = partner.partnerId;
  const id = throttleKey('typed', mailboxKey(partner, email));
  const everywhereKey = throttleKey('typedEverywhere', mailboxKeyEverywhere(secrets, email));
  const [typed, everywhere] = await Promise.all([
    partners.read(CodeThrottle, { partition, id }),
    readEverywhere(partners, everywhereKey),
  ]);
  return {
    typed: typed?.document,
    counted: countCode(id, partition, typed?.document, now),
    refused: tooManyCodes(typed?.document, now),
    count: (document) => (typed ? { kind: 'replace', document, etag: typed.etag } : { kind: 'create', document }),
    reserve: () => {
      // Of all that read the same version of the throttle one is written: what they reserve is the same code.
      const name = [partition, id, typed?.etag ?? ''];
      return countEverywhere(partners, { id: everywhereKey, name, now }, everywhere);
    },
  };
}
