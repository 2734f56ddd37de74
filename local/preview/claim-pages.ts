/** What whoever says that the administrator's mailbox is lost is shown, in every state. */
import {
  renderClaimCodePage,
  renderClaimedPage,
  renderClaimPage,
  type ClaimCodePage,
} from '../../shared/pages/code/claim-page';
import { codeErrors, isCodeError } from './code-errors';
import type { Making } from './making';
import { endsAt, type Sample } from './samples';

/** What renders these pages, and what they show. */
export const claimRenderers = {
  renderClaimPage: 'A lost mailbox: what is asked',
  renderClaimCodePage: 'A lost mailbox: the code',
  renderClaimedPage: 'A lost mailbox: what comes next',
} as const;

/** Before a code is asked for, at the code, and once the mailbox has proved itself. */
export function claimPages<Page>(
  { offer, customer }: Sample,
  { page, to }: Making<keyof typeof claimRenderers, Page>,
): readonly Page[] {
  const sentTo = `${customer.contactEmail.slice(0, 1)}•••@${customer.primaryDomain}`;
  const backUrl = to('code');
  const code = (state: string, told: Pick<ClaimCodePage, 'error' | 'notice' | 'retryAfterSeconds'> = {}) =>
    page('renderClaimCodePage', state, (context) =>
      renderClaimCodePage({
        context,
        sentTo,
        backUrl,
        action: to('claimed'),
        resendAction: to('claim-code-sent-again'),
        ...told,
      }),
    );
  return [
    ...[false, true].map((isUnsure) =>
      page('renderClaimPage', isUnsure ? 'claim-unsure' : 'claim', (context) =>
        renderClaimPage({ context, sentTo, backUrl, action: to('claim-code'), isUnsure }),
      ),
    ),
    code('claim-code'),
    code('claim-code-sent-again', { notice: 'code-resent' }),
    ...Object.keys(codeErrors)
      .filter(isCodeError)
      .map((error) => code(`claim-code-${error}`, { error, ...codeErrors[error] })),
    page('renderClaimedPage', 'claimed', (context) =>
      renderClaimedPage({ context, country: offer.usageLocation, effectAt: endsAt, backUrl }),
    ),
  ];
}
