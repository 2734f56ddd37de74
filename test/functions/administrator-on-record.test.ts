import * as fc from 'fast-check';
import { carryOutClaims } from '../../shared/access/due-claims';
import { Customer } from '../../shared/domain/customers/customer';
import { takesEffectAt } from '../../shared/domain/customers/administrator-claim';
import type { HttpOperationName } from '../../shared/http/access';
import { access } from '../../shared/http/access';
import { accessToken, cookieOf } from '../access-world';
import { wrongCode } from '../link-world';
import { documentsOf, goodCalls } from '../portal-world';
import { preparedGround, worldOn, type Ground } from '../simulation/simulated';
import { contoso, noa, tenants, World } from '../world';

const id = 'domain:contoso.example';
const operations = (Object.keys(goodCalls) as HttpOperationName[]).filter((name) =>
  ['user', 'operator'].includes(access[name].by),
);

/** What reads takes no body. */
const isRead = (name: string): boolean => /^(?:get|list)/u.test(name);

describe('the partner, by any call,', () => {
  const eve = { name: 'Eve', email: 'eve@contoso.example' };
  /** What a partner might add to a body in the hope that something takes it over. */
  const additions = [
    { contact: eve },
    { administrator: eve },
    { claim: { claimId: 'c', contact: eve, takesEffectAt: '2020-01-01T00:00:00.000Z' } },
    { customer: { id, contact: eve } },
    { customerId: id, ...eve },
  ];

  const onRecord = (documents: readonly { readonly id: string }[]) => {
    const customer = Customer.parse(documents.find((document) => document.id === id));
    return { contact: customer.contact, claim: customer.claim };
  };
  let ground: Ground;
  beforeAll(async () => {
    ground = await preparedGround();
  });

  it.each(operations)('does not change who is on record: %s', async (name) => {
    const world = worldOn(ground);
    try {
      const before = onRecord(await documentsOf(world, tenants.northwind));
      const good = goodCalls[name](ground.here);
      const body = typeof good.body === 'object' ? good.body : {};
      for (const more of [{}, ...additions])
        await world.call(name, isRead(name) ? good : { ...good, body: { ...body, ...more } });
      await world.deliver();
      world.pass({ days: 40 });
      await carryOutClaims(world.ports, 'trace');
      const after = await documentsOf(world, tenants.northwind);
      expect(onRecord(after)).toEqual(before);
      expect(after.filter(({ type }) => /^(administrator-|claim)/u.test(type))).toEqual([]);
    } finally {
      world.close();
    }
  });
});

/** Who can do what: `omer` and `tal` work at Contoso and read their mail, the partner and a stranger read no mailbox there. */
const colleagues = { omer: 'omer@contoso.example', tal: 'tal@contoso.example' } as const;
type Colleague = keyof typeof colleagues;

/** What has to be so, reckoned apart from the product. */
interface Model {
  onRecord: string;
  /** Who claims, and when it takes effect. */
  claim: { readonly by: string; readonly takesEffectAt: number } | undefined;
  /** Whose claims were stopped, and when. */
  readonly barred: Map<string, number>;
}

/** Ways in which it came to change, so that the test shows both. */
const seen = { codes: 0, claim: 0, stopped: 0 };

interface Real {
  readonly world: World;
  readonly code: string;
  session: string;
}

const day = 86_400_000;

/** Time does its part before anything else is reckoned. */
function age(model: Model, now: number): void {
  if (!model.claim || now < model.claim.takesEffectAt) return;
  seen.claim += 1;
  model.onRecord = model.claim.by;
  model.claim = undefined;
}

async function agree(model: Model, { world }: Real): Promise<void> {
  age(model, world.now);
  const told = await world.call('getCustomer', { as: noa, params: { customerId: id } });
  expect(told.json).toMatchObject({ contact: { email: model.onRecord } });
}

const latest = (world: World, kind: string, address: string) =>
  world.mails.findLast((mail) => mail.kind === kind && mail.to.address === address)?.code;

const redeem = async ({ world, code }: Real, email: string): Promise<string | undefined> => {
  const body = { ...contoso, contact: { name: 'Somebody', email } };
  const answer = await world.call('redeemOffer', { params: { code }, body });
  await world.deliver();
  return answer.status === 202 ? String(answer.json.redemptionId) : undefined;
};

/** A step of somebody, which only says how the model changes; afterwards both have to agree. */
abstract class Step implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    age(model, real.world.now);
    await this.take(model, real);
    await agree(model, real);
  }
  protected abstract take(model: Model, real: Real): Promise<void>;
}

