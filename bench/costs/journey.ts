/** One offer from its making to its end, through the real handlers over the embedded store, and what each step asks of database, mail service and log. */
import { InvocationContext, type Timer } from '@azure/functions';
import { sendWrittenMail } from '../../functions/mail/send-written-mail';
import type { MailDelivery } from '../../shared/mail/deliver';
import { mailRenderer } from '../../shared/mails/mail-renderer';
import type { OutgoingMail, Ports, StoredDocument } from '../../shared/ports';
import { accessToken, askForCode, cookieOf, enterCode } from '../../test/access-world';
import { eventGrid } from '../../test/portal-world';
import { tasksOf, reported } from '../../test/provisioning-world';
import { contoso, noa, World, type Answer, type Call, type OperationName } from '../../test/world';
import { CountingStore, together, type Tally } from './counting-store';
import { bytesOf, deleteUnits, feedUnits, termsOf } from './request-units';
import { runsPerDay, timersOver } from './timers';

/** What one step came to. */
export interface Step {
  readonly tally: Tally;
  /** Request units of handing on to the change feed what the step wrote. */
  readonly feedUnits: number;
  readonly executions: number;
  /** Lines that the app itself logged, and their bytes. */
  readonly lines: number;
  readonly lineBytes: number;
  readonly mails: number;
  readonly mailBytes: number;
  /** Bytes of documents that came to stay, and of those that go by themselves. */
  readonly keptBytes: number;
  readonly passingBytes: number;
  /** Request units of collecting the latter. */
  readonly collectingUnits: number;
}

/** How many recipients the measured list has; what one of them costs is a share of it. */
const recipientsMeasured = 50;

export const stepNames = [
  'making an offer',
  'writing a list, for each recipient',
  'mailing it, for each recipient',
  'opening a link, page',
  'opening it again',
  'a forged link',
  'answering',
  'the page for the code',
  'confirming',
  'the receipt again',
  'a delivery report',
  'asking for the access page',
  'entering its code',
  'the access page again',
  'a page of the portal',
  'setting up at Microsoft',
  'sealing the audit trail',
  'reminding, for each recipient',
] as const;
export type StepName = (typeof stepNames)[number];

/** What a function asks of the database when there is nothing to do, and how often it runs. */
export interface Idle {
  readonly name: string;
  readonly unitsPerRun: number;
  readonly runsPerDay: number;
}

/** The documents of one type that were left at the end. */
interface DocumentSize {
  readonly type: string;
  readonly count: number;
  /** On average. */
  readonly bytes: number;
  readonly terms: number;
  readonly passes: boolean;
}

export interface Journey {
  readonly steps: Readonly<Record<StepName, Step>>;
  readonly idle: readonly Idle[];
  readonly sizes: readonly DocumentSize[];
}

/** Walks the whole way once. Each run gives the same figures. */
export async function walkJourney(): Promise<Journey> {
  const walk = new Walk();
  try {
    return await walk.all();
  } finally {
    walk.close();
  }
}

class Walk {
  readonly #stores: CountingStore[] = [];
  readonly #world: World;
  readonly #ports: Ports & MailDelivery;
  readonly #steps = new Map<StepName, Step>();
  #position: string | undefined;

