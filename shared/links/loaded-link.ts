/** What a link leads to: the offer and its partner, and the pages that show them. */
import { reasonToAsk } from '../domain/dead-link-reason';
import { deadLink, type Offer } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import { refuse, type Refused } from '../domain/refusal';
import type { Language } from '../domain/text';
import type { LinkCall, LinkRefused } from '../http/link-operation';
import { logoCardOf, partnerCardOf, type PageContext } from '../kit/cards';
import { isDeadLink } from '../kit/dead-link-words';
import { renderDeadLinkPage, type FreshLinkForm } from '../pages/dead-links/dead-link-page';
import { inLanguage, languageLinksOf } from '../paths/in-language';
import { linkPaths, type LinkPaths } from '../paths/link-paths';
import type { Ports } from '../ports';
import { readLink, type KeptLink, type OpenedLinks } from './opened-links';

export interface LoadedLink {
  readonly partner: Partner;
  readonly offer: Offer;
  /** Why the link leads nowhere any more. */
  readonly dead: LinkRefused | undefined;
  readonly paths: LinkPaths;
  /** What the page at this path has in common with the others; in the offer's language, unless the reader switched or answered in another. */
  readonly contextOf: (path: string, answeredIn?: Language) => PageContext;
  /** Keeps finished answers for as long as the documents stay as they are; where opened links are kept. */
  readonly keep?: KeptLink['keep'];
}

/** Reads the offer and its partner, side by side; with `opened`, which opening links keeps, only what has changed of them. */
export async function loadLink(
  ports: Pick<Ports, 'partners' | 'logos'>,
  call: Pick<LinkCall, 'link' | 'code' | 'chosenLanguage' | 'now'>,
  opened?: OpenedLinks,
): Promise<LoadedLink | Refused> {
  const { link, code, chosenLanguage, now } = call;
  const kept = await opened?.read(ports, link, code);
  const documents = opened ? kept : await readLink(ports, link);
  if (!documents) return refuse('link-unknown');
  const { partner, offer } = documents;
  const paths = linkPaths(code);
  const card = partnerCardOf(partner.document, logoCardOf(ports, partner.document), offer.document.officeId);
  const contextOf: LoadedLink['contextOf'] = (path, answeredIn) => ({
    language: chosenLanguage ?? answeredIn ?? offer.document.language,
    partner: card,
    languageLinks: languageLinksOf(path),
  });
  const dead = deadLink(partner.document, offer.document, link, now);
  return {
    partner: partner.document,
    offer: offer.document,
    dead: dead && deadLinkPage(dead, paths, contextOf(paths.offer)),
    paths,
    contextOf,
    ...(kept ? { keep: kept.keep } : {}),
  };
}

/** A dead link with its page, which asks for a fresh one when the partner could give it. */
export function deadLinkPage(
  refused: Refused,
  paths: LinkPaths,
  context: PageContext,
  form: FreshLinkForm = { action: paths.freshLinkRequests, values: {}, errors: [] },
): LinkRefused {
  const { refusal } = refused;
  if (!isDeadLink(refusal)) return { ...refused, context };
  const freshLink = reasonToAsk(refusal) && form;
  return {
    ...refused,
    context,
    html: () => renderDeadLinkPage({ context, language: context.language, refusal, freshLink }),
  };
}

/** The address in the language that the reader chose, when it is not the offer's own. */
export function keptLanguage(
  { offer }: Pick<LoadedLink, 'offer'>,
  path: string,
  language: Language | undefined,
): string {
  return language === undefined || language === offer.language ? path : inLanguage(path, language);
}
