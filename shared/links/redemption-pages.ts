/** The pages of an answer: entering the mailed code, and the receipt. */
import { awaitingView, type ConfirmedRedemption, type Redemption } from '../domain/redemptions/redemption';
import type { LinkAnswer } from '../http/link-operation';
import { offerCardOf } from '../kit/cards';
import { agreedLinesOf } from '../kit/facts';
import { renderCodePage, type CodePage } from '../pages/code/code-page';
import { renderReceiptPage, type ReceiptPage } from '../pages/receipt/receipt-page';
import { accessPathOf } from '../paths/access-paths';
import type { Ports } from '../ports';
import type { LoadedLink } from './loaded-link';

type Page = Extract<LinkAnswer['page'], { readonly html: unknown }>;

/** Asks for the code, and says what became of the last one. */
export function codePage(
  loaded: LoadedLink,
  redemption: Redemption,
  told: Pick<CodePage, 'error' | 'notice' | 'retryAfterSeconds'> = {},
): Page {
  const path = loaded.paths.redemption(redemption.redemptionId);
  const context = loaded.contextOf(path, redemption.language);
  return {
    accent: context.partner.accent,
    html: () =>
      renderCodePage({
        context,
        offer: offerCardOf(loaded.offer),
        sentTo: awaitingView(redemption).sentTo,
        action: `${path}/confirmation`,
        resendAction: `${path}/code-resends`,
        detailsUrl: loaded.paths.details,
        // It follows from what was typed alone: who is on record is not looked at.
        claimUrl: redemption.primaryDomain === null ? undefined : `${path}?step=administrator-claim`,
        ...told,
      }),
  };
}

/** Shows what was agreed, and leads to the customer's access page. */
export function receiptPage(
  loaded: LoadedLink,
  redemption: ConfirmedRedemption,
  ports: Pick<Ports, 'access'>,
  setUp: ReceiptPage['setUp'],
): Page {
  const context = loaded.contextOf(loaded.paths.redemption(redemption.redemptionId), redemption.language);
  return {
    accent: context.partner.accent,
    html: () =>
      renderReceiptPage({
        context,
        offer: offerCardOf(loaded.offer),
        lines: agreedLinesOf(redemption.subscriptions),
        delegatedAdministration: redemption.acceptDelegatedAdministration,
        delegation: redemption.delegation,
        companyName: redemption.companyName,
        confirmedAt: new Date(redemption.confirmedAt),
        accessUrl: accessPathOf(ports, redemption),
        setUp,
      }),
  };
}
