/** Every page that a customer can be shown, in every state. */
import { reasonToAsk } from '../../shared/domain/dead-link-reason';
import type { DelegationPeriod } from '../../shared/domain/delegation-period';
import type { Refusal } from '../../shared/domain/refusal';
import type { Language } from '../../shared/domain/text';
import { isRefusal, problems } from '../../shared/http/problems';
import type { OfferCard, PageContext } from '../../shared/kit/cards';
import { isDeadLink, type DeadLinkRefusal } from '../../shared/kit/dead-link-words';
import { fieldMessage } from '../../shared/kit/field-messages';
import { renderCodePage } from '../../shared/pages/code/code-page';
import { renderDeadLinkPage, type FreshLinkForm } from '../../shared/pages/dead-links/dead-link-page';
import { renderRefusalPage } from '../../shared/pages/dead-links/refusal-page';
import { renderDetailsPage } from '../../shared/pages/details/details-page';
import {
  renderDeclinedPage,
  renderDeclinePage,
  renderLivePage,
  renderUnsurePage,
} from '../../shared/pages/offer/decline-page';
import { renderOfferPage } from '../../shared/pages/offer/offer-page';
import { renderReceiptPage } from '../../shared/pages/receipt/receipt-page';
import { accessPages, accessRenderers } from './access-pages';
import { claimPages, claimRenderers } from './claim-pages';
import { codeErrors, isCodeError } from './code-errors';
import { deskPages, deskRenderers } from './desk-pages';
import { revealPages, revealRenderers } from './reveal-pages';
import { stopPages, stopRenderers } from './stop-pages';
import { agreedAt, endsAt, renewsAt, toAddOn, toDelegation, toPurchase, type Sample } from './samples';

/** What renders pages, and what they are about. */
export const renderers = {
  renderOfferPage: 'Step 1: the offer',
  renderDetailsPage: 'Step 2: the details',
  renderCodePage: 'Step 3: the code',
  renderReceiptPage: 'The receipt',
  ...claimRenderers,
  ...accessRenderers,
  ...revealRenderers,
  ...deskRenderers,
  ...stopRenderers,
  renderDeclinePage: 'Saying no',
  renderUnsurePage: 'Saying no without a word',
  renderDeclinedPage: 'After a no',
  renderLivePage: 'A fresh link that is not needed',
  renderDeadLinkPage: 'Links that lead nowhere',
  renderRefusalPage: 'What could not be done',
} as const;
export type Renderer = keyof typeof renderers;

/** A page in one of its states. */
export interface PreviewedPage {
  readonly renderedBy: Renderer;
  /** Unique among all pages, and a file name. */
  readonly state: string;
  readonly html: string;
  /** Decides which style sheets it may use. */
  readonly accent: string | null;
}

/** Where a state is shown in a language, for the links between the pages. */
export type AddressOf = (language: Language, state: string) => string;

export const refusals = Object.keys(problems).filter(isRefusal);

/** What ends a form, and so comes with a way back to it. */
const endsAForm: ReadonlySet<Refusal> = new Set([
  'malformed-request',
  'not-found',
  'invalid-request',
  'payload-too-large',
  'unsupported-media-type',
]);
const asksToWait: ReadonlySet<Refusal> = new Set(['too-many-attempts', 'unavailable']);

