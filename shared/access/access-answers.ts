/** What whoever holds the link to an access page is told before the code has opened it, and when the code is not taken. */
import type { Cookie } from '@azure/functions';
import { refuse, type Refused } from '../domain/refusal';
import type { AccessCall, LinkAnswer, LinkRefused } from '../http/link-operation';
import { unsureRefusal } from '../http/sure-forms';
import { renderAccessCodePage, type AccessCodePage } from '../pages/access/access-code-page';
import { renderAccessStartPage, type AccessStartPage } from '../pages/access/access-start-page';
import { codeErrorOf } from '../pages/code/code-form';
import type { Ports } from '../ports';
import { randomId } from '../signing/random-id';
import type { LoadedAccess } from './loaded-access';

type FormKeys = Pick<Ports, 'random'>;

/** Whose page it is, and where the code is asked for and entered. */
export function locked(ports: FormKeys, loaded: LoadedAccess, asked: URLSearchParams): LinkAnswer {
  const { paths } = loaded;
  const { accent, logo: _logo, ...partner } = loaded.contextOf(paths.page).partner;
  const notice = asked.get('sent') === 'again' ? ({ notice: 'code-resent' } as const) : {};
  return {
    status: 200,
    json: () => ({ status: 'locked', partner, codes: paths.codes, session: paths.session }),
    page: {
      accent,
      html: () => (asked.get('step') === 'code' ? codePage(ports, loaded, notice) : startPage(ports, loaded)),
    },
  };
}

/** A code is on its way. */
export function codeAsked({ request }: AccessCall, { paths, kept }: LoadedAccess): LinkAnswer {
  const page = request.query.has('again') ? `${paths.code}&sent=again` : paths.code;
  return {
    status: 202,
    json: () => ({ status: 'awaitingCode', session: paths.session }),
    page: { seeOther: kept(page) },
  };
}

/** No other code is mailed so soon. */
export function codeNotAsked(ports: FormKeys, loaded: LoadedAccess, refused: Refused): LinkRefused {
  const { retryAfterSeconds } = refused;
  return withPage(loaded, refused, () => codePage(ports, loaded, { error: 'resend-too-soon', retryAfterSeconds }));
}

/** The form for a code came without its answer, as link scanners send it: nothing is mailed. */
export function notSure({ request }: AccessCall, ports: FormKeys, loaded: LoadedAccess): LinkRefused {
  return withPage(loaded, unsureRefusal, () =>
    request.query.has('again')
      ? codePage(ports, loaded, { error: 'unsure' })
      : startPage(ports, loaded, { isUnsure: true }),
  );
}

/** The code did not open the page. */
export function codeNotTaken(ports: FormKeys, loaded: LoadedAccess, refused: Refused): LinkRefused {
  return withPage(loaded, refused, () => codePage(ports, loaded, { error: codeErrorOf(refused) }));
}

/** The code was right: the page stays open until the session ends. */
export function opened(
  { paths, kept }: LoadedAccess,
  { cookie, expiresAt }: { readonly cookie: Cookie; readonly expiresAt: Date },
): LinkAnswer {
  return {
    status: 200,
    json: () => ({ status: 'open', expiresAt: expiresAt.toISOString() }),
    page: { seeOther: kept(paths.page) },
    cookies: [cookie],
  };
}

/** Nothing is ended without the session that the code opens. */
export function notOpen(ports: FormKeys, loaded: LoadedAccess): LinkRefused {
  const refused = refuse('unauthenticated', { detail: 'Ask for a code and enter it first; it opens half an hour.' });
  return withPage(loaded, refused, () => startPage(ports, loaded, { hasClosed: true }));
}

function withPage(loaded: LoadedAccess, refused: Refused, html: () => string): LinkRefused {
  return { ...refused, html, context: loaded.contextOf(loaded.paths.page) };
}

function startPage(
  ports: FormKeys,
  loaded: LoadedAccess,
  told: Pick<AccessStartPage, 'hasClosed' | 'isUnsure'> = {},
): string {
  const { paths, kept, customer } = loaded;
  return renderAccessStartPage({
    context: loaded.contextOf(paths.page),
    country: customer.document.country,
    action: kept(paths.codes),
    formKey: randomId(ports),
    codeUrl: kept(paths.code),
    ...told,
  });
}

function codePage(
  ports: FormKeys,
  loaded: LoadedAccess,
  told: Pick<AccessCodePage, 'error' | 'notice' | 'retryAfterSeconds'>,
): string {
  const { paths, kept, customer } = loaded;
  return renderAccessCodePage({
    context: loaded.contextOf(paths.code),
    country: customer.document.country,
    action: kept(paths.session),
    resendAction: kept(`${paths.codes}?again=yes`),
    formKey: randomId(ports),
    ...told,
  });
}
