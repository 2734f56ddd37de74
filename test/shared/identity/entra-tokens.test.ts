import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import * as fc from 'fast-check';
import { createServer, type Server } from 'node:http';
import { entraTokens } from '../../../shared/identity/entra-tokens';
import { isUnavailable } from '../../../shared/ports';
import { noon, tenants } from '../../world';

const audience = 'api://kesher';
const seconds = noon.getTime() / 1000;

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let signing: KeyPair;
let foreign: KeyPair;
let published: { keys: JWK[] };
let server: Server;
let authority: string;
let asked: string[];
/** How the identity provider answers for its keys. */
let answer: () => { readonly status: number; readonly body: string };
let now: Date;

beforeAll(async () => {
  [signing, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  published = { keys: [{ ...(await exportJWK(signing.publicKey)), kid: 'k1', use: 'sig', alg: 'RS256' }] };
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, body } = answer();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  authority = `http://127.0.0.1:${address.port}/entra`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
  now = noon;
  answer = () => ({ status: 200, body: JSON.stringify(published) });
});

const validator = () => entraTokens({ authority, audience, clock: { now: () => now } });

const claims = (): JWTPayload => ({
  tid: tenants.northwind,
  oid: 'noa',
  name: 'Noa Levi',
  roles: ['Operator'],
  iss: `${authority}/${tenants.northwind}/v2.0`,
  aud: audience,
  exp: seconds + 3600,
});

function sign(payload: JWTPayload = claims(), header: { kid?: string } = { kid: 'k1' }, key = signing.privateKey) {
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', ...header }).sign(key);
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token', () => {
  it('says who calls: tenant, user, name and roles', async () => {
    await expect(validator().validate(await sign())).resolves.toEqual({
      tenantId: tenants.northwind,
      userId: 'noa',
      name: 'Noa Levi',
      roles: ['Operator'],
    });
    expect(asked).toEqual(['/entra/common/discovery/v2.0/keys']);
  });

  it('may come without name and roles', async () => {
    const { name: _name, roles: _roles, ...rest } = claims();
    await expect(validator().validate(await sign(rest))).resolves.toMatchObject({ name: '', roles: [] });
  });

  it.each<[string, (good: JWTPayload) => JWTPayload]>([
    ['another tenant’s issuer', (good) => ({ ...good, iss: `${authority}/${tenants.fabrikam}/v2.0` })],
    ['a tenant that is not its issuer’s', (good) => ({ ...good, tid: tenants.fabrikam })],
    ['an issuer elsewhere', (good) => ({ ...good, iss: `https://evil.example/${tenants.northwind}/v2.0` })],
    ['an issuer of the old kind', (good) => ({ ...good, iss: `https://sts.windows.net/${tenants.northwind}/` })],
    ['no issuer', ({ iss: _iss, ...good }) => good],
    ['another audience', (good) => ({ ...good, aud: 'api://other' })],
    ['no audience', ({ aud: _aud, ...good }) => good],
    ['no expiry', ({ exp: _exp, ...good }) => good],
    ['an expiry that is past', (good) => ({ ...good, exp: seconds - 61 })],
    ['a start that is to come', (good) => ({ ...good, nbf: seconds + 3600 })],
    ['no tenant', ({ tid: _tid, ...good }) => good],
    ['a tenant that is no id', (good) => ({ ...good, tid: '../x', iss: `${authority}/../x/v2.0` })],
    ['no user', ({ oid: _oid, ...good }) => good],
    ['a user that is no id', (good) => ({ ...good, oid: 'a/b' })],
    ['a role that stands alone', (good) => ({ ...good, roles: 'Operator' })],
  ])('with %s is not valid', async (_what, change) => {
    await expect(validator().validate(await sign(change(claims())))).resolves.toBeUndefined();
  });

  it('that another key signed is not valid, whichever key it names', async () => {
    const tokens = validator();
    for (const kid of ['k1', 'k2'])
      await expect(tokens.validate(await sign(claims(), { kid }, foreign.privateKey))).resolves.toBeUndefined();
  });

  it('without a signature is not valid', async () => {
    const unsigned = `${encoded({ alg: 'none', kid: 'k1' })}.${encoded(claims())}.`;
    await expect(validator().validate(unsigned)).resolves.toBeUndefined();
  });

  it('that is signed with the public key as a shared secret is not valid', async () => {
    const secret = Buffer.from(JSON.stringify(published.keys[0]));
    const forged = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    await expect(validator().validate(forged)).resolves.toBeUndefined();
  });

  it('that was changed after signing is not valid', async () => {
    const [header, , signature] = (await sign()).split('.');
    const other = encoded({ ...claims(), oid: 'somebody-else' });
    await expect(validator().validate(`${header}.${other}.${signature}`)).resolves.toBeUndefined();
  });

  it('that is none at all is refused, and is not taken for trouble of the identity provider', async () => {
    const tokens = validator();
    const part = fc.oneof(
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
      fc
        .record(
          { alg: fc.constantFrom('RS256', 'none', 'HS256', 1), kid: fc.anything(), crit: fc.anything() },
          { requiredKeys: [] },
        )
        .map(encoded),
      fc.string({ maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        await expect(tokens.validate(parts.join('.'))).resolves.toBeUndefined();
      }),
    );
  });
});

describe('the expiry of a token', () => {
  it('counts by the clock, with a minute for clocks that differ', async () => {
    const token = await sign();
    now = new Date((seconds + 3600 + 59) * 1000);
    await expect(validator().validate(token)).resolves.toBeDefined();
    now = new Date((seconds + 3600 + 61) * 1000);
    await expect(validator().validate(token)).resolves.toBeUndefined();
  });

  it('ends what was found valid before', async () => {
    const tokens = validator();
    const token = await sign();
    await expect(tokens.validate(token)).resolves.toBeDefined();
    now = new Date((seconds + 3600 + 61) * 1000);
    await expect(tokens.validate(token)).resolves.toBeUndefined();
  });
});

describe('the keys of the identity provider', () => {
  it('are fetched once, however many call at the same time', async () => {
    const tokens = validator();
    const calls = await Promise.all(
      ['a', 'b', 'c'].map(async (oid) => tokens.validate(await sign({ ...claims(), oid }))),
    );
    expect(calls.map((identity) => identity?.userId)).toEqual(['a', 'b', 'c']);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['answer with an error', { status: 500, body: 'oops' }],
    ['are no JSON', { status: 200, body: '<html>' }],
    ['are no key set', { status: 200, body: '{"keys":1}' }],
  ])('when they %s make the service unavailable, not the caller a stranger', async (_what, broken) => {
    answer = () => broken;
    const failed: unknown = await validator()
      .validate(await sign())
      .catch((error: unknown) => error);
    expect(isUnavailable(failed)).toBe(true);
  });

  it('that cannot be reached make the service unavailable, until they can', async () => {
    const down = entraTokens({ authority: 'http://127.0.0.1:1/entra', audience, clock: { now: () => now } });
    const failed: unknown = await down.validate(await sign()).catch((error: unknown) => error);
    expect(isUnavailable(failed)).toBe(true);

    const tokens = validator();
    answer = () => ({ status: 503, body: '' });
    await tokens.validate(await sign()).catch(() => undefined);
    answer = () => ({ status: 200, body: JSON.stringify(published) });
    await expect(tokens.validate(await sign())).resolves.toBeDefined();
  });

  it('are not needed again for a token that was found valid', async () => {
    const tokens = validator();
    const token = await sign();
    await tokens.validate(token);
    answer = () => ({ status: 500, body: '' });
    await expect(tokens.validate(token)).resolves.toBeDefined();
  });
});