class Waits extends Step {
  constructor(
    readonly days: number,
    readonly timerRuns: boolean,
  ) {
    super();
  }
  protected override async take(_model: Model, { world }: Real): Promise<void> {
    world.pass({ days: this.days, minutes: 11 });
    if (this.timerRuns) await carryOutClaims(world.ports, 'trace');
    await world.deliver();
  }
  override toString(): string {
    return `waits ${this.days} days${this.timerRuns ? ', timers run' : ''}`;
  }
}

/** Whoever is on record reads the access code, and keeps the page open. */
async function openPage(model: Model, real: Real): Promise<void> {
  const { world } = real;
  const token = accessToken(world);
  await world.call('askForAccessCode', { params: { token }, body: {} });
  await world.deliver();
  const confirmationCode = latest(world, 'accessCode', model.onRecord) ?? '000000';
  const opened = await world.call('enterAccessCode', { params: { token }, body: { confirmationCode } });
  if (opened.status === 200) real.session = cookieOf(opened);
}

class OpensAccess extends Step {
  protected override take(model: Model, real: Real): Promise<void> {
    return openPage(model, real);
  }
  override toString(): string {
    return 'opens the access page';
  }
}

/** Names a colleague; the codes are read by those who have the mailboxes, unless one is guessed. */
class Changes extends Step {
  constructor(
    readonly to: Colleague,
    readonly codes: 'both' | 'currentAlone' | 'newAlone' | 'swapped',
  ) {
    super();
  }
  protected override async take(model: Model, { world, session }: Real): Promise<void> {
    const token = accessToken(world);
    const call = { params: { token }, headers: { cookie: session, accept: 'application/json' } };
    const to = colleagues[this.to];
    const page = await world.call('openAccessPage', call);
    const isOpen = page.json.status === 'open';
    const named = await world.call('changeAdministrator', { ...call, body: { name: 'Somebody', email: to } });
    if (named.status !== 202) return;
    expect(isOpen).toBe(true);
    await world.deliver();
    const current = latest(world, 'administratorCode', model.onRecord) ?? '000000';
    const next = latest(world, 'administratorCode', to) ?? '000000';
    const body = {
      both: { currentCode: current, newCode: next },
      currentAlone: { currentCode: current, newCode: wrongCode(next) },
      newAlone: { currentCode: wrongCode(current), newCode: next },
      swapped: { currentCode: next, newCode: current },
    }[this.codes];
    const done = await world.call('confirmAdministrator', { ...call, body });
    expect(done.status === 200).toBe(this.codes === 'both');
    if (this.codes !== 'both') return;
    seen.codes += 1;
    model.onRecord = to;
    model.claim = undefined;
  }
  override toString(): string {
    return `names ${this.to} with codes: ${this.codes}`;
  }
}

/** A colleague, or a stranger who reads no mail, says that the mailbox on record is lost. */
class Claims extends Step {
  constructor(
    readonly by: Colleague,
    readonly reads: boolean,
  ) {
    super();
  }
  protected override async take(model: Model, real: Real): Promise<void> {
    const { world, code } = real;
    const address = colleagues[this.by];
    const redemptionId = await redeem(real, address);
    if (redemptionId === undefined) return;
    const params = { code, redemptionId };
    const asked = await world.call('claimAdministrator', { params, body: {} });
    if (asked.status !== 202) return;
    await world.deliver();
    const right = latest(world, 'claimCode', address) ?? '000000';
    const confirmationCode = this.reads ? right : wrongCode(right);
    const done = await world.call('confirmClaim', { params, body: { confirmationCode } });
    expect(done.status).toBe(this.reads ? 200 : 422);
    const stoppedAt = model.barred.get(address);
    const isBarred = stoppedAt !== undefined && world.now < stoppedAt + 30 * day;
    // One that has just taken effect is still to be carried out.
    const stored = (await documentsOf(world, tenants.northwind)).find((document) => document.id === id);
    const isNew = JSON.stringify(stored?.claim ?? null).includes(`"${redemptionId}"`);
    if (isNew)
      expect([this.reads, address === model.onRecord, model.claim, isBarred]).toEqual([true, false, undefined, false]);
    if (isNew) model.claim = { by: address, takesEffectAt: takesEffectAt(new Date(world.now)).getTime() };
  }
  override toString(): string {
    return `${this.by} claims${this.reads ? '' : ', reading no mail'}`;
  }
}

