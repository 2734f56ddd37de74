import { smoke as check } from '../../infra/scripts/smoke.mjs';
import { AnsweringApp, page, portal, problem, type Answer, type Asked } from './answering-app';
import { runScript } from './run-script';

const app = new AnsweringApp();
let origin = '';
beforeAll(async () => (origin = await app.open()));
afterAll(() => app.close());
beforeEach(() => {
  app.fault = (_asked, right) => right;
  app.seen.length = 0;
});

const smoke = (...options: string[]) => runScript('infra/scripts/smoke.mjs', [origin, ...options]);
const failures = (output: string) => output.split('\n').filter((line) => line.startsWith('FAIL'));
const without = (answer: Answer, name: string): Answer => ({
  ...answer,
  headers: Object.fromEntries(Object.entries(answer.headers).filter(([header]) => header !== name)),
});

describe('the smoke check', () => {
  it('finds nothing wrong with an app that answers as it should, and only looks', async () => {
    const { code, output, errors } = await smoke('--portal', portal);
    expect({ code, errors, failed: failures(output) }).toEqual({ code: 0, errors: '', failed: [] });
    expect(output.match(/^ok {4}/gmu)?.length).toBe(13);
    expect(output).toContain(`${origin} answers as it should.`);
    expect(app.seen.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))).toMatchObject([
      { method: 'POST', path: '/events/mail' },
    ]);
    expect(app.seen.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });

  it.each<[string, string, (asked: Asked, right: Answer) => Answer]>([
    [
      'whose database does not answer',
      'the database answers: it answers 503, not 200',
      ({ path }, right) => (path === '/health/ready' ? problem(503, 'unavailable') : right),
    ],
    [
      'that lets in whoever comes',
      'the API refuses whoever brings no token: it answers 200, not 401',
      ({ path, method }, right) => (path === '/api/overview' && method === 'GET' ? { ...right, status: 200 } : right),
    ],
    [
      'that refuses without a problem document',
      'the API refuses whoever brings no token: the header content-type is text/plain',
      ({ path, method }, right) =>
        path === '/api/overview' && method === 'GET'
          ? { ...right, headers: { ...right.headers, 'content-type': 'text/plain' } }
          : right,
    ],
    [
      'that knows a link which nobody issued',
      'a link that nobody issued is unknown to programs: it answers 200, not 404',
      ({ path, headers }, right) =>
        path === '/o/smoke-check' && headers.accept === 'application/json' ? { ...right, status: 200 } : right,
    ],
    [
      'whose pages may be kept',
      'a link that nobody issued leads customers to a page: the header cache-control is missing',
      ({ path, method, headers }, right) =>
        path === '/o/smoke-check' && method === 'GET' && headers.accept === 'text/html'
          ? without(right, 'cache-control')
          : right,
    ],
    [
      'whose pages may be framed',
      "a link that nobody issued leads customers to a page: the header content-security-policy is default-src 'none'",
      ({ path, method, headers }, right) =>
        path === '/o/smoke-check' && method === 'GET' && headers.accept === 'text/html'
          ? { ...right, headers: { ...right.headers, 'content-security-policy': "default-src 'none'" } }
          : right,
    ],
    [
      'that does not know HEAD',
      'link scanners may look with HEAD: it answers 405, not 404',
      ({ method }, right) => (method === 'HEAD' ? { ...right, status: 405 } : right),
    ],
    [
      'that explains nothing',
      'problems are explained: it answers 404, not 200',
      ({ path }, right) => (path.startsWith('/problems/') ? { ...right, status: 404 } : right),
    ],
    [
      'behind the home page of the platform',
      'an address that is not there says so: it answers 200, not 404',
      ({ path }, right) => (path === '/smoke-check' ? page(200, 'Your app is up and running') : right),
    ],
    [
      'that takes delivery reports from anybody',
      'delivery reports need a token: it answers 200, not 401',
      ({ path, method }, right) => (path === '/events/mail' && method === 'POST' ? { ...right, status: 200 } : right),
    ],
    [
      'that does not greet Event Grid',
      'Event Grid may ask whether it can deliver: the header webhook-allowed-origin is missing',
      ({ path }, right) => (path === '/events/mail' ? without(right, 'webhook-allowed-origin') : right),
    ],
    [
      'that lets in every origin',
      'pages of strangers are not let in: access-control-allow-origin is * for https://stranger.example',
      ({ path, method, headers }, right) =>
        path === '/api/overview' && method === 'OPTIONS' && headers.origin !== portal
          ? { ...right, headers: { ...right.headers, 'access-control-allow-origin': '*' } }
          : right,
    ],
    [
      'that does not know its portal',
      `the portal at ${portal} is let in: access-control-allow-origin is missing`,
      ({ path }, right) => (path === '/api/overview' ? without(right, 'access-control-allow-origin') : right),
    ],
    [
      'with the local runtime in it',
      'nothing of the local runtime is there: it answers 200, not 404',
      ({ path }, right) => (path.startsWith('/local/') ? { ...right, status: 200 } : right),
    ],
  ])('fails on an app %s', async (_which, expected, how) => {
    app.fault = how;
    const lines: string[] = [];
    expect(await check(origin, { portal }, (line) => lines.push(line))).toBe(1);
    expect(failures(lines.join('\n'))).toEqual([`FAIL  ${expected}`]);
    expect(lines.at(-1)).toBe(`${origin}: 1 of the checks failed.`);
  });

  it('shows why mail is held up, which is no reason to take the app out of service', async () => {
    const mail = { status: 'held-up', fault: 'relaying-denied', advice: 'Let the app send.' };
    app.fault = ({ path }, right) => (path === '/health/ready' ? { ...right, body: { status: 'ready', mail } } : right);
    const { code, output } = await smoke();
    expect(output).toContain('ok    the database answers (mail held-up: relaying-denied: Let the app send.)');
    expect(code).toBe(0);
  });

  it('waits for an app that starts, and no longer than it is told', async () => {
    let asked = 0;
    app.fault = ({ path }, right) =>
      path === '/health/ready' && (asked += 1) < 3 ? problem(503, 'unavailable') : right;
    expect((await smoke('--within', '30')).code).toBe(0);
    expect(asked).toBeGreaterThan(3);

    app.fault = () => problem(503, 'unavailable');
    const { code, output, errors } = await smoke('--within', '0.1');
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toBe(`${origin} is not ready within 0.1 s: it answers 503.\n`);
  });

  it('fails on an address where nobody listens, and says so for each check', async () => {
    const { code, output } = await runScript('infra/scripts/smoke.mjs', ['http://127.0.0.1:9999']);
    expect(code).toBe(1);
    expect(failures(output)).toHaveLength(12);
    expect(output).toMatch(/ECONNREFUSED/u);
  });

  it.each([[[]], [['ftp://a']], [['http://a', '--within', 'soon']]])(
    'says how it is used when it is called with %j',
    async (words) => {
      const { code, errors } = await runScript('infra/scripts/smoke.mjs', words);
      expect(code).toBe(1);
      expect(errors).toContain('npm run smoke -- URL');
    },
  );
});
