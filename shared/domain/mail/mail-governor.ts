/** Keeps all instances together within the mail service's quota: what was granted lately, a pause it asked for, and whose turn it is. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import type { MailFaultCode } from '../../catalogue/mail-faults';
import { documentOf } from '../document';
import { systemPartition } from '../system';
import { Timestamp } from '../text';
import {
  codesThatMayGo,
  CodeUse,
  reserveOf,
  withCodes,
  withoutCodes,
  type CodeSource,
  type WaitingCode,
} from './code-shares';
import { lanes, type Lane } from './mail';
import { faultPauseSeconds, MailFault, meetFault, triesWhile, tryAgainIn } from './mail-fault';

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
  /** And when it asked. */
  blockedAt: Timestamp.optional(),
  /** What keeps every mail from going out. */
  fault: MailFault.optional(),
  /** The partner that had the last turn in a lane. */
  lastServed: z.partialRecord(z.enum(lanes), z.string()),
  /** Who used how much of the codes' room lately; left out while nobody did. */
  codeUse: CodeUse.optional(),
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

const { clocksDifferBySeconds } = limits.mail;

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

/** How many mails a lane may send now: codes may use all of both windows, the other lanes together only their share of each, and none of what is kept for codes of those who used little. */
export function allowance(state: MailGovernor, lane: Lane, now: Date, quota: MailQuota): number {
  if (isBlocked(state, now)) return 0;
  const free = windows.map((window) => {
    const limit = quota[window.quota];
    const { left, others } = leftOf(state, window, now, quota);
    return lane === 'codes' ? left : Math.min(left - reserveOf(limit), shareOfOthers(limit) - others);
  });
  return Math.max(0, Math.min(...free, triesWhile(state.fault, now)));
}

function leftOf(state: MailGovernor, window: (typeof windows)[number], now: Date, quota: MailQuota) {
  const live = liveBuckets(state[window.buckets], window, now);
  const others = sum(live, 'others');
  return { left: quota[window.quota] - others - sum(live, 'codes'), others };
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
  if (granted === 0) return { state, granted };
  const after = counted(state, lane, granted, now, now);
  // Whoever tries while there is a fault tries alone; where its sender dies, another one may when the lease has ended.
  const { fault } = state;
  return { state: fault ? { ...after, fault: tryAgainIn(fault, limits.mail.leaseSeconds, now) } : after, granted };
}

/** Grants up to so many of the waiting codes, as the shares of their sources allow. */
export function grantCodes<T extends WaitingCode>(
  state: MailGovernor,
  waiting: readonly T[],
  most: number,
  now: Date,
  quota: MailQuota,
): { readonly state: MailGovernor; readonly granted: readonly T[] } {
  const use = state.codeUse ?? [];
  const found = (window: (typeof windows)[number]) => ({
    quota: quota[window.quota],
    free: leftOf(state, window, now, quota).left,
    kept: keptFree(state, window, now, quota),
  });
  const wanted = Math.min(most, allowance(state, 'codes', now, quota));
  const granted = codesThatMayGo(use, waiting, wanted, { minute: found(windows[0]), hour: found(windows[1]) }, now);
  if (granted.length === 0) return { state, granted };
  const { state: after } = grant(state, 'codes', granted.length, now, quota);
  return { state: { ...after, codeUse: withCodes(use, granted, now) }, granted };
}

/** What of a window those who used much leave alone: its reserve, and of the hour so much that others could go on at an even pace until what was sent makes room again. */
function keptFree(state: MailGovernor, window: (typeof windows)[number], now: Date, quota: MailQuota): number {
  const limit = quota[window.quota];
  if (window.quota === 'perMinute') return reserveOf(limit);
  const second = now.getTime() / 1000;
  const live = liveBuckets(state[window.buckets], window, now);
  const pace = ((limit - sum(live, 'others')) * limits.mail.codeShares.evenPace) / countsFor(window);
  let freed = 0;
  let short = 0;
  for (const { startSecond, codes } of live.sort((one, other) => one.startSecond - other.startSecond)) {
    short = Math.max(short, (startSecond + countsFor(window) - second) * pace - freed);
    freed += codes;
  }
  return reserveOf(limit) + short;
}

