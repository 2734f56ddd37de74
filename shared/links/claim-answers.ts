/** What whoever says that the administrator's mailbox is lost is told: the same for every answer, whoever is on record. */
import { takesEffectAt } from '../domain/customers/administrator-claim';
import { proofView, type ClaimProof } from '../domain/redemptions/claim-proof';
import type { Redemption } from '../domain/redemptions/redemption';
import type { Refused } from '../domain/refusal';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { unsureRefusal } from '../http/sure-forms';
import { codeErrorOf, type CodeError } from '../pages/code/code-form';
import {
  renderClaimCodePage,
  renderClaimedPage,
  renderClaimPage,
  type ClaimCodePage,
  type ClaimPage,
} from '../pages/code/claim-page';
import type { LoadedLink } from './loaded-link';

type Page = Extract<LinkAnswer['page'], { readonly html: unknown }>;

const pathsOf = ({ paths }: LoadedLink, { redemptionId }: Redemption) => {
  const answer = paths.redemption(redemptionId);
  const claims = `${answer}/administrator-claims`;
  return {
    answer,
    claims,
    confirmation: `${claims}/confirmation`,
    claim: `${answer}?step=administrator-claim`,
    code: `${answer}?step=claim-code`,
    claimed: `${answer}?step=claimed`,
  };
};

/** The page of the `step` that is asked for; undefined for any other, or where the domain proves nothing. */
export function claimStep(
  loaded: LoadedLink,
  redemption: Redemption,
  asked: URLSearchParams,
  proof: ClaimProof | undefined,
): Page | undefined {
  if (redemption.primaryDomain === null) return undefined;
  const step = asked.get('step');
  if (step === 'administrator-claim') return claimPage(loaded, redemption);
  if (step !== 'claim-code' && step !== 'claimed') return undefined;
  // Only what has been proved is said to be, whatever the address says.
  if (proof?.status === 'proved') return claimedPage(loaded, redemption, proof);
  const notice = asked.get('sent') === 'again' ? ({ notice: 'code-resent' } as const) : {};
  return claimCodePage(loaded, redemption, notice);
}

/** Nothing was mailed: nobody has said that a code is wanted. */
export function claimUnsure(loaded: LoadedLink, redemption: Redemption, before: ClaimProof | undefined): LinkRefused {
  const { answer, claim } = pathsOf(loaded, redemption);
  const { html } = before
    ? claimCodePage(loaded, redemption, { error: 'unsure' })
    : claimPage(loaded, redemption, { isUnsure: true });
  return { ...unsureRefusal, html, context: loaded.contextOf(claim, redemption.language), backUrl: answer };
}

function claimPage(loaded: LoadedLink, redemption: Redemption, told: Pick<ClaimPage, 'isUnsure'> = {}): Page {
  const { answer, claims, claim } = pathsOf(loaded, redemption);
  const context = loaded.contextOf(claim, redemption.language);
  return {
    accent: context.partner.accent,
    html: () =>
      renderClaimPage({ context, sentTo: proofView(redemption).sentTo, action: claims, backUrl: answer, ...told }),
  };
}

function claimCodePage(
  loaded: LoadedLink,
  redemption: Redemption,
  told: Pick<ClaimCodePage, 'error' | 'notice' | 'retryAfterSeconds'>,
): Page {
  const { answer, claims, confirmation, code } = pathsOf(loaded, redemption);
  const context = loaded.contextOf(code, redemption.language);
  return {
    accent: context.partner.accent,
    html: () =>
      renderClaimCodePage({
        context,
        sentTo: proofView(redemption).sentTo,
        action: confirmation,
        resendAction: claims,
        backUrl: answer,
        ...told,
      }),
  };
}

function claimedPage(loaded: LoadedLink, redemption: Redemption, proof: ClaimProof): Page {
  const { answer, claimed } = pathsOf(loaded, redemption);
  const context = loaded.contextOf(claimed, redemption.language);
  return {
    accent: context.partner.accent,
    html: () =>
      renderClaimedPage({
        context,
        country: redemption.country,
        effectAt: takesEffectAt(new Date(proof.provedAt ?? proof.askedAt)),
        backUrl: answer,
      }),
  };
}

/** The code that proves the mailbox is on its way to it. */
export function proofAsked(loaded: LoadedLink, redemption: Redemption, { number }: ClaimProof): LinkAnswer {
  const { code, confirmation } = pathsOf(loaded, redemption);
  return {
    status: 202,
    json: () => ({ ...proofView(redemption), confirmation }),
    page: { seeOther: number > 1 ? `${code}&sent=again` : code },
  };
}

/** No other code is mailed so soon, or the code proved nothing. */
export function proofRefused(
  loaded: LoadedLink,
  redemption: Redemption,
  refused: Refused,
  error: CodeError = codeErrorOf(refused),
): LinkRefused {
  const { answer, code } = pathsOf(loaded, redemption);
  const told = { ...refused, context: loaded.contextOf(code, redemption.language), backUrl: answer };
  if (refused.refusal === 'state-conflict') return told;
  const { retryAfterSeconds } = refused;
  const { html } = claimCodePage(loaded, redemption, { error, retryAfterSeconds });
  return { ...told, html };
}

/** The mailbox has proved itself: now, or before. Whether that claims anything is not told. */
export function proved(loaded: LoadedLink, redemption: Redemption, provedAt: string): LinkAnswer {
  return {
    status: 200,
    json: () => ({
      redemptionId: redemption.redemptionId,
      status: 'claimed',
      takesEffectAt: takesEffectAt(new Date(provedAt)).toISOString(),
    }),
    page: { seeOther: pathsOf(loaded, redemption).claimed },
  };
}
