/** A world in which every operation of the portal has something to work on, and one good call of each. */
import { directoryRecord } from '../shared/domain/customers/directory-record';
import { KeyApplication } from '../shared/domain/keys/key-application';
import { mailKey } from '../shared/domain/mail/mail';
import { suppress } from '../shared/domain/mail/suppression';
import { partnerKey } from '../shared/domain/partners/partner';
import type { HttpOperationName } from '../shared/http/access';
import type { Store, StoredDocument, TokenIdentity } from '../shared/ports';
import { sessionOf } from './access-world';
import { people } from './directory/directory-contract';
import { reset, tokenOf } from './directory-world';
import { deskOf } from './request-world';
import { images } from './images';
import { putOnRecord } from './link-world';
import { loadedKey, apply } from './key-world';
import { keyNumber, keyRow } from './product-keys';
import { WatchedStore } from './watched-store';
import {
  application,
  contoso,
  invitation,
  noa,
  northwind,
  operator,
  person,
  purchase,
  tenants,
  World,
  type Call,
} from './world';

export const fay = person(tenants.fabrikam, 'fay');

/** Event Grid, as Entra ID vouches for it. */
export const eventGrid = application(tenants.operator, 'event-grid', 'AzureEventGridSecureWebhookSubscriber');

export const fabrikam = {
  ...northwind,
  name: 'Fabrikam',
  globalAdministrator: { userId: 'fay', name: 'Fay Ortiz', email: 'fay@fabrikam.example' },
};

/** What is in the world, by the parameters that name it. */
export interface Here {
  readonly partnerId: string;
  readonly offerId: string;
  /** An invitation that nobody has answered. */
  readonly spareOfferId: string;
  readonly mailId: string;
  /** The mail that carried the offer to somebody. */
  readonly emailId: string;
  readonly suppressionId: string;
  readonly customerId: string;
  /** A customer with nothing that keeps it. */
  readonly forgettableId: string;
  readonly code: string;
  /** The link of a delegation offer. */
  readonly delegationCode: string;
  readonly redemptionId: string;
  readonly subscriptionId: string;
  /** A product key that nobody has used. */
  readonly keyId: string;
  /** Whole product keys: one that was loaded, and one to be used. */
  readonly loadedKey: string;
  readonly freeKey: string;
  readonly token: string;
  /** The address of Northwind's logo. */
  readonly logo: string;
  /** The cookie of an open access page. */
  readonly session: string;
  /** What Contoso is asked for with a product key. */
  readonly askId: string;
  /** Somebody who has done nothing yet. */
  readonly userId: string;
  /** Somebody at Contoso whose password nobody has reset. */
  readonly clientUserId: string;
  /** A reset of Noa's whose link nobody has opened, and one that a colleague asked for and that waits for approval. */
  readonly resetId: string;
  readonly waitingResetId: string;
  /** Links that show a password: one to whoever has it, one to whoever has the mailed code. */
  readonly revealToken: string;
  readonly codeRevealToken: string;
  /** The link by which the reader of the offer stops others. */
  readonly stopToken: string;
  /** A service request for Contoso, the token of its link, and the cookie of its desk. */
  readonly requestId: string;
  readonly requestToken: string;
  readonly deskSession: string;
}

/** Who has all this: a partner's administrator, whose customers' domains, keys and people are told apart by a mark. */
interface Owner {
  readonly as: TokenIdentity;
  readonly mark: string;
  readonly domains: readonly [customer: string, awaiting: string, recipient: string, forgettable: string];
  /** The first of the numbers of its product keys. */
  readonly keys: number;
}

const first: Owner = {
  as: noa,
  mark: '',
  domains: ['contoso.example', 'adatum.example', 'wingtip.example', 'fourthcoffee.example'],
  keys: 700,
};

/** Northwind with a customer, a subscription, an answer that awaits its code and a mail that could not be sent; Fabrikam with nothing. */
export async function portalWorld(): Promise<{
  readonly world: World;
  readonly store: WatchedStore;
  /** The store of who owns which product key. */
  readonly keys: WatchedStore;
  readonly here: Here;
}> {
  const watched: WatchedStore[] = [];
  const watch = (inner: Store) => {
    const store = new WatchedStore(inner);
    watched.push(store);
    return store;
  };
  const world = new World({ store: watch, keyStore: watch });
  const [store, keys] = watched;
  if (!store || !keys) throw new Error('The world did not take the stores.');
  await world.addPartner();
  await world.addPartner(tenants.fabrikam, fabrikam);
  const here = await furnish(world, first);
  store.forget();
  keys.forget();
  return { world, store, keys, here };
}

