/** Turns a mail document into the mail its reader sees: in the partner's name, with links and codes that are derived here. */
import { Customer } from '../domain/customers/customer';
import { delegationNow } from '../domain/customers/delegation';
import { isOvertaken } from '../domain/customers/lifecycle';
import { ServiceNote, serviceNoteKey } from '../domain/customers/service-note';
import { ServiceRequest, serviceRequestKey } from '../domain/customers/service-request';
import { Subscription, subscriptionKey } from '../domain/customers/subscription';
import { termEnd } from '../domain/customers/term';
import type { SharedDomains } from '../domain/customers/shared-domain';
import {
  goesToCompany,
  isAdvertisement,
  isStoppable,
  isToPartner,
  Mail,
  mailKey,
  toUser,
  type MailContent,
} from '../domain/mail/mail';
import { erasedProblem } from '../domain/mail/mail-delivery';
import { whyNotMailed } from '../domain/mail/suppression';
import { Offer, offerKey } from '../domain/offers/offer';
import { Answer, answeredBy, answersSearchedBy } from '../domain/offers/offer-upkeep';
import { whyNotSent } from '../domain/offers/sending';
import { noticeAddressOf, Partner, partnerKey } from '../domain/partners/partner';
import { supportDesk } from '../domain/partners/support-desk';
import { User, userKey } from '../domain/partners/user';
import { isPseudonym } from '../domain/pseudonym-address';
import { toTimeZone } from '../domain/time-zone';
import { logoCardOf, offerCardOf, partnerCardOf } from '../kit/cards';
import type { RequestCard } from '../kit/request-words';
import type { NotToBeSent, RenderMail } from '../mail/deliver';
import { sharedDomains } from '../mailboxes/shared-domains';
import { accessPaths } from '../paths/access-paths';
import { inLanguage } from '../paths/in-language';
import { linkPaths } from '../paths/link-paths';
import { requestPaths } from '../paths/request-paths';
import { stopPaths } from '../paths/stop-paths';
import type { Ports, Store } from '../ports';
import { mailboxKeys } from '../signing/mailbox-key';
import { suppressionOf } from '../store/suppressions';
import { someInList } from '../store/whole-list';
import type { MailContext } from './layout/mail-context';
import { renderMail } from './render-mail';

type RendererPorts = Pick<
  Ports,
  'access' | 'clock' | 'links' | 'logos' | 'requests' | 'secrets' | 'settings' | 'stops'
>;

/** What a mail of its template is made from, besides what is kept of it. */
type Given = Pick<MailContext, 'partner' | 'urls' | 'code' | 'offer' | 'request'> & {
  /** Whom the reader answers, where that is not the company. */
  readonly replyTo?: { readonly address: string; readonly name: string };
};

/** Reads the partner's profile and the offer as they are now and finishes the mail; a mail of a partner that is gone cannot be. */
export function mailRenderer(ports: RendererPorts): RenderMail {
  return async (mail, store) => {
    if (isPseudonym(mail.to.address)) return { notToBeSent: erasedProblem };
    const [stored, user] = await Promise.all([
      store.read(Partner, { partition: mail.partnerId, id: partnerKey }),
      readUser(mail, store),
    ]);
    if (!stored) throw new Error('The partner of the mail is gone.');
    const partner = stored.document;
    const to = addresseeOf(mail, user, partner);
    if (!to) return { notToBeSent: 'The user was removed or deactivated meanwhile.' };
    const keys = mailboxKeys(partner, to.address);
    const [suppression, given] = await Promise.all([
      suppressionOf(store, mail.partnerId, keys, mail),
      givenFor(ports, mail, partner, store),
    ]);
    if (suppression) return { notToBeSent: whyNotMailed(suppression), isUnwanted: suppression.reason === 'stopped' };
    if ('notToBeSent' in given) return given;
    const { profile } = partner;
    const company = profile.email === null ? undefined : { address: profile.email, name: profile.name };
    const replyTo = given.replyTo ?? company;
    const stop = isStoppable(mail.content) ? { partnerId: mail.partnerId, recipientKey: keys[0] } : undefined;
    const stopUrl =
      stop && ports.settings.publicBaseUrl + inLanguage(stopPaths(ports.stops.issue(stop)).page, mail.language);
    return {
      ...renderMail(mail.content, {
        ...given,
        urls: { ...given.urls, stop: stopUrl },
        language: mail.language,
        timeZone: isToPartner(mail.content) ? toTimeZone(profile.timeZone ?? '') : undefined,
        toName: to.name,
      }),
      ...(to.address === mail.to.address ? {} : { readdressedTo: to }),
      ...(given.code === undefined ? {} : { code: given.code }),
      fromName: profile.name,
      ...(replyTo ? { replyTo } : {}),
      ...(stopUrl === undefined ? {} : { stop: { url: stopUrl, partnerId: mail.partnerId } }),
    };
  };
}

