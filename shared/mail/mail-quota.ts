/** The mail service's quota as all instances share it: one document, changed under its etag. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { notify } from '../domain/activity/notification';
import { codesInTurn, type WaitingCode } from '../domain/mail/code-shares';
import { queueOf, type Lane, type Mail } from '../domain/mail/mail';
import { faultAdvice, MailFault } from '../domain/mail/mail-fault';
import {
  afterGrant,
  aheadOf,
  allowance,
  block,
  finishedAt,
  giveBack,
  giveBackCodes,
  governorRef,
  grant,
  grantCodes,
  inTurns,
  isBlocked,
  MailGovernor,
  newGovernor,
  served,
  type GrantOutcome,
  type MailQuota,
} from '../domain/mail/mail-governor';
import type { Ports, Write } from '../ports';
import { codeSourceOf } from './code-source';

/** Each lost race means that somebody else went ahead, so losing this often in a row is rare. */
const tries = 8;

/** A mail that waits for its turn. */
export interface WaitingMail extends WaitingCode {
  readonly mail: Mail;
}

/** The mails that may be sent now, the moment from which they count, and the fault that the one send is to find out about. */
export interface QuotaGrant {
  readonly mails: readonly WaitingMail[];
  readonly at: Date;
  readonly fault: MailFault | undefined;
}

/** What the sends of a grant came to: which were not used, how long everybody has to wait, and what is wrong. */
export type Settlement = Omit<GrantOutcome, 'tried'> & {
  readonly unused: readonly WaitingMail[];
  readonly blockedUntil: Date | undefined;
};

/** What whoever looks after the deployment is told once: mails are held up, go out again, or have to wait for the quota. */
export type MailNews =
  | { readonly event: 'mail-held-up'; readonly fault: string; readonly advice: string }
  | { readonly event: 'mail-goes-out-again'; readonly fault: string; readonly since: string }
  | { readonly event: 'mail-paused'; readonly until: string }
  /** Given up after all attempts; not those whose recipient the mail service refused. */
  | { readonly event: 'mails-parked'; readonly parked: number };

/** What is wrong with mail now; read so that nothing in the document can be in the way. */
const MailState = z.object({
  blockedUntil: z.string().optional().catch(undefined),
  blockedAt: z.string().optional().catch(undefined),
  fault: MailFault.optional().catch(undefined),
});

/** Why mails wait, for whoever asks about the deployment; undefined while they go out. */
export async function mailTrouble({ partners, clock }: Pick<Ports, 'partners' | 'clock'>) {
  const stored = await partners.read(MailState, governorRef);
  const { blockedUntil, blockedAt, fault } = stored?.document ?? {};
  if (fault !== undefined) {
    const { code, since, nextTryAt } = fault;
    return { status: 'held-up', fault: code, advice: faultAdvice(code), since, nextTryAt } as const;
  }
  if (blockedUntil === undefined || !isBlocked({ blockedUntil, blockedAt }, clock.now())) return undefined;
  return { status: 'paused', until: blockedUntil } as const;
}

const PartnerOnly = z.object({ partnerId: z.string() });

/** Later than anything is due. */
const endOfTime = new Date('9999-12-31T23:59:59.999Z');

/** The quota that the deployment was given. */
export function quotaOf({ mailPerMinute, mailPerHour }: Ports['settings']): MailQuota {
  return { perMinute: mailPerMinute, perHour: mailPerHour };
}

/** Asks for and gives back room in the quota; who loses too many races gets nothing, and the mails stay due. */
export class SharedMailQuota {
  readonly #partners: Ports['partners'];
  readonly #clock: Ports['clock'];
  readonly #quota: MailQuota;

  constructor({ partners, clock, settings }: Pick<Ports, 'partners' | 'clock' | 'settings'>) {
    this.#partners = partners;
    this.#clock = clock;
    this.#quota = quotaOf(settings);
  }

