import { crawl, fills, type Visit } from '../crawler';
import { ends, everythingStored } from '../link-world';
import { goodCalls, portalWorld, type Here } from '../portal-world';
import { access, type HttpOperationName } from '../../shared/http/access';
import type { World } from '../world';

/** What a customer has, owes or allows; the partner's own; and what a password waits in. */
const granted = [
  'customer',
  'subscription',
  'delegation',
  'consent',
  'user',
  'partner',
  'key-application',
  'product-key',
];
const counted = ['redemptionCount', 'remaining', 'state', 'linkVersion'] as const;

async function holdings(world: World): Promise<Readonly<Record<string, unknown>>> {
  const { documents } = await world.store.changes(undefined, 10_000);
  const held = documents.filter(({ type }) => granted.includes(type));
  const offers = documents.filter(({ type }) => type === 'offer');
  const confirmed = documents.filter(({ type, status }) => type === 'redemption' && status === 'confirmed');
  return Object.fromEntries<unknown>([
    ...[...held, ...confirmed].map((one) => [one.id, one] as const),
    ...offers.map((one) => [one.id, counted.map((field) => one[field])] as const),
  ]);
}

/** The resets, by whether their link wants a mailed code. */
async function resets(world: World, secondFactor: 'none' | 'mail') {
  return (await world.documents('password-reset')).filter((one) => one.secondFactor === secondFactor);
}

let world: World;
let here: Here;
let starts: readonly string[];
/** Mails that carried codes before the robot came. */
let known: number;
beforeEach(async () => {
  ({ world, here } = await portalWorld());
  const [confirmed] = (await world.documents('redemption')).filter(({ status }) => status === 'confirmed');
  const { code } = await world.offerToSell();
  starts = [
    `/o/${here.code}`,
    `/o/${here.delegationCode}`,
    `/o/${code}`,
    `/o/${here.code}/redemptions/${here.redemptionId}`,
    `/o/${here.code}/redemptions/${String(confirmed?.redemptionId)}`,
    `/o/${here.code}/redemptions/${'0'.repeat(32)}`,
    `/access/${here.token}`,
    `/access/${here.token}?step=code`,
    `/reveal/${here.revealToken}`,
    `/reveal/${here.codeRevealToken}`,
    `/requests/${here.requestToken}`,
    `/stop/${here.stopToken}`,
    '/o/nothing',
    '/access/nothing',
    '/reveal/nothing',
    '/requests/nothing',
    '/stop/nothing',
  ];
  await world.deliver();
  known = world.mails.length;
});
afterEach(() => world.close());

const anybody = new Proxy({}, { get: () => 'x' }) as Here;
const bearers = (Object.keys(goodCalls) as HttpOperationName[]).filter((name) =>
  ['link', 'access', 'reveal', 'desk', 'stop'].includes(access[name].by),
);
/** What stands on an access page that a code has opened; without a session it is refused, which the tenant matrix tests. */
const insideAccessPages = bearers.filter(
  (name) =>
    access[name].by === 'access' && name !== 'openAccessPage' && 'cookie' in (goodCalls[name](anybody).headers ?? {}),
);
const broke = (visits: readonly Visit[]) => visits.filter(({ answer }) => answer.status >= 500);
const passwords = (visits: readonly Visit[]) => visits.filter(({ answer }) => answer.text.includes('class="secret'));

describe('a robot without a mailbox on every page that customers are sent to', () => {
  it('changes nothing by looking and following', async () => {
    const before = await everythingStored(world);
    const visits = await crawl(world, starts, []);
    expect(visits.length).toBeGreaterThan(60);
    expect(broke(visits)).toEqual([]);
    expect(await everythingStored(world)).toBe(before);
  });

  it('gets, takes, ends and sees nothing by pressing every button as it stands there, and has no code mailed', async () => {
    const before = await holdings(world);
    const visits = await crawl(world, starts, [fills.untouched]);
    await world.deliver();
    expect(broke(visits)).toEqual([]);
    expect(await holdings(world)).toEqual(before);
    expect(passwords(visits)).toEqual([]);
    for (const { state } of await resets(world, 'none')) expect(['ready', 'awaitingApproval']).toContain(state);
    expect(world.mails.slice(known).filter(({ code }) => code !== undefined)).toEqual([]);
  });

  it('gets, takes and ends nothing by filling in whatever is asked, ticking everything and guessing; sees nothing that waits for a code', async () => {
    const before = await holdings(world);
    const visits = await crawl(world, starts, Object.values(fills));
    expect(broke(visits)).toEqual([]);
    expect(await holdings(world)).toEqual(before);
    // The partner may choose that a link alone shows a password to whoever says that it is them.
    expect(passwords(visits).map(({ path }) => path)).toEqual([`/reveal/${here.revealToken}`]);
    for (const one of await resets(world, 'mail')) expect(one).not.toHaveProperty('shownAt');
    const secrets = ['Nobody gets mail since nine', 'boaz@', 'sara@'];
    const behindCodes = visits.filter(({ path }) => !path.startsWith(`/reveal/${here.revealToken}`));
    for (const { answer, path } of behindCodes)
      for (const secret of secrets) expect([path, answer.text.includes(secret)]).toEqual([path, false]);
    const missed = bearers.filter((name) => visits.every((one) => one.name !== name));
    expect(missed).toEqual(['requestFreshLink', ...insideAccessPages]);
  });
});

describe.each(Object.keys(ends))('a robot at a dead link (%s)', (end) => {
  it('revives nothing', async () => {
    await ends[end]?.(world, here.offerId);
    const before = await holdings(world);
    const paths = starts.filter((path) => path.startsWith(`/o/${here.code}`));
    const visits = await crawl(world, paths, Object.values(fills));
    expect(broke(visits)).toEqual([]);
    expect(await holdings(world)).toEqual(before);
    const asks = visits.some(({ name }) => name === 'requestFreshLink');
    expect(asks).toBe(end !== 'offer-unavailable');
  });
});
