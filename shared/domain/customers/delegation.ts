/** Delegated administration: what a customer's record says of it, which help is judged by, and a document for each period of it. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { DelegationPeriod } from '../delegation-period';
import { documentId, documentOf, sortKeyOf } from '../document';
import { EndedBy } from '../ended-by';
import { ok, refuse, type Result } from '../refusal';
import { shownBeside } from '../shown-domains';
import { addDays, foldForSearch, Timestamp } from '../text';

/** A consent that a period of delegation rests on. */
const Grant = z.object({ redemptionId: z.string(), offerId: z.string().optional() });

/** What the customer's own record says. Records from before there were documents of delegations leave out everything optional. */
export const DelegationRecord = z.discriminatedUnion('status', [
  z.object({ status: z.literal('none') }),
  z.object({
    status: z.literal('active'),
    ...DelegationPeriod.shape,
    delegationId: z.string().optional(),
    grants: z.array(Grant).optional(),
  }),
  z.object({
    status: z.literal('ended'),
    since: Timestamp,
    endedAt: Timestamp,
    endedBy: EndedBy.optional(),
    delegationId: z.string().optional(),
  }),
]);
export type DelegationRecord = z.infer<typeof DelegationRecord>;
type ActiveRecord = Extract<DelegationRecord, { readonly status: 'active' }>;
type EndedRecord = Extract<DelegationRecord, { readonly status: 'ended' }>;