  /** How much room a lane has. */
  async room(lane: Lane): Promise<number> {
    return allowance(await this.#state(), lane, this.#clock.now(), this.#quota);
  }

  /** The mails of a lane in turn, all partners' alike: of codes, those of who used least lately come first. */
  async inTurn(lane: Lane, mails: readonly Mail[]): Promise<readonly WaitingMail[]> {
    const state = await this.#state();
    if (lane !== 'codes') {
      const waiting = (mail: Mail) => ({ mail, partnerId: mail.partnerId, source: '', createdAt: mail.createdAt });
      return inTurns(mails, state.lastServed[lane]).map(waiting);
    }
    const codes = mails.map((mail) => ({ mail, ...codeSourceOf(mail), createdAt: mail.createdAt }));
    const { perMinute: minute, perHour: hour } = this.#quota;
    return codesInTurn(state.codeUse ?? [], codes, { minute, hour }, this.#clock.now());
  }

  /** Room for as many of the waiting mails as are sent at once: the first ones, of codes those whose sources' shares allow it. */
  async ask(lane: Lane, waiting: readonly WaitingMail[]): Promise<QuotaGrant> {
    const { sentAtOnce } = limits.mail;
    const nothing = { mails: [], at: this.#clock.now(), fault: undefined };
    const granted = await this.#change((current) => {
      const at = this.#clock.now();
      const { fault } = current;
      if (lane === 'codes') {
        const { state, granted: mails } = grantCodes(current, waiting, sentAtOnce, at, this.#quota);
        return { state, value: { mails, at, fault } };
      }
      const together = waiting.slice(0, sentAtOnce);
      const { state, granted: count } = grant(current, lane, together.length, at, this.#quota);
      const mails = together.slice(0, count);
      const last = mails.at(-1);
      return { state: last === undefined ? state : served(state, lane, last.partnerId), value: { mails, at, fault } };
    });
    return granted ?? nothing;
  }

  /** Gives back what was not used, blocks everything for as long as the mail service asked, and begins or ends a fault; gives what is to be told of that. */
  async settle(lane: Lane, granted: QuotaGrant, { unused, blockedUntil, ...outcome }: Settlement): Promise<MailNews[]> {
    const news = await this.#change((current) => {
      const now = this.#clock.now();
      const given =
        lane === 'codes'
          ? giveBackCodes(current, unused, granted.at, now)
          : giveBack(current, lane, unused.length, granted.at, now);
      const blocked = blockedUntil === undefined ? given : block(given, blockedUntil, now);
      const state = afterGrant(blocked, { ...outcome, tried: granted.fault !== undefined }, now);
      const value = newsOf(current, state, now);
      return { state, value, also: value.flatMap((one) => notificationOf(one, now)) };
    });
    return news ?? [];
  }

  /** About when the mails of this partner's lists that wait now will have been sent. */
  async forecast(partnerId: string): Promise<Date> {
    const { lookedAtPerForecast } = limits.mail;
    const [stored, waiting] = await Promise.all([
      this.#read(),
      this.#partners.due(PartnerOnly, queueOf('lists'), endOfTime, lookedAtPerForecast),
    ]);
    const ahead = aheadOf(
      partnerId,
      waiting.map(({ document }) => document),
    );
    return finishedAt(stored?.document ?? newGovernor(), ahead, this.#clock.now(), this.#quota);
  }

  async #state(): Promise<MailGovernor> {
    return (await this.#read())?.document ?? newGovernor();
  }

  #read() {
    return this.#partners.read(MailGovernor, governorRef);
  }

  async #change<T>(
    decide: (current: MailGovernor) => {
      readonly state: MailGovernor;
      readonly value: T;
      readonly also?: readonly Write[];
    },
  ): Promise<T | undefined> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const stored = await this.#read();
      const current = stored?.document ?? newGovernor();
      const { state, value, also = [] } = decide(current);
      if (state === current) return value;
      const write: Write = stored
        ? { kind: 'replace', document: state, etag: stored.etag }
        : { kind: 'create', document: state };
      const { ok } = await this.#partners.write(governorRef.partition, [write, ...also]);
      if (ok) return value;
    }
    return undefined;
  }
}

function newsOf(before: MailGovernor, after: MailGovernor, now: Date): MailNews[] {
  const told = before.fault?.told ?? [];
  const begun = (after.fault?.told ?? [])
    .filter((code) => !told.includes(code))
    .map((fault): MailNews => ({ event: 'mail-held-up', fault, advice: faultAdvice(fault) }));
  const ended: MailNews[] =
    before.fault && !after.fault
      ? [{ event: 'mail-goes-out-again', fault: before.fault.code, since: before.fault.since }]
      : [];
  const paused: MailNews[] =
    isBlocked(after, now) && !isBlocked(before, now) && after.blockedUntil !== undefined
      ? [{ event: 'mail-paused', until: after.blockedUntil }]
      : [];
  return [...begun, ...ended, ...paused];
}

/** The operator finds in its notifications what it is told in the log. */
function notificationOf(news: MailNews, now: Date): Write[] {
  if (news.event === 'mail-paused' || news.event === 'mails-parked') return [];
  const { event, fault } = news;
  const content =
    event === 'mail-held-up'
      ? ({ kind: 'mailHeldUp', fault, advice: news.advice } as const)
      : ({ kind: 'mailGoesOutAgain', fault, since: news.since } as const);
  const document = notify(governorRef.partition, `${event}-${fault}-${now.getTime()}`, content, now);
  return [{ kind: 'create', document }];
}
