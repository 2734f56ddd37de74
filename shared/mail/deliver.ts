/** Sends the mails that wait: what was just written at once, and whatever is due every minute. A crash anywhere leaves a mail due again. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { saysItIs } from '../domain/document';
import { lanes, Mail, queueOf, type Lane } from '../domain/mail/mail';
import {
  afterAttempt,
  claim,
  giveUp,
  isDue,
  isSpent,
  keepBack,
  pauseSeconds,
  readdress,
  setAside,
  withhold,
  withoutAddresses,
  type MailChange,
} from '../domain/mail/mail-delivery';
import { faultTurnSeconds } from '../domain/mail/mail-fault';
import { setAsideSeconds } from '../domain/mail/mail-governor';
import { noteOperation } from '../domain/mail/mail-operation';
import type { OutgoingMail, Ports, SendOutcome, Store } from '../ports';
import { quotaOf, SharedMailQuota, type MailNews, type QuotaGrant, type WaitingMail } from './mail-quota';
import { mailboxTakes } from './mailbox-limit';
import { operationIdOf } from './operation-id';

/** A mail as its reader sees it. */
type RenderedMail = Pick<OutgoingMail, 'subject' | 'text' | 'html' | 'fromName' | 'replyTo' | 'stop' | 'code'> & {
  /** Where its reader is by now, when that is elsewhere than it was written for. */
  readonly readdressedTo?: Mail['to'];
};

/** Why a mail must not go out: what it is about, or whom it goes to, does not allow it any more. */
export interface NotToBeSent {
  readonly notToBeSent: string;
  /** Its reader has stopped mails of its kind. */
  readonly isUnwanted?: boolean;
}

/** Makes the finished mail from template and parameters, unless it must not go out. */
export type RenderMail = (mail: Mail, store: Store) => Promise<RenderedMail | NotToBeSent>;

export type MailDelivery = Pick<Ports, 'partners' | 'clock' | 'random' | 'mailer' | 'settings'> & {
  readonly render: RenderMail;
};

/** What a pass did with the mails it tried: sent them, queued them again, or parked them. */
export interface DeliveryReport {
  readonly sent: number;
  readonly queued: number;
  readonly failed: number;
}

/** Tells whoever looks after the deployment. */
export type TellMailNews = (news: MailNews) => void;

/** Sends those of the documents that are mails and due; anything else is passed over, known or not. */
export async function deliverMails(
  ports: MailDelivery,
  documents: readonly unknown[],
  tell?: TellMailNews,
): Promise<DeliveryReport> {
  const now = ports.clock.now();
  const mails = documents
    .filter((document) => saysItIs('mail', document))
    .flatMap((document) => Mail.safeParse(document).data ?? [])
    .filter((mail) => isDue(mail, now));
  return new DeliveryPass(ports, tell).deliver((lane) => Promise.resolve(mails.filter((mail) => mail.lane === lane)));
}

/** Sends whatever is due, as far as the quota goes; the rest stays due. */
export async function deliverDueMails(ports: MailDelivery, tell?: TellMailNews): Promise<DeliveryReport> {
  const pass = new DeliveryPass(ports, tell);
  return pass.deliver((lane) => pass.dueMails(lane));
}

const IdOnly = z.object({ id: z.string() });

/** What came of an attempt; `unused` when nothing was asked of the mail service. */
type Attempt = SendOutcome | 'unused';

class DeliveryPass {
  readonly #ports: MailDelivery;
  readonly #quota: SharedMailQuota;
  readonly #report = { sent: 0, queued: 0, failed: 0 };
  #parked = 0;
  readonly #errors: unknown[] = [];
  readonly #tell: TellMailNews | undefined;
  #lookedForUrgent = 0;
  /** Whether codes may stand behind those that the last look found. */
  #moreBehind = false;

  constructor(ports: MailDelivery, tell: TellMailNews | undefined) {
    this.#ports = ports;
    this.#tell = tell;
    this.#quota = new SharedMailQuota(ports);
  }

