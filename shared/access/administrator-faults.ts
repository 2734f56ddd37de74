/** What is wrong with whom the customer names. Apart from the other answers: the tables of domain names are needed here alone. */
import type { Refused } from '../domain/refusal';
import type { LinkRefused } from '../http/link-operation';
import { fieldMessage } from '../kit/field-messages';
import type { Ports } from '../ports';
import { administratorForm, mailboxStays } from './administrator-answers';
import type { LoadedAccess } from './loaded-access';

/** Nothing was asked of anybody: what was typed is put right first, or it cannot be done for this customer. */
export function cannotChange(
  ports: Pick<Ports, 'random'>,
  loaded: LoadedAccess,
  refused: Refused,
  values: Readonly<Record<string, string>>,
): LinkRefused {
  const { paths, kept, contextOf, customer } = loaded;
  const context = contextOf(paths.administrator);
  const told = { ...refused, context, backUrl: kept(paths.administrator) };
  if (refused.refusal === 'state-conflict') return { ...told, html: () => mailboxStays(loaded) };
  const { errors } = refused;
  if (!errors) return told;
  const typed = {
    'contact.name': values['name'] ?? '',
    'contact.email': values['email'] ?? '',
    primaryDomain: customer.document.primaryDomain ?? '',
  };
  // The fields of a person are told in the words of those of an answer.
  const problems = errors.map(({ pointer }) => ({
    pointer,
    message: fieldMessage(context.language, `/contact${pointer}`, typed),
  }));
  return { ...told, html: () => administratorForm(ports, loaded, { values, errors: problems }) };
}