/** One period of delegated administration, for lists and timers; the customer's record is what help is judged by. */
export const Delegation = documentOf('delegation', {
  /** The redemption that granted it. */
  delegationId: z.string(),
  sortKey: z.string(),
  revision: z.int(),
  customerId: z.string(),
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  /** The offer that it was granted on, and whose mailbox confirmed it; a period from before there were such documents leaves them out. */
  offerId: z.string().optional(),
  summaryId: z.string().optional(),
  acceptedBy: z.object({ name: z.string(), email: z.string() }).optional(),
  ...DelegationPeriod.shape,
  state: z.enum(['active', 'ended']),
  endedAt: Timestamp.optional(),
  endedBy: EndedBy.optional(),
  lastUsedAt: Timestamp.optional(),
  /** Every consent that it rests on, the first one first. */
  redemptionIds: z.array(z.string()),
  /** Where lists go by it: the end, or, when it has none, a moment later than any. */
  runsUntil: Timestamp,
  searchText: z.string(),
  /** When time has something to do for it next; whoever looks at one that has ended takes it out. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type Delegation = z.infer<typeof Delegation>;

/** The queue in which delegations with an end wait for what time does to them. */
export const delegationQueue = 'delegations';

const never = '9999-12-31T23:59:59.999Z';

/** The document id of a delegation. */
export function delegationKey(delegationId: string): string {
  return documentId('delegation', delegationId);
}

/** A customer as far as its delegation goes. */
export interface Delegator {
  readonly id: string;
  readonly partnerId: string;
  readonly companyName: string;
  readonly primaryDomain: string | null;
  readonly searchText: string;
  readonly revision: number;
  readonly delegation: DelegationRecord;
}

/** What changes about a delegation's document, without reading it: the customer's record, written in the same batch, says all that is needed. */
export type DelegationWrite =
  | { readonly kind: 'create'; readonly document: Delegation }
  | {
      readonly kind: 'patch';
      readonly id: string;
      readonly patch: {
        readonly set: Readonly<Record<string, unknown>>;
        readonly increment: Readonly<Record<string, number>>;
        readonly remove?: readonly string[];
      };
      readonly where?: readonly (
        { readonly field: string; readonly equals: string } | { readonly field: string; readonly atLeast: string }
      )[];
    };

/** The record without what is of use to no reader. */
export type DelegationNow = DelegationRecord extends infer Each
  ? Each extends DelegationRecord
    ? Omit<Each, 'grants'>
    : never
  : never;

/** Where delegation stands at this moment: past its end date it has ended then, by time, whatever timer has run. */
export function delegationNow({ delegation }: Pick<Delegator, 'delegation'>, now: Date): DelegationNow {
  if (delegation.status !== 'active') return delegation;
  if (hasRunOut(delegation, now)) return endedAt(delegation, delegation.until, 'time');
  const { grants: _grants, ...shown } = delegation;
  return shown;
}

/** Where the document of a delegation stands at this moment, by the same rule. */
export function delegationState(
  { state, until, endedAt: at, endedBy }: Pick<Delegation, 'state' | 'until' | 'endedAt' | 'endedBy'>,
  now: Date,
): Pick<Delegation, 'state' | 'endedAt' | 'endedBy'> {
  if (state === 'active' && until !== undefined && now.getTime() >= Date.parse(until))
    return { state: 'ended', endedAt: until, endedBy: 'time' };
  return { state, ...(at === undefined ? {} : { endedAt: at }), ...(endedBy === undefined ? {} : { endedBy }) };
}

function hasRunOut(delegation: ActiveRecord, now: Date): delegation is ActiveRecord & { readonly until: string } {
  return delegation.until !== undefined && now.getTime() >= Date.parse(delegation.until);
}

function endedAt({ since, delegationId }: ActiveRecord, at: string, endedBy: EndedBy): EndedRecord {
  return {
    status: 'ended',
    since,
    endedAt: at,
    endedBy,
    ...(delegationId === undefined ? {} : { delegationId }),
  };
}

/** A confirmed "yes" to delegated administration. */
export interface DelegationConsent {
  /** The answer that it was given with: to an offer, or to what was asked for with product keys. */
  readonly redemptionId: string;
  readonly offerId?: string;
  readonly summaryId?: string;
  /** Whose mailbox confirmed it. */
  readonly acceptedBy: { readonly name: string; readonly email: string };
  /** For how long it was asked for; for good when left out. */
  readonly days?: number | undefined;
}

/** The customer as a consent leaves it, and what becomes of the documents. */
export interface Granted<Of> {
  readonly customer: Of;
  readonly delegations: readonly DelegationWrite[];
  /** Whether it begins, lasts longer than before, or lasts as long as it would have anyway. */
  readonly outcome: 'begun' | 'extended' | 'unchanged';
}

/** Whether this consent would say again what this offer was answered with before: delegation is active because of it, and would last a day longer at most. */
export function saysNothingNew(
  { delegation }: Pick<Delegator, 'delegation'>,
  { offerId, days }: Pick<DelegationConsent, 'offerId' | 'days'>,
  now: Date,
): boolean {
  if (delegation.status !== 'active' || hasRunOut(delegation, now)) return false;
  const grantedHere = delegation.grants?.some((grant) => grant.offerId === offerId && offerId !== undefined) ?? false;
  if (!grantedHere || delegation.until === undefined) return grantedHere;
  const until = endOf(days, now);
  const tolerated = addDays(new Date(delegation.until), limits.delegation.sameConsentWithinDays);
  return until !== undefined && Date.parse(until) < tolerated.getTime();
}

/** A consent begins delegation, or, while it is active, lets the same period last until the later end of the two: accepting never shortens. The revision counts the confirmation as a whole, not this. */
export function grantDelegation<Of extends Delegator>(
  customer: Of,
  consent: DelegationConsent,
  now: Date,
): Granted<Of> {
  const { delegation } = customer;
  if (delegation.status === 'active' && !hasRunOut(delegation, now)) return extend(customer, delegation, consent, now);
  const until = endOf(consent.days, now);
  const begun: ActiveRecord = {
    status: 'active',
    since: now.toISOString(),
    ...(until === undefined ? {} : { until }),
    delegationId: consent.redemptionId,
    grants: [grantOf(consent)],
  };
  const ranOut = delegation.status === 'active' ? delegation : undefined;
  return {
    customer: { ...customer, delegation: begun },
    delegations: [
      // Time ended it before any timer did.
      ...(ranOut?.until === undefined
        ? []
        : [endingWrite(customer, ranOut, endedAt(ranOut, ranOut.until, 'time'), now)]),
      { kind: 'create', document: documentFor(customer, begun, consent.redemptionId, now, consent) },
    ],
    outcome: 'begun',
  };
}

function extend<Of extends Delegator>(
  customer: Of,
  before: ActiveRecord,
  consent: DelegationConsent,
  now: Date,
): Granted<Of> {
  const { until: former, ...kept } = before;
  const until = laterEnd(former, endOf(consent.days, now));
  const delegationId = before.delegationId ?? consent.redemptionId;
  const grants = [...(before.grants ?? []), grantOf(consent)];
  const delegation: ActiveRecord = { ...kept, ...(until === undefined ? {} : { until }), delegationId, grants };
  const write: DelegationWrite =
    before.delegationId === undefined
      ? { kind: 'create', document: documentFor(customer, delegation, delegationId, now) }
      : {
          kind: 'patch',
          id: delegationKey(delegationId),
          patch: {
            set: {
              redemptionIds: grants.map(({ redemptionId }) => redemptionId),
              ...(until === former ? {} : runningUntil(until, now)),
            },
            increment: { revision: 1 },
            ...(former !== undefined && until === undefined ? { remove: ['until'] } : {}),
          },
        };
  return {
    customer: { ...customer, delegation },
    delegations: [write],
    outcome: until === former ? 'unchanged' : 'extended',
  };
}

function grantOf({ redemptionId, offerId }: DelegationConsent): z.infer<typeof Grant> {
  return { redemptionId, ...(offerId === undefined ? {} : { offerId }) };
}

function endOf(days: number | undefined, now: Date): string | undefined {
  return days === undefined ? undefined : addDays(now, days).toISOString();
}

/** No end is the latest one. */
function laterEnd(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  return Date.parse(one) >= Date.parse(other) ? one : other;
}

/** A customer whose delegated administration has come to an end, and what becomes of the document. */
export interface EndedDelegation<Of> {
  readonly customer: Of & { readonly delegation: EndedRecord };
  readonly delegation: DelegationWrite;
}

/** Either side ends delegated administration at any time, and time ends it at its end date; it leaves subscriptions and partner of record as they are. */
export function endDelegation<Of extends Delegator>(customer: Of, by: EndedBy, now: Date): Result<EndedDelegation<Of>> {
  const { delegation: before } = customer;
  const ranOut = before.status === 'active' && hasRunOut(before, now);
  if (before.status !== 'active' || ranOut !== (by === 'time'))
    return refuse('state-conflict', { detail: 'There is no delegated administration to end.' });
  const ended = endedAt(before, ranOut ? before.until : now.toISOString(), by);
  const delegationId = before.delegationId ?? earlierId(customer, before);
  return ok({
    customer: { ...customer, revision: customer.revision + 1, delegation: { ...ended, delegationId } },
    delegation: endingWrite(customer, before, ended, now),
  });
}

function endingWrite(customer: Delegator, before: ActiveRecord, ended: EndedRecord, now: Date): DelegationWrite {
  const end = { state: 'ended', endedAt: ended.endedAt, endedBy: ended.endedBy } as const;
  const { delegationId } = before;
  if (delegationId === undefined)
    return { kind: 'create', document: { ...documentFor(customer, before, earlierId(customer, before), now), ...end } };
  return { kind: 'patch', id: delegationKey(delegationId), patch: { set: end, increment: { revision: 1 } } };
}

/** Names a period from before such documents existed, the same whenever it is named. */
function earlierId({ id }: Delegator, { since }: ActiveRecord): string {
  return `earlier~${Date.parse(since)}~${id}`;
}

function documentFor(
  customer: Delegator,
  { since, until, grants = [] }: ActiveRecord,
  delegationId: string,
  now: Date,
  consent?: DelegationConsent,
): Delegation {
  const { partnerId, id: customerId, companyName, primaryDomain, searchText } = customer;
  const id = delegationKey(delegationId);
  return {
    id,
    partnerId,
    type: 'delegation',
    schemaVersion: 1,
    delegationId,
    sortKey: sortKeyOf(since, id),
    revision: 1,
    customerId,
    companyName,
    primaryDomain,
    ...(consent && {
      ...(consent.offerId === undefined ? {} : { offerId: consent.offerId }),
      ...(consent.summaryId === undefined ? {} : { summaryId: consent.summaryId }),
      acceptedBy: { name: consent.acceptedBy.name, email: consent.acceptedBy.email },
    }),
    since,
    ...runningUntil(until, now),
    state: 'active',
    redemptionIds: grants.map(({ redemptionId }) => redemptionId),
    searchText: consent
      ? `${searchText} ${foldForSearch(`${consent.summaryId ?? ''} ${consent.acceptedBy.name}`)}`
      : searchText,
  };
}

/** What a document says of its end, and when time has something to do for it next: for one without an end never. */
function runningUntil(until: string | undefined, now: Date) {
  if (until === undefined) return { runsUntil: never };
  return { until, runsUntil: until, queue: delegationQueue, dueAt: nextMoment(until, now) };
}

/** When the next notice of this end is due, after now; when all have been, the end itself. */
export function nextMoment(until: string, now: Date): string {
  return noticesOf(until).find(({ at }) => Date.parse(at) > now.getTime())?.at ?? until;
}

/** The latest notice of this end that is due, from the moment that it waited for: after a long pause the ones before it are left out. */
export function dueNotice(until: string, dueAt: string, now: Date): { readonly days: number } | undefined {
  return noticesOf(until).findLast(({ at }) => at >= dueAt && Date.parse(at) <= now.getTime());
}

/** The notices of an end, the earliest first. */
function noticesOf(until: string): readonly { readonly days: number; readonly at: string }[] {
  return limits.delegation.noticesDaysBeforeEnd.map((days) => ({
    days,
    at: addDays(new Date(until), -days).toISOString(),
  }));
}

/** A use of delegation at this moment. It makes no edit stale, and cannot be written once delegation has ended, whoever ended it. */
export function useDelegation<Of extends Delegator>(
  customer: Of,
  now: Date,
): { readonly customer: Of; readonly delegation: DelegationWrite } | undefined {
  const { delegation } = customer;
  if (delegation.status !== 'active' || hasRunOut(delegation, now)) return undefined;
  const { delegationId, until } = delegation;
  const lastUsedAt = now.toISOString();
  if (delegationId === undefined) {
    const earlier = earlierId(customer, delegation);
    const document = { ...documentFor(customer, delegation, earlier, now), lastUsedAt };
    return {
      customer: { ...customer, delegation: { ...delegation, delegationId: earlier } },
      delegation: { kind: 'create', document },
    };
  }
  return {
    customer,
    delegation: {
      kind: 'patch',
      id: delegationKey(delegationId),
      patch: { set: { lastUsedAt }, increment: {} },
      where: [
        { field: 'state', equals: 'active' },
        ...(until === undefined
          ? []
          : [{ field: 'runsUntil', atLeast: new Date(now.getTime() + 1).toISOString() } as const]),
      ],
    },
  };
}

/** What the API says of a delegation at this moment. */
export function delegationView(delegation: Delegation, now: Date) {
  const { delegationId: id, customerId, companyName, primaryDomain, since, until, lastUsedAt } = delegation;
  const { acceptedBy, offerId, summaryId } = delegation;
  const { state: status, endedAt: at, endedBy } = delegationState(delegation, now);
  const shown = shownBeside({ primaryDomain, email: acceptedBy?.email });
  return {
    id,
    customerId,
    companyName,
    primaryDomain,
    ...shown,
    status,
    since,
    until,
    endedAt: at,
    endedBy,
    lastUsedAt,
    acceptedBy,
    offerId,
    summaryId,
  };
}
