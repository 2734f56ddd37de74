import * as z from 'zod';
import type { MailQuota } from '../../../shared/domain/mail/mail-governor';
import { deliverDueMails, deliverMails } from '../../../shared/mail/deliver';
import { mailRenderer } from '../../../shared/mails/mail-renderer';
import type { OutgoingMail, SendOutcome } from '../../../shared/ports';
import { company } from '../../link-world';
import { fabrikam, fay } from '../../portal-world';
import { StrictService } from '../../strict-mail-service';
import { noa, tenants, World } from '../../world';

const Sent = z.object({ items: z.array(z.unknown()), forecast: z.object({ finishedAt: z.string() }) });

/** A deployment that runs by the minute, with the change feed in between. */
class Simulation {
  readonly world: World;
  readonly service: StrictService;
  readonly asked = new Map<string, number>();
  #fed: string | undefined;

  constructor(
    quota: MailQuota,
    private readonly instances = 1,
  ) {
    this.world = new World({ settings: { mailPerMinute: quota.perMinute, mailPerHour: quota.perHour } });
    this.service = new StrictService(quota, () => this.world.now);
    this.world.mailService = (mail) => this.service.take(mail);
  }

  get #delivery() {
    return { ...this.world.ports, render: mailRenderer(this.world.ports) };
  }

  /** What the change feed brings, in every instance at once. */
  async feed(): Promise<void> {
    const { documents, position } = await this.world.store.changes(this.#fed, 10_000);
    this.#fed = position;
    await this.#everywhere(() => deliverMails(this.#delivery, documents));
  }

  /** One more minute, at whose end the timer runs. */
  async minute(): Promise<void> {
    await this.feed();
    this.world.pass({ minutes: 1 });
    await this.#everywhere(() => deliverDueMails(this.#delivery));
  }

  async send(offerId: string, count: number, as = noa): Promise<Date> {
    const recipients = Array.from({ length: count }, (_, row) => ({ email: `r${row}@${as.userId}.example` }));
    const answer = await this.world.call('sendOffer', { as, params: { offerId }, body: { recipients } });
    return new Date(Sent.parse(answer.json).forecast.finishedAt);
  }

  /** Somebody asks for a code. */
  async askForCode(code: string): Promise<void> {
    const somebody = company(this.asked.size);
    await this.world.redeem(code, somebody);
    this.asked.set(somebody.contact.email, this.world.now);
  }

  /** How many seconds each code took from being asked for to being sent. */
  waits(): readonly number[] {
    const codes = this.service.accepted.filter(({ mail }) => mail.kind === 'confirmationCode');
    return codes.map(({ at, mail }) => (at - (this.asked.get(mail.to.address) ?? 0)) / 1000);
  }

  offersSent(domain: string): readonly { readonly at: number; readonly to: string }[] {
    return this.service.offers.filter(({ to }) => to.endsWith(domain));
  }

  async #everywhere(work: () => Promise<unknown>): Promise<void> {
    await Promise.all(Array.from({ length: this.instances }, work));
  }
}

const simulations: Simulation[] = [];
afterAll(() => simulations.splice(0).forEach(({ world }) => world.close()));

async function simulate(quota: MailQuota, instances?: number) {
  const simulation = new Simulation(quota, instances);
  simulations.push(simulation);
  await simulation.world.addPartner();
  const { id, code } = await simulation.world.invite();
  return { simulation, world: simulation.world, offerId: id, code };
}

