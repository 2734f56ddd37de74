/** How codes share the mail service's quota: between partners, and within a partner between what they were asked for on. See docs/adr/0022. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';

/** What was sent lately counts less and less. */
const Use = z.object({ minute: z.number(), hour: z.number() });
type Use = z.infer<typeof Use>;

/** The codes that one source used lately, as it was at that second. Without a source: those of sources that were too many to be told apart. */
const SourceUse = Use.extend({ partnerId: z.string(), source: z.string().optional(), second: z.number() });
type SourceUse = z.infer<typeof SourceUse>;

export const CodeUse = z.array(SourceUse);
export type CodeUse = z.infer<typeof CodeUse>;

/** What a code was asked for on: a link, or an access page. */
export interface CodeSource {
  readonly partnerId: string;
  readonly source: string;
}

/** A code that waits. */
export interface WaitingCode extends CodeSource {
  readonly createdAt: string;
}

/** A window of the quota as codes find it. */
interface Window {
  readonly quota: number;
  readonly free: number;
  /** Of what is free, what those who used much leave alone. */
  readonly kept: number;
}
export type CodeWindows = Readonly<Record<keyof Use, Window>>;

const windows = ['minute', 'hour'] as const;
const windowSeconds = { minute: 60, hour: 3600 } as const;
const { reserve, timesFree, fadesWithin, little, sourcesKnown } = limits.mail.codeShares;

/** What is left of a window to those who used little or nothing of it lately; of a quota of one there is nothing to leave. */
export function reserveOf(quota: number): number {
  return Math.min(Math.ceil(quota * reserve), quota - 1);
}

/** The codes that may go now, in turn: whoever used least lately comes first, and nobody goes who used more than what would be left free. */
export function codesThatMayGo<T extends WaitingCode>(
  use: CodeUse,
  waiting: readonly T[],
  most: number,
  { minute, hour }: CodeWindows,
  now: Date,
): T[] {
  const free = { minute: minute.free, hour: hour.free };
  const quota = { minute: minute.quota, hour: hour.quota };
  const kept = { minute: minute.kept, hour: hour.kept };
  const lines = linesOf(use, waiting, now);
  const gone: T[] = [];
  while (gone.length < most) {
    const line = firstInTurn(
      lines.filter((one) => windows.every((window) => mayGo(one, window, free[window], kept[window]))),
      quota,
    );
    const code = line?.codes.shift();
    if (line === undefined || code === undefined) break;
    gone.push(code);
    for (const window of windows) {
      free[window] -= 1;
      line.ofPartner[window] += 1;
      line.own[window] += 1;
    }
  }
  return gone;
}

/** All waiting codes in the order in which they would go if there were room for all of them. */
export function codesInTurn<T extends WaitingCode>(
  use: CodeUse,
  waiting: readonly T[],
  quota: Readonly<Record<keyof Use, number>>,
  now: Date,
): T[] {
  const endless = (window: keyof Use) => ({ quota: quota[window], free: Infinity, kept: 0 });
  return codesThatMayGo(use, waiting, waiting.length, { minute: endless('minute'), hour: endless('hour') }, now);
}

/** The use after these codes were sent. */
export function withCodes(use: CodeUse, sent: readonly CodeSource[], now: Date): CodeUse {
  return changed(use, sent, { minute: 1, hour: 1 }, now);
}

/** The use when it turns out that these codes, counted at that moment, were not sent. */
export function withoutCodes(use: CodeUse, unsent: readonly CodeSource[], countedAt: Date, now: Date): CodeUse {
  const faded = (window: keyof Use) => -fading(window, (now.getTime() - countedAt.getTime()) / 1000);
  return changed(use, unsent, { minute: faded('minute'), hour: faded('hour') }, now);
}

/** The waiting codes of one source, and what it and its partner used. */
interface Line<T> {
  readonly own: Use;
  readonly ofPartner: Use;
  /** The oldest first. */
  readonly codes: T[];
}

