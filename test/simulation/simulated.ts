/** Kesher as a whole for the simulation: its processes die and start again, its stores and its mail service live on, and whoever calls does not give up. */
import { InvocationContext, type Timer, type TimerFunctionOptions } from '@azure/functions';
import { carryOutClaims } from '../../functions/access/carry-out-claims';
import { sealAudit } from '../../functions/activity/seal-audit';
import { tellOfChanges } from '../../functions/activity/tell-of-changes';
import { writeDigests } from '../../functions/activity/write-digests';
import { ageSubscriptions } from '../../functions/customers/age-subscriptions';
import { carryOutErasures } from '../../functions/customers/carry-out-erasures';
import { forgetCustomers } from '../../functions/customers/forget-customers';
import { remindOfDelegations } from '../../functions/customers/remind-of-delegations';
import { doubtDomains } from '../../functions/links/doubt-domains';
import { sendDueMail } from '../../functions/mail/send-due-mail';
import { sendWrittenMail } from '../../functions/mail/send-written-mail';
import { queueMailings } from '../../functions/offers/queue-mailings';
import { remindOfOffers } from '../../functions/offers/remind-of-offers';
import { endPasswordResets } from '../../functions/passwords/end-password-resets';
import { carryOutTasks } from '../../functions/provisioning/carry-out-tasks';
import { remindOfRequests } from '../../functions/service-requests/remind-of-requests';
import { toldQueue } from '../../shared/domain/activity/notification';
import { claimsQueue } from '../../shared/domain/customers/administrator-claim';
import { digestQueue } from '../../shared/domain/customers/digest';
import { erasureQueue } from '../../shared/domain/customers/erasure';
import { mailingQueue } from '../../shared/domain/offers/mailing';
import { resetQueue } from '../../shared/domain/passwords/password-reset';
import type { MailDelivery } from '../../shared/mail/deliver';
import { mailRenderer } from '../../shared/mails/mail-renderer';
import type { OutgoingMail, Ports, StoredDocument } from '../../shared/ports';
import { portalWorld, type Here } from '../portal-world';
import { noon, World, type Answer, type Call, type OperationName } from '../world';
import {
  brokenDirectory,
  brokenMailer,
  brokenStore,
  type Called,
  type FaultKind,
  type Life,
  type Turn,
} from './faults';
import { MemoryStore } from './memory-store';

/** What a simulation begins with: documents, and the names of what they are. */
export interface Ground {
  readonly partners: MemoryStore;
  readonly productKeys: MemoryStore;
  readonly here: Here;
  readonly now: number;
}

/** Northwind in the middle of everything, made once and copied for each simulation. */
export async function preparedGround(): Promise<Ground> {
  const { world, here } = await portalWorld();
  // What is done from here on is of another moment.
  world.pass({ minutes: 1 });
  const clock = { now: () => new Date(world.now) };
  const ground = {
    partners: await MemoryStore.copyOf(world.store, 'partnerId', clock),
    productKeys: await MemoryStore.copyOf(world.keyStore, 'id', clock),
    here,
    now: world.now,
  };
  world.close();
  return ground;
}

/** A world that stands on the ground and has nothing else in it. */
export function worldOn(ground: Ground): World {
  const clock = { now: () => new Date(world.now) };
  const over = { store: ground.partners.again(clock), keyStore: ground.productKeys.again(clock) };
  const world: World = new World({ over, salt: '/again/' });
  world.now = ground.now;
  return world;
}

type Timers = Readonly<Record<string, (ports: () => Promise<Ports>) => TimerFunctionOptions>>;

/** What runs every few minutes, and has something to do after a fault. */
export const recovering: Timers = {
  carryOutClaims,
  carryOutErasures,
  carryOutTasks,
  endPasswordResets,
  queueMailings,
  tellOfChanges,
  writeDigests,
};

/** What time alone gives something to do. */
export const upkeep: Timers = {
  ageSubscriptions,
  doubtDomains,
  forgetCustomers,
  remindOfDelegations,
  remindOfOffers,
  remindOfRequests,
  sealAudit,
};

