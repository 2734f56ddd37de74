/** What whoever asks for a fresh link is told. */
import type { FreshLinkRequest } from '../domain/redemptions/note-requests';
import { refuse, type Refused } from '../domain/refusal';
import { Language } from '../domain/text';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { offerCardOf } from '../kit/cards';
import { isDeadLink } from '../kit/dead-link-words';
import { fieldMessage } from '../kit/field-messages';
import { renderDeadLinkPage } from '../pages/dead-links/dead-link-page';
import { renderLivePage } from '../pages/offer/decline-page';
import { keptLanguage, type LoadedLink } from './loaded-link';

/** The wish has been passed on: now, or when it was sent before. */
export function freshLinkAsked(loaded: LoadedLink, requestId: string, { language }: FreshLinkRequest): LinkAnswer {
  return {
    status: 202,
    json: () => ({ requestId, status: 'passedOn' }),
    page: { seeOther: keptLanguage(loaded, loaded.paths.freshLinkAsked, language) },
  };
}

/** A link that works needs no fresh one. */
export function linkIsAlive(loaded: LoadedLink): LinkRefused {
  const { paths, offer } = loaded;
  const context = loaded.contextOf(paths.offer);
  return {
    ...refuse('state-conflict', { detail: 'This link works: there is no need for a fresh one.' }),
    context,
    html: () => renderLivePage({ context, offer: offerCardOf(offer), offerUrl: paths.offer }),
  };
}

/** Adds the page of the dead link, with its form, to a refusal that names fields. */
export function freshLinkFaults(
  loaded: LoadedLink,
  refused: Refused,
  typed: Readonly<Record<string, string>>,
): LinkRefused {
  const { paths, dead } = loaded;
  const context = loaded.contextOf(paths.offer, Language.safeParse(typed.language).data);
  const { errors } = refused;
  if (!errors || !dead || !isDeadLink(dead.refusal)) return { ...refused, context, backUrl: paths.offer };
  const { language } = context;
  const freshLink = {
    action: paths.freshLinkRequests,
    values: typed,
    errors: errors.map(({ pointer }) => ({ pointer, message: fieldMessage(language, pointer, typed) })),
  };
  const { refusal } = dead;
  return { ...refused, context, html: () => renderDeadLinkPage({ context, language, refusal, freshLink }) };
}
