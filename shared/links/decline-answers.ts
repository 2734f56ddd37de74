/** What whoever says no is told. */
import type { RefusalRequest } from '../domain/redemptions/note-requests';
import type { DeclinedRedemption } from '../domain/redemptions/redemption';
import { refuseFields, type Refused } from '../domain/refusal';
import { Language } from '../domain/text';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { offerCardOf } from '../kit/cards';
import { fieldMessage } from '../kit/field-messages';
import { renderDeclinePage, renderUnsurePage } from '../pages/offer/decline-page';
import { keptLanguage, type LoadedLink } from './loaded-link';

/** The "no" has arrived: now, or when it was sent before. */
export function declined(loaded: LoadedLink, redemption: DeclinedRedemption, request: RefusalRequest): LinkAnswer {
  const { redemptionId, status } = redemption;
  return {
    status: 200,
    json: () => ({ redemptionId, status }),
    page: { seeOther: keptLanguage(loaded, loaded.paths.declined, request.language) },
  };
}

/** Nothing was filled in: whoever means it says so once more. */
export function unsure(loaded: LoadedLink, { language }: RefusalRequest): LinkRefused {
  const { paths } = loaded;
  const context = loaded.contextOf(paths.refusal, language);
  return {
    ...refuseFields({ pointer: '/sure', detail: 'Must be true when neither a reason nor an address is given.' }),
    context,
    html: () =>
      renderUnsurePage({ context, action: paths.refusals, offerUrl: keptLanguage(loaded, paths.offer, language) }),
  };
}

/** Adds the page of the form to a refusal that names fields. */
export function declineFaults(
  loaded: LoadedLink,
  refused: Refused,
  typed: Readonly<Record<string, string>>,
): LinkRefused {
  const { paths, offer } = loaded;
  const context = loaded.contextOf(paths.refusal, Language.safeParse(typed.language).data);
  const { errors } = refused;
  if (!errors) return { ...refused, context, backUrl: paths.refusal };
  return {
    ...refused,
    context,
    html: () =>
      renderDeclinePage({
        context,
        offer: offerCardOf(offer),
        action: paths.refusals,
        offerUrl: paths.offer,
        values: typed,
        errors: errors.map(({ pointer }) => ({ pointer, message: fieldMessage(context.language, pointer, typed) })),
      }),
  };
}
