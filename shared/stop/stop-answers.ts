/** The answers of the page that stops mails. */
import type { Refused } from '../domain/refusal';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { renderStopPage, type StopState } from '../pages/stop/stop-page';
import type { LoadedStop } from './loaded-stop';

/** How things stand, in both forms. */
export function stopAnswer(loaded: LoadedStop, state: StopState): LinkAnswer {
  const context = loaded.contextOf(loaded.paths.page);
  return {
    status: 200,
    json: () => ({ stopped: state === 'stopped', partner: { name: loaded.partner.profile.name } }),
    page: {
      html: () => renderStopPage({ context, state, action: loaded.kept(loaded.paths.page) }),
      accent: context.partner.accent,
    },
  };
}

/** A refusal that says whose mails it is about. */
export function stopFault(loaded: LoadedStop, refused: Refused): LinkRefused {
  return { ...refused, context: loaded.contextOf(loaded.paths.page) };
}