/** For four hours there are people who ask for codes; they are gone through half an hour at a time, so that no test takes long. */
const halfHour = 30;
const halfHours = Array.from({ length: 8 }, (_, index) => index * halfHour);
/** In the same way what is left of the list is sent. */
const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe.each([
  // The quota; how often somebody asks for a code, in minutes; a list that takes a day at most.
  ['an address of Azure’s own', { perMinute: 5, perHour: 10 }, 20, 200],
  ['a domain of one’s own', { perMinute: 30, perHour: 100 }, 2, 1000],
  ['a quota that was raised unevenly', { perMinute: 7, perHour: 40 }, 5, 400],
  ['a minute that is narrower than its hour', { perMinute: 20, perHour: 1200 }, 1, 1000],
])('a long list with the quota of %s', (_what, quota, codeEveryMinutes, size) => {
  let simulation: Simulation;
  let code: string;
  let start: number;
  let finishedAt: Date;
  beforeAll(async () => {
    const begun = await simulate(quota);
    ({ simulation, code } = begun);
    start = begun.world.now;
    finishedAt = await simulation.send(begun.offerId, size);
  });

  it.each(halfHours)('lets no code wait for a minute in the half hour from minute %d', async (from) => {
    for (let minute = from; minute < from + halfHour; minute += 1) {
      if (minute % codeEveryMinutes === 0) await simulation.askForCode(code);
      await simulation.minute();
    }
    expect(simulation.waits()).toHaveLength(simulation.asked.size);
    expect(Math.max(...simulation.waits())).toBeLessThan(60);
    expect(simulation.service.throttled).toBe(0);
  });

  it.each(tenths)('is sent without one refusal, up to tenth %d', async (tenth) => {
    const { service } = simulation;
    while (service.offers.length < (tenth * size) / 10) await simulation.minute();
    expect(service.throttled).toBe(0);
  });

  it('reaches everybody once, by the time that was forecast', () => {
    const { offers } = simulation.service;
    expect(new Set(offers.map(({ to }) => to)).size).toBe(size);
    expect(offers).toHaveLength(size);
    expect(simulation.waits()).toHaveLength(simulation.asked.size);
    const took = (offers.at(-1)?.at ?? 0) - start;
    const forecast = finishedAt.getTime() - start;
    expect(Math.abs(forecast - took)).toBeLessThanOrEqual(Math.max(120_000, took * 0.02));
  });
});

describe('a list of a thousand', () => {
  it('is shared out among several instances, none of which sends what another one has', async () => {
    const { simulation, offerId, code } = await simulate({ perMinute: 30, perHour: 100 }, 3);
    const { service } = simulation;
    await simulation.send(offerId, 150);
    for (let minute = 0; service.offers.length < 150; minute += 1) {
      if (minute % 4 === 0) await simulation.askForCode(code);
      await simulation.minute();
    }
    expect(service.throttled).toBe(0);
    expect(new Set(service.accepted.map(({ mail }) => mail.operationId)).size).toBe(service.accepted.length);
    expect(Math.max(...simulation.waits())).toBeLessThan(60);
  });

  it('does not hold up another partner’s list: from the hour it comes they take turns, and both forecasts come true', async () => {
    const { simulation, world, offerId } = await simulate({ perMinute: 30, perHour: 100 });
    await world.addPartner(tenants.fabrikam, fabrikam);
    const theirs = await world.invite({}, fay);
    for (let list = 0; list < 3; list += 1) await simulation.send(offerId, 1000);
    for (let minute = 0; minute < 60; minute += 1) await simulation.minute();
    const start = world.now;
    const finishedAt = await simulation.send(theirs.id, 100, fay);
    while (simulation.offersSent('fay.example').length < 100) await simulation.minute();
    const since = (domain: string) => simulation.offersSent(domain).filter(({ at }) => at >= start).length;
    expect(simulation.service.throttled).toBe(0);
    // Three lists at once are still one partner's.
    expect(Math.abs(since('noa.example') - since('fay.example'))).toBeLessThanOrEqual(30);
    const took = (simulation.offersSent('fay.example').at(-1)?.at ?? 0) - start;
    const forecast = finishedAt.getTime() - start;
    expect(Math.abs(forecast - took)).toBeLessThanOrEqual(took * 0.35);
  });

  it('goes on where it was when the process died, and mails nobody twice', async () => {
    const { simulation, world, offerId } = await simulate({ perMinute: 1000, perHour: 10_000 });
    await simulation.send(offerId, 150);
    // The process dies with every seventh mail: half of the times before the service has it, half after.
    let attempts = 0;
    const died = new Set<string>();
    const dying = {
      ...world.ports,
      render: mailRenderer(world.ports),
      mailer: {
        send: (mail: OutgoingMail): Promise<SendOutcome> => {
          attempts += 1;
          const dies = attempts % 7 === 0 && !died.has(mail.operationId);
          if (!dies) return world.ports.mailer.send(mail);
          died.add(mail.operationId);
          if (attempts % 2 === 0) void world.ports.mailer.send(mail);
          return Promise.reject(new Error('The process died.'));
        },
      },
    };
    for (let minute = 0; minute < 10; minute += 1) {
      await deliverDueMails(dying).catch(() => undefined);
      world.pass({ minutes: 1 });
    }
    expect(died.size).toBeGreaterThan(10);
    const byRecipient = new Map<string, Set<string>>();
    for (const { mail } of simulation.service.accepted)
      byRecipient.set(mail.to.address, (byRecipient.get(mail.to.address) ?? new Set()).add(mail.operationId));
    expect(byRecipient.size).toBe(150);
    // To the mail service it is one operation, however often it is asked for.
    expect([...byRecipient.values()].every(({ size }) => size === 1)).toBe(true);
  });
});
