/** Pages that a mailed code opens for a while: what whoever holds their link is told until then, and when the code is not taken. */
import type { Refused } from '../domain/refusal';
import { codeErrorOf } from '../pages/code/code-form';
import type { CodeEntry } from '../pages/code/code-entry';
import type { LinkAnswer, LinkRefused, PageCall } from './link-operation';
import type { MailboxSession } from './mailbox-session';
import type { PageOfLink } from './page-of-link';
import { unsureRefusal } from './sure-forms';

type LockedPaths = Readonly<Record<'page' | 'code' | 'codes' | 'session', string>>;

/** A page before its code is entered: where a code is asked for, and where one is entered. */
export interface CodeLock extends PageOfLink<LockedPaths> {
  readonly startPage: (told: { readonly isUnsure?: true }) => string;
  readonly codePage: (told: Pick<CodeEntry, 'error' | 'notice' | 'retryAfterSeconds'>) => string;
}

/** Whose page it is, and where the code is asked for and entered; `more` is what else is told. */
export function locked(
  lock: CodeLock,
  asked: URLSearchParams,
  more: Readonly<Record<string, unknown>> = {},
): LinkAnswer {
  const { paths, contextOf, startPage, codePage } = lock;
  const { accent, logo: _logo, ...partner } = contextOf(paths.page).partner;
  const notice = asked.get('sent') === 'again' ? ({ notice: 'code-resent' } as const) : {};
  return {
    status: 200,
    json: () => ({ status: 'locked', ...more, partner, codes: paths.codes, session: paths.session }),
    page: { accent, html: () => (asked.get('step') === 'code' ? codePage(notice) : startPage({})) },
  };
}

/** A code is on its way. */
export function codeAsked({ request }: PageCall, { paths, kept }: PageOfLink<LockedPaths>): LinkAnswer {
  const page = request.query.has('again') ? `${paths.code}&sent=again` : paths.code;
  return {
    status: 202,
    json: () => ({ status: 'awaitingCode', session: paths.session }),
    page: { seeOther: kept(page) },
  };
}

/** No other code is mailed so soon. */
export function codeNotAsked(lock: CodeLock, refused: Refused): LinkRefused {
  const { retryAfterSeconds } = refused;
  return refusedOn(lock, refused, () => lock.codePage({ error: 'resend-too-soon', retryAfterSeconds }));
}

/** The form for a code came without its answer, as link scanners send it: nothing is mailed. */
export function notSure({ request }: PageCall, lock: CodeLock): LinkRefused {
  return refusedOn(lock, unsureRefusal, () =>
    request.query.has('again') ? lock.codePage({ error: 'unsure' }) : lock.startPage({ isUnsure: true }),
  );
}

/** The code did not open the page. */
export function codeNotTaken(lock: CodeLock, refused: Refused): LinkRefused {
  return refusedOn(lock, refused, () => lock.codePage({ error: codeErrorOf(refused) }));
}

/** The code was right: the page stays open until the session ends. */
export function opened({ paths, kept }: PageOfLink<LockedPaths>, { cookie, expiresAt }: MailboxSession): LinkAnswer {
  return {
    status: 200,
    json: () => ({ status: 'open', expiresAt: expiresAt.toISOString() }),
    page: { seeOther: kept(paths.page) },
    cookies: [cookie],
  };
}

/** A refusal that a page of the link tells. */
export function refusedOn(
  { paths, contextOf }: PageOfLink<{ readonly page: string }>,
  refused: Refused,
  html: () => string,
): LinkRefused {
  return { ...refused, html, context: contextOf(paths.page) };
}
