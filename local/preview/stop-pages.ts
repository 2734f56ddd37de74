/** The page on which offers and reminders are stopped, in every state. */
import { renderStopPage, stopStates } from '../../shared/pages/stop/stop-page';
import type { Making } from './making';

/** What renders it, and what it shows. */
export const stopRenderers = { renderStopPage: 'Stopping offers and reminders' } as const;

/** Before, after, and taken back. */
export function stopPages<Page>({ page, to }: Making<keyof typeof stopRenderers, Page>): readonly Page[] {
  return stopStates.map((state) =>
    page('renderStopPage', `stop-${state}`, (context) =>
      renderStopPage({ context, state, action: to(state === 'stopped' ? 'stop-allowed' : 'stop-stopped') }),
    ),
  );
}
