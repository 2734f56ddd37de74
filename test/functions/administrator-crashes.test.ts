import { carryOutClaims } from '../../shared/access/due-claims';
import { StoreUnavailable } from '../../shared/ports';
import { accessToken, sessionOf } from '../access-world';
import { snapshotOf } from '../link-world';
import { watchedWorld, type Fault, type WatchedStore } from '../watched-store';
import { contoso, type Answer, type Call, type OperationName, type World } from '../world';

const dana = contoso.contact.email;
const omer = { name: 'Omer Tal', email: 'omer@contoso.example' };

interface Real {
  readonly world: World;
  readonly store: WatchedStore;
  readonly code: string;
  /** Calls of the store by what is tried here; deliveries are broken elsewhere. */
  readonly tried: { calls: number; isDelivering: boolean };
}

/** Contoso with Dana on record, before anything goes wrong. */
async function contosoWorld(): Promise<Real> {
  const { world, store } = await watchedWorld();
  const { code } = await world.invite();
  await world.confirm(code, await world.redeem(code), await world.mailedCode(dana));
  await world.deliver();
  world.pass({ minutes: 20 });
  world.mails.length = 0;
  return { world, store, code, tried: { calls: 0, isDelivering: false } };
}

/** Who is on record, and what says how they came to be, agree at any moment. */
async function expectWhole({ world }: Real): Promise<void> {
  const { of } = await snapshotOf(world);
  const [customer] = of('customer');
  const has = (type: string, what: string): number =>
    of(type).filter((document) => document.action === what || document.kind === what || kindOf(document) === what)
      .length;
  const isOmer = JSON.stringify(customer?.contact).includes(omer.email);
  const claims = of('administrator-claim');
  expect({
    audited: has('audit', 'administratorChanged'),
    notified: has('notification', 'administratorChanged'),
    mailed: has('mail', 'administratorChanged'),
    claimsAudited: has('audit', 'administratorClaimed'),
    stopped: has('audit', 'administratorClaimStopped'),
    isClaimed: customer?.claim !== undefined,
  }).toEqual({
    audited: isOmer ? 1 : 0,
    notified: isOmer ? 1 : 0,
    mailed: isOmer ? 3 : 0,
    claimsAudited: claims.length,
    stopped: claims.filter(({ status }) => status === 'stopped').length,
    isClaimed: claims.some(({ status }) => status === 'pending'),
  });
}

function kindOf({ content }: Readonly<Record<string, unknown>>): unknown {
  return typeof content === 'object' && content !== null && 'kind' in content ? content.kind : undefined;
}

/** Repeats a request as a client does that was not answered. */
async function insist(real: Real, name: OperationName, call: Call): Promise<Answer> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const answer = await real.world.call(name, call);
    await expectWhole(real);
    if (answer.status < 500) return answer;
  }
  throw new Error('Nobody answers.');
}

/** Lets a timer come again, as it does when the process has died. */
async function untilCarriedOut(real: Real): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) {
    await carryOutClaims(real.world.ports, 'trace').catch(() => undefined);
    await expectWhole(real);
  }
}

async function mailed({ world, tried }: Real, kind: string, address: string): Promise<string> {
  tried.isDelivering = true;
  await world.deliver();
  tried.isDelivering = false;
  const code = world.mails.findLast((mail) => mail.kind === kind && mail.to.address === address)?.code;
  if (code === undefined) throw new Error(`No ${kind} was mailed to ${address}.`);
  return code;
}

async function claimed(real: Real): Promise<void> {
  const { code } = real;
  const redeemed = await insist(real, 'redeemOffer', {
    params: { code },
    body: { ...contoso, contact: omer },
    headers: { 'idempotency-key': 'redeem' },
  });
  const redemptionId = String(redeemed.json.redemptionId);
  const params = { code, redemptionId };
  await insist(real, 'claimAdministrator', { params, body: {}, headers: { 'idempotency-key': 'claim' } });
  const confirmationCode = await mailed(real, 'claimCode', omer.email);
  const done = await insist(real, 'confirmClaim', { params, body: { confirmationCode } });
  expect(done.json.status).toBe('claimed');
}

const journeys: Readonly<Record<string, (real: Real) => Promise<void>>> = {
  'a change with both codes': async (real) => {
    const { token, session: cookie } = await sessionOf(real.world);
    const params = { token };
    const key = { 'idempotency-key': 'change' };
    await insist(real, 'changeAdministrator', { params, body: omer, headers: { cookie, ...key } });
    const currentCode = await mailed(real, 'administratorCode', dana);
    const newCode = await mailed(real, 'administratorCode', omer.email);
    const body = { currentCode, newCode };
    const done = await insist(real, 'confirmAdministrator', { params, body, headers: { cookie } });
    expect(done.json.status).toBe('changed');
  },
  'a claim that nobody stops': async (real) => {
    await claimed(real);
    for (const days of [7, 6, 1]) {
      real.world.pass({ days });
      await untilCarriedOut(real);
    }
  },
  'a claim that is stopped': async (real) => {
    await claimed(real);
    const { session: cookie } = await sessionOf(real.world);
    const params = { token: accessToken(real.world) };
    const done = await insist(real, 'stopClaim', { params, body: {}, headers: { cookie } });
    expect(done.json).toEqual({ claim: null });
    real.world.pass({ days: 14 });
    await untilCarriedOut(real);
  },
};

/** What is left in the end: how many documents of each kind, who is on record, and which mails were written to whom. */
async function stateOf({ world }: Real) {
  const { documents, of } = await snapshotOf(world);
  const counts: Record<string, number> = {};
  for (const { type } of documents) counts[type] = (counts[type] ?? 0) + 1;
  const mails = of('mail').map(({ kind, to }) => JSON.stringify([kind, to]));
  return { counts, contact: of('customer')[0]?.contact, mails: mails.sort() };
}

const faults: readonly [string, Fault][] = [
  ['a death before', { when: 'before', error: new Error('The process died.') }],
  ['a death after', { when: 'after', error: new Error('The process died.') }],
  ['no answer after', { when: 'after', error: new StoreUnavailable('No answer in time.', 1) }],
];

describe.each(Object.keys(journeys))('%s', (journey) => {
  const go = journeys[journey] ?? (() => Promise.reject(new Error('There is no such journey.')));

  const halves = faults.flatMap(([what, fault]) => [0, 1].map((first) => [what, fault, first] as const));

  it.each(halves)('comes to the same with %s any call of the store', async (_what, fault, first) => {
    const whole = await goThrough(go, () => undefined);
    expect(whole.calls).toBeGreaterThan(10);
    for (let broken = first; broken < whole.calls; broken += 2) {
      const { state } = await goThrough(go, (call) => (call === broken ? fault : undefined));
      expect({ broken, state }).toEqual({ broken, state: whole.state });
    }
  });
});

/** Goes a journey's way while some of its calls break; says how it ended. */
async function goThrough(go: (real: Real) => Promise<void>, faultOf: (call: number) => Fault | undefined) {
  const real = await contosoWorld();
  const { world, store, tried } = real;
  store.fault = () => {
    if (tried.isDelivering) return undefined;
    tried.calls += 1;
    return faultOf(tried.calls - 1);
  };
  try {
    await go(real);
    return { calls: tried.calls, state: await stateOf(real) };
  } finally {
    world.close();
  }
}