  /** Goes through the lanes, the most urgent first. What went wrong is thrown when everything else has been done. */
  async deliver(waitingIn: (lane: Lane) => Promise<readonly Mail[]>): Promise<DeliveryReport> {
    try {
      for (const lane of lanes) if ((await this.#deliverWaiting(lane, waitingIn)) === 'stop') break;
    } catch (error) {
      this.#errors.push(error);
    }
    if (this.#parked > 0) this.#tell?.({ event: 'mails-parked', parked: this.#parked });
    if (this.#errors.length > 0) {
      const said = this.#errors.map((error) =>
        error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
      );
      throw new AggregateError(this.#errors, `Mails were held up. ${withoutAddresses(said.join(' | '))}`);
    }
    return this.#report;
  }

  /** Looks again as long as codes made room in the queue for others behind them, up to a limit. */
  async #deliverWaiting(lane: Lane, waitingIn: (lane: Lane) => Promise<readonly Mail[]>): Promise<'stop' | 'go on'> {
    for (let look = 0; look < limits.mail.looksPerPass; look += 1) {
      const mails = await waitingIn(lane);
      if (mails.length === 0) break;
      const { course, madeRoom } = await this.#deliverLane(lane, mails);
      if (course === 'stop') return 'stop';
      if (!this.#moreBehind || !madeRoom) break;
    }
    return 'go on';
  }

  /** The mails of a lane that are due, unless there is no room for any; one that cannot be read does not hold up the others. */
  async dueMails(lane: Lane): Promise<readonly Mail[]> {
    if (lane === 'codes') this.#lookedForUrgent = this.#ports.clock.now().getTime();
    if ((await this.#quota.room(lane)) === 0) return [];
    const tolerant = {
      parse: (value: unknown) => ({ id: IdOnly.safeParse(value).data?.id, ...Mail.safeParse(value) }),
    };
    const { lookedAtPerPass, lookedAtForOthers } = limits.mail;
    const look = (limit: number) => this.#ports.partners.due(tolerant, queueOf(lane), this.#ports.clock.now(), limit);
    const near = await look(lookedAtPerPass);
    const isFull = near.length === lookedAtPerPass;
    this.#moreBehind = lane === 'codes' && isFull;
    const partners = new Set(near.map(({ document }) => document.data?.partnerId));
    // Several lists of one partner must not hide everybody else's. Codes are set aside instead.
    const due = lane !== 'codes' && isFull && partners.size === 1 ? await look(lookedAtForOthers) : near;
    return due.flatMap(({ document: { id, data, error } }) => {
      if (error) this.#errors.push(new Error(`The document ${id ?? 'without id'} is no mail.`, { cause: error }));
      return data ?? [];
    });
  }

  async #deliverLane(
    lane: Lane,
    mails: readonly Mail[],
  ): Promise<{ readonly course: 'stop' | 'go on'; readonly madeRoom: boolean }> {
    const stop = { course: 'stop', madeRoom: false } as const;
    const { sentAtOnce } = limits.mail;
    let waiting = await this.#quota.inTurn(lane, mails);
    while (waiting.length > 0) {
      if (lane === 'lists' && (await this.#urgentBetween()) === 'stop') return stop;
      const wanted = Math.min(sentAtOnce, waiting.length);
      const granted = await this.#quota.ask(lane, waiting);
      const now = new Set(granted.mails);
      waiting = waiting.filter((one) => !now.has(one));
      const attempts = await Promise.all(granted.mails.map(({ mail }) => this.#attempt(mail, granted.fault)));
      if ((await this.#settle(lane, granted, attempts)) === 'stop') return stop;
      // What is tried while there is a fault is tried alone; the others follow as soon as it is over.
      if (granted.mails.length === 0 && granted.fault !== undefined) return { course: 'go on', madeRoom: false };
      if (granted.mails.length < wanted && granted.fault === undefined) break;
      // When nobody gets through, the service is down: the others keep their attempts for a better time.
      const down = attempts.every((attempt) => attempt !== 'unused' && attempt.kind === 'unavailable');
      if (down && attempts.length === sentAtOnce) return stop;
    }
    return { course: 'go on', madeRoom: lane === 'codes' && (await this.#setAside(waiting)) };
  }

  /** Codes whose turn is far off do not stand before those of others; tells whether there were any. */
  async #setAside(waiting: readonly WaitingMail[]): Promise<boolean> {
    const quota = quotaOf(this.#ports.settings);
    const { sentAtOnce } = limits.mail;
    const aside = waiting.flatMap(({ mail }, place) => {
      const seconds = setAsideSeconds(place, quota);
      return seconds > 0 ? { mail, seconds } : [];
    });
    for (let next = 0; next < aside.length; next += sentAtOnce)
      await Promise.all(
        aside
          .slice(next, next + sentAtOnce)
          .map(({ mail, seconds }) => this.#change(mail, setAside(mail, seconds, this.#ports.clock.now()))),
      );
    return aside.length > 0;
  }

  /** Tells all instances what the attempts say of the mail service; nobody goes on while it wants to be left alone, or nothing can go out. */
  async #settle(lane: Lane, granted: QuotaGrant, attempts: readonly Attempt[]): Promise<'stop' | 'go on'> {
    const outcomes = attempts.flatMap((attempt) => (attempt === 'unused' ? [] : attempt));
    const unused = granted.mails.filter((_mail, index) => attempts[index] === 'unused');
    const pauses = outcomes.flatMap((outcome) =>
      outcome.kind === 'throttled' ? pauseSeconds(outcome.retryAfterSeconds) : [],
    );
    const accepted = outcomes.some(({ kind }) => kind === 'accepted');
    const undecided = outcomes.some(({ kind }) => kind === 'unavailable');
    const [fault] = outcomes.flatMap((outcome) => (outcome.kind === 'senderFault' ? outcome.code : []));
    const tried = granted.fault !== undefined && granted.mails.length > 0;
    if (unused.length > 0 || pauses.length > 0 || fault !== undefined || tried) {
      const pause = Math.max(0, ...pauses) * 1000;
      const blockedUntil = pauses.length > 0 ? new Date(this.#ports.clock.now().getTime() + pause) : undefined;
      const news = await this.#quota.settle(lane, granted, { unused, blockedUntil, accepted, fault, undecided });
      news.forEach((one) => this.#tell?.(one));
    }
    return pauses.length > 0 || (fault !== undefined && !accepted) || (tried && undecided) ? 'stop' : 'go on';
  }

  /** What is more urgent goes between the mails of a list, however long it is, also where the feed tells of it after all of them. */
  async #urgentBetween(): Promise<'stop' | 'go on'> {
    const passed = this.#ports.clock.now().getTime() - this.#lookedForUrgent;
    if (passed < limits.mail.urgentBetweenSeconds * 1000) return 'go on';
    for (const lane of lanes.filter((one) => one !== 'lists')) {
      const mails = await this.dueMails(lane);
      if (mails.length > 0 && (await this.#deliverLane(lane, mails)).course === 'stop') return 'stop';
    }
    return 'go on';
  }

  /** One attempt at one mail. Whatever is thrown on the way leaves the mail to be due again when the lease ends. */
  async #attempt(mail: Mail, fault: QuotaGrant['fault']): Promise<Attempt> {
    try {
      if (isSpent(mail)) {
        if (await this.#change(mail, giveUp(this.#ports.clock.now()))) {
          this.#report.failed += 1;
          this.#parked += 1;
        }
        return 'unused';
      }
      const now = this.#ports.clock.now();
      if (mail.attempts === 0 && !(await mailboxTakes(this.#ports.partners, mail, now))) {
        await this.#change(mail, withhold(now));
        return 'unused';
      }
      const claimed = await this.#change(mail, claim(this.#ports.clock.now()));
      if (claimed === undefined) return 'unused';
      const [rendered] = await Promise.all([this.#render(claimed), this.#noteOperation(claimed)]);
      if ('notToBeSent' in rendered) {
        const { notToBeSent, isUnwanted } = rendered;
        const kept = await this.#change(claimed, keepBack(claimed, notToBeSent, this.#ports.clock.now(), isUnwanted));
        if (kept) this.#report.failed += 1;
        return 'unused';
      }
      const to = 'readdressedTo' in rendered ? rendered.readdressedTo : undefined;
      const addressed = to ? await this.#change(claimed, readdress(claimed, to)) : claimed;
      if (addressed === undefined) return 'unused';
      const outcome: SendOutcome =
        'cannot' in rendered ? { kind: 'unavailable', detail: rendered.cannot } : await this.#send(addressed, rendered);
      const told =
        outcome.kind === 'senderFault'
          ? { ...outcome, begins: fault === undefined, retryAfterSeconds: faultTurnSeconds(fault) }
          : outcome;
      const tried = await this.#change(
        addressed,
        afterAttempt(addressed, told, this.#ports.clock.now(), this.#random01()),
      );
      if (tried?.status === 'sent' || tried?.status === 'queued' || tried?.status === 'failed')
        this.#report[tried.status] += 1;
      if (tried?.status === 'failed' && outcome.kind !== 'rejected') this.#parked += 1;
      return 'cannot' in rendered ? 'unused' : outcome;
    } catch (error) {
      this.#errors.push(error);
      return { kind: 'unavailable', detail: 'The attempt was interrupted.' };
    }
  }

  /** Notes which mail the operation is about before the mail service knows of it: a delivery report may come at once. */
  async #noteOperation(mail: Mail): Promise<void> {
    const document = noteOperation(operationIdOf(mail), mail);
    await this.#ports.partners.write(document.partnerId, [{ kind: 'create', document }]);
  }

  #send(mail: Mail, { readdressedTo: _to, ...rendered }: RenderedMail): Promise<SendOutcome> {
    return this.#ports.mailer.send({
      ...rendered,
      operationId: operationIdOf(mail),
      kind: mail.content.template,
      to: { address: mail.to.address, ...(mail.to.name !== undefined && { name: mail.to.name }) },
      language: mail.language,
    });
  }

  async #render(mail: Mail): Promise<RenderedMail | NotToBeSent | { readonly cannot: string }> {
    if (mail.stopped === true) return { notToBeSent: '' };
    try {
      return await this.#ports.render(mail, this.#ports.partners);
    } catch (error) {
      this.#errors.push(error);
      return { cannot: `The mail could not be written (${error instanceof Error ? error.name : 'unknown'}).` };
    }
  }

  /** The mail as it is after the change, or undefined when it is not ours to change. */
  async #change(mail: Mail, { patch, where }: MailChange): Promise<Mail | undefined> {
    const stored = await this.#ports.partners.patch(Mail, { partition: mail.partnerId, id: mail.id }, patch, where);
    return typeof stored === 'string' ? undefined : stored.document;
  }

  #random01(): number {
    return Buffer.from(this.#ports.random.bytes(4)).readUInt32BE() / 2 ** 32;
  }
}
