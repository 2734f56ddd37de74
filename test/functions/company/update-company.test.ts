import { faultyFields, refusalOf } from '../../link-world';
import { images } from '../../images';
import { documentsOf } from '../../portal-world';
import { noa, northwind, noon, operator, tenants, World, type Answer } from '../../world';

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const profile = {
  name: 'Northwind',
  logo: `data:image/png;base64,${pixel}`,
  phone: '+972 3 555 0100',
  email: 'hello@northwind.example',
  website: 'https://www.northwind.example',
  address: 'רחוב הרצל 1\nתל אביב',
  offices: [
    { id: 'tel-aviv', name: 'תל אביב' },
    { id: 'haifa', name: 'Haifa' },
    { id: 'eilat', name: 'Eilat', retired: true },
  ],
  serviceRequests: { sentTo: 'distributor', email: 'desk@distributor.example' },
  support: {
    email: 'help@northwind.example',
    phone: '+972 3 555 0180',
    url: 'https://help.northwind.example',
    hours: 'א׳ עד ה׳\n9:00 עד 17:00',
  },
  preferredLanguage: 'he',
  timeZone: 'Asia/Jerusalem',
  accent: '#0f6cbd',
};

describe('PUT /api/company', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.call('putPartner', { as: operator, params: { partnerId: tenants.northwind }, body: northwind });
  });
  afterEach(() => world.close());

  const put = (body: unknown, ifMatch = '"1"'): Promise<Answer> =>
    world.call('updateCompany', { as: noa, body, headers: { 'if-match': ifMatch } });
  const get = () => world.call('getCompany', { as: noa });

  it('replaces what customers see of the company', async () => {
    const answer = await put(profile);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    const { logoUrl, ...written } = answer.json;
    expect(logoUrl).toMatch(/^https:\/\/kesher\.example\/logos\/[\w-]+$/u);
    expect(written).toEqual({ ...profile, formerOffices: [{ id: 'main', name: 'Northwind' }] });
    const read = await get();
    expect(read.json).toEqual(answer.json);
    expect(read.headers.get('etag')).toBe('"2"');
    expect((await world.call('getOverview', { as: noa })).json).toMatchObject({ partner: { name: 'Northwind' } });
  });

  it.each(
    Object.entries(images).flatMap(([kind, all]) =>
      Object.entries(all).map(([name, base64]) => ({ kind, name, base64 })),
    ),
  )('takes a whole logo, and not the half of it: $kind, $name', async ({ kind, base64 }) => {
    const logo = `data:image/${kind};base64,${base64}`;
    expect((await put({ ...profile, logo })).json).toMatchObject({ logo });
    const half = Buffer.from(base64, 'base64').subarray(0, Math.ceil((base64.length * 3) / 8));
    const refused = await put({ ...profile, logo: `data:image/${kind};base64,${half.toString('base64')}` }, '"2"');
    expect([refused.status, refusalOf(refused), faultyFields(refused)]).toEqual([422, 'invalid-request', ['/logo']]);
    expect((await get()).json).toMatchObject({ logo });
  });

  it('accepts what GET returned', async () => {
    await put(profile);
    const read = await get();
    const sent = await put(read.json, read.headers.get('etag') ?? '');
    expect([sent.status, sent.json]).toEqual([200, read.json]);
  });

  it('empties what is left out', async () => {
    await put(profile);
    const { name, offices, preferredLanguage } = profile;
    expect((await put({ name, offices, preferredLanguage }, '"2"')).json).toMatchObject({ phone: null, logo: null });
  });

  it('says who did it, in the same write', async () => {
    await put(profile);
    expect(await world.documents('audit')).toContainEqual(
      expect.objectContaining({
        action: 'companyUpdated',
        actor: { kind: 'user', userId: 'noa', name: 'Noa Levi' },
        subject: tenants.northwind,
        at: noon.toISOString(),
      }),
    );
  });

  it('keeps the one form of what people typed', async () => {
    const answer = await put({
      ...profile,
      name: ' \u202bNorthwind\u202c ',
      email: 'Hello@NORTHWIND.example',
      address: 'a\r\nb',
    });
    expect(answer.json).toMatchObject({ name: 'Northwind', email: 'Hello@northwind.example', address: 'a\nb' });
  });

  it('is not made stale by what the operator changes', async () => {
    const body = { ...northwind, authorizations: ['serviceProvider'] };
    await world.call('putPartner', {
      as: operator,
      params: { partnerId: tenants.northwind },
      headers: { 'if-match': '"1"' },
      body,
    });
    expect((await put(profile)).status).toBe(200);
    const partner = await world.call('getPartner', { as: operator, params: { partnerId: tenants.northwind } });
    expect(partner.json).toMatchObject({ authorizations: ['serviceProvider'] });
  });

  it('needs If-Match', async () => {
    const answer = await world.call('updateCompany', { as: noa, body: profile });
    expect([answer.status, refusalOf(answer)]).toEqual([428, 'precondition-required']);
  });

  it.each(['"2"', 'W/"2"', '1', '"1', 'x'])('is stale under If-Match %j', async (ifMatch) => {
    const answer = await put(profile, ifMatch);
    expect([answer.status, refusalOf(answer)]).toEqual([412, 'stale']);
    expect((await get()).json).toMatchObject({ phone: null });
  });

  it.each(['"1"', '*', '"7", "1"'])('holds under If-Match %j', async (ifMatch) => {
    expect((await put(profile, ifMatch)).status).toBe(200);
  });

  it('lets one of two through who read the same revision', async () => {
    const answers = await Promise.all([put(profile), put({ ...profile, phone: '+972 3 555 0199' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no name', { name: undefined }, ['/name']],
    ['a name of two lines', { name: 'a\nb' }, ['/name']],
    ['a name with a control character', { name: 'a\u0007b' }, ['/name']],
    ['a name with half a surrogate pair', { name: '\udc00' }, ['/name']],
    ['no phone number', { phone: 'call me' }, ['/phone']],
    ['a phone number of two lines', { phone: '03 555\n0100' }, ['/phone']],
    ['no address of a mailbox', { email: 'northwind' }, ['/email']],
    ['a web site that is a script', { website: 'javascript:alert(1)' }, ['/website']],
    ['a web site with a line break', { website: 'https://northwind.example/\nx' }, ['/website']],
    ['an address with a control character', { address: 'a\u0000b' }, ['/address']],
    ['an office without a name', { offices: [{ id: 'main', name: 'Main' }, { id: 'haifa' }] }, ['/offices/1/name']],
    ['no office that makes offers', { offices: [{ id: 'main', name: 'Main', retired: true }] }, ['/offices']],
    [
      'an office that is half retired',
      { offices: [{ id: 'main', name: 'Main', retired: 'yes' }] },
      ['/offices/0/retired'],
    ],
    ['an office with an unknown field', { offices: [{ id: 'main', name: 'Main', phone: '1' }] }, ['/offices/0/phone']],
    [
      'two offices of one id',
      {
        offices: [
          { id: 'a', name: 'A' },
          { id: 'a', name: 'B' },
        ],
      },
      ['/offices'],
    ],
    ['support at no mailbox', { support: { email: 'help' } }, ['/support/email']],
    ['support at no number', { support: { phone: 'help' } }, ['/support/phone']],
    ['support at a script', { support: { url: 'javascript:alert(1)' } }, ['/support/url']],
    ['support at hours that never end', { support: { hours: 'x'.repeat(201) } }, ['/support/hours']],
    ['a distributor without an address', { serviceRequests: { sentTo: 'distributor' } }, ['/serviceRequests/email']],
    [
      'an address at Microsoft, which takes a form',
      { serviceRequests: { sentTo: 'microsoft', email: 'a@b.example' } },
      ['/serviceRequests/email'],
    ],
    ['service requests to nobody', { serviceRequests: { sentTo: 'space' } }, ['/serviceRequests/sentTo']],
    ['support in an unknown way', { support: { fax: '1' } }, ['/support/fax']],
    ['a time zone that is none', { timeZone: 'Mars/Olympus' }, ['/timeZone']],
    ['a time zone that is a distance', { timeZone: '+02:00' }, ['/timeZone']],
    ['a time zone that is no text', { timeZone: 2 }, ['/timeZone']],
    ['a language that nobody translated', { preferredLanguage: 'fr' }, ['/preferredLanguage']],
    ['a colour that is none', { accent: 'red' }, ['/accent']],
    ['a logo from elsewhere', { logo: 'https://northwind.example/logo.png' }, ['/logo']],
    ['a logo that is not what it says', { logo: `data:image/jpeg;base64,${pixel}` }, ['/logo']],
    ['a logo that is no image', { logo: 'data:image/png;base64,AAAA' }, ['/logo']],
    ['a logo of more than 32 KB', { logo: `data:image/png;base64,${'A'.repeat(44_000)}` }, ['/logo']],
    ['unknown fields', { slogan: 'x', id: 'y' }, ['/slogan', '/id']],
    ['several faults at once', { name: '', phone: '', accent: 7 }, ['/name', '/phone', '/accent']],
  ])('refuses %s', async (_what, change, fields) => {
    const before = await documentsOf(world, tenants.northwind);
    const answer = await put({ ...profile, ...change });
    expect([answer.status, refusalOf(answer)]).toEqual([422, 'invalid-request']);
    expect(faultyFields(answer)).toEqual(fields);
    expect(await documentsOf(world, tenants.northwind)).toEqual(before);
  });

  it('tells what is invalid before it asks for If-Match', async () => {
    const answer = await world.call('updateCompany', { as: noa, body: { ...profile, name: '' } });
    expect(answer.status).toBe(422);
  });
});
