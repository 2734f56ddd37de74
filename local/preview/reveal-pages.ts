/** The page that shows a password, in every state. */
import { renderRevealCodePage, type RevealCodePage } from '../../shared/pages/reveal/reveal-code-page';
import { renderRevealStartPage, type RevealStartPage } from '../../shared/pages/reveal/reveal-start-page';
import { renderRevealStatePage, revealStates } from '../../shared/pages/reveal/reveal-state-page';
import { renderRevealedPage } from '../../shared/pages/reveal/revealed-page';
import { codeErrors, isCodeError } from './code-errors';
import type { Making } from './making';
import { agreedAt, endsAt, type Sample } from './samples';

/** What renders these pages, and what they show. */
export const revealRenderers = {
  renderRevealStartPage: 'A password: before it is shown',
  renderRevealCodePage: 'A password: the code',
  renderRevealedPage: 'A password: shown',
  renderRevealStatePage: 'A password: not shown',
} as const;

/** Before a person has said yes, at the code, shown, and for every reason that there is to show nothing. */
export function revealPages<Page>(
  { offer, customer }: Sample,
  { page, to }: Making<keyof typeof revealRenderers, Page>,
): readonly Page[] {
  const country = offer.usageLocation;
  const formKey = 'form-key';
  const start = (state: string, told: Pick<RevealStartPage, 'byCode' | 'isUnsure'> = {}) =>
    page('renderRevealStartPage', state, (context) =>
      renderRevealStartPage({
        context,
        country,
        formKey,
        expiresAt: endsAt.toISOString(),
        action: to(told.byCode ? 'reveal-code' : 'revealed'),
        ...told,
      }),
    );
  const code = (state: string, told: Pick<RevealCodePage, 'error' | 'notice' | 'retryAfterSeconds'> = {}) =>
    page('renderRevealCodePage', state, (context) =>
      renderRevealCodePage({
        context,
        country,
        formKey,
        action: to('revealed'),
        resendAction: to('reveal-code-sent-again'),
        ...told,
      }),
    );
  const byCode = { codeUrl: to('reveal-code') };
  return [
    start('reveal'),
    start('reveal-without-an-answer', { isUnsure: true }),
    start('reveal-by-code', { byCode }),
    start('reveal-by-code-without-an-answer', { byCode, isUnsure: true }),
    code('reveal-code'),
    code('reveal-code-sent-again', { notice: 'code-resent' }),
    ...Object.keys(codeErrors)
      .filter(isCodeError)
      .map((error) => code(`reveal-code-${error}`, { error, ...codeErrors[error] })),
    page('renderRevealedPage', 'revealed', (context) =>
      renderRevealedPage({
        context,
        country,
        signInName: customer.contactEmail,
        password: 'Bakem-Rutaf-Sanud-4739',
        shownAt: agreedAt.toISOString(),
      }),
    ),
    ...revealStates.map((state) =>
      page('renderRevealStatePage', `reveal-${state}`, (context) =>
        renderRevealStatePage({ context, country, state, endedAt: agreedAt.toISOString() }),
      ),
    ),
  ];
}
