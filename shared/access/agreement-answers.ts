/** What the administrator on record sees and ends once the code has opened the access page. */
import { isClaimDue } from '../domain/customers/administrator-claim';
import type { Customer } from '../domain/customers/customer';
import { delegationNow } from '../domain/customers/delegation';
import { subscriptionView, type Subscription } from '../domain/customers/subscription';
import { productNameOf } from '../domain/product';
import { refuse, type Refused } from '../domain/refusal';
import { shownBeside } from '../domain/shown-domains';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { renderAgreementsPage } from '../pages/access/agreements-page';
import { renderDelegationEndPage, renderPartnerOfRecordEndPage } from '../pages/access/ending-page';
import type { Agreements } from './agreements';
import { askPage, asksOf, toldAnswer } from './ask-answers';
import type { LoadedAccess } from './loaded-access';

/** Everything; or, as a page with a `step`, what ending one thing means, while there is something to end, or what the partner asks for and is not answered. */
export function agreementsShown(
  loaded: LoadedAccess,
  agreements: Agreements,
  asked: URLSearchParams,
  now: Date,
): LinkAnswer {
  const { companyName, primaryDomain, country, contact, claim } = loaded.customer.document;
  const delegation = delegationNow(loaded.customer.document, now);
  const { language, partner: card } = loaded.contextOf(loaded.paths.page);
  const { accent, logo: _logo, ...partner } = card;
  return {
    status: 200,
    json: () => ({
      status: 'open',
      partner,
      customer: {
        companyName,
        primaryDomain,
        country,
        contact,
        ...shownBeside({ primaryDomain, email: contact.email }),
        delegation,
        ...(claim && !isClaimDue(loaded.customer.document, now) ? { claim: claimView(claim) } : {}),
      },
      subscriptions: agreements.subscriptions.map((subscription) => subscriptionView(subscription, now)),
      asks: asksOf(loaded, agreements, now).map(({ askId: id, kind, subscriptionId, productId }) => ({
        id,
        kind,
        subscriptionId,
        productId,
        answer: loaded.paths.ask(id),
      })),
      serviceRequests: agreements.requests,
      deeds: agreements.deeds,
      consents: agreements.consents.map(
        ({
          subject,
          given,
          version,
          textHash,
          by,
          summaryId,
          applicationId,
          subscriptionId,
          productIds,
          delegationDays,
          language: givenIn,
          givenAt,
          confirmedAt,
        }) => ({
          subject,
          given,
          version,
          textHash,
          by,
          delegationDays,
          summaryId,
          applicationId,
          subscriptionId,
          products: productIds.map((productId) => ({ productId, name: productNameOf(productId, language) })),
          language: givenIn,
          givenAt,
          confirmedAt,
        }),
      ),
    }),
    page: {
      accent,
      html: () => stepPage(loaded, agreements, asked, now) ?? agreementsPage(loaded, agreements, asked, now),
    },
  };
}

function claimView({ contact, claimedAt, takesEffectAt }: NonNullable<Customer['claim']>) {
  return { contact, claimedAt, takesEffectAt };
}

function agreementsPage(loaded: LoadedAccess, agreements: Agreements, asked: URLSearchParams, now: Date): string {
  const { paths, kept } = loaded;
  const customer = { ...loaded.customer.document, delegation: delegationNow(loaded.customer.document, now) };
  const ended = {
    delegation: customer.delegation.status === 'ended',
    partnerOfRecord: agreements.subscriptions.some(({ formerPartnerOfRecord }) => formerPartnerOfRecord !== undefined),
    claim: customer.claim === undefined,
  };
  const told = asked.get('ended');
  const claim = customer.claim && !isClaimDue(customer, now) ? customer.claim : undefined;
  return renderAgreementsPage({
    context: loaded.contextOf(paths.page),
    customer,
    subscriptions: agreements.subscriptions.map((subscription) => ({
      ...subscriptionView(subscription, now),
      formerPartnerOfRecord: subscription.formerPartnerOfRecord,
    })),
    consents: agreements.consents,
    deeds: agreements.deeds,
    requests: agreements.requests,
    asks: asksOf(loaded, agreements, now).map(({ askId, kind, productId }) => ({
      kind,
      productId,
      url: kept(paths.asking(askId)),
    })),
    answered: toldAnswer(loaded, agreements, asked.get('answered'), now),
    claim: claim && { ...claimView(claim), stopAction: kept(paths.claimStop) },
    administratorUrl: kept(paths.administrator),
    delegationEndingUrl: kept(paths.delegationEnding),
    partnerOfRecordEndingUrl: (subscriptionId) => kept(paths.partnerOfRecordEnding(subscriptionId)),
    // Only what has ended is said to have, whatever the address says.
    ended: (told === 'delegation' || told === 'partnerOfRecord' || told === 'claim') && ended[told] ? told : undefined,
  });
}

function stepPage(loaded: LoadedAccess, agreements: Agreements, asked: URLSearchParams, now: Date): string | undefined {
  const { paths, kept } = loaded;
  const { country } = loaded.customer.document;
  const delegation = delegationNow(loaded.customer.document, now);
  const common = { country, backUrl: kept(paths.page) };
  const step = asked.get('step');
  const ask = step === 'ask' && asksOf(loaded, agreements, now).find(({ askId }) => askId === asked.get('ask'));
  if (ask) return askPage(loaded, ask);
  if (step === 'delegation-end' && delegation.status === 'active')
    return renderDelegationEndPage({
      ...common,
      context: loaded.contextOf(paths.delegationEnding),
      action: kept(paths.delegationEnd),
    });
  const subscription =
    step === 'partner-of-record-end' &&
    agreements.subscriptions.find(({ subscriptionId }) => subscriptionId === asked.get('subscription'));
  if (!subscription || !subscription.partnerOfRecord) return undefined;
  const { subscriptionId } = subscription;
  return renderPartnerOfRecordEndPage({
    ...common,
    context: loaded.contextOf(paths.partnerOfRecordEnding(subscriptionId)),
    action: kept(paths.partnerOfRecordEnd(subscriptionId)),
    subscription,
  });
}

/** Delegated administration has ended: now, or before. */
export function delegationEnded({ paths, kept }: LoadedAccess, customer: Customer, now: Date): LinkAnswer {
  const delegation = delegationNow(customer, now);
  return { status: 200, json: () => ({ delegation }), page: { seeOther: kept(`${paths.page}?ended=delegation`) } };
}

/** The role of partner of record has ended: now, or before. */
export function partnerOfRecordEnded({ paths, kept }: LoadedAccess, subscription: Subscription, now: Date): LinkAnswer {
  return {
    status: 200,
    json: () => subscriptionView(subscription, now),
    page: { seeOther: kept(`${paths.page}?ended=partnerOfRecord`) },
  };
}

/** There is nothing to end, or nothing of this name. */
export function cannotEnd(
  { paths, kept, contextOf }: LoadedAccess,
  refused: Refused = refuse('not-found'),
): LinkRefused {
  return { ...refused, context: contextOf(paths.page), backUrl: kept(paths.page) };
}