/** Gives a partner one of everything, under ids that no other owner has. */
export async function furnish(world: World, owner: Owner): Promise<Here> {
  const { as, mark, domains, keys } = owner;
  const partnerId = as.tenantId;
  const [domain, awaiting, recipient, forgettable] = domains;
  const customerId = `domain:${domain}`;
  const known = new Set((await documentsOf(world, partnerId)).map(({ id }) => id));
  /** What came since, by type. */
  const added = async (type: string) =>
    (await documentsOf(world, partnerId)).filter((one) => one.type === type && !known.has(one.id));
  const marked = (id: string) => `${mark}${id.slice(mark.length)}`;
  const theirs = (email: string) => email.replace('contoso.example', domain);
  const logo = await chooseLogo(world, undefined, as);
  const { id: offerId, code } = await world.invite({ delegatedAdministration: true }, as);
  const contact = { ...contoso.contact, email: `dana@${domain}` };
  const confirmed = await world.redeem(code, {
    acceptDelegatedAdministration: true,
    primaryDomain: domain,
    contact,
  });
  const done = await world.confirm(code, confirmed, await world.mailedCode(contact.email));
  if (done.status !== 200) throw new Error(`The answer was not confirmed: ${done.text}`);
  await world.deliver();
  const address = `rina@${recipient}`;
  const sent = await world.call('sendOffer', { as, params: { offerId }, body: { recipients: [{ email: address }] } });
  if (sent.status !== 202) throw new Error(`The offer was not sent: ${sent.text}`);
  await world.deliver();
  const carried = (await added('mail')).find(({ kind }) => kind === 'offer');
  world.mailService = () => ({ kind: 'rejected', detail: 'no such mailbox' });
  const redemptionId = await world.redeem(code, {
    acceptDelegatedAdministration: true,
    companyName: 'Adatum',
    primaryDomain: awaiting,
    contact: { name: 'Gil Adar', email: `gil@${awaiting}` },
  });
  await world.deliver();
  world.mailService = () => ({ kind: 'accepted' });
  const suppressionId = `suppression-of-${mark}rina`;
  const suppression = suppress({
    partnerId,
    suppressionId,
    address,
    reason: 'bounced',
    mailId: String(carried?.mailId),
    now: new Date(world.now),
  });
  await world.store.write(partnerId, [{ kind: 'create', document: suppression }]);
  const failed = (await added('mail')).find(({ status }) => status === 'failed');
  if (!failed) throw new Error('No mail has failed.');
  const [subscription] = await added('subscription');
  const loaded = await world.call('loadProductKeys', { as, body: { keys: [keyRow(keys), keyRow(keys + 1)] } });
  if (loaded.status !== 200) throw new Error(`The keys were not loaded: ${loaded.text}`);
  const [, key] = await added('product-key');
  const applied = await apply(
    world,
    [await loadedKey(world, keys + 200, {}, partnerId)],
    { customer: { id: customerId }, requestPartnerOfRecord: true, mode: 'new' },
    { as, headers: { 'idempotency-key': `portal-world${mark}` } },
  );
  if (applied.status !== 201) throw new Error(`The key was not used: ${applied.text}`);
  const freeKey = await loadedKey(world, keys + 201, {}, partnerId);
  const { asks } = KeyApplication.parse((await added('key-application'))[0]);
  const tamar = { ...colleague, userId: marked(colleague.userId), email: `tamar${mark}@northwind.example` };
  const made = await world.call('createUser', { as, body: tamar });
  if (made.status !== 201) throw new Error(`The colleague was not added: ${made.text}`);
  await world.store.write(
    partnerId,
    Object.values(people).map((one) => ({
      kind: 'create',
      document: directoryRecord(partnerId, customerId, {
        ...one,
        userId: marked(one.userId),
        email: theirs(one.email),
        alternateAddresses: one.alternateAddresses.map(theirs),
      }),
    })),
  );
  const yael = await world.addUser(
    { userId: `yael${mark}`, companyRole: 'none', supportedCompanies: 'full' },
    partnerId,
  );
  const resetOf = ({ userId }: { readonly userId: string }, more: Partial<Call> = {}) =>
    reset(world, marked(userId), { as, params: { customerId, userId: marked(userId) }, ...more });
  const [own, shown, byCode, waiting] = [
    await resetOf(people.carmel),
    await resetOf(people.hebrew),
    await resetOf(people.guarded, { body: { secondFactor: 'mail' } }),
    await resetOf(people.former, { as: yael }),
  ];
  const raised = await world.call('createServiceRequest', { as, params: { customerId }, body: raising });
  if (raised.status !== 201) throw new Error(`The request was not raised: ${raised.text}`);
  const requestId = String(raised.json.id);
  await world.deliver();
  const here = {
    partnerId,
    offerId,
    spareOfferId: (await world.invite({}, as)).id,
    mailId: String(failed.mailId),
    emailId: String(carried?.mailId),
    suppressionId,
    customerId,
    forgettableId: `domain:${forgettable}`,
    code,
    delegationCode: (await world.askToDelegate({}, as)).code,
    redemptionId,
    subscriptionId: String(subscription?.subscriptionId),
    keyId: String(key?.keyId),
    loadedKey: keyNumber(keys),
    freeKey,
    ...(await sessionOf(world, { partnerId, customerId })),
    askId: asks[0]?.askId ?? '',
    userId: String(made.json.userId),
    clientUserId: marked(people.boaz.userId),
    resetId: String(own.json.id),
    waitingResetId: String(waiting.json.id),
    revealToken: tokenOf(shown),
    codeRevealToken: tokenOf(byCode),
    stopToken: world.ports.stops.issue({ partnerId, recipientKey: String(carried?.recipientKey) }),
    logo,
    requestId,
    ...deskOf(world, requestId, partnerId === tenants.northwind ? undefined : 'hello@fabrikam.example', partnerId),
  };
  await putOnRecord(world, { domain: forgettable, partnerId });
  return here;
}

