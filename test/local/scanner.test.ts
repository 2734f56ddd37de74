import { scanLink } from '../../local/scanner';
import { serving, type Serving } from './host/registered-app';

const asked: string[] = [];
let served: Serving;
beforeAll(async () => {
  served = await serving((app) =>
    app.http('any', {
      route: '{*path}',
      methods: ['GET', 'POST'],
      handler: async (request) => {
        const { pathname } = new URL(request.url);
        const fields = request.method === 'POST' ? ` ${await request.text()}` : '';
        asked.push(`${request.method} ${pathname}${fields}`);
        if (pathname === '/leave') return { status: 303, headers: { location: 'http://elsewhere.example/taken' } };
        return { headers: { 'content-type': 'text/html' }, body: pathname === '/o/code' ? page : '<p>Here</p>' };
      },
    }),
  );
});
afterAll(() => served.host.stop(0));

const page = `
  <a href="/next">Next</a> <a href="/next#part">The same</a>
  <a href="//elsewhere.example/">Site</a> <a href="mailto:a@elsewhere.example">Mail</a> <a href="http://[">Broken</a>
  <form method="post" action="/leave"><input type="hidden" name="key" value="k"><button>Leave</button></form>
  <form method="post" action="http://elsewhere.example/form"><button>Elsewhere</button></form>`;

describe('a scan', () => {
  it('stays at the instance whose link it is, wherever the pages lead', async () => {
    const random = { bytes: (count: number) => new Uint8Array(count).fill(7) };
    const { steps, linksElsewhere } = await scanLink('/o/code', { origin: served.origin, random });
    expect(linksElsewhere).toBe(3);
    expect(steps.map(({ method, path, status }) => `${method} ${path} ${status}`).slice(6)).toEqual([
      'GET /next 200',
      'POST /leave 303',
      'POST /leave 303',
    ]);
    expect(asked.filter((request) => request.startsWith('POST'))).toEqual(['POST /leave key=k', 'POST /leave key=k']);
  });
});
