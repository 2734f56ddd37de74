/** What a customer is told about its code. */
import { confirmedView, type ConfirmedRedemption, type Redemption } from '../domain/redemptions/redemption';
import { refuse, type Refused } from '../domain/refusal';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import type { CodeError } from '../pages/code/code-form';
import { unsureRefusal } from '../http/sure-forms';
import { accessUrlOf } from '../paths/access-paths';
import type { Ports, Stored } from '../ports';
import type { LoadedLink } from './loaded-link';
import { codePage } from './redemption-pages';

/** There is no such redemption under this link. */
export function noSuchRedemption(loaded: LoadedLink | Refused): LinkRefused {
  if ('ok' in loaded) return loaded;
  const { paths, dead } = loaded;
  return dead ?? { ...refuse('not-found'), context: loaded.contextOf(paths.offer), backUrl: paths.offer };
}

/** What was sent cannot be a code; it does not count as a try. */
export function unreadableCode(
  loaded: LoadedLink | Refused,
  stored: Stored<Redemption> | undefined,
  fault: Refused,
): LinkRefused {
  if ('ok' in loaded || !stored) return noSuchRedemption(loaded);
  if (loaded.dead && stored.document.status !== 'confirmed') return loaded.dead;
  return withCodePage(loaded, stored.document, fault, 'invalid');
}

/** The code was not taken, or the customer's own record stands in the way. */
export function refusedCode(loaded: LoadedLink, redemption: Redemption, refused: LinkRefused): LinkRefused {
  if (refused.html) return refused;
  switch (refused.refusal) {
    case 'confirmation-code-wrong':
    case 'confirmation-code-expired':
    case 'too-many-attempts':
      return withCodePage(loaded, redemption, refused, refused.refusal);
    default:
      return { ...refused, context: loaded.contextOf(loaded.paths.offer, redemption.language) };
  }
}

/** Everything was set up: now, or by an earlier confirmation. */
export function confirmed(
  loaded: LoadedLink,
  redemption: ConfirmedRedemption,
  ports: Pick<Ports, 'access' | 'settings'>,
): LinkAnswer {
  return {
    status: 200,
    json: () => ({
      ...confirmedView(redemption),
      summaryId: loaded.offer.summaryId,
      accessUrl: accessUrlOf(ports, redemption),
    }),
    page: { seeOther: loaded.paths.redemption(redemption.redemptionId) },
  };
}

/** The form for another code came without its answer, as link scanners send it: nothing is mailed. */
export function notSure(loaded: LoadedLink, redemption: Redemption): LinkRefused {
  return withCodePage(loaded, redemption, unsureRefusal, 'unsure');
}

function withCodePage(loaded: LoadedLink, redemption: Redemption, refused: Refused, error: CodeError): LinkRefused {
  const { retryAfterSeconds } = refused;
  const { html } = codePage(loaded, redemption, { error, retryAfterSeconds });
  return {
    ...refused,
    html,
    context: loaded.contextOf(loaded.paths.redemption(redemption.redemptionId), redemption.language),
  };
}