const colleague = {
  userId: 'aaaaaaaa-0000-4000-8000-0000000000a1',
  name: 'Tamar Bar',
  email: 'tamar@northwind.example',
  supportedCompanies: 'limited',
};

/** A service request as somebody raises it. */
const raising = { title: 'No mail', description: 'Nobody gets mail since nine.', severity: 'critical' } as const;

const newCustomer = {
  companyName: 'Tailspin',
  primaryDomain: 'tailspin.example',
  country: 'IL',
  contact: { name: 'Tal Spin', email: 'tal@tailspin.example' },
};

/** A call of each operation that finds what it needs and is refused by nobody's rights. */
export const goodCalls: Readonly<Record<HttpOperationName, (here: Here) => Call>> = {
  listPartners: () => ({ as: operator }),
  listOperatorNotifications: () => ({ as: operator }),
  getPartner: ({ partnerId }) => ({ as: operator, params: { partnerId } }),
  putPartner: ({ partnerId }) => ({
    as: operator,
    params: { partnerId },
    headers: { 'if-match': '*' },
    body: northwind,
  }),
  getOverview: () => ({ as: noa }),
  getCompany: () => ({ as: noa }),
  updateCompany: () => ({
    as: noa,
    headers: { 'if-match': '*' },
    body: { name: 'Northwind', offices: [{ id: 'main', name: 'Northwind' }], preferredLanguage: 'he' },
  }),
  listUsers: () => ({ as: noa }),
  createUser: () => ({
    as: noa,
    headers: { 'idempotency-key': 'second-colleague' },
    body: { ...colleague, userId: 'aaaaaaaa-0000-4000-8000-0000000000b2', email: 'ben@northwind.example' },
  }),
  getUser: ({ userId }) => ({ as: noa, params: { userId } }),
  updateUser: ({ userId }) => ({
    as: noa,
    params: { userId },
    headers: { 'if-match': '*' },
    body: { supportedCompanies: 'full' },
  }),
  deleteUser: ({ userId }) => ({ as: noa, params: { userId }, headers: { 'if-match': '*' } }),
  getUserRights: ({ userId, customerId }) => ({ as: noa, params: { userId }, query: { customerId } }),
  getPermissions: () => ({ as: noa }),
  listNotifications: () => ({ as: noa }),
  getNotificationPreferences: () => ({ as: noa }),
  putNotificationPreferences: () => ({ as: noa, headers: { 'if-match': '*' }, body: { mail: 'dailyDigest' } }),
  markNotificationsRead: () => ({ as: noa, body: { ids: ['none'] } }),
  listAudit: () => ({ as: noa }),
  verifyAudit: () => ({ as: noa }),
  listMails: () => ({ as: noa }),
  retryMail: ({ mailId }) => ({ as: noa, params: { mailId } }),
  listSuppressions: () => ({ as: noa }),
  deleteSuppression: ({ suppressionId }) => ({ as: noa, params: { suppressionId }, headers: { 'if-match': '*' } }),
  receiveDeliveryReports: () => ({ as: eventGrid, body: [] }),
  greetEventGrid: () => ({ headers: { 'webhook-request-origin': 'eventgrid.azure.net' } }),
  listProducts: () => ({ as: noa, query: { usageLocation: 'IL' } }),
  createTrialInvitation: () => ({ as: noa, body: invitation }),
  createPurchaseOffer: () => ({ as: noa, body: purchase }),
  createDelegationOffer: () => ({ as: noa, body: { usageLocation: 'IL' } }),
  listOffers: () => ({ as: noa }),
  getOffer: ({ offerId }) => ({ as: noa, params: { offerId } }),
  rotateLink: ({ spareOfferId: offerId }) => ({ as: noa, params: { offerId }, headers: { 'if-match': '*' } }),
  copyOffer: ({ spareOfferId: offerId }) => ({ as: noa, params: { offerId }, body: { replace: false } }),
  revokeOffer: ({ spareOfferId: offerId }) => ({
    as: noa,
    params: { offerId },
    headers: { 'if-match': '*' },
    body: { reason: 'Sent to the wrong company' },
  }),
  sendOffer: ({ offerId }) => ({
    as: noa,
    params: { offerId },
    body: { recipients: [{ email: 'omer@proseware.example' }] },
  }),
  listOfferEmails: ({ offerId }) => ({ as: noa, params: { offerId } }),
  resendOfferEmail: ({ offerId, emailId }) => ({ as: noa, params: { offerId, emailId } }),
  stopOfferEmail: ({ offerId, emailId }) => ({ as: noa, params: { offerId, emailId } }),
  listRedemptions: ({ offerId }) => ({ as: noa, params: { offerId } }),
  loadProductKeys: () => ({ as: noa, body: { keys: [keyRow(702)] } }),
  listProductKeys: () => ({ as: noa }),
  searchProductKey: ({ loadedKey: key }) => ({ as: noa, body: { key } }),
  withdrawProductKey: ({ keyId }) => ({ as: noa, params: { keyId }, headers: { 'if-match': '*' } }),
  listCustomers: () => ({ as: noa }),
  getCustomer: ({ customerId }) => ({ as: noa, params: { customerId } }),
  updateCustomer: ({ customerId }) => ({
    as: noa,
    params: { customerId },
    headers: { 'if-match': '*' },
    body: { tags: ['Retail'], aliases: ['The shop'], note: 'Calls on Mondays' },
  }),
  exportCustomer: ({ customerId }) => ({ as: noa, params: { customerId } }),
  eraseCustomer: ({ forgettableId: customerId }) => ({
    as: noa,
    params: { customerId },
    headers: { 'if-match': '*' },
    body: { company: false },
  }),
  listConsents: ({ customerId }) => ({ as: noa, params: { customerId } }),
  listSubscriptions: ({ customerId }) => ({ as: noa, params: { customerId } }),
  getSubscription: ({ customerId, subscriptionId }) => ({ as: noa, params: { customerId, subscriptionId } }),
  updateSubscription: ({ customerId, subscriptionId }) => ({
    as: noa,
    params: { customerId, subscriptionId },
    headers: { 'if-match': '*' },
    body: { status: 'suspended' },
  }),
  convertTrial: ({ customerId, subscriptionId }) => ({
    as: noa,
    params: { customerId, subscriptionId },
    body: { quantity: 10 },
  }),
  previewProductKeys: ({ freeKey }) => ({ as: noa, body: { keys: [freeKey], customer: newCustomer } }),
  applyProductKeys: ({ freeKey }) => ({ as: noa, body: { keys: [freeKey], customer: newCustomer } }),
  listCustomerUsers: ({ customerId }) => ({ as: noa, params: { customerId } }),
  resetPassword: ({ customerId, clientUserId: userId }) => ({
    as: noa,
    params: { customerId, userId },
    body: { secondFactor: 'none' },
  }),
  listPasswordResets: () => ({ as: noa }),
  getPasswordReset: ({ resetId }) => ({ as: noa, params: { resetId } }),
  withdrawPasswordReset: ({ resetId }) => ({ as: noa, params: { resetId }, headers: { 'if-match': '*' } }),
  approvePasswordReset: ({ waitingResetId: resetId }) => ({ as: noa, params: { resetId } }),
  openStopPage: ({ stopToken: token }) => ({ params: { token } }),
  stopMail: ({ stopToken: token }) => ({ params: { token }, form: { 'List-Unsubscribe': 'One-Click' } }),
  openReveal: ({ revealToken: token }) => ({ params: { token } }),
  revealPassword: ({ revealToken: token }) => ({ params: { token }, form: { sure: 'true' } }),
  askForRevealCode: ({ codeRevealToken: token }) => ({ params: { token }, body: {} }),
  listProvisioningTasks: () => ({ as: noa }),
  getProvisioningTask: ({ subscriptionId }) => ({ as: noa, params: { taskId: `${subscriptionId}-1` } }),
  updateProvisioningTask: ({ subscriptionId }) => ({
    as: noa,
    params: { taskId: `${subscriptionId}-1` },
    body: { state: 'claimed' },
    headers: { 'if-match': '*' },
  }),
  createServiceRequest: ({ customerId }) => ({ as: noa, params: { customerId }, body: raising }),
  listCustomerRequests: ({ customerId }) => ({ as: noa, params: { customerId } }),
  listServiceRequests: () => ({ as: noa }),
  getServiceRequest: ({ requestId }) => ({ as: noa, params: { requestId } }),
  updateServiceRequest: ({ requestId }) => ({
    as: noa,
    params: { requestId },
    headers: { 'if-match': '*' },
    body: { status: 'closed' },
  }),
  addServiceNote: ({ requestId }) => ({ as: noa, params: { requestId }, body: { text: 'Called back', shared: true } }),
  listDelegations: () => ({ as: noa }),
  endDelegation: ({ customerId }) => ({ as: noa, params: { customerId }, headers: { 'if-match': '*' } }),
  openLink: ({ code }) => ({ params: { code } }),
  declineOffer: ({ code }) => ({ params: { code }, body: { reason: 'No need', email: 'tal@tailspin.example' } }),
  requestFreshLink: ({ code }) => ({ params: { code }, body: { email: 'tal@tailspin.example' } }),
  redeemOffer: ({ code }) => ({
    params: { code },
    body: {
      ...contoso,
      acceptDelegatedAdministration: false,
      primaryDomain: 'tailspin.example',
      contact: { name: 'Tal Spin', email: 'tal@tailspin.example' },
    },
  }),
  acceptDelegation: ({ delegationCode: code }) => ({
    params: { code },
    body: {
      ...contoso,
      authorize: true,
      primaryDomain: 'tailspin.example',
      contact: { name: 'Tal Spin', email: 'tal@tailspin.example' },
    },
  }),
  showRedemption: ({ code, redemptionId }) => ({ params: { code, redemptionId } }),
  confirmRedemption: ({ code, redemptionId }) => ({
    params: { code, redemptionId },
    body: { confirmationCode: '000000' },
  }),
  resendCode: ({ code, redemptionId }) => ({ params: { code, redemptionId }, body: {} }),
  claimAdministrator: ({ code, redemptionId }) => ({ params: { code, redemptionId }, body: {} }),
  confirmClaim: ({ code, redemptionId }) => ({
    params: { code, redemptionId },
    body: { confirmationCode: '000000' },
  }),
  openAccessPage: ({ token, session }) => ({ params: { token }, headers: { cookie: session } }),
  askForAccessCode: ({ token }) => ({ params: { token }, body: {} }),
  enterAccessCode: ({ token }) => ({ params: { token }, body: { confirmationCode: '000000' } }),
  changeAdministrator: ({ token, session }) => ({
    params: { token },
    body: { name: 'Omer Dan', email: 'omer@contoso.example' },
    headers: { cookie: session },
  }),
  resendAdministratorCodes: ({ token, session }) => ({ params: { token }, body: {}, headers: { cookie: session } }),
  confirmAdministrator: ({ token, session }) => ({
    params: { token },
    body: { currentCode: '000000', newCode: '000000' },
    headers: { cookie: session },
  }),
  stopClaim: ({ token, session }) => ({ params: { token }, body: {}, headers: { cookie: session } }),
  endDelegationAsCustomer: ({ token, session }) => ({ params: { token }, body: {}, headers: { cookie: session } }),
  endPartnerOfRecord: ({ token, session, subscriptionId }) => ({
    params: { token, subscriptionId },
    body: {},
    headers: { cookie: session },
  }),
  answerAsk: ({ token, session, askId }) => ({
    params: { token, askId },
    body: { given: true },
    headers: { cookie: session },
  }),
  openRequestPage: ({ requestToken: token, deskSession }) => ({ params: { token }, headers: { cookie: deskSession } }),
  askForDeskCode: ({ requestToken: token }) => ({ params: { token }, body: {} }),
  enterDeskCode: ({ requestToken: token }) => ({ params: { token }, body: { confirmationCode: '000000' } }),
  answerServiceRequest: ({ requestToken: token, deskSession }) => ({
    params: { token },
    headers: { cookie: deskSession },
    body: { text: 'Works again' },
  }),
  showLogo: ({ logo }) => ({ params: { logo } }),
  live: () => ({}),
  ready: () => ({}),
  describeApi: () => ({}),
  showReference: () => ({}),
  explainProblem: () => ({ params: { slug: 'not-found' } }),
  preflight: () => ({ headers: { origin: 'https://portal.example' } }),
  notFound: () => ({}),
};

