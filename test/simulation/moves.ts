/** What people and programs do in a simulation: one good call of every operation that changes anything, made of what is there at that moment. */
import * as z from 'zod';
import { access, type HttpOperationName } from '../../shared/http/access';
import { contosoId } from '../directory-world';
import { fay, eventGrid, goodCalls } from '../portal-world';
import { keyNumber, keyRow } from '../product-keys';
import { contoso, invitation, noa, purchase, type Call } from '../world';
import { recovering, upkeep, type Simulated } from './simulated';

/** Numbers that a move is drawn with: the same ones in every run of it. */
export interface Dice {
  /** From 0 up to but not including `below`. */
  roll(below: number): number;
  /** Unlike that of any other move. */
  readonly name: string;
}

/** Does it, or nothing where there is nothing to do it with. */
export type Move = (simulated: Simulated, dice: Dice) => Promise<unknown>;

type Made = Call | undefined;
const Offer = z.object({ offerId: z.string(), linkVersion: z.int(), partnerId: z.string(), kind: z.string() });
const Redemption = z.object({
  redemptionId: z.string(),
  offerId: z.string(),
  recipient: z.object({ address: z.string() }),
});
const SentMail = z.object({ mailId: z.string(), offerId: z.string() });
const Mailed = z.object({ partnerId: z.string(), recipientKey: z.string() });

function oneOf<T>(items: readonly T[], dice: Dice): T | undefined {
  return items[dice.roll(Math.max(1, items.length))];
}

/** A company that may or may not be a customer yet, and somebody at it. */
function company(dice: Dice) {
  const number = dice.roll(3);
  const primaryDomain = `company-${number}.example`;
  const name = `Person ${dice.roll(2)}`;
  return {
    companyName: `Company ${number}`,
    primaryDomain,
    country: 'IL',
    contact: { name, email: `${name.toLowerCase().replace(' ', '-')}@${primaryDomain}` },
  };
}

function offerOf(simulated: Simulated, dice: Dice, kinds: readonly string[]) {
  const offers = simulated.of('offer').flatMap((document) => Offer.safeParse(document).data ?? []);
  const offer = oneOf(
    offers.filter(({ kind }) => kinds.includes(kind)),
    dice,
  );
  return offer && { ...offer, code: simulated.world.ports.links.issue(offer) };
}

/** An answer that awaits its code, and the code that was mailed last to whoever has to enter it. */
function awaiting(simulated: Simulated, dice: Dice) {
  const waiting = simulated.of('redemption').filter(({ status }) => status === 'awaitingConfirmation');
  const redemption = Redemption.safeParse(oneOf(waiting, dice)).data;
  const offer = redemption && simulated.of('offer').find(({ offerId }) => offerId === redemption.offerId);
  if (!redemption || !offer) return undefined;
  const { redemptionId, recipient } = redemption;
  return { redemptionId, recipient, code: simulated.world.ports.links.issue(Offer.parse(offer)) };
}

const wrong = '000000';
const once = ({ name }: Dice) => ({ 'idempotency-key': name });
const customer = { as: noa, params: { customerId: contosoId } };
/** An open access page. */
export const onAccessPage = ({ here: { token, session } }: Simulated) => ({
  params: { token },
  headers: { cookie: session },
});