function linesOf<T extends WaitingCode>(use: CodeUse, waiting: readonly T[], now: Date): Line<T>[] {
  const partners = new Map<string, { readonly use: Use; readonly lines: Map<string, Line<T>> }>();
  for (const code of waiting) {
    const partner = partners.get(code.partnerId) ?? { use: nothing(), lines: new Map<string, Line<T>>() };
    partners.set(code.partnerId, partner);
    const line = partner.lines.get(code.source) ?? { own: nothing(), ofPartner: partner.use, codes: [] };
    partner.lines.set(code.source, line);
    line.codes.push(code);
  }
  for (const { partnerId, source, ...used } of faded(use, now)) {
    const partner = partners.get(partnerId);
    const line = source === undefined ? undefined : partner?.lines.get(source);
    for (const window of windows) {
      if (partner) partner.use[window] += used[window];
      if (line) line.own[window] += used[window];
    }
  }
  const lines = [...partners.values()].flatMap((partner) => [...partner.lines.values()]);
  for (const { codes } of lines) codes.sort((one, other) => compare(one.createdAt, other.createdAt));
  return lines;
}

/** A partner goes on while what it used lately fits into what is free, and one of its sources while its own use fits into what that leaves. */
function mayGo({ own, ofPartner }: Line<unknown>, window: keyof Use, free: number, kept: number): boolean {
  if (free < 1) return false;
  const forPartner = Math.max((free - kept) * timesFree, little);
  const forSource = Math.max(forPartner - ofPartner[window], little);
  return ofPartner[window] <= forPartner && own[window] <= forSource;
}

function firstInTurn<T extends WaitingCode>(lines: readonly Line<T>[], quota: Use): Line<T> | undefined {
  const share = ({ minute, hour }: Use) => Math.max(minute / quota.minute, hour / quota.hour);
  let first: { readonly line: Line<T>; readonly by: readonly [number, number, string] } | undefined;
  for (const line of lines) {
    const [oldest] = line.codes;
    if (oldest === undefined) continue;
    const by = [share(line.ofPartner), share(line.own), oldest.createdAt] as const;
    if (first === undefined || comesBefore(by, first.by)) first = { line, by };
  }
  return first?.line;
}

function comesBefore(one: readonly [number, number, string], other: readonly [number, number, string]): boolean {
  if (one[0] !== other[0]) return one[0] < other[0];
  return one[1] === other[1] ? one[2] < other[2] : one[1] < other[1];
}

function changed(use: CodeUse, codes: readonly CodeSource[], by: Use, now: Date): CodeUse {
  const second = now.getTime() / 1000;
  const all = [...use];
  for (const { partnerId, source } of codes) {
    const at = all.findIndex((one) => one.partnerId === partnerId && one.source === source);
    const [before = { partnerId, source, second, ...nothing() }] = faded(at < 0 ? [] : all.slice(at, at + 1), now);
    const after = {
      ...before,
      second: Math.max(before.second, second),
      minute: Math.max(0, before.minute + by.minute),
      hour: Math.max(0, before.hour + by.hour),
    };
    if (at < 0) all.push(after);
    else all[at] = after;
  }
  return bounded(all, now);
}

/** Only the heaviest sources are told apart; what the others used stays with their partner. */
function bounded(use: CodeUse, now: Date): CodeUse {
  const current = use.filter((one) => faded([one], now).some(({ hour }) => hour >= forgottenBelow));
  if (current.length <= sourcesKnown) return current;
  const heaviest = faded(current, now).sort((one, other) => other.hour - one.hour);
  const rest = new Map<string, SourceUse>();
  for (const { partnerId, second, minute, hour } of heaviest.slice(sourcesKnown)) {
    const before = rest.get(partnerId) ?? { partnerId, second, ...nothing() };
    rest.set(partnerId, { ...before, minute: before.minute + minute, hour: before.hour + hour });
  }
  return [
    ...heaviest.slice(0, sourcesKnown),
    ...[...rest.values()].sort((one, other) => other.hour - one.hour).slice(0, sourcesKnown),
  ];
}

/** A hundredth of a send is as good as none. */
const forgottenBelow = 0.01;

/** The use as it is now; what lies further ahead than clocks differ was written by a clock that was wrong. */
function faded(use: CodeUse, now: Date): SourceUse[] {
  const second = now.getTime() / 1000;
  return use
    .filter((one) => one.second <= second + limits.mail.clocksDifferBySeconds)
    .map((one) => {
      const age = Math.max(0, second - one.second);
      return {
        ...one,
        second: Math.max(one.second, second),
        minute: one.minute * fading('minute', age),
        hour: one.hour * fading('hour', age),
      };
    });
}

function fading(window: keyof Use, seconds: number): number {
  return Math.exp(-Math.max(0, seconds) / (windowSeconds[window] * fadesWithin));
}

function nothing(): Use {
  return { minute: 0, hour: 0 };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
