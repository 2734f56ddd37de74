/** The mail service's quota as all instances share it: one document, changed under its etag. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { queueOf, type Lane, type Mail } from '../domain/mail/mail';
import {
  aheadOf,
  allowance,
  block,
  finishedAt,
  giveBack,
  governorRef,
  grant,
  MailGovernor,
  newGovernor,
  served,
  type MailQuota,
} from '../domain/mail/mail-governor';
import type { Ports, Write } from '../ports';

/** Each lost race means that somebody else went ahead, so losing this often in a row is rare. */
const tries = 8;

/** Sends that may happen now, and the moment from which they count. */
export interface QuotaGrant {
  readonly count: number;
  readonly at: Date;
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

  /** How much room a lane has, and which partner had its last turn. */
  async look(lane: Lane): Promise<{ readonly room: number; readonly lastServed: string | undefined }> {
    const state = (await this.#read())?.document ?? newGovernor();
    return { room: allowance(state, lane, this.#clock.now(), this.#quota), lastServed: state.lastServed[lane] };
  }

  /** Room for the first so many of the mails. */
  async ask(lane: Lane, mails: readonly Mail[]): Promise<QuotaGrant> {
    const nothing = { count: 0, at: this.#clock.now() };
    const granted = await this.#change((current) => {
      const at = this.#clock.now();
      const { state, granted: count } = grant(current, lane, mails.length, at, this.#quota);
      const last = mails[count - 1];
      return { state: last === undefined ? state : served(state, lane, last.partnerId), value: { count, at } };
    });
    return granted ?? nothing;
  }

  /** Gives back what was not used, and blocks everything for as long as the mail service asked. */
  async settle(
    lane: Lane,
    { at }: QuotaGrant,
    { unused, blockedUntil }: { readonly unused: number; readonly blockedUntil: Date | undefined },
  ): Promise<void> {
    await this.#change((current) => {
      const state = giveBack(current, lane, unused, at, this.#clock.now());
      return { state: blockedUntil === undefined ? state : block(state, blockedUntil), value: undefined };
    });
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

  #read() {
    return this.#partners.read(MailGovernor, governorRef);
  }

  async #change<T>(
    decide: (current: MailGovernor) => { readonly state: MailGovernor; readonly value: T },
  ): Promise<T | undefined> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const stored = await this.#read();
      const current = stored?.document ?? newGovernor();
      const { state, value } = decide(current);
      if (state === current) return value;
      const write: Write = stored
        ? { kind: 'replace', document: state, etag: stored.etag }
        : { kind: 'create', document: state };
      const { ok } = await this.#partners.write(governorRef.partition, [write]);
      if (ok) return value;
    }
    return undefined;
  }
}
