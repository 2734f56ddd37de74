/** A form that cannot be taken comes back with every fault by its field, and nothing of what was typed is lost. */
import type { Refused } from '../domain/refusal';
import { Language } from '../domain/text';
import type { LinkRefused } from '../http/link-operation';
import { offerCardOf } from '../kit/cards';
import { fieldMessage } from '../kit/field-messages';
import { renderDetailsPage } from '../pages/details/details-page';
import { answerPathOf } from '../paths/link-paths';
import type { Ports } from '../ports';
import { randomId } from '../signing/random-id';
import type { LoadedLink } from './loaded-link';

/** Adds the page of the form to a refusal that names fields. */
export function tellFaults(
  ports: Pick<Ports, 'random'>,
  loaded: LoadedLink,
  refused: Refused,
  typed: Readonly<Record<string, string>>,
): LinkRefused {
  const { paths, offer } = loaded;
  const context = loaded.contextOf(paths.details, Language.safeParse(typed.language).data);
  const { errors } = refused;
  if (!errors) return { ...refused, context, backUrl: paths.details };
  const pointers = new Set(errors.map(({ pointer }) => pointer));
  // What only the offer asks for is looked at after the rest; a person is told everything at once.
  if (offer.delegatedAdministration && offer.kind !== 'delegationOffer' && !typed.acceptDelegatedAdministration)
    pointers.add('/acceptDelegatedAdministration');
  const formKey = randomId(ports);
  return {
    ...refused,
    context,
    html: () =>
      renderDetailsPage({
        context,
        offer: offerCardOf(offer),
        action: answerPathOf(paths, offer.kind),
        offerUrl: paths.offer,
        values: typed,
        errors: [...pointers].map((pointer) => ({ pointer, message: fieldMessage(context.language, pointer, typed) })),
        formKey,
      }),
  };
}