/** Where their work waits. What is to be set up waits for people, and what time alone brings is nobody's recovery. */
const recoveringQueues = new Set([claimsQueue, digestQueue, erasureQueue, mailingQueue, resetQueue, toldQueue]);

/** How often everything runs in a recovery, at most: what is put off by a fault comes again after a quarter of an hour. */
const mostRounds = 6;

/** How often a caller tries until it gives up: more often than anything breaks. */
const tries = 8;

export interface Accepted {
  readonly operation: OperationName;
  readonly call: Call;
  readonly answer: Answer;
}

export class Simulated {
  world: World;
  /** What the mail service took, by operation. */
  readonly taken = new Map<string, OutgoingMail>();
  /** What the mail service was asked under an operation that it had taken as something else. */
  readonly mixedUp: string[] = [];
  /** What it was asked for again after it had taken it. */
  readonly takenTwice: string[] = [];
  /** What it was asked for after its reader had stopped such mails. */
  readonly unwanted: string[] = [];
  readonly accepted: Accepted[] = [];
  /** What was called, in this step. */
  readonly calls: Called[] = [];
  readonly partners: MemoryStore;
  readonly productKeys: MemoryStore;
  fault: (call: number) => FaultKind | undefined = () => undefined;
  /** Asked whenever somebody was not answered: whoever looks then has to see no half of anything. */
  cutOff: () => void = () => undefined;
  turn: Turn | undefined;
  restarts = 0;
  #life: Life = { dead: false };
  #fed: string | undefined;
  #now: number;

  constructor(
    readonly ground: Ground,
    private readonly salt = '',
  ) {
    this.#now = ground.now;
    const clock = { now: () => new Date(this.#now) };
    this.partners = ground.partners.again(clock);
    this.productKeys = ground.productKeys.again(clock);
    this.#fed = String(this.partners.documents().length);
    this.world = this.#start();
  }

  get here(): Here {
    return this.ground.here;
  }

  get now(): Date {
    return new Date(this.#now);
  }

  pass(minutes: number): void {
    this.#now += minutes * 60_000;
    this.world.now = this.#now;
  }

  /** Everything of a type, the oldest first. */
  of(type: string): readonly StoredDocument[] {
    const place = ({ sortKey, id }: StoredDocument) => `${sortKey ?? ''} ${id}`;
    return this.partners
      .documents()
      .filter((document) => document.type === type)
      .sort((one, other) => (place(one) < place(other) ? -1 : 1));
  }

  /** The code that was mailed last, as its reader types it. */
  mailed(kind: string, to?: string): string | undefined {
    return [...this.taken.values()].findLast(
      (mail) => mail.kind === kind && (to === undefined || mail.to.address === to),
    )?.code;
  }

  /** Sends the same request until it is answered, as real callers do. */
  async ask(operation: OperationName, call: Call): Promise<Answer> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const answer = await this.#alive(() => this.world.call(operation, call));
      if (answer === 'died' || answer.status >= 500) {
        this.cutOff();
        continue;
      }
      // Whatever is there was to be changed, and it was changed at that moment.
      if (answer.status === 412 && call.headers?.['if-match'] === '*') continue;
      if (answer.status === 409 && answer.text.includes('/problems/request-in-progress')) {
        this.pass(1.1);
        continue;
      }
      if (answer.status < 400) this.accepted.push({ operation, call, answer });
      return answer;
    }
    throw new Error(`Nobody answers ${operation}.`);
  }

  /** What the change feed brings; the platform passes over what its function failed at, and brings again what it died with. */
  async feed(): Promise<void> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const { documents, position } = await this.partners.changes(this.#fed, 10_000);
      if (documents.length === 0) return;
      const { handler } = sendWrittenMail(() => this.#delivery(), 'kesher');
      const end = await this.#alive(() => handler([...documents], context('sendWrittenMail')).catch(() => undefined));
      if (end === 'died') continue;
      this.#fed = position;
      return;
    }
  }

  /** Lets timers run once each, whatever goes wrong. */
  async run(timers: Timers): Promise<void> {
    for (const [name, timer] of Object.entries(timers))
      await this.#tick(
        name,
        timer(() => Promise.resolve(this.world.ports)),
      );
  }

