// `npm run smoke -- URL`: asks a running Kesher, wherever it is, whether it answers as it should. It writes nothing.
import { realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `npm run smoke -- URL [--portal ORIGIN] [--within SECONDS] [--local]

  --portal ORIGIN   the origin of a portal elsewhere, which must be let in
  --within SECONDS  waits at most so long until the app is ready
  --local           the routes of npm start may be there; without it they must not be`;

const patience = 15_000;
const stranger = 'https://stranger.example';

/** Waits until `/health/ready` answers 200; throws what was seen last when the time is over. */
export async function untilReady(base, seconds, say = () => undefined) {
  const deadline = performance.now() + seconds * 1000;
  for (let tries = 1; ; tries += 1) {
    let seen;
    try {
      const response = await fetch(new URL('/health/ready', base), { signal: AbortSignal.timeout(patience) });
      await response.text();
      if (response.status === 200) return;
      seen = `it answers ${response.status}`;
    } catch (error) {
      seen = reasonOf(error);
    }
    if (performance.now() > deadline) throw new Error(`${base} is not ready within ${seconds} s: ${seen}.`);
    if (tries % 10 === 0) say(`still waiting for ${base}: ${seen}`);
    await sleep(Math.min(3000, 250 * tries));
  }
}

/** Runs every check, tells the outcome of each, and says how many failed. */
export async function smoke(base, { portal, local = false } = {}, say = console.log) {
  let failed = 0;
  for (const [title, check] of checksOf(base, { portal, local })) {
    try {
      const note = await check();
      say(`ok    ${title}${note ? ` (${note})` : ''}`);
    } catch (error) {
      failed += 1;
      say(`FAIL  ${title}: ${reasonOf(error)}`);
    }
  }
  say(failed === 0 ? `${base} answers as it should.` : `${base}: ${failed} of the checks failed.`);
  return failed;
}

function checksOf(base, { portal, local }) {
  const secure = new URL(base).protocol === 'https:';
  const ask = async (path, { method = 'GET', headers = {}, body } = {}) => {
    const response = await fetch(new URL(path, base), {
      ...{ method, redirect: 'manual', signal: AbortSignal.timeout(patience) },
      headers: { accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const preflight = (origin) =>
    ask('/api/overview', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    });
  const allowedFor = async (origin) => (await preflight(origin)).headers.get('access-control-allow-origin');
  /** What every answer carries, whatever it is. */
  const guarded = (reply) => {
    expectHeader(reply, 'x-content-type-options', /^nosniff$/u);
    expectHeader(reply, 'content-security-policy', /default-src 'none'/u);
    expectHeader(reply, 'referrer-policy', /^(?:no-referrer|same-origin)$/u);
    expectHeader(reply, 'cache-control', /no-store/u);
    if (secure) expectHeader(reply, 'strict-transport-security', /max-age=[1-9]\d{6,}/u);
  };

  const checks = [
    [
      'the process answers',
      async () => {
        const reply = await ask('/health/live');
        expectStatus(reply, 200);
        guarded(reply);
      },
    ],
    [
      'the database answers',
      async () => {
        const reply = await ask('/health/ready');
        expectStatus(reply, 200);
        return mailNote(json(reply).mail);
      },
    ],
    [
      'the API refuses whoever brings no token',
      async () => {
        const reply = await ask('/api/overview');
        expectProblem(reply, 401, 'unauthenticated');
        expectHeader(reply, 'www-authenticate', /^Bearer/u);
        guarded(reply);
      },
    ],
    [
      'a link that nobody issued is unknown to programs',
      async () => {
        const reply = await ask('/o/smoke-check');
        expectProblem(reply, 404, 'link-unknown');
        guarded(reply);
      },
    ],
    [
      'a link that nobody issued leads customers to a page',
      async () => {
        const reply = await ask('/o/smoke-check', { headers: { accept: 'text/html' } });
        expectStatus(reply, 404);
        expectHeader(reply, 'content-type', /^text\/html/u);
        expectHeader(reply, 'content-security-policy', /frame-ancestors 'none'/u);
        if (!/^<!doctype html>/iu.test(reply.text)) throw new Error('it is no page');
        guarded(reply);
      },
    ],
    [
      'link scanners may look with HEAD',
      async () => {
        const reply = await ask('/o/smoke-check', { method: 'HEAD', headers: { accept: 'text/html' } });
        expectStatus(reply, 404);
      },
    ],
    [
      'problems are explained',
      async () => {
        const reply = await ask('/problems/link-unknown', { headers: { accept: 'text/html' } });
        expectStatus(reply, 200);
        if (!reply.text.includes('link-unknown')) throw new Error('the page does not name the problem');
        guarded(reply);
      },
    ],
    [
      'an address that is not there says so',
      async () => {
        const reply = await ask('/smoke-check');
        expectProblem(reply, 404, 'not-found');
        guarded(reply);
      },
    ],
    [
      'delivery reports need a token',
      async () => {
        const reply = await ask('/events/mail', {
          ...{ method: 'POST', body: '[]' },
          headers: { 'content-type': 'application/json' },
        });
        expectProblem(reply, 401, 'unauthenticated');
      },
    ],
    [
      'Event Grid may ask whether it can deliver',
      async () => {
        const headers = { 'webhook-request-origin': 'eventgrid.azure.net' };
        const reply = await ask('/events/mail', { method: 'OPTIONS', headers });
        expectStatus(reply, 200);
        expectHeader(reply, 'webhook-allowed-origin', /^eventgrid\.azure\.net$/u);
      },
    ],
    [
      'pages of strangers are not let in',
      async () => {
        const allowed = await allowedFor(stranger);
        if (allowed !== null) throw new Error(`access-control-allow-origin is ${allowed} for ${stranger}`);
      },
    ],
  ];
  if (portal !== undefined)
    checks.push([
      `the portal at ${portal} is let in`,
      async () => {
        const allowed = await allowedFor(portal);
        if (allowed !== portal) throw new Error(`access-control-allow-origin is ${allowed ?? 'missing'}`);
      },
    ]);
  if (!local)
    checks.push(['nothing of the local runtime is there', async () => expectStatus(await ask('/local/personas'), 404)]);
  if (secure && new URL(base).port === '')
    checks.push([
      'plain http leads to https',
      async () => {
        const plain = new URL('/health/live', base);
        plain.protocol = 'http:';
        const reply = await ask(plain);
        if (reply.status < 301 || reply.status > 308) throw new Error(`it answers ${reply.status}`);
        expectHeader(reply, 'location', /^https:/u);
      },
    ]);
  return checks;
}

function mailNote(mail) {
  if (mail === undefined) return undefined;
  return `mail ${[mail.status, mail.fault, mail.advice, mail.until].filter(Boolean).join(': ')}`;
}

function json({ text }) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the answer is not JSON');
  }
}

function expectStatus({ status }, expected) {
  if (status !== expected) throw new Error(`it answers ${status}, not ${expected}`);
}

function expectHeader({ headers }, name, expected) {
  const value = headers.get(name);
  if (value === null) throw new Error(`the header ${name} is missing`);
  if (!expected.test(value)) throw new Error(`the header ${name} is ${value}`);
}

function expectProblem(reply, status, slug) {
  expectStatus(reply, status);
  expectHeader(reply, 'content-type', /^application\/problem\+json/u);
  const { type, traceId } = json(reply);
  if (type !== `/problems/${slug}`) throw new Error(`it says ${String(type)}, not /problems/${slug}`);
  if (typeof traceId !== 'string') throw new Error('it has no traceId');
}

/** The outer message of a failed fetch is always the same; what happened is its cause. */
function reasonOf(error) {
  return error.cause?.message || error.cause?.code || error.message;
}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { portal: { type: 'string' }, within: { type: 'string' }, local: { type: 'boolean' } },
  });
  const [url] = positionals;
  const within = Number(values.within ?? 0);
  if (positionals.length !== 1 || !/^https?:/u.test(url) || !URL.canParse(url) || !(within >= 0))
    throw new Error(usage);
  const base = new URL(url).origin;
  if (within > 0) await untilReady(base, within, console.log);
  return smoke(base, { portal: values.portal, local: values.local });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main().then(
    (failed) => (process.exitCode = failed > 0 ? 1 : 0),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
