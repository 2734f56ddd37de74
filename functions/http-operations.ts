/** Every operation that answers over HTTP, under its name in the access table. */
import type { HttpOperation } from '../shared/http/operation';
import type { OperationName } from '../shared/http/access';
import type { Ports } from '../shared/ports';
import { listAudit } from './activity/list-audit';
import { listNotifications } from './activity/list-notifications';
import { explainProblem } from './api/explain-problem';
import { live } from './api/live';
import { notFound } from './api/not-found';
import { preflight } from './api/preflight';
import { ready } from './api/ready';
import { getCompany } from './company/get-company';
import { getOverview } from './company/get-overview';
import { updateCompany } from './company/update-company';
import { getCustomer } from './customers/get-customer';
import { listCustomers } from './customers/list-customers';
import { listSubscriptions } from './customers/list-subscriptions';
import { confirmRedemption } from './links/confirm-redemption';
import { openLink } from './links/open-link';
import { redeemOffer } from './links/redeem-offer';
import { resendCode } from './links/resend-code';
import { showRedemption } from './links/show-redemption';
import { listMails } from './mail/list-mails';
import { retryMail } from './mail/retry-mail';
import { createTrialInvitation } from './offers/create-trial-invitation';
import { getOffer } from './offers/get-offer';
import { listOffers } from './offers/list-offers';
import { listProducts } from './offers/list-products';
import { listRedemptions } from './offers/list-redemptions';
import { getPartner } from './partners/get-partner';
import { listPartners } from './partners/list-partners';
import { putPartner } from './partners/put-partner';

/** The HTTP operations, wired to these ports. */
export const httpOperations = (ports: Ports) =>
  ({
    listPartners: listPartners(ports),
    getPartner: getPartner(ports),
    putPartner: putPartner(ports),
    getOverview: getOverview(ports),
    getCompany: getCompany(ports),
    updateCompany: updateCompany(ports),
    listProducts: listProducts(ports),
    createTrialInvitation: createTrialInvitation(ports),
    listOffers: listOffers(ports),
    getOffer: getOffer(ports),
    listRedemptions: listRedemptions(ports),
    openLink: openLink(ports),
    redeemOffer: redeemOffer(ports),
    showRedemption: showRedemption(ports),
    confirmRedemption: confirmRedemption(ports),
    resendCode: resendCode(ports),
    listCustomers: listCustomers(ports),
    getCustomer: getCustomer(ports),
    listSubscriptions: listSubscriptions(ports),
    listNotifications: listNotifications(ports),
    listAudit: listAudit(ports),
    listMails: listMails(ports),
    retryMail: retryMail(ports),
    live: live(ports),
    ready: ready(ports),
    explainProblem: explainProblem(ports),
    preflight: preflight(ports),
    notFound: notFound(ports),
  }) satisfies Partial<Record<OperationName, HttpOperation>>;
