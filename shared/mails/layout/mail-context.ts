/** What a mail is written from, besides what is kept of it. */
import type { Language } from '../../domain/text';
import type { OfferCard, PartnerCard } from '../../kit/cards';
import type { RequestCard } from '../../kit/request-words';

export interface MailContext {
  readonly language: Language;
  /** In which the partner's own people are told times, when it named one; customers are told those of their country. */
  readonly timeZone?: string | undefined;
  readonly partner: PartnerCard;
  readonly urls: {
    readonly codePage?: string | undefined;
    readonly receipt?: string | undefined;
    readonly offer?: string | undefined;
    readonly refusal?: string | undefined;
    /** Where the reader stops mails of this kind. */
    readonly stop?: string | undefined;
    readonly access?: string | undefined;
    readonly portal?: string | undefined;
    /** Where the desk answers a service request. */
    readonly request?: string | undefined;
  };
  /** Only of a mail that is about an offer which can still be accepted. */
  readonly offer?: OfferCard | undefined;
  /** Only of a mail that is about a service request. */
  readonly request?: RequestCard | undefined;
  /** Six digits; only for mails that carry a code. */
  readonly code?: string | undefined;
  /** The reader's name. */
  readonly toName?: string | undefined;
}
