/** Keeps all instances together within the mail service's quota: what was granted lately, a pause it asked for, and whose turn it is. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentOf } from '../document';
import { systemPartition } from '../system';
import { Timestamp } from '../text';
import { lanes, type Lane } from './mail';

/** Sends that were granted in one stretch of time. */
const Bucket = z.object({ startSecond: z.int(), codes: z.int(), others: z.int() });
type Bucket = z.infer<typeof Bucket>;

export const MailGovernor = documentOf('mail-governor', {
  /** The last minute, by the second. */
  seconds: z.array(Bucket),
  /** The last hour, by the minute. */
  minutes: z.array(Bucket),
  /** The mail service asked to be left alone until then. */
  blockedUntil: Timestamp.optional(),
  /** The partner that had the last turn in a lane. */
  lastServed: z.partialRecord(z.enum(lanes), z.string()),
});
export type MailGovernor = z.infer<typeof MailGovernor>;

/** What the mail service takes, in any 60 seconds and in any 60 minutes. */
export interface MailQuota {
  readonly perMinute: number;
  readonly perHour: number;
}

/** Where the governor's one document lies. */
export const governorRef = { partition: systemPartition, id: 'mail-governor' } as const;

const windows = [
  { buckets: 'seconds', bucketSeconds: 1, windowSeconds: 60, quota: 'perMinute' },
  { buckets: 'minutes', bucketSeconds: 60, windowSeconds: 3600, quota: 'perHour' },
] as const;

/** How far another instance's clock may be ahead; what lies further ahead was written by a clock that was wrong. */
const clocksDifferBySeconds = 60;

/** A governor under which nothing has been sent yet. */
export function newGovernor(): MailGovernor {
  return {
    id: governorRef.id,
    partnerId: governorRef.partition,
    type: 'mail-governor',
    schemaVersion: 1,
    seconds: [],
    minutes: [],
    lastServed: {},
  };
}

/** How many mails a lane may send now: codes may use all of both windows, the other lanes together only their share of each. */
export function allowance(state: MailGovernor, lane: Lane, now: Date, quota: MailQuota): number {
  if (isBlocked(state, now)) return 0;
  const free = windows.map((window) => {
    const live = liveBuckets(state[window.buckets], window, now);
    const others = sum(live, 'others');
    const left = quota[window.quota] - others - sum(live, 'codes');
    return lane === 'codes' ? left : Math.min(left, shareOfOthers(quota[window.quota]) - others);
  });
  return Math.max(0, Math.min(...free));
}

/** Grants a lane as many of the wanted sends as the quota has room for; each counts from now on, used or not. */
export function grant(
  state: MailGovernor,
  lane: Lane,
  wanted: number,
  now: Date,
  quota: MailQuota,
): { readonly state: MailGovernor; readonly granted: number } {
  const granted = Math.min(wanted, allowance(state, lane, now, quota));
  return granted > 0 ? { state: counted(state, lane, granted, now, now), granted } : { state, granted: 0 };
}

/** Sends that were granted at that moment and will not happen make room again. */
export function giveBack(state: MailGovernor, lane: Lane, unused: number, grantedAt: Date, now: Date): MailGovernor {
  return unused > 0 ? counted(state, lane, -unused, grantedAt, now) : state;
}

/** Nothing is granted before that moment; a block is never shortened. */
export function block(state: MailGovernor, until: Date): MailGovernor {
  const blockedUntil = until.toISOString();
  return state.blockedUntil !== undefined && state.blockedUntil >= blockedUntil ? state : { ...state, blockedUntil };
}

/** Remembers who had the last turn in a lane. */
export function served(state: MailGovernor, lane: Lane, partnerId: string): MailGovernor {
  return { ...state, lastServed: { ...state.lastServed, [lane]: partnerId } };
}

/** Partners take turns, beginning after the one that had the last turn; each partner's own mails keep their order. */
export function inTurns<T extends { readonly partnerId: string }>(
  mails: readonly T[],
  lastServed: string | undefined,
): T[] {
  const byPartner = new Map<string, T[]>();
  for (const mail of mails) {
    const own = byPartner.get(mail.partnerId);
    if (own) own.push(mail);
    else byPartner.set(mail.partnerId, [mail]);
  }
  const partners = [...byPartner.keys()].sort();
  const next = lastServed === undefined ? 0 : partners.findIndex((partner) => partner > lastServed);
  const rotated = next > 0 ? [...partners.slice(next), ...partners.slice(0, next)] : partners;
  const longest = Math.max(0, ...[...byPartner.values()].map((own) => own.length));
  return Array.from({ length: longest }, (_, round) =>
    rotated.flatMap((partner) => byPartner.get(partner)?.slice(round, round + 1) ?? []),
  ).flat();
}