class Stops extends Step {
  constructor(readonly hasSession: boolean) {
    super();
  }
  protected override async take(model: Model, real: Real): Promise<void> {
    const { world } = real;
    const token = accessToken(world);
    if (this.hasSession) await openPage(model, real);
    const headers = { cookie: this.hasSession ? real.session : '' };
    const stopped = await world.call('stopClaim', { params: { token }, body: {}, headers });
    if (stopped.status !== 200 || !model.claim) return;
    expect(this.hasSession).toBe(true);
    seen.stopped += 1;
    model.barred.set(model.claim.by, world.now);
    model.claim = undefined;
  }
  override toString(): string {
    return `stops it${this.hasSession ? '' : ' without a session'}`;
  }
}

/** An answer of some mailbox, confirmed by whoever reads the code that was mailed for it, or guessed at. */
class Redeems extends Step {
  constructor(
    readonly as: Colleague | 'onRecord',
    readonly reads: boolean,
  ) {
    super();
  }
  protected override async take(model: Model, real: Real): Promise<void> {
    const { world, code } = real;
    const redemptionId = await redeem(real, this.as === 'onRecord' ? model.onRecord : colleagues[this.as]);
    if (redemptionId === undefined) return;
    const mailed = latest(world, 'confirmationCode', model.onRecord) ?? '000000';
    const answer = await world.confirm(code, redemptionId, this.reads ? mailed : wrongCode(mailed));
    if (answer.status !== 200) return;
    expect(this.reads).toBe(true);
    if (model.claim) model.barred.set(model.claim.by, world.now);
    model.claim = undefined;
  }
  override toString(): string {
    return `redeems as ${this.as}${this.reads ? '' : ', reading no mail'}`;
  }
}

/** The partner does all that its portal can. */
class PartnerCalls extends Step {
  constructor(readonly name: HttpOperationName) {
    super();
  }
  protected override async take(_model: Model, { world }: Real): Promise<void> {
    const contact = { name: 'Eve', email: 'eve@contoso.example' };
    await world.call(this.name, {
      as: noa,
      params: { customerId: id, offerId: 'x', mailId: 'x', subscriptionId: 'x', partnerId: tenants.northwind },
      headers: { 'if-match': '*' },
      ...(isRead(this.name) ? {} : { body: { contact, customer: { id, contact } } }),
    });
  }
  override toString(): string {
    return `the partner calls ${this.name}`;
  }
}

describe('the administrator on record', () => {
  const colleague = fc.constantFrom<Colleague>('omer', 'tal');
  const steps = [
    fc
      .tuple(fc.constantFrom(0, 1, 6, 7, 13, 14, 30), fc.boolean())
      .map(([days, timerRuns]) => new Waits(days, timerRuns)),
    fc.constant(new OpensAccess()),
    fc
      .tuple(colleague, fc.constantFrom('both', 'both', 'currentAlone', 'newAlone', 'swapped'))
      .map(([to, codes]) => new Changes(to, codes)),
    fc.tuple(colleague, fc.boolean()).map(([by, reads]) => new Claims(by, reads)),
    fc.boolean().map((hasSession) => new Stops(hasSession)),
    fc
      .tuple(fc.constantFrom<Colleague | 'onRecord'>('omer', 'tal', 'onRecord'), fc.boolean())
      .map(([as, reads]) => new Redeems(as, reads)),
    fc.constantFrom(...operations).map((name) => new PartnerCalls(name)),
  ];

  /** 150 stories, some at a time, so that no test takes long. */
  const tenAtATime = Array.from({ length: 15 }, (_, index) => index + 1);
  // Each way in which it can change or stay has come up in them: the same stories each time, or chance would leave one out now and then.
  afterAll(() => {
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
  });

  it.each(tenAtATime)(
    'changes by the codes of both mailboxes, or by a proof that nobody stopped for 14 days, and by nothing else (%d)',
    async (seed) => {
      await fc.assert(
        fc.asyncProperty(fc.commands(steps, { maxCommands: 14 }), async (commands) => {
          const world = new World();
          try {
            await world.addPartner();
            const { code } = await world.invite();
            const first = await world.redeem(code);
            await world.confirm(code, first, await world.mailedCode(contoso.contact.email));
            world.pass({ days: 1 });
            const { code: other } = await world.offerToSell({ validForDays: 365 });
            const model: Model = { onRecord: contoso.contact.email, claim: undefined, barred: new Map() };
            const real: Real = { world, code: other, session: '' };
            await fc.asyncModelRun(() => ({ model, real }), commands);
          } finally {
            world.close();
          }
        }),
        { numRuns: 10, endOnFailure: true, seed },
      );
    },
  );
});
