/** The page on which offers and reminders are stopped, in every state. */
import type { PageContext } from '../../shared/kit/cards';
import { renderStopPage, stopStates } from '../../shared/pages/stop/stop-page';

/** What renders it, and what it shows. */
export const stopRenderers = { renderStopPage: 'Stopping offers and reminders' } as const;

interface Making<Page> {
  readonly page: (
    renderedBy: keyof typeof stopRenderers,
    state: string,
    render: (context: PageContext) => string,
  ) => Page;
  /** Where a state is shown. */
  readonly to: (state: string) => string;
}

/** Before, after, and taken back. */
export function stopPages<Page>({ page, to }: Making<Page>): readonly Page[] {
  return stopStates.map((state) =>
    page('renderStopPage', `stop-${state}`, (context) =>
      renderStopPage({ context, state, action: to(state === 'stopped' ? 'stop-allowed' : 'stop-stopped') }),
    ),
  );
}