/** Every page in one language. */
export function customerPages(language: Language, sample: Sample, addressOf: AddressOf): readonly PreviewedPage[] {
  const { partner, offer, customer } = sample;
  const { introduction: _introduction, closing: _closing, ...wordless } = offer;
  const plainOffer: OfferCard = { ...wordless, delegatedAdministration: false };
  const pair = toPurchase(offer, 2);
  const forGood = toDelegation(wordless);
  const forDays = toDelegation(offer, 90);
  const to = (state: string): string => addressOf(language, state);
  const page = (renderedBy: Renderer, state: string, render: (context: PageContext) => string): PreviewedPage => {
    const languageLinks = {
      he: addressOf('he', state),
      en: addressOf('en', state),
      'zh-CN': addressOf('zh-CN', state),
    };
    return { renderedBy, state, html: render({ language, partner, languageLinks }), accent: partner.accent };
  };
  const ofOffer = (state: string, shown: OfferCard, details: string) =>
    page('renderOfferPage', state, (context) =>
      renderOfferPage({ context, offer: shown, detailsUrl: to(details), refusalUrl: to('decline') }),
    );
  const ofDetails = (state: string, shown: OfferCard, filled: ReturnType<typeof faults> = { values: {}, errors: [] }) =>
    page('renderDetailsPage', state, (context) =>
      renderDetailsPage({
        context,
        offer: shown,
        action: to('code'),
        offerUrl: to('offer'),
        formKey: 'form-key',
        ...filled,
      }),
    );
  const ofCode = (
    state: string,
    told: Pick<Parameters<typeof renderCodePage>[0], 'error' | 'notice' | 'retryAfterSeconds'> = {},
    shown: OfferCard = offer,
  ) =>
    page('renderCodePage', state, (context) =>
      renderCodePage({
        context,
        offer: shown,
        sentTo: `${customer.contactEmail.slice(0, 1)}•••@${customer.primaryDomain}`,
        action: to('receipt'),
        resendAction: to('code-sent-again'),
        detailsUrl: to('details'),
        claimUrl: to('claim'),
        ...(told.error && codeErrors[told.error]),
        ...told,
      }),
    );
  const ofReceipt = (
    state: string,
    shown: OfferCard,
    delegatedAdministration?: boolean,
    delegation?: DelegationPeriod,
    states: readonly ('pending' | 'done' | 'failed')[] = shown.lines.map(() => 'pending'),
  ) =>
    page('renderReceiptPage', state, (context) =>
      renderReceiptPage({
        context,
        offer: shown,
        lines: shown.lines.map(({ productId, quantity, purchase }) => ({
          productId,
          quantity,
          endsAt: purchase ? renewsAt : endsAt,
        })),
        delegatedAdministration,
        delegation,
        companyName: customer.companyName,
        confirmedAt: agreedAt,
        accessUrl: to('access-closed'),
        setUp: states.map((state, index) => ({ productId: shown.lines[index]?.productId ?? '', state })),
      }),
    );
  const blank = { action: to('fresh-link-asked'), values: {}, errors: [] };
  const ofDeadLink = (state: string, refusal: DeadLinkRefusal, freshLink: FreshLinkForm | undefined) =>
    page('renderDeadLinkPage', state, (context) => renderDeadLinkPage({ context, language, refusal, freshLink }));
  const saidWrongly = (text: string, at: readonly string[]) => ({
    ...blank,
    ...faults(language, { values: { [text]: sample.note, email: 'dana@' }, at }),
  });
  const no = { offer, action: to('declined'), offerUrl: to('offer') };
  const ofNo = (state: string, filled: ReturnType<typeof faults>) =>
    page('renderDeclinePage', state, (context) => renderDeclinePage({ context, ...no, ...filled }));
  const ofRefusal = (refusal: Refusal): PreviewedPage => {
    if (refusal === 'link-unknown') {
      // A link that was not issued here says nothing about whose it is.
      const html = renderDeadLinkPage({ language, refusal });
      return { renderedBy: 'renderDeadLinkPage', state: refusal, html, accent: null };
    }
    if (isDeadLink(refusal)) return ofDeadLink(refusal, refusal, reasonToAsk(refusal) && blank);
    return page('renderRefusalPage', refusal, (context) =>
      renderRefusalPage({
        context,
        language,
        refusal,
        backUrl: endsAForm.has(refusal) ? to('details') : undefined,
        retryAfterSeconds: asksToWait.has(refusal) ? 120 : undefined,
      }),
    );
  };

  return [
    ofOffer('offer', offer, 'details'),
    ofOffer('offer-in-few-words', plainOffer, 'details-without-delegation'),
    ofOffer('purchase-offer', pair, 'purchase-details'),
    ofOffer('purchase-offer-of-one', toPurchase(plainOffer, 1), 'purchase-details'),
    ofOffer('purchase-offer-of-several', toPurchase(offer, 3), 'purchase-details'),
    ofOffer('purchase-offer-of-add-on', toAddOn(plainOffer), 'purchase-details'),
    ofOffer('delegation-offer', forDays, 'delegation-details'),
    ofOffer('delegation-offer-for-good', forGood, 'delegation-details-for-good'),
    ofDetails('details', offer),
    ofDetails('details-with-an-end', { ...offer, delegationDays: 90 }),
    ofDetails('delegation-details', forDays),
    ofDetails('delegation-details-for-good', forGood),
    ofDetails(
      'delegation-details-left-empty',
      forDays,
      faults(language, { values: { country: '' }, at: mandatoryFor('/authorize') }),
    ),
    ofDetails('purchase-details', pair),
    ofDetails(
      'purchase-details-with-faults',
      pair,
      faults(language, {
        values: { ...sample.mistyped.values, 'quantities.microsoft-365-business-standard': '301' },
        at: ['/quantities/microsoft-365-business-standard', ...sample.mistyped.at],
      }),
    ),
    ofDetails('details-without-delegation', plainOffer),
    ofDetails(
      'details-left-empty',
      offer,
      faults(language, { values: { country: '' }, at: mandatoryFor('/acceptDelegatedAdministration') }),
    ),
    ofDetails('details-with-faults', offer, faults(language, sample.mistyped)),
    ofCode('code'),
    ofCode('purchase-code', {}, pair),
    ofCode('delegation-code', {}, forDays),
    ofCode('code-sent-again', { notice: 'code-resent' }),
    ...Object.keys(codeErrors)
      .filter(isCodeError)
      .map((error) => ofCode(`code-${error}`, { error })),
    ofCode('code-too-many-today', { error: 'too-many-attempts', retryAfterSeconds: 12 * 3600 }),
    ofReceipt('receipt', offer, true),
    ofReceipt('receipt-delegation-declined', offer, false),
    ofReceipt('receipt-without-delegation', plainOffer),
    ofReceipt('purchase-receipt', pair, true),
    ofReceipt('receipt-ready', plainOffer, undefined, undefined, ['done']),
    ofReceipt('purchase-receipt-partly-ready', toPurchase(offer, 3), true, undefined, ['done', 'failed', 'pending']),
    ofReceipt('receipt-with-an-end', offer, true, { since: agreedAt.toISOString(), until: renewsAt.toISOString() }),
    ofReceipt('delegation-receipt', forDays, true, { since: agreedAt.toISOString(), until: renewsAt.toISOString() }),
    ofReceipt('delegation-receipt-for-good', forGood, true, { since: agreedAt.toISOString() }),
    ...claimPages(sample, { page, to }),
    ...accessPages(sample, { page, to }),
    ...revealPages(sample, { page, to }),
    ...deskPages(sample, { page, to }),
    ...stopPages({ page, to }),
    ofNo('decline', { values: {}, errors: [] }),
    ofNo('decline-with-faults', saidWrongly('reason', ['/reason', '/email'])),
    page('renderUnsurePage', 'decline-without-a-word', (context) => renderUnsurePage({ context, ...no })),
    page('renderDeclinedPage', 'declined', (context) => renderDeclinedPage({ context, ...no })),
    ofDeadLink('fresh-link-with-faults', 'offer-expired', saidWrongly('message', ['/email', '/name', '/message'])),
    ofDeadLink('fresh-link-left-empty', 'offer-expired', {
      ...blank,
      ...faults(language, { values: {}, at: ['/email'] }),
    }),
    ofDeadLink('fresh-link-asked', 'offer-expired', 'asked'),
    ofDeadLink('fresh-link-elsewhere', 'offer-revoked', undefined),
    page('renderLivePage', 'fresh-link-not-needed', (context) => renderLivePage({ context, ...no })),
    ...[...refusals.filter(isDeadLink), ...refusals.filter((refusal) => !isDeadLink(refusal))].map(ofRefusal),
  ];
}

/** What a form that is sent empty is told to fill in. */
const mandatoryFor = (delegation: string): readonly string[] => [
  '/companyName',
  '/primaryDomain',
  '/country',
  '/contact/name',
  '/contact/email',
  delegation,
  '/acceptTerms',
];

function faults(language: Language, { values, at }: Sample['mistyped']) {
  const errors = at.map((pointer) => ({ pointer, message: fieldMessage(language, pointer, values) }));
  return { values, errors };
}