/** Codes that were granted at that moment and will not be sent make room again, and are no use of their sources. */
export function giveBackCodes(
  state: MailGovernor,
  unused: readonly CodeSource[],
  grantedAt: Date,
  now: Date,
): MailGovernor {
  if (unused.length === 0) return state;
  const codeUse = withoutCodes(state.codeUse ?? [], unused, grantedAt, now);
  return { ...giveBack(state, 'codes', unused.length, grantedAt, now), codeUse };
}

/** Sends that were granted at that moment and will not happen make room again. */
export function giveBack(state: MailGovernor, lane: Lane, unused: number, grantedAt: Date, now: Date): MailGovernor {
  return unused > 0 ? counted(state, lane, -unused, grantedAt, now) : state;
}

/** Nothing is granted before that moment; a block is never shortened. */
export function block(state: MailGovernor, until: Date, now: Date): MailGovernor {
  const blockedUntil = until.toISOString();
  return isBlocked(state, now) && (state.blockedUntil ?? '') >= blockedUntil
    ? state
    : { ...state, blockedUntil, blockedAt: now.toISOString() };
}

/** What the sends of one grant came to. */
export interface GrantOutcome {
  /** Whether there was a fault when it was granted, so that it was one try. */
  readonly tried: boolean;
  readonly accepted: boolean;
  readonly fault?: MailFaultCode | undefined;
  /** The service was asked and did not answer for good: nobody knows whether the fault is over. */
  readonly undecided: boolean;
}

/** A mail that is taken ends a fault; one that meets it lets everybody wait, unless another one was taken at the same time. */
export function afterGrant(state: MailGovernor, outcome: GrantOutcome, now: Date): MailGovernor {
  const { fault, ...without } = state;
  if (outcome.accepted) return outcome.tried && fault ? without : state;
  if (outcome.fault !== undefined) return { ...state, fault: meetFault(fault, outcome.fault, now) };
  if (!outcome.tried || fault === undefined) return state;
  return { ...state, fault: tryAgainIn(fault, outcome.undecided ? faultPauseSeconds(fault.met) : 0, now) };
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

/** How many seconds a code at this place among those that wait leaves the queue to others: its turn cannot come before. */
export function setAsideSeconds(place: number, quota: MailQuota): number {
  const { butFor, longestSeconds, earlierBySeconds } = limits.mail.setAside;
  const minutes = Math.floor(place / Math.min(quota.perMinute, butFor));
  const hours = Math.floor(place / quota.perHour);
  return Math.max(0, Math.min(Math.max(minutes * 60, hours * 3600), longestSeconds) - earlierBySeconds);
}

/** About when so many mails of lists will have been sent, if nothing else is: as the quota makes room for them, looked at every minute. A fault is taken to be over at the next try. */
export function finishedAt({ fault, ...state }: MailGovernor, waiting: number, now: Date, quota: MailQuota): Date {
  let moment = fault && triesWhile(fault, now) === 0 ? new Date(fault.nextTryAt) : now;
  let current: MailGovernor = state;
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

/** Whether the mail service asked to be left alone for longer; not when a clock that was wrong says so. */
export function isBlocked(
  { blockedUntil, blockedAt }: Pick<MailGovernor, 'blockedUntil' | 'blockedAt'>,
  now: Date,
): boolean {
  if (blockedUntil === undefined) return false;
  const secondsFromNow = (moment: string) => (Date.parse(moment) - now.getTime()) / 1000;
  const seconds = secondsFromNow(blockedUntil);
  if (blockedAt !== undefined && secondsFromNow(blockedAt) > clocksDifferBySeconds) return false;
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