/** What differs from the one good call, because it is about what has happened since. */
const made: Partial<Readonly<Record<HttpOperationName, (simulated: Simulated, dice: Dice) => Made>>> = {
  createTrialInvitation: (_, dice) => ({
    as: dice.roll(6) === 0 ? fay : noa,
    body: {
      ...invitation,
      maxRedemptions: [null, 1, 2][dice.roll(3)],
      ...(dice.roll(2) === 0 ? { productId: 'power-bi-pro-trial' } : {}),
    },
    headers: once(dice),
  }),
  createPurchaseOffer: (_, dice) => ({
    as: noa,
    body: { ...purchase, maxRedemptions: [null, 1][dice.roll(2)] },
    headers: once(dice),
  }),
  redeemOffer: (simulated, dice) => {
    const offer = offerOf(simulated, dice, ['trialInvitation', 'purchaseOffer']);
    if (!offer) return undefined;
    const asks =
      simulated.of('offer').find(({ offerId }) => offerId === offer.offerId)?.delegatedAdministration === true;
    return {
      params: { code: offer.code },
      body: {
        ...company(dice),
        acceptTerms: true,
        ...(asks ? { acceptDelegatedAdministration: dice.roll(2) === 0 } : {}),
      },
      headers: once(dice),
    };
  },
  acceptDelegation: (simulated, dice) => {
    const offer = offerOf(simulated, dice, ['delegationOffer']);
    const body = { ...company(dice), acceptTerms: true, authorize: true };
    return offer && { params: { code: offer.code }, body, headers: once(dice) };
  },
  confirmRedemption: (simulated, dice) => {
    const found = awaiting(simulated, dice);
    if (!found) return undefined;
    const { code, redemptionId, recipient } = found;
    const mailed = simulated.mailed('confirmationCode', recipient.address) ?? wrong;
    const confirmationCode = dice.roll(6) === 0 ? wrong : mailed;
    return { params: { code, redemptionId }, body: { confirmationCode } };
  },
  resendCode: (simulated, dice) => {
    const found = awaiting(simulated, dice);
    return found && { params: { code: found.code, redemptionId: found.redemptionId }, body: {}, headers: once(dice) };
  },
  confirmClaim: (simulated, dice) => {
    const { code, redemptionId } = simulated.here;
    const confirmationCode = simulated.mailed('claimCode') ?? wrong;
    return {
      params: { code, redemptionId },
      body: { confirmationCode: dice.roll(6) === 0 ? wrong : confirmationCode },
    };
  },
  enterAccessCode: (simulated) => ({
    params: { token: simulated.here.token },
    body: { confirmationCode: simulated.mailed('accessCode', contoso.contact.email) ?? wrong },
  }),
  enterDeskCode: (simulated) => ({
    params: { token: simulated.here.requestToken },
    body: { confirmationCode: simulated.mailed('serviceRequestCode') ?? wrong },
  }),
  confirmAdministrator: (simulated) => {
    const body = {
      currentCode: simulated.mailed('administratorCode', contoso.contact.email) ?? wrong,
      newCode: simulated.mailed('administratorCode', 'omer@contoso.example') ?? wrong,
    };
    return { ...onAccessPage(simulated), body };
  },
  rotateLink: changingOffer({}),
  copyOffer: (simulated, dice) => {
    const call = changingOffer({ replace: dice.roll(2) === 0 })(simulated, dice);
    return call && { ...call, headers: { ...call.headers, ...once(dice) } };
  },
  revokeOffer: changingOffer({ reason: 'Sent to the wrong company' }),
  sendOffer: (simulated, dice) => {
    const offer = offerOf(simulated, dice, ['trialInvitation', 'purchaseOffer', 'delegationOffer']);
    const recipients = [{ email: `reader-${dice.roll(4)}@wingtip.example` }, { email: 'reader-9@wingtip.example' }];
    return (
      offer && {
        as: offer.partnerId === simulated.here.partnerId ? noa : fay,
        params: { offerId: offer.offerId },
        body: { recipients: recipients.slice(dice.roll(2)) },
        headers: once(dice),
      }
    );
  },
  stopMail: (simulated, dice) => {
    const mailed = simulated.of('mail').flatMap((document) => Mailed.safeParse(document).data ?? []);
    const stop = oneOf(mailed, dice);
    const token = stop && simulated.world.ports.stops.issue(stop);
    return token === undefined ? undefined : { params: { token }, body: { stopped: dice.roll(3) < 2 } };
  },
  resendOfferEmail: aboutMail,
  stopOfferEmail: aboutMail,
  retryMail: (simulated, dice) => {
    const failed = simulated.of('mail').filter(({ status }) => status === 'failed');
    const mail = z.object({ mailId: z.string() }).safeParse(oneOf(failed, dice)).data;
    return mail && { as: noa, params: { mailId: mail.mailId } };
  },
  receiveDeliveryReports: (simulated, dice) => {
    const mail = oneOf([...simulated.taken.values()], dice);
    const status = ['Suppressed', 'Bounced', 'Delivered'][dice.roll(3)];
    return mail && { as: eventGrid, body: [report(mail.operationId, mail.to.address, String(status))] };
  },
  loadProductKeys: (_, dice) => {
    const first = dice.roll(40);
    return { as: noa, body: { keys: [keyRow(1000 + first), keyRow(1001 + first)] }, headers: once(dice) };
  },
  withdrawProductKey: (simulated, dice) => {
    const key = z.object({ keyId: z.string() }).safeParse(oneOf(simulated.of('product-key'), dice)).data;
    return key && { as: noa, params: { keyId: key.keyId }, headers: { 'if-match': '*' } };
  },
  applyProductKeys: (_, dice) => {
    const numbers = [901, 700, 1000 + dice.roll(40)].slice(0, 1 + dice.roll(3));
    const to = dice.roll(3) === 0 ? { id: contosoId } : company(dice);
    const mode = (['new', 'extend', 'addLicences', undefined] as const)[dice.roll(4)];
    const asks = dice.roll(2) === 0 ? { requestPartnerOfRecord: true, offerDelegatedAdministration: true } : {};
    const body = { keys: numbers.map(keyNumber), customer: to, ...asks, ...(mode && { mode }) };
    return { as: noa, body, headers: once(dice) };
  },
  updateSubscription: (simulated, dice) => {
    const subscription = z
      .object({ customerId: z.string(), subscriptionId: z.string() })
      .safeParse(oneOf(simulated.of('subscription'), dice)).data;
    const bodies = [
      { status: 'suspended' },
      { status: 'active' },
      { quantity: 30 },
      { autoRenew: false },
      { status: 'cancelled' },
    ];
    return (
      subscription && { as: noa, params: { ...subscription }, headers: { 'if-match': '*' }, body: bodies[dice.roll(5)] }
    );
  },
  updateProvisioningTask: (simulated, dice) => {
    const task = oneOf(simulated.of('provisioning-task'), dice);
    const taskId = task?.id.replace('provisioning-task:', '');
    const bodies = [
      { state: 'claimed' },
      { state: 'done', reference: 'M-1' },
      { state: 'failed', reason: 'No licences.' },
    ];
    return taskId === undefined
      ? undefined
      : { as: noa, params: { taskId }, headers: { 'if-match': '*' }, body: bodies[dice.roll(3)] };
  },
  eraseCustomer: (simulated, dice) => {
    const found = oneOf(simulated.of('customer'), dice);
    return (
      found && {
        as: noa,
        params: { customerId: found.id },
        headers: { 'if-match': '*' },
        body: { company: dice.roll(2) === 0 },
      }
    );
  },
  updateCustomer: (simulated, dice) => {
    const found = oneOf(simulated.of('customer'), dice);
    return (
      found && {
        as: noa,
        params: { customerId: found.id },
        headers: { 'if-match': '*' },
        body: { tags: [`Tag ${dice.name}`] },
      }
    );
  },
  updateCompany: () => ({
    as: noa,
    headers: { 'if-match': '*' },
    body: {
      name: 'Northwind Traders',
      offices: [{ id: 'main', name: 'Northwind' }],
      preferredLanguage: 'en',
      phone: '+972 3 555 0100',
      email: 'hello@northwind.example',
    },
  }),
  createServiceRequest: (_, dice) => ({
    ...customer,
    body: { title: `No mail ${dice.name}`, description: 'Nobody gets mail.', severity: 'critical' },
    headers: once(dice),
  }),
  markNotificationsRead: (simulated) => ({
    as: noa,
    body: { ids: [String(simulated.of('notification')[0]?.notificationId)] },
  }),
};