async function readUser({ partnerId: partition, to }: Mail, store: Store): Promise<User | undefined> {
  if (to.userId === undefined) return undefined;
  return (await store.read(User, { partition, id: userKey(to.userId) }))?.document;
}

/** Who reads the mail today: a user where they are, the company in the place of one who is none any more, or nobody. */
function addresseeOf({ to, content }: Mail, user: User | undefined, partner: Partner): Mail['to'] | undefined {
  if (to.userId === undefined) return to;
  if (user?.status === 'active') return toUser(user);
  return goesToCompany(content) ? noticeAddressOf(partner) : undefined;
}

async function givenFor(
  { access, clock, links, logos, requests, secrets, settings }: RendererPorts,
  mail: Mail,
  partner: Partner,
  store: Store,
): Promise<Given | NotToBeSent> {
  const { content, partnerId } = mail;
  const logo = logoCardOf({ logos }, partner, settings.publicBaseUrl);
  const card = partnerCardOf(partner, logo);
  const pageOf = ({ offerId, linkVersion, redemptionId }: RedemptionOf): string =>
    settings.publicBaseUrl + linkPaths(links.issue({ partnerId, offerId, linkVersion })).redemption(redemptionId);
  const accessOf = (customerId: string, page: 'page' | 'code' | 'administratorCodes' = 'page'): string =>
    settings.publicBaseUrl + accessPaths(access.issue({ partnerId, customerId }))[page];
  const requestOf = (requestNumber: string): string =>
    settings.publicBaseUrl + requestPaths(requests.issue({ partnerId, requestNumber })).page;
  switch (content.template) {
    case 'confirmationCode':
      return { partner: card, urls: { codePage: pageOf(content) }, code: secrets.confirmationCode(content) };
    case 'receipt':
      return {
        partner: card,
        urls: {
          receipt: pageOf(content),
          ...(content.customerId === undefined ? {} : { access: accessOf(content.customerId) }),
        },
      };
    case 'accessCode':
      return {
        partner: card,
        urls: { codePage: accessOf(content.customerId, 'code') },
        code: secrets.accessCode({ ...content, partnerId }),
      };
    case 'administratorCode':
      return {
        partner: card,
        // The page belongs to whoever is on record: the new mailbox is told the code alone.
        urls: content.side === 'current' ? { codePage: accessOf(content.customerId, 'administratorCodes') } : {},
        code: secrets.administratorCode(content),
      };
    case 'claimCode':
      return {
        partner: card,
        urls: { codePage: `${pageOf(content)}?step=claim-code` },
        code: secrets.claimCode(content),
      };
    case 'administratorClaimed':
    case 'administratorClaimStopped':
      return { partner: card, urls: content.toldTo === 'customer' ? { access: accessOf(content.customerId) } : {} };
    case 'administratorChanged':
      return { partner: card, urls: content.toldTo === 'new' ? { access: accessOf(content.customerId) } : {} };
    case 'delegationEnded':
    case 'partnerOfRecordEnded':
    case 'subscriptionReady':
    case 'keysApplied':
    case 'askAnswered':
    case 'subscriptionManaged':
      return { partner: card, urls: { access: accessOf(content.customerId) } };
    case 'delegationEnding': {
      const customer = await store.read(Customer, { partition: partnerId, id: content.customerId });
      const delegation = customer && delegationNow(customer.document, clock.now());
      if (delegation?.status !== 'active' || delegation.until !== content.until)
        return { notToBeSent: 'Delegation has ended or was extended meanwhile.' };
      return { partner: card, urls: { access: accessOf(content.customerId) } };
    }
    case 'offerAccepted':
    case 'offerDeclined':
    case 'freshLinkRequested':
    case 'offerExpired':
    case 'domainDoubted':
    case 'subscriptionChanged':
    case 'changesDigest':
      return { partner: card, urls: {} };
    case 'passwordReset':
      return { partner: card, urls: content.onRecord ? { access: accessOf(content.customerId) } : {} };
    // The link is the other half of what the code is for: it never goes where the code goes.
    case 'revealCode':
      return { partner: card, urls: {}, code: secrets.revealCode(content) };
    case 'serviceRequestSent':
    case 'serviceRequestNews':
    case 'serviceRequestReminder': {
      const request = await requestCardOf(content, partner, store);
      if (!request) return { notToBeSent: 'The service request, or the note, is gone.' };
      if (isOvertakenReminder(content, request)) return { notToBeSent: 'Somebody has touched it meanwhile.' };
      const toldTo = 'toldTo' in content ? content.toldTo : 'desk';
      const { contact } = request.request;
      return {
        partner: card,
        request,
        urls:
          toldTo === 'customer'
            ? { access: accessOf(content.customerId) }
            : { request: requestOf(content.requestNumber) },
        ...(toldTo === 'desk' ? { replyTo: { address: contact.email, name: contact.name } } : {}),
      };
    }
    case 'serviceRequestCode':
      return {
        partner: card,
        urls: { codePage: `${requestOf(content.requestNumber)}?step=code` },
        code: secrets.deskCode({ ...content, partnerId }),
      };
    case 'passwordApprovalAsked':
    case 'passwordApproved':
    case 'userInvited': {
      const [portal] = settings.portalOrigins;
      return { partner: card, urls: portal === undefined ? {} : { portal: `${portal}/` } };
    }
    case 'trialEnding':
    case 'subscriptionExpired': {
      const ref = { partition: partnerId, id: subscriptionKey(content.subscriptionId) };
      const subscription = (await store.read(Subscription, ref))?.document;
      if (!subscription || termEnd(subscription, clock.now()) !== content.endsAt)
        return { notToBeSent: 'The subscription was bought or goes on meanwhile.' };
      if (subscription.state === 'cancelled') return { notToBeSent: 'The subscription was cancelled meanwhile.' };
      if (content.template === 'trialEnding' && isOvertaken(subscription, content.at, clock.now()))
        return { notToBeSent: 'Time, or somebody, has overtaken this reminder.' };
      return { partner: card, urls: content.toldTo === 'customer' ? { access: accessOf(content.customerId) } : {} };
    }
    case 'offerReminder':
    case 'offer': {
      const [read, needless] = await Promise.all([
        store.read(Offer, { partition: partnerId, id: offerKey(content.offerId) }),
        content.template === 'offer' ? undefined : whyNotReminded(mail, content, store, await sharedDomains(settings)),
      ]);
      const offer = read?.document;
      const reason =
        needless ??
        (offer
          ? whyNotSent(partner, offer, { isAdvertisement: isAdvertisement(content), now: clock.now() })
          : 'The offer is gone.');
      if (!offer || reason !== undefined) return { notToBeSent: reason ?? '' };
      const paths = linkPaths(links.issue(offer));
      const url = (path: string): string =>
        settings.publicBaseUrl + (mail.language === offer.language ? path : inLanguage(path, mail.language));
      return {
        partner: partnerCardOf(partner, logo, offer.officeId),
        offer: offerCardOf(offer),
        urls: { offer: url(paths.offer), refusal: url(paths.refusal) },
      };
    }
  }
}

