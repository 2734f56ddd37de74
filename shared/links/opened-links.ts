/** What opening links has read and answered already: one link is mailed to a thousand people, and scanners open each mail too. */
import { LRUCache } from 'lru-cache';
import { Offer, offerKey } from '../domain/offers/offer';
import { Partner, partnerKey } from '../domain/partners/partner';
import type { HttpAnswer } from '../http/http-answer';
import type { Link, Ports, Stored } from '../ports';

/** What a link leads to, as it is stored. */
export interface LinkDocuments {
  readonly partner: Stored<Partner>;
  readonly offer: Stored<Offer>;
}

/** The same, with the answers that were made of it. */
export interface KeptLink extends LinkDocuments {
  /** Gives the answer of this name, made once for these very documents: for what depends on nothing else but the link's code and the name. */
  readonly keep: (name: string, make: () => HttpAnswer) => HttpAnswer;
}

/** Reads both side by side; undefined when one is missing. */
export async function readLink(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId: partition, offerId }: Link,
  known: { readonly [Name in keyof LinkDocuments]?: LinkDocuments[Name] | undefined } = {},
): Promise<LinkDocuments | undefined> {
  const [partner, offer] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }, known.partner),
    partners.read(Offer, { partition, id: offerKey(offerId) }, known.offer),
  ]);
  return partner && offer && { partner, offer };
}

const mostPartnerBytes = 4 * 1024 * 1024;
const mostLinkBytes = 24 * 1024 * 1024;
const answerOverhead = 2_000;

/**
 * Reads a link's partner and offer each time, as they may have changed anywhere, and keeps them only for as long as the store says that they have not.
 * Whoever gets them must decide anew what follows from the time.
 */
export class OpenedLinks {
  readonly #partners = new LRUCache<string, Stored<Partner>>({ maxSize: mostPartnerBytes });
  readonly #links = new LRUCache<string, KeptLink>({ maxSize: mostLinkBytes });

  /** Undefined when there is no such partner or offer. By the code, because that stands in the pages. */
  async read(ports: Pick<Ports, 'partners'>, link: Link, code: string): Promise<KeptLink | undefined> {
    const before = this.#links.get(code);
    const known = this.#partners.get(link.partnerId);
    const now = await readLink(ports, link, { partner: known, offer: before?.offer });
    if (!now) return undefined;
    if (before && before.partner === now.partner && before.offer === now.offer) return before;
    if (known !== now.partner) this.#partners.set(link.partnerId, frozen(now.partner), { size: sizeOf(now.partner) });
    return this.#remember(code, frozen(now));
  }

  #remember(code: string, { partner, offer }: LinkDocuments): KeptLink {
    const answers = new Map<string, HttpAnswer>();
    let bytes = sizeOf(offer);
    const kept: KeptLink = {
      partner,
      offer,
      keep: (name, make) => {
        const made = answers.get(name);
        if (made) return made;
        const { status, headers, body = '' } = make();
        // What is sent piece by piece can be sent once.
        if (typeof body !== 'string') return { status, headers, body };
        const answer = frozen({ status, headers, body: Buffer.from(body) });
        answers.set(name, answer);
        bytes += answer.body.byteLength + answerOverhead;
        this.#links.set(code, kept, { size: bytes });
        return answer;
      },
    };
    this.#links.set(code, kept, { size: bytes });
    return kept;
  }
}

/** A generous guess: two bytes a character, and as much again for the objects. */
function sizeOf({ document }: Stored<unknown>): number {
  return 4 * JSON.stringify(document).length;
}

/** What is handed out again and again must not be changed by anybody. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