function changingOffer(body: Readonly<Record<string, unknown>>) {
  return (simulated: Simulated, dice: Dice): Made => {
    const offer = offerOf(simulated, dice, ['trialInvitation', 'purchaseOffer', 'delegationOffer']);
    return (
      offer && {
        as: offer.partnerId === simulated.here.partnerId ? noa : fay,
        params: { offerId: offer.offerId },
        headers: { 'if-match': '*' },
        body,
      }
    );
  };
}

function aboutMail(simulated: Simulated, dice: Dice): Made {
  const mails = simulated.of('mail').flatMap((document) => SentMail.safeParse(document).data ?? []);
  const mail = oneOf(mails, dice);
  return mail && { as: noa, params: { offerId: mail.offerId, emailId: mail.mailId }, body: {} };
}

function report(messageId: string, recipient: string, status: string) {
  return {
    id: `report-${messageId}-${status}`,
    topic: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Communication/CommunicationServices/kesher',
    subject: `sender/offers@kesher.example/message/${messageId}`,
    eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
    eventTime: '2026-11-22T12:00:10.000Z',
    dataVersion: '1.0',
    metadataVersion: '1',
    data: {
      sender: 'offers@kesher.example',
      recipient,
      internetMessageId: '<x@kesher.example>',
      messageId,
      status,
      deliveryStatusDetails: { statusMessage: 'as told' },
      deliveryAttemptTimeStamp: '2026-11-22T12:00:09.000Z',
    },
  };
}