type AboutRequest = Extract<
  MailContent,
  { readonly template: 'serviceRequestSent' | 'serviceRequestNews' | 'serviceRequestReminder' }
>;

/** The request as it is now, with the note that the mail is about. */
async function requestCardOf(
  content: AboutRequest,
  partner: Partner,
  store: Store,
): Promise<(RequestCard & { readonly request: ServiceRequest }) | undefined> {
  const { customerId, requestNumber } = content;
  const partition = partner.partnerId;
  const noteId = 'noteId' in content ? content.noteId : undefined;
  const [request, customer, note] = await Promise.all([
    store.read(ServiceRequest, { partition, id: serviceRequestKey(requestNumber) }),
    store.read(Customer, { partition, id: customerId }),
    noteId === undefined
      ? undefined
      : store.read(ServiceNote, { partition, id: serviceNoteKey(requestNumber, noteId) }),
  ]);
  if (!request || !customer || (noteId !== undefined && !note)) return undefined;
  const desk = supportDesk(partner);
  return {
    request: request.document,
    customer: customer.document,
    note: note?.document,
    formUrl: desk?.kind === 'microsoft' ? desk.url : undefined,
  };
}

/** A reminder may wait until the request is not untouched any more. */
function isOvertakenReminder(content: AboutRequest, { request }: { readonly request: ServiceRequest }): boolean {
  return content.template === 'serviceRequestReminder' && request.untouchedUntil !== content.untouchedUntil;
}

/** A reminder may wait for hours until its turn comes: by then its recipient may have answered, or been stopped. */
async function whyNotReminded(
  { partnerId: partition, to }: Mail,
  { offerId, mailId }: Extract<MailContent, { readonly template: 'offerReminder' }>,
  store: Store,
  isShared: SharedDomains,
): Promise<string | undefined> {
  const hasAnswered = ({ status, texts }: ReturnType<typeof answersSearchedBy>[number]) =>
    someInList(
      store,
      Answer,
      {
        partition,
        type: 'redemption',
        where: [
          { field: 'offerId', equals: offerId },
          { field: 'status', equals: status },
          { anyOf: texts.map((contains) => ({ field: 'searchText', contains })) },
        ],
      },
      (answer) => answeredBy([answer], isShared)(to.address),
    );
  const [carried, ...answered] = await Promise.all([
    store.read(Mail, { partition, id: mailKey(mailId) }),
    ...answersSearchedBy(to.address, isShared).map(hasAnswered),
  ]);
  if (carried?.document.stopped === true) return 'Its recipient was to get no reminders any more.';
  return answered.includes(true) ? 'Its recipient has answered.' : undefined;
}

type RedemptionOf = Extract<MailContent, { readonly redemptionId: string }>;