/** When a list's mail at this place could have its turn at the earliest, after so many seconds. Lists are due at this pace, so that a long one does not stand before everybody else's. */
export function turnSeconds(place: number, quota: MailQuota): number {
  return Math.max(
    ...windows.map((window) => Math.floor(place / shareOfOthers(quota[window.quota])) * window.windowSeconds),
  );
}

/** About when so many mails of lists will have been sent, if nothing else is: as the quota makes room for them, looked at every minute. */
export function finishedAt(state: MailGovernor, waiting: number, now: Date, quota: MailQuota): Date {
  let moment = now;
  let current = state;
  for (let left = waiting; left > 0;) {
    const { state: after, granted } = grant(current, 'lists', left, moment, quota);
    current = after;
    left -= granted;
    if (left > 0) moment = nextLook(current, moment, now);
  }
  return moment;
}

/** The first whole minute after the start by which something makes room again. */
function nextLook(state: MailGovernor, moment: Date, start: Date): Date {
  const ends = windows.flatMap((window) =>
    liveBuckets(state[window.buckets], window, moment).map(({ startSecond }) => startSecond + countsFor(window)),
  );
  const blocked = state.blockedUntil === undefined ? [] : [Date.parse(state.blockedUntil) / 1000];
  const second = moment.getTime() / 1000;
  const next = Math.min(...[...ends, ...blocked].filter((end) => end > second), second + 3600);
  const minutes = Math.ceil((next - start.getTime() / 1000) / 60);
  return new Date(start.getTime() + minutes * 60_000);
}

/** How many of the waiting mails will have been sent when the last one of this partner has: others take turns with it. */
export function aheadOf(partnerId: string, waiting: readonly { readonly partnerId: string }[]): number {
  const counts = new Map<string, number>();
  for (const mail of waiting) counts.set(mail.partnerId, (counts.get(mail.partnerId) ?? 0) + 1);
  const own = counts.get(partnerId) ?? 0;
  return [...counts.values()].reduce((sum, count) => sum + Math.min(count, own), 0);
}

function shareOfOthers(quota: number): number {
  return Math.min(quota, Math.max(1, Math.floor(quota * (1 - limits.mail.shareKeptForCodes))));
}

function isBlocked({ blockedUntil }: MailGovernor, now: Date): boolean {
  if (blockedUntil === undefined) return false;
  const seconds = (Date.parse(blockedUntil) - now.getTime()) / 1000;
  return seconds > 0 && seconds <= limits.mail.throttledSeconds.longest + clocksDifferBySeconds;
}

/** A bucket counts until all of it is outside the window, however late within its second or minute a send was, and however late its grant was used. */
function liveBuckets(buckets: readonly Bucket[], window: (typeof windows)[number], now: Date): Bucket[] {
  const second = now.getTime() / 1000;
  return buckets.filter(
    ({ startSecond }) => startSecond + countsFor(window) > second && startSecond <= second + clocksDifferBySeconds,
  );
}

function countsFor({ bucketSeconds, windowSeconds }: (typeof windows)[number]): number {
  return bucketSeconds + windowSeconds + limits.mail.grantSeconds;
}

function counted(state: MailGovernor, lane: Lane, sends: number, at: Date, now: Date): MailGovernor {
  const kind = lane === 'codes' ? 'codes' : 'others';
  const changed = windows.map((window) => {
    const { bucketSeconds } = window;
    const startSecond = Math.floor(at.getTime() / 1000 / bucketSeconds) * bucketSeconds;
    const live = liveBuckets(state[window.buckets], window, now);
    const bucket = live.find((other) => other.startSecond === startSecond) ?? { startSecond, codes: 0, others: 0 };
    const updated = { ...bucket, [kind]: Math.max(0, bucket[kind] + sends) };
    return [
      window.buckets,
      [...live.filter((other) => other !== bucket), updated].filter(({ codes, others }) => codes + others > 0),
    ] as const;
  });
  return { ...state, ...Object.fromEntries(changed) };
}

function sum(buckets: readonly Bucket[], kind: 'codes' | 'others'): number {
  return buckets.reduce((total, bucket) => total + bucket[kind], 0);
}