/** Gives Northwind, or another partner, a logo; answers with the last part of its address. */
export async function chooseLogo(
  world: World,
  base64: string = Object.values(images.png)[0] ?? '',
  as: TokenIdentity = noa,
): Promise<string> {
  const company = await world.call('getCompany', { as });
  const chosen = await world.call('updateCompany', {
    as,
    headers: { 'if-match': company.headers.get('etag') ?? '' },
    body: { ...company.json, logo: `data:image/png;base64,${base64}` },
  });
  if (chosen.status !== 200) throw new Error(`The logo was not taken: ${chosen.text}`);
  return String(chosen.json.logoUrl).split('/logos/')[1] ?? '';
}

/** Everything that is stored for one partner. */
export async function documentsOf(world: World, partnerId: string): Promise<readonly StoredDocument[]> {
  const { documents } = await world.store.changes(undefined, 10_000);
  return documents.filter((document) => document.partnerId === partnerId);
}

/** Changes fields of a partner's own document as its operator or time would. */
export async function changePartner(
  world: World,
  set: Readonly<Record<string, unknown>>,
  partnerId: string = tenants.northwind,
): Promise<void> {
  const written = await world.store.write(partnerId, [{ kind: 'patch', id: partnerKey, patch: { set } }]);
  if (!written.ok) throw new Error('There is no such partner.');
}

/** Changes fields of a mail as its delivery would. */
export async function changeMail(world: World, mailId: string, set: Readonly<Record<string, unknown>>): Promise<void> {
  const written = await world.store.write(tenants.northwind, [{ kind: 'patch', id: mailKey(mailId), patch: { set } }]);
  if (!written.ok) throw new Error('There is no such mail.');
}

/** Somebody who helps customers but holds no role in their own company. */
export function helpdesk(world: World): Promise<TokenIdentity> {
  return world.addUser({ userId: 'lior', companyRole: 'none', supportedCompanies: 'limited' });
}

/** Somebody who pays the bills and supports nobody. */
export function billing(world: World): Promise<TokenIdentity> {
  return world.addUser({ userId: 'gal', companyRole: 'billingAdministrator', supportedCompanies: 'none' });
}
