/** What whoever holds the link to an access page is told before the code has opened it. */
import { refuse } from '../domain/refusal';
import { refusedOn, type CodeLock } from '../http/code-lock';
import type { LinkRefused } from '../http/link-operation';
import { renderAccessCodePage } from '../pages/access/access-code-page';
import { renderAccessStartPage, type AccessStartPage } from '../pages/access/access-start-page';
import type { Ports } from '../ports';
import { randomId } from '../signing/random-id';
import type { LoadedAccess } from './loaded-access';

type FormKeys = Pick<Ports, 'random'>;

/** The access page before its code is entered. */
export function accessLock(ports: FormKeys, loaded: LoadedAccess): CodeLock {
  const { paths, kept, contextOf, customer } = loaded;
  return {
    ...loaded,
    startPage: (told) => startPage(ports, loaded, told),
    codePage: (told) =>
      renderAccessCodePage({
        context: contextOf(paths.code),
        country: customer.document.country,
        action: kept(paths.session),
        resendAction: kept(`${paths.codes}?again=yes`),
        formKey: randomId(ports),
        ...told,
      }),
  };
}

/** Nothing is ended without the session that the code opens. */
export function notOpen(ports: FormKeys, loaded: LoadedAccess): LinkRefused {
  const refused = refuse('unauthenticated', { detail: 'Ask for a code and enter it first; it opens half an hour.' });
  return refusedOn(loaded, refused, () => startPage(ports, loaded, { hasClosed: true }));
}

function startPage(
  ports: FormKeys,
  { paths, kept, contextOf, customer }: LoadedAccess,
  told: Pick<AccessStartPage, 'hasClosed' | 'isUnsure'>,
): string {
  return renderAccessStartPage({
    context: contextOf(paths.page),
    country: customer.document.country,
    action: kept(paths.codes),
    formKey: randomId(ports),
    codeUrl: kept(paths.code),
    ...told,
  });
}
