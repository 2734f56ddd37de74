/** Mails of a day on their way: the real governor decides which may go, second by second. */
import { lanes, type Lane } from '../../shared/domain/mail/mail';
import {
  allowance,
  grant,
  grantCodes,
  inTurns,
  newGovernor,
  served,
  type MailGovernor,
  type MailQuota,
} from '../../shared/domain/mail/mail-governor';
import { limits } from '../../shared/catalogue/limits';

export interface WaitingMail {
  readonly lane: Lane;
  readonly partnerId: string;
  /** What a code was asked for on. */
  readonly source: string;
  readonly createdAt: string;
  readonly dueSecond: number;
  readonly sent: (second: number) => void;
}

/** How long mails of a lane waited, in seconds. */
export interface LaneResult {
  readonly lane: Lane;
  readonly waits: readonly number[];
  readonly waiting: number;
  readonly gaveUp: number;
}

export class MailDesk {
  #governor: MailGovernor = newGovernor();
  readonly #queues: Readonly<Record<Lane, Queue>> = {
    codes: new Queue(),
    receipts: new Queue(),
    notices: new Queue(),
    lists: new Queue(),
  };
  /** Mails that are not due yet, by the look that will find them. */
  readonly #later = new Map<number, WaitingMail[]>();
  readonly #waits: Record<Lane, number[]> = { codes: [], receipts: [], notices: [], lists: [] };
  #fresh: WaitingMail[] = [];
  /** The lane that a pass of the timer is at, and what it found there. */
  #passing: Lane | undefined;
  #turn: WaitingMail[] = [];
  #gaveUp = 0;

  constructor(
    private readonly quota: MailQuota,
    private readonly midnight: number,
    private readonly lookSeconds: number,
    private readonly perLook: number,
    private readonly patienceSeconds: number,
  ) {}

  /** A mail that was just written; the change feed hands it on at once, if it is due. */
  write(mail: WaitingMail, second: number): void {
    if (mail.dueSecond <= second) this.#fresh.push(mail);
    else {
      const look = Math.ceil(mail.dueSecond / this.lookSeconds) * this.lookSeconds;
      const others = this.#later.get(look);
      if (others) others.push(mail);
      else this.#later.set(look, [mail]);
    }
  }

  /** Looks at what waits, and gives how many mails went. */
  pass(second: number): number {
    const now = new Date(this.midnight + second * 1000);
    for (const mail of this.#later.get(second) ?? []) this.#queues[mail.lane].add(mail);
    this.#later.delete(second);
    const fresh = this.#fresh;
    this.#fresh = [];
    let sent = 0;
    for (const lane of lanes) {
      const mails = fresh.filter((mail) => mail.lane === lane);
      if (mails.length === 0) continue;
      const went = this.#grant(lane, mails, Math.min(mails.length, this.perLook - sent), now, second);
      sent += went.size;
      for (const mail of mails) if (!went.has(mail)) this.#queues[lane].add(mail);
    }
    if (second % 60 === 0) this.#begin('codes', second);
    return sent + this.#goOn(second, now);
  }

  results(): readonly LaneResult[] {
    return lanes.map((lane) => ({
      lane,
      waits: this.#waits[lane],
      waiting: this.#queues[lane].size + [...this.#later.values()].flat().filter((mail) => mail.lane === lane).length,
      gaveUp: lane === 'codes' ? this.#gaveUp : 0,
    }));
  }

  /** A pass of the timer looks at a lane as it is then. */
  #begin(lane: Lane, second: number): void {
    this.#passing = lane;
    if (lane === 'codes') this.#forgetCodes(second);
    const near = this.#queues[lane].first(limits.mail.lookedAtPerPass);
    this.#turn = lane === 'codes' ? near : inTurns(near, this.#governor.lastServed[lane]);
  }

  /** So many as one pass sends until the next look, lane after lane, until there is no room. */
  #goOn(second: number, now: Date): number {
    let left = this.perLook;
    while (left > 0 && this.#passing !== undefined) {
      const lane = this.#passing;
      const wanted = Math.min(left, this.#turn.length);
      const went = wanted === 0 ? new Set<WaitingMail>() : this.#grant(lane, this.#turn, wanted, now, second);
      left -= went.size;
      if (went.size > 0) {
        this.#turn = this.#turn.filter((mail) => !went.has(mail));
        for (const mail of went) this.#queues[lane].drop(mail);
      }
      if (went.size < wanted || this.#turn.length === 0) {
        const next = lanes[lanes.indexOf(lane) + 1];
        if (next === undefined) this.#passing = undefined;
        else this.#begin(next, second);
      }
    }
    return this.perLook - left;
  }

  #grant(lane: Lane, mails: readonly WaitingMail[], most: number, now: Date, second: number): Set<WaitingMail> {
    const went = new Set<WaitingMail>();
    if (most <= 0 || allowance(this.#governor, lane, now, this.quota) === 0) return went;
    if (lane === 'codes') {
      const { state, granted } = grantCodes(this.#governor, mails, most, now, this.quota);
      this.#governor = state;
      for (const mail of granted) went.add(mail);
    } else {
      const { state, granted } = grant(this.#governor, lane, most, now, this.quota);
      const going = mails.slice(0, granted);
      const last = going.at(-1);
      this.#governor = last ? served(state, lane, last.partnerId) : state;
      for (const mail of going) went.add(mail);
    }
    for (const mail of went) {
      this.#waits[lane].push(second - (Date.parse(mail.createdAt) - this.midnight) / 1000);
      mail.sent(second);
    }
    return went;
  }

  #forgetCodes(second: number): void {
    const oldest = this.midnight + (second - this.patienceSeconds) * 1000;
    const old = this.#queues.codes.first(Infinity).filter(({ createdAt }) => Date.parse(createdAt) < oldest);
    for (const mail of old) this.#queues.codes.drop(mail);
    this.#gaveUp += old.length;
  }
}

/** Mails in the order in which they became due. */
class Queue {
  #mails: WaitingMail[] = [];
  readonly #gone = new Set<WaitingMail>();

  get size(): number {
    return this.#mails.length - this.#gone.size;
  }

  add(mail: WaitingMail): void {
    this.#mails.push(mail);
  }

  drop(mail: WaitingMail): void {
    this.#gone.add(mail);
    // Now and then, so that no mail that goes costs a walk through all that wait.
    if (this.#gone.size < 1000 || this.#gone.size < this.#mails.length / 10) return;
    this.#mails = this.#mails.filter((one) => !this.#gone.has(one));
    this.#gone.clear();
  }

  /** Up to so many of those that wait. */
  first(most: number): WaitingMail[] {
    const found: WaitingMail[] = [];
    for (const mail of this.#mails) {
      if (found.length >= most) break;
      if (!this.#gone.has(mail)) found.push(mail);
    }
    return found;
  }
}