  constructor() {
    this.#world = new World({
      store: (inner) => this.#counting(new CountingStore(inner, 'partners')),
      keyStore: (inner) => this.#counting(new CountingStore(inner, 'productKeys')),
    });
    this.#ports = { ...this.#world.ports, render: mailRenderer(this.#world.ports) };
  }

  close(): void {
    this.#world.close();
  }

  async all(): Promise<Journey> {
    const idle = await this.#idleTimers();
    await this.#world.addPartner();
    await this.#offerAndAnswer();
    await this.#afterwards();
    const missing = stepNames.filter((name) => !this.#steps.has(name));
    if (missing.length > 0) throw new Error(`Nobody walked: ${missing.join(', ')}.`);
    const steps = Object.fromEntries(this.#steps) as Record<StepName, Step>;
    return { steps, idle, sizes: sizesOf(await this.#documents()) };
  }

  async #idleTimers(): Promise<readonly Idle[]> {
    const idle: Idle[] = [];
    for (const [name, timer] of Object.entries(timersOver(this.#ports))) {
      // The first run finds nothing remembered; what it costs to remember is no matter of every run.
      await this.#run(name);
      this.#taken();
      await this.#run(name);
      idle.push({ name, unitsPerRun: this.#taken().units, runsPerDay: runsPerDay(timer) });
    }
    return idle;
  }

  async #offerAndAnswer(): Promise<void> {
    const world = this.#world;
    await this.#feed();
    const { id: offerId, code } = await this.#step('making an offer', () => world.invite({ validForDays: 90 }));
    const recipients = Array.from({ length: recipientsMeasured }, (_, n) => ({
      email: `person${n}@company${n}.example`,
    }));
    await this.#step(
      'writing a list, for each recipient',
      () => this.#call('sendOffer', { as: noa, params: { offerId }, body: { recipients } }),
      { share: recipientsMeasured },
    );
    await this.#step('mailing it, for each recipient', () => this.#feed(), { share: recipientsMeasured });
    const asPage = { params: { code }, headers: { accept: 'text/html' } };
    await this.#step('opening a link, page', () => this.#call('openLink', asPage));
    await this.#step('opening it again', () => this.#call('openLink', asPage));
    const forged = `${code.slice(0, -5)}${code.slice(-5, -4) === 'A' ? 'B' : 'A'}${code.slice(-4)}`;
    await this.#step('a forged link', () => this.#call('openLink', { ...asPage, params: { code: forged } }, 404));
    const redemptionId = await this.#step(
      'answering',
      async () => {
        const id = await world.redeem(code);
        await this.#feed();
        return id;
      },
      { executions: 2 },
    );
    const mailed = await this.#lastCode();
    const page = { ...asPage, params: { code, redemptionId } };
    await this.#step('the page for the code', () => this.#call('showRedemption', page));
    await this.#step(
      'confirming',
      async () => {
        const { status, text } = await world.confirm(code, redemptionId, mailed);
        if (status !== 200) throw new Error(`It was not confirmed: ${text}`);
        await this.#feed();
      },
      { executions: 2 },
    );
    await this.#step('the receipt again', () => this.#call('showRedemption', page));
    await this.#step('a delivery report', () => this.#deliveryReport(world.mails.at(-1)));
  }

  async #afterwards(): Promise<void> {
    const world = this.#world;
    const token = accessToken(world);
    await this.#step(
      'asking for the access page',
      async () => {
        await askForCode(world, token);
        await this.#feed();
      },
      { executions: 2 },
    );
    const code = await this.#lastCode();
    const session = await this.#step('entering its code', async () => cookieOf(await enterCode(world, token, code)));
    await this.#step('the access page again', () =>
      this.#call('openAccessPage', { params: { token }, headers: { cookie: session, accept: 'text/html' } }),
    );
    const portal = ['getOverview', 'listNotifications', 'listOffers', 'listCustomers'] as const;
    await this.#step(
      'a page of the portal',
      async () => {
        for (const name of portal) await this.#call(name, { as: noa });
      },
      { share: portal.length, executions: portal.length },
    );
    await this.#step(
      'setting up at Microsoft',
      async () => {
        const [task] = await tasksOf(world);
        if (!task) throw new Error('There is nothing to set up.');
        await reported(world, task.id, { state: 'done', reference: '5f1c2a80-9d3b-4a5e-8c44-0d9d3b0c7a11' });
        await this.#feed();
      },
      { executions: 3 },
    );
    world.pass({ minutes: 15 });
    await this.#step('sealing the audit trail', () => this.#run('sealAudit'), { executions: 0 });
    world.pass({ days: 83 });
    await this.#step(
      'reminding, for each recipient',
      async () => {
        await this.#run('remindOfOffers');
        await this.#feed();
      },
      { share: recipientsMeasured, executions: 1 },
    );
  }

  /** What the work asks for, or so large a share of it. */
  async #step<T>(
    name: StepName,
    work: () => Promise<T>,
    { share = 1, executions = 1 }: { readonly share?: number; readonly executions?: number } = {},
  ): Promise<T> {
    const { mails, logged } = this.#world;
    const [sentBefore, linesBefore, before] = [mails.length, logged.length, await this.#documents()];
    this.#taken();
    const result = await work();
    const tally = this.#taken();
    const written = (await this.#documents()).filter(
      (document) => before.get(document.id) !== JSON.stringify(document),
    );
    const made = written.filter(({ id }) => !before.has(id));
    // A mail passes too, from when it is sent on.
    const passing = made.filter(({ ttl = -1, type }) => ttl >= 0 || type === 'mail');
    const [sent, lines] = [mails.slice(sentBefore), logged.slice(linesBefore)];
    const bytes = (documents: readonly StoredDocument[]) => sum(documents.map(bytesOf)) / share;
    this.#steps.set(name, {
      tally: shareOf(tally, share),
      feedUnits: written.length === 0 ? 0 : feedUnits(written.map(bytesOf)) / share,
      executions: executions / share,
      lines: lines.length / share,
      lineBytes: sum(lines.map((line) => Buffer.byteLength(line))) / share,
      mails: sent.length / share,
      mailBytes: sum(sent.map(({ subject, text, html }) => Buffer.byteLength(subject + text + html))) / share,
      passingBytes: bytes(passing),
      keptBytes: bytes(made.filter((document) => !passing.includes(document))),
      collectingUnits: sum(passing.map((document) => deleteUnits('partners', document))) / share,
    });
    return result;
  }

  async #call(name: OperationName, call: Call, expected = 200): Promise<Answer> {
    const answer = await this.#world.call(name, call);
    if (answer.status !== expected && Math.floor(answer.status / 100) !== Math.floor(expected / 100))
      throw new Error(`${name} answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  /** Hands on what was written since the last time, as the host does, until nothing more is written. */
  async #feed(): Promise<void> {
    const { handler } = sendWrittenMail(() => Promise.resolve(this.#ports), 'kesher');
    for (;;) {
      const { documents, position } = await this.#world.store.changes(this.#position, 100);
      this.#position = position;
      if (documents.length === 0) return;
      await handler([...documents], this.#context('sendWrittenMail'));
    }
  }

  async #run(name: string): Promise<void> {
    const timer = timersOver(this.#ports)[name];
    if (!timer) throw new Error(`There is no timer ${name}.`);
    await timer.handler({} as Timer, this.#context(name));
  }

  async #deliveryReport(mail: OutgoingMail | undefined): Promise<void> {
    const data = { messageId: mail?.operationId, status: 'Delivered', recipient: mail?.to.address };
    const type = 'Microsoft.Communication.EmailDeliveryReportReceived';
    const event = { specversion: '1.0', id: 'e1', source: '/communication', type, data };
    await this.#call('receiveDeliveryReports', { as: eventGrid, body: [event] });
  }

  async #lastCode(): Promise<string> {
    const mail = this.#world.mails.findLast(
      ({ to, code }) => to.address === contoso.contact.email && code !== undefined,
    );
    if (mail?.code === undefined) throw new Error('No code was mailed.');
    return Promise.resolve(mail.code);
  }

  async #documents() {
    const { documents } = await this.#world.store.changes(undefined, 10_000);
    const texts = new Map(documents.map((document) => [document.id, JSON.stringify(document)]));
    return Object.assign(documents, { get: (id: string) => texts.get(id), has: (id: string) => texts.has(id) });
  }

  #context(functionName: string): InvocationContext {
    const logHandler = (_level: unknown, ...line: readonly unknown[]) =>
      this.#world.logged.push(line.map(String).join(' '));
    return new InvocationContext({ functionName, invocationId: '00000000-0000-4000-8000-000000000000', logHandler });
  }

  #counting(store: CountingStore): CountingStore {
    this.#stores.push(store);
    return store;
  }

  #taken(): Tally {
    return together(this.#stores.map((store) => store.take()));
  }
}

function sizesOf(documents: readonly StoredDocument[]): readonly DocumentSize[] {
  const types = [...new Set(documents.map(({ type }) => type))].sort();
  return types.map((type) => {
    const those = documents.filter((document) => document.type === type);
    const average = (value: (document: StoredDocument) => number) => sum(those.map(value)) / those.length;
    const terms = average((document) => termsOf('partners', document).size);
    return {
      type,
      count: those.length,
      bytes: average(bytesOf),
      terms,
      passes: those.every(({ ttl = -1 }) => ttl >= 0),
    };
  });
}

function shareOf({ unitsByPartition, ...tally }: Tally, share: number): Tally {
  const shared = Object.fromEntries(Object.entries(tally).map(([name, value]) => [name, value / share]));
  const byPartition = [...unitsByPartition].map(([partition, units]) => [partition, units / share] as const);
  return { ...(shared as Omit<Tally, 'unitsByPartition'>), unitsByPartition: new Map(byPartition) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
