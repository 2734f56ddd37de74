import { customerId, delegate, delegationOf, endAsPartner, upkeep } from '../../delegation-world';
import { billing, fabrikam, fay, helpdesk } from '../../portal-world';
import { contoso, noa, noon, tenants, World, type Answer } from '../../world';

const iso = (days: number) => new Date(noon.getTime() + days * 86_400_000).toISOString();
const customer = (name: string, domain: string) =>
  ({
    ...contoso,
    companyName: name,
    primaryDomain: domain,
    contact: { name: `Admin of ${name}`, email: `admin@${domain}` },
  }) as unknown as typeof contoso;

describe('the list of delegations', () => {
  let world: World;
  let forGood: string;
  let short: string;
  let long: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    forGood = await delegate(world, undefined, customer('Adatum', 'adatum.example'));
    world.pass({ minutes: 1 });
    short = await delegate(world, 5);
    world.pass({ minutes: 1 });
    long = await delegate(world, 300, customer('Bücher', 'xn--bcher-kva.example'));
  });
  afterEach(() => world.close());

  const list = (query: Readonly<Record<string, string>> = {}, as = noa) => world.call('listDelegations', { as, query });
  const ids = ({ json }: Answer) => (json.items as readonly { readonly id: string }[]).map(({ id }) => id);
  const found = async (query: Readonly<Record<string, string>>) => ids(await list(query));

  it('shows each, newest first: whose, since when, until when, by which offer and whom', async () => {
    const { items } = (await list()).json as { items: readonly Record<string, unknown>[] };
    expect(items.map(({ id }) => id)).toEqual([long, short, forGood]);
    const { offerId, summaryId } = await delegationOf(world, short);
    expect(items[1]).toEqual({
      id: short,
      customerId,
      companyName: 'Contoso',
      primaryDomain: 'contoso.example',
      status: 'active',
      since: new Date(noon.getTime() + 60_000).toISOString(),
      until: new Date(Date.parse(iso(5)) + 60_000).toISOString(),
      acceptedBy: { name: 'Dana Cohen', email: 'dana@contoso.example' },
      offerId,
      summaryId,
    });
    expect(items[0]).toMatchObject({ shownDomain: 'bücher.example' });
    expect(items[2]).not.toHaveProperty('until');
  });

  it('is right at the moment of reading, whether or not a timer has run', async () => {
    world.pass({ days: 6 });
    for (const look of [() => Promise.resolve(), () => upkeep(world)]) {
      await look();
      expect(await found({ status: 'active' })).toEqual([long, forGood]);
      expect(await found({ status: 'ended' })).toEqual([short]);
      const { items } = (await list({ status: 'ended' })).json as { items: readonly Record<string, unknown>[] };
      expect(items[0]).toMatchObject({ status: 'ended', endedBy: 'time', endedAt: items[0]?.until });
    }
  });

  it('tells who ended it, and a new one beside it', async () => {
    await endAsPartner(world);
    world.pass({ minutes: 1 });
    const again = await delegate(world, 5);
    const { items } = (await list({ q: 'contoso' })).json as { items: readonly Record<string, unknown>[] };
    expect(items.map(({ id, status, endedBy }) => [id, status, endedBy])).toEqual([
      [again, 'active', undefined],
      [short, 'ended', 'partner'],
    ]);
  });

  it.each([
    ['7', [true, false]],
    ['4', [false, false]],
    ['730', [true, true]],
  ])('finds those that end within %s days', async (endingWithinDays, [hasShort, hasLong]) => {
    const expected = [...(hasLong ? [long] : []), ...(hasShort ? [short] : [])];
    expect(await found({ endingWithinDays })).toEqual(expected);
    expect(await found({ endingWithinDays, status: 'ended' })).toEqual([]);
  });

  it('finds a part of a name, and a domain in either spelling', async () => {
    expect(await found({ q: 'ücher' })).toEqual([long]);
    expect(await found({ q: 'bcher-kva' })).toEqual([long]);
    expect(await found({ q: 'ADAT' })).toEqual([forGood]);
    expect(await found({ q: 'nobody' })).toEqual([]);
  });

  it('goes page by page', async () => {
    const first = await list({ limit: '2' });
    const rest = await list({ limit: '2', cursor: String(first.json.nextCursor) });
    expect([ids(first), ids(rest)]).toEqual([[long, short], [forGood]]);
  });

  it.each([
    { status: 'none' },
    { endingWithinDays: '0' },
    { endingWithinDays: '731' },
    { endingWithinDays: 'soon' },
    { limit: '0' },
    { format: 'pdf' },
  ])('refuses what it cannot be asked: %o', async (query) => {
    expect((await list(query)).status).toBe(422);
  });

  it.each([
    ['en', 'Company', 'Ended by'],
    ['he', 'חברה', 'הסתיים על-ידי'],
    ['zh-CN', '公司', '终止方'],
  ])('can be had whole as a file in %s', async (language, heading, column) => {
    await endAsPartner(world);
    const file = await list({ format: 'csv', language, limit: '1' });
    expect(file.headers.get('content-disposition')).toContain('filename="delegations-2026-11-22.csv"');
    const [head = '', ...rows] = file.text.replace('\ufeff', '').trim().split('\r\n');
    expect(head).toContain(heading);
    expect(head).toContain(column);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain('bücher.example');
    const book = await list({ format: 'xlsx', language });
    expect([book.status, book.bytes.subarray(0, 2).toString()]).toEqual([200, Buffer.from('PK').toString()]);
  });

  it('is for whoever may see clients, and never another partner’s', async () => {
    expect((await list({}, await helpdesk(world))).status).toBe(200);
    expect((await list({}, await billing(world))).status).toBe(403);
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect(ids(await list({}, fay))).toEqual([]);
  });
});
