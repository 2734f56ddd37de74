/** What is done to a service request, with everything that is written in its batch: who is mailed, the portal, the audit. */
import { audit, type Actor, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import { toUser, writeMail, type Mail, type MailContent } from '../mail/mail';
import type { Partner } from '../partners/partner';
import type { SupportDesk } from '../partners/support-desk';
import { sameMailbox } from '../mailbox';
import { ok, refuse, type Result } from '../refusal';
import type { Customer } from './customer';
import { spokenNumber } from './request-number';
import { actTowards, requestTransitions } from './request-states';
import { searchable, touched, type ServiceRequest } from './service-request';
import type { ServiceRequestEdit } from './service-request-draft';
import type { ServiceNote } from './service-note';

/** Everything that an act on a request writes. */
export interface Served {
  readonly request: ServiceRequest;
  readonly note?: ServiceNote | undefined;
  readonly notifications: readonly Notification[];
  readonly mails: readonly Mail[];
  readonly audit: AuditEntry;
}

/** Whose request it is and where it goes, as things stand. */
export interface Serving {
  readonly partner: Partner;
  /** With whoever is on record at this moment. */
  readonly customer: Customer;
  readonly desk: SupportDesk;
  readonly actor: Actor;
  readonly traceId: string;
  readonly now: Date;
}

/** A request that was raised: its desk is mailed all of it. */
export function sendRequest(serving: Serving, request: ServiceRequest): Served {
  const { customerId, number: requestNumber } = request;
  return {
    request,
    notifications: [],
    mails: [
      mailTo(serving, request, 'desk', `raised-${requestNumber}`, {
        template: 'serviceRequestSent',
        customerId,
        requestNumber,
      }),
    ],
    audit: entryOf(serving, request, 'serviceRequestRaised', `raised-${requestNumber}`),
  };
}

/** The request as its partner changes it; undefined where it is so already. */
export function changeRequest(
  serving: Serving,
  before: ServiceRequest,
  { status, ...edit }: ServiceRequestEdit,
): Result<Served | undefined> {
  const outcome = status === undefined ? undefined : requestTransitions[before.state][actTowards[status]];
  if (outcome && 'no' in outcome) return refuse('state-conflict', { detail: outcome.no });
  const edited = withFields(before, edit);
  const changed = changeable.filter((field) => JSON.stringify(edited[field]) !== JSON.stringify(before[field]));
  const state = outcome?.to ?? before.state;
  if (changed.length === 0 && state === before.state) return ok(undefined);
  const request = searchable(
    touched(reopened({ ...edited, state, revision: before.revision + 1 }), serving.now),
    serving.customer,
  );
  const news = { changed, ...statusChange(before, request) };
  const id = `changed-${request.number}-${request.revision}`;
  return ok({
    request,
    notifications: [],
    mails: [
      newsTo(serving, request, 'desk', id, news),
      ...(request.isShared && news.status ? [newsTo(serving, request, 'customer', id, { ...news, changed: [] })] : []),
    ],
    audit: entryOf(serving, request, 'serviceRequestChanged', id, [
      ...changesOf(before, request),
      // What people wrote stays in the request alone.
      ...changed.filter((field) => field !== 'severity' && field !== 'productId').map((field) => ({ field })),
    ]),
  });
}

/** A note of the partner's: its desk is mailed it, and the customer where it is shared. What people edit stays as it was, and so does the revision. */
export function addNote(serving: Serving, before: ServiceRequest, note: ServiceNote): Served {
  const request = noted(before, note, serving.now);
  const id = `noted-${request.number}-${note.noteId}`;
  const news = { noteId: note.noteId, changed: [] };
  return {
    request,
    note,
    notifications: [],
    mails: [
      newsTo(serving, request, 'desk', id, news),
      ...(note.shared ? [newsTo(serving, request, 'customer', id, news)] : []),
    ],
    audit: entryOf(serving, request, 'serviceRequestNoted', id),
  };
}

/** An answer of the desk's: the partner's contact is told, and the customer of what is shared. One that nobody has proved touches nothing: it only asks for attention. */
export function answerRequest(
  serving: Serving,
  before: ServiceRequest,
  note: ServiceNote,
  status?: 'open' | 'closed',
): Served {
  const { now } = serving;
  const verified = note.by.kind === 'desk' && note.by.verified;
  const outcome = requestTransitions[before.state][status === undefined ? 'answer' : actTowards[status]];
  const state = 'to' in outcome ? outcome.to : before.state;
  const revision = state === before.state ? before.revision : before.revision + 1;
  const counted = { ...before, notes: before.notes + 1, state, revision };
  const request = verified
    ? noted({ ...reopened(counted), notes: before.notes }, note, now)
    : { ...counted, changedAt: now.toISOString() };
  const id = `answered-${request.number}-${note.noteId}`;
  const news = { noteId: note.noteId, changed: [], ...statusChange(before, request) };
  const { customer } = serving;
  const toCustomer = note.shared || (verified && request.isShared === true && news.status !== undefined);
  return {
    request,
    note,
    notifications: [
      notify(
        request.partnerId,
        id,
        {
          kind: 'serviceRequestAnswered',
          customerId: request.customerId,
          companyName: customer.companyName,
          number: spokenNumber(request.number),
          title: request.title,
          status: request.state,
          verified,
        },
        now,
      ),
    ],
    mails: [
      newsTo(serving, request, 'partner', id, news),
      ...(toCustomer
        ? [
            newsTo(
              serving,
              request,
              'customer',
              id,
              note.shared ? news : { changed: [], ...statusChange(before, request) },
            ),
          ]
        : []),
    ],
    audit: entryOf(serving, request, 'serviceRequestAnswered', id, changesOf(before, request)),
  };
}

/** Nobody has touched it for too long: desk and contact are reminded, once until somebody does. */
export function remindOfRequest(
  serving: Pick<Serving, 'partner' | 'customer' | 'desk' | 'now'>,
  { customerId, number, title, severity, ...request }: ServiceRequest & { readonly untouchedUntil: string },
): Pick<Served, 'notifications' | 'mails'> {
  const { untouchedUntil, partnerId } = request;
  const id = `untouched-${number}-${Date.parse(untouchedUntil)}`;
  const { companyName } = serving.customer;
  const about = { customerId, companyName, number: spokenNumber(number), title, severity, untouchedUntil };
  const whole = { ...request, customerId, number, title, severity };
  // Where the desk is whoever raised it, they are reminded once.
  const readers = readersOf(serving, whole);
  return {
    notifications: [notify(partnerId, id, { kind: 'serviceRequestUntouched', ...about }, serving.now)],
    mails: readers.map((toldTo) =>
      mailTo(serving, whole, toldTo, id, {
        template: 'serviceRequestReminder',
        toldTo,
        customerId,
        requestNumber: number,
        untouchedUntil,
      }),
    ),
  };
}

function readersOf(
  serving: Pick<Serving, 'desk'>,
  request: Pick<ServiceRequest, 'contact' | 'raisedBy'>,
): readonly ('desk' | 'partner')[] {
  const desk = deskAddress(serving.desk, request);
  return sameMailbox(desk) === sameMailbox(request.contact.email) ? ['partner'] : ['desk', 'partner'];
}

/** Where mails to the desk go: to whoever raised the request, where the desk takes none. */
export function deskAddress(desk: SupportDesk, { raisedBy }: Pick<ServiceRequest, 'raisedBy'>): string {
  return desk.kind === 'microsoft' ? raisedBy.email : desk.address;
}

const changeable = ['title', 'description', 'severity', 'productId', 'contact'] as const;

function withFields(before: ServiceRequest, edit: Omit<ServiceRequestEdit, 'status'>): ServiceRequest {
  const { productId: productBefore, ...rest } = before;
  const { title = before.title, description = before.description, severity = before.severity } = edit;
  const { contact = before.contact, productId = productBefore } = edit;
  const edited = { ...rest, title, description, severity, contact };
  return productId === null || productId === undefined ? edited : { ...edited, productId };
}

/** What goes on is not closed any more. */
function reopened(request: ServiceRequest): ServiceRequest {
  if (request.state === 'closed') return request;
  const { closedAt: _closedAt, ...rest } = request;
  return rest;
}

function noted(request: ServiceRequest, { shared }: ServiceNote, now: Date): ServiceRequest {
  const counted = { ...request, notes: request.notes + 1, ...(shared ? ({ isShared: true } as const) : {}) };
  return touched(counted, now);
}

type News = Pick<Extract<MailContent, { template: 'serviceRequestNews' }>, 'noteId' | 'changed' | 'status'>;

function statusChange(before: ServiceRequest, after: ServiceRequest): Pick<News, 'status'> {
  return before.state === after.state ? {} : { status: { before: before.state, after: after.state } };
}

function changesOf(before: ServiceRequest, after: ServiceRequest): NonNullable<AuditEntry['changes']> {
  const fields = [
    { field: 'status', before: before.state, after: after.state },
    { field: 'severity', before: before.severity, after: after.severity },
    { field: 'productId', before: before.productId, after: after.productId },
  ];
  return fields.flatMap(({ field, before: was, after: is }) =>
    was === is
      ? []
      : [{ field, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }],
  );
}

function entryOf(
  { actor, traceId, now }: Serving,
  { partnerId, customerId, number }: ServiceRequest,
  action: AuditEntry['action'],
  id: string,
  changes: NonNullable<AuditEntry['changes']> = [],
): AuditEntry {
  const more = changes.length > 0 ? { changes } : {};
  const entry = { entryId: `service-request-${id}`, actor, action, subject: number, customerId, ...more, traceId };
  return audit(partnerId, entry, now);
}

function newsTo(
  serving: Serving,
  request: ServiceRequest,
  toldTo: 'desk' | 'partner' | 'customer',
  id: string,
  news: News,
): Mail {
  const { customerId, number: requestNumber } = request;
  return mailTo(serving, request, toldTo, id, {
    template: 'serviceRequestNews',
    toldTo,
    customerId,
    requestNumber,
    ...news,
    at: serving.now.toISOString(),
  });
}

function mailTo(
  { partner, customer, desk, now }: Pick<Serving, 'partner' | 'customer' | 'desk' | 'now'>,
  { raisedBy, contact }: Pick<ServiceRequest, 'raisedBy' | 'contact'>,
  toldTo: 'desk' | 'partner' | 'customer',
  id: string,
  content: MailContent,
): Mail {
  const language = toldTo === 'customer' ? customer.language : partner.profile.preferredLanguage;
  const recipients = {
    desk: desk.kind === 'microsoft' ? toUser(raisedBy) : { address: desk.address },
    // Whoever raised it is written to where they are; in the place of one who is a user no more the company is.
    partner: contact.email === raisedBy.email ? toUser(raisedBy) : { address: contact.email, name: contact.name },
    customer: { address: customer.contact.email, name: customer.contact.name },
  };
  return writeMail({
    partnerId: partner.partnerId,
    mailId: `service-request-${id}-${toldTo}`,
    content,
    language,
    to: recipients[toldTo],
    now,
  });
}