/** Whether an operation changes anything where it is called. */
function changes(name: HttpOperationName): boolean {
  const { methods } = access[name];
  return !methods.some((method) => method === 'GET') && !unchanging.has(name);
}
const unchanging = new Set<HttpOperationName>([
  'preflight',
  'greetEventGrid',
  'searchProductKey',
  'previewProductKeys',
  'verifyAudit',
]);

const isOperation = (name: string): name is HttpOperationName =>
  Object.hasOwn(access, name) && Object.hasOwn(goodCalls, name);

/** The operations that change something. */
export const changing: readonly HttpOperationName[] = Object.keys(goodCalls).filter(isOperation).filter(changes);

/** Where whoever changes something read it before; a change of whatever is there would be made twice. */
const readers: Partial<Readonly<Record<HttpOperationName, HttpOperationName>>> = {
  putPartner: 'getPartner',
  updateCompany: 'getCompany',
  putNotificationPreferences: 'getNotificationPreferences',
  rotateLink: 'getOffer',
  eraseCustomer: 'getCustomer',
};

/** One call of an operation by whoever does not give up; what creates something is named, so that it can be repeated, where it is not said otherwise. */
export const calling =
  (name: HttpOperationName, isNamed = true): Move =>
  async (simulated, dice) => {
    const own = made[name];
    const call = own ? own(simulated, dice) : goodCalls[name](simulated.here);
    if (!call) return undefined;
    const isNew = access[name].methods.some((method) => method === 'POST') && !('if-match' in (call.headers ?? {}));
    if (isNew && !isNamed) {
      const { 'idempotency-key': _, ...headers } = call.headers ?? {};
      return simulated.ask(name, { ...call, headers });
    }
    if (isNew) return simulated.ask(name, { ...call, headers: { ...once(dice), ...call.headers } });
    const read = readers[name];
    if (!read) return simulated.ask(name, call);
    // Whoever changes what they have read is told when it is another by now: then it is their own change, whose answer was lost, or they change it again.
    const seen = async () =>
      (await simulated.ask(read, { as: call.as ?? noa, ...(call.params && { params: call.params }) })).headers.get(
        'etag',
      ) ?? '*';
    for (let etag = await seen(); ;) {
      const answer = await simulated.ask(name, { ...call, headers: { 'if-match': etag } });
      const now = answer.status === 412 ? await seen() : undefined;
      if (now !== etag) return answer;
      etag = now;
    }
  };

/** Time goes by. */
export const waiting =
  (minutes: number): Move =>
  (simulated) => {
    simulated.pass(minutes);
    return Promise.resolve();
  };

/** What the platform and time do. */
export const passing = {
  aMinute: waiting(1),
  aQuarter: waiting(15),
  aDay: waiting(24 * 60),
  aMonth: waiting(31 * 24 * 60),
  deliver: (simulated) => simulated.deliver(),
  timers: (simulated) => simulated.run(recovering),
  upkeep: (simulated) => simulated.run(upkeep),
} as const satisfies Readonly<Record<string, Move>>;

/** All of them by name. */
export const moves: Readonly<Record<string, Move>> = {
  ...passing,
  ...Object.fromEntries(changing.map((name) => [name, calling(name)])),
};
