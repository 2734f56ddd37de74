/** What whoever holds the link to a password is answered: how it stands, what is asked first, and, once, the password. */
import { refuse, refuseFields, type Refused } from '../domain/refusal';
import { refusedOn } from '../http/code-lock';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { unsureRefusal } from '../http/sure-forms';
import { codeErrorOf, type CodeError } from '../pages/code/code-form';
import { renderRevealCodePage } from '../pages/reveal/reveal-code-page';
import { renderRevealStartPage } from '../pages/reveal/reveal-start-page';
import { renderRevealStatePage, type RevealState } from '../pages/reveal/reveal-state-page';
import { renderRevealedPage } from '../pages/reveal/revealed-page';
import type { Ports } from '../ports';
import { randomId } from '../signing/random-id';
import type { LoadedReveal } from './loaded-reveal';

type FormKeys = Pick<Ports, 'random'>;

/** How the link stands: what is asked before the password is shown, or why it is not. Nothing of it changes anything. */
export function standing(ports: FormKeys, loaded: LoadedReveal, asked: URLSearchParams): LinkAnswer | LinkRefused {
  const { state, reset } = loaded;
  if (state !== 'ready') return notShown(loaded, state);
  const { secondFactor } = reset.document;
  const isAtCode = secondFactor === 'mail' && asked.get('step') === 'code';
  const notice = asked.get('sent') === 'again' ? 'code-resent' : undefined;
  return page(loaded, 200, () => (isAtCode ? codePage(ports, loaded, { notice }) : startPage(ports, loaded)));
}

/** Why a link shows nothing any more, for programs. */
const why: Readonly<Record<Exclude<RevealState, 'awaitingApproval' | 'setting'>, string>> = {
  shown: 'it was shown already',
  expired: 'nobody looked in time',
  lapsed: 'nobody approved it in time',
  withdrawn: 'it was withdrawn',
  superseded: 'a newer one took its place',
  unknown: 'nobody knows whether it was set',
  refused: 'Microsoft did not set one',
  locked: 'its code was tried too often',
  ended: 'the partner may not help with it at present',
};

/** The link shows nothing now, or nothing any more. */
export function notShown(loaded: LoadedReveal, state: RevealState): LinkAnswer | LinkRefused {
  const { reset, customer, contextOf, paths } = loaded;
  const { endedAt } = reset.document;
  const context = contextOf(paths.page);
  const html = () => renderRevealStatePage({ context, state, country: customer.country, endedAt });
  if (state === 'awaitingApproval' || state === 'setting') return page({ ...loaded, state }, 200, html);
  return {
    ...refuse('password-gone', { detail: `This link shows no password any more: ${why[state]}.` }),
    context,
    html,
  };
}

function page(loaded: LoadedReveal, status: number, html: () => string): LinkAnswer {
  const { contextOf, paths, state, reset } = loaded;
  const { expiresAt, secondFactor } = reset.document;
  return {
    status,
    json: () => ({ status: state, ...(state === 'ready' ? { expiresAt, secondFactor } : {}) }),
    page: { accent: contextOf(paths.page).partner.accent, html },
  };
}

/** The password, for the one time that it is shown: on a page, whoever asked. */
export function shown(loaded: LoadedReveal, password: string, shownAt: Date): LinkAnswer {
  const { customer, contextOf, paths, reset } = loaded;
  const html = () =>
    renderRevealedPage({
      context: contextOf(paths.page),
      country: customer.country,
      signInName: reset.document.userEmail,
      password,
      shownAt: shownAt.toISOString(),
    });
  return { ...page({ ...loaded, state: 'shown' }, 200, html), isPageAlone: true };
}

/** What programs are told that ask for JSON: it is kept in too many places. */
export const pageOnly = refuse('unsupported-media-type', {
  detail: 'A password is shown on its page alone: accept text/html.',
});

/** The form came without its answer, as link scanners send it: nothing is shown, and the link stays as good as it was. */
export function notSureToSee(ports: FormKeys, loaded: LoadedReveal): LinkRefused {
  const refused = refuseFields({ pointer: '/sure', detail: 'Must be true: it shows the password, once.' });
  return refusedOn(loaded, refused, () => startPage(ports, loaded, true));
}

/** The form for a code came without its answer. */
export function notSureOfCode(ports: FormKeys, loaded: LoadedReveal, isAgain: boolean): LinkRefused {
  return refusedOn(loaded, unsureRefusal, () =>
    isAgain ? codePage(ports, loaded, { error: 'unsure' }) : startPage(ports, loaded, true),
  );
}

/** The code does not show it, or no other one is mailed yet. */
export function codeRefused(
  ports: FormKeys,
  loaded: LoadedReveal,
  refused: Refused,
  error: CodeError = codeErrorOf(refused),
): LinkRefused {
  const { retryAfterSeconds } = refused;
  return refusedOn(loaded, refused, () => codePage(ports, loaded, { error, retryAfterSeconds }));
}

/** A code is on its way. */
export function codeSent({ paths, kept }: LoadedReveal, isAgain: boolean): LinkAnswer {
  return {
    status: 202,
    json: () => ({ status: 'awaitingCode' }),
    page: { seeOther: kept(isAgain ? `${paths.code}&sent=again` : paths.code) },
  };
}

function startPage(ports: FormKeys, loaded: LoadedReveal, isUnsure = false): string {
  const { paths, kept, contextOf, customer, reset } = loaded;
  const isByCode = reset.document.secondFactor === 'mail';
  return renderRevealStartPage({
    context: contextOf(paths.page),
    country: customer.country,
    expiresAt: reset.document.expiresAt,
    action: kept(isByCode ? paths.codes : paths.page),
    formKey: randomId(ports),
    byCode: isByCode ? { codeUrl: kept(paths.code) } : undefined,
    isUnsure,
  });
}

function codePage(
  ports: FormKeys,
  { paths, kept, contextOf, customer }: LoadedReveal,
  told: Partial<Pick<Parameters<typeof renderRevealCodePage>[0], 'error' | 'notice' | 'retryAfterSeconds'>>,
): string {
  return renderRevealCodePage({
    context: contextOf(paths.code),
    country: customer.country,
    action: kept(paths.page),
    resendAction: kept(`${paths.codes}?again`),
    formKey: randomId(ports),
    ...told,
  });
}