  async deliver(): Promise<void> {
    await this.#tick(
      'sendDueMail',
      sendDueMail(() => this.#delivery()),
    );
  }

  /** Nothing goes wrong any more, and timers run until nothing is due. */
  async recover(): Promise<void> {
    this.fault = () => undefined;
    for (let round = 0; round < mostRounds; round += 1) {
      this.pass(15);
      await this.run(recovering);
      await this.deliver();
      if (this.due().length === 0 && !this.of('mail').some(({ dueAt = '~' }) => dueAt <= this.now.toISOString()))
        return;
    }
  }

  /** What a recovering timer should do by now. */
  due(): readonly StoredDocument[] {
    const now = this.now.toISOString();
    return this.partners
      .documents()
      .filter(({ queue = '', dueAt }) => recoveringQueues.has(queue) && dueAt !== undefined && dueAt <= now);
  }

  async #tick(name: string, { handler }: TimerFunctionOptions): Promise<void> {
    await this.#alive(async () => {
      try {
        await handler(timer, context(name));
      } catch {
        // The platform logs it, and the timer comes again.
      }
    });
  }

  #delivery(): Promise<MailDelivery> {
    return Promise.resolve({ ...this.world.ports, render: mailRenderer(this.world.ports) });
  }

  /** Does something in a process; when that dies of it, starts the next one. */
  async #alive<T>(work: () => Promise<T>): Promise<T | 'died'> {
    const life = this.#life;
    const result = await work();
    if (!life.dead) return result;
    if (life === this.#life) {
      this.restarts += 1;
      this.world = this.#start();
    }
    return 'died';
  }

  #start(): World {
    const life = (this.#life = { dead: false });
    const fate = (called: Called): FaultKind | undefined => this.fault(this.calls.push(called) - 1);
    const turn = (): Promise<unknown> | undefined => this.turn?.();
    const broken = { life, fate, turn: async () => turn() };
    const world = new World({
      over: { store: this.partners, keyStore: this.productKeys },
      salt: `${this.salt}/${this.restarts}/`,
      store: () => brokenStore(this.partners, broken),
      keyStore: () => brokenStore(this.productKeys, broken),
      directory: (inner) => brokenDirectory(inner, broken),
      mailer: brokenMailer({ send: (mail) => Promise.resolve(this.#take(mail)) }, broken),
    });
    world.now = this.#now;
    return world;
  }

  /** A mail service takes an operation once, however often it is asked for. */
  #take(mail: OutgoingMail): { readonly kind: 'accepted' } {
    const before = this.taken.get(mail.operationId);
    if (before && (before.to.address !== mail.to.address || before.kind !== mail.kind || before.code !== mail.code))
      this.mixedUp.push(mail.operationId);
    if (this.#isStopped(mail)) this.unwanted.push(mail.operationId);
    if (before) this.takenTwice.push(mail.operationId);
    else this.taken.set(mail.operationId, mail);
    return { kind: 'accepted' };
  }

  #isStopped({ stop }: OutgoingMail): boolean {
    const token = /\/stop\/([\w-]+)/u.exec(stop?.url ?? '')?.[1];
    const read = token === undefined ? undefined : this.world.ports.stops.read(token);
    return this.of('suppression').some(
      ({ partnerId, suppressionId }) =>
        partnerId === read?.partnerId && suppressionId === `stopped-${read?.recipientKey}`,
    );
  }
}

const timer: Timer = {
  isPastDue: false,
  schedule: { adjustForDST: false },
  scheduleStatus: { last: noon.toISOString(), next: noon.toISOString(), lastUpdated: noon.toISOString() },
};

function context(functionName: string): InvocationContext {
  return new InvocationContext({
    functionName,
    invocationId: `00000000-0000-4000-8000-00000000fee${functionName.length % 10}`,
    logHandler: () => undefined,
  });
}
