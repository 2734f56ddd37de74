import { noa, World } from '../../world';

const asking = (origin: string) => ({
  origin,
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'authorization,if-match',
});

describe('a browser of a portal elsewhere', () => {
  const world = new World({ settings: { portalOrigins: ['https://portal.example', 'http://localhost:3000'] } });
  beforeAll(() => world.addPartner());
  afterAll(() => world.close());

  const call = (origin: string) => world.call('getCompany', { as: noa, headers: { origin } });

  it.each(['https://portal.example', 'http://localhost:3000'])('at %s may send what the API takes', async (origin) => {
    const answer = await world.call('preflight', { headers: asking(origin) });
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    const listed = (header: string) => (answer.headers.get(header) ?? '').split(', ');
    expect(listed('access-control-allow-methods')).toEqual(
      expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    );
    expect(listed('access-control-allow-headers')).toEqual(
      expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match', 'Idempotency-Key']),
    );
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it.each(['https://portal.example', 'http://localhost:3000'])('at %s may read what it is told', async (origin) => {
    const answer = await call(origin);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-expose-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['ETag', 'Location', 'Retry-After']),
    );
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('may read refusals too', async () => {
    const refused = await world.call('getCompany', { headers: { origin: 'https://portal.example' } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      'https://portal.example',
    ]);
  });

  it.each([
    'https://evil.example',
    'http://portal.example',
    'https://portal.example:8443',
    'https://portal.example.evil.example',
    'https://a.portal.example',
    'https://PORTAL.example',
    'https://portal.example/',
    'null',
    '*',
    '',
  ])('at %j is told nothing', async (origin) => {
    const preflight = await world.call('preflight', { headers: asking(origin) });
    for (const answer of [await call(origin), preflight]) {
      const told = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect(told).toEqual([]);
      expect(answer.headers.get('vary')).toBe('Origin');
    }
  });

  it('is told nothing where no portal is elsewhere', async () => {
    const alone = new World({ settings: { portalOrigins: [] } });
    const answer = await alone.call('preflight', { headers: asking('https://portal.example') });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    alone.close();
  });

  it('may read no customer’s link', async () => {
    const { code } = await world.invite();
    const answer = await world.call('openLink', { params: { code }, headers: { origin: 'https://portal.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
