import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import * as fc from 'fast-check';
import { createServer, type Server } from 'node:http';
import { entraTokens } from '../../../shared/identity/entra-tokens';
import { isUnavailable, type TokenFault } from '../../../shared/ports';
import { noon, tenants } from '../../world';

const audience = '7d0d3b0c-5f27-4c1f-9a53-1c2b8e0f6a11';
const another = 'api://kesher';
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

const validator = () => entraTokens({ authority, audiences: [audience, another], clock: { now: () => now } });

const claims = (): JWTPayload => ({
  tid: tenants.northwind,
  oid: 'noa',
  sub: 'noa-at-this-api',
  azp: 'the-portal',
  name: 'Noa Levi',
  scp: 'access_as_user',
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
      kind: 'user',
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

  it('is for this API under any of its audiences', async () => {
    for (const aud of [audience, another, ['api://other', audience]])
      await expect(validator().validate(await sign({ ...claims(), aud }))).resolves.toMatchObject({ userId: 'noa' });
  });

  it.each<[string, (good: JWTPayload) => JWTPayload, readonly TokenFault[]]>([
    ['another tenant’s issuer', (good) => ({ ...good, iss: `${authority}/${tenants.fabrikam}/v2.0` }), ['issuer']],
    ['a tenant that is not its issuer’s', (good) => ({ ...good, tid: tenants.fabrikam }), ['issuer']],
    ['an issuer elsewhere', (good) => ({ ...good, iss: `https://evil.example/${tenants.northwind}/v2.0` }), ['issuer']],
    [
      'an issuer of the old kind',
      (good) => ({ ...good, iss: `https://sts.windows.net/${tenants.northwind}/` }),
      ['version'],
    ],
    ['no issuer', ({ iss: _iss, ...good }) => good, ['issuer']],
    ['another audience', (good) => ({ ...good, aud: 'api://other' }), ['audience']],
    ['a part of an audience', (good) => ({ ...good, aud: audience.slice(0, -1) }), ['audience']],
    ['several others', (good) => ({ ...good, aud: ['api://other', `${audience}2`] }), ['audience']],
    ['no audience', ({ aud: _aud, ...good }) => good, ['audience']],
    ['no expiry', ({ exp: _exp, ...good }) => good, ['age']],
    ['an expiry that is past', (good) => ({ ...good, exp: seconds - 61 }), ['age']],
    ['a start that is to come', (good) => ({ ...good, nbf: seconds + 3600 }), ['age']],
    ['no tenant', ({ tid: _tid, ...good }) => good, ['issuer']],
    ['a tenant that is no id', (good) => ({ ...good, tid: '../x', iss: `${authority}/../x/v2.0` }), ['claims']],
    ['no user', ({ oid: _oid, ...good }) => good, ['claims']],
    ['a user that is no id', (good) => ({ ...good, oid: 'a/b' }), ['claims']],
    ['a role that stands alone', (good) => ({ ...good, roles: 'Operator' }), ['claims']],
    [
      'the issuer and audience of a version 1 token that is old',
      (good) => ({ ...good, iss: 'https://sts.windows.net/x/', aud: 'api://x', exp: seconds - 3600 }),
      ['version', 'audience', 'age'],
    ],
  ])('with %s is not valid, and it is said why', async (_what, change, faults) => {
    await expect(validator().validate(await sign(change(claims())))).resolves.toEqual({ faults });
  });

  it('that another key signed is not valid, whichever key it names', async () => {
    const tokens = validator();
    for (const kid of ['k1', 'k2'])
      await expect(tokens.validate(await sign(claims(), { kid }, foreign.privateKey))).resolves.toEqual({
        faults: ['signature'],
      });
    const graph = await sign({ ...claims(), aud: 'https://graph.microsoft.com' }, {}, foreign.privateKey);
    await expect(tokens.validate(graph)).resolves.toEqual({ faults: ['signature', 'audience'] });
  });

  it('without a signature is not valid', async () => {
    const unsigned = `${encoded({ alg: 'none', kid: 'k1' })}.${encoded(claims())}.`;
    await expect(validator().validate(unsigned)).resolves.toEqual({ faults: ['signature'] });
  });

  it('that is signed with the public key as a shared secret is not valid', async () => {
    const secret = Buffer.from(JSON.stringify(published.keys[0]));
    const forged = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    await expect(validator().validate(forged)).resolves.toEqual({ faults: ['signature'] });
  });

  it('that was changed after signing is not valid', async () => {
    const [header, , signature] = (await sign()).split('.');
    const other = encoded({ ...claims(), oid: 'somebody-else' });
    await expect(validator().validate(`${header}.${other}.${signature}`)).resolves.toEqual({ faults: ['signature'] });
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
        await expect(tokens.validate(parts.join('.'))).resolves.toHaveProperty('faults.length');
      }),
    );
  });
});

/** What Entra ID gives an application that asks for itself: no name and no scopes; `idtyp` where the app registration asks for it. */
const ofApplication = (): JWTPayload => {
  const { name: _name, scp: _scp, ...rest } = claims();
  return { ...rest, oid: 'a-daemon', sub: 'a-daemon', azp: 'the-daemon', azpacr: '1' };
};

/** What a sign-in leaves with whoever signs in; for the API's own app registration its audience is the API's, with the roles of the person. */
const ofSignIn = (): JWTPayload => {
  const { scp: _scp, azp: _azp, ...rest } = claims();
  return { ...rest, preferred_username: 'noa@northwind.example' };
};

describe('the kind of a token', () => {
  it.each<[string, () => JWTPayload, 'user' | 'app']>([
    ['a person’s for this API', () => claims(), 'user'],
    ['a person’s with more scopes', () => ({ ...claims(), scp: 'openid access_as_user Offers.Read' }), 'user'],
    ['a person’s that says so', () => ({ ...claims(), idtyp: 'user' }), 'user'],
    ['a person’s without roles', () => ({ ...claims(), roles: undefined }), 'user'],
    ['an application’s with a role', () => ofApplication(), 'app'],
    ['an application’s that says so', () => ({ ...ofApplication(), idtyp: 'app' }), 'app'],
    [
      'an application’s that says so and shows another subject',
      () => ({ ...ofApplication(), idtyp: 'app', sub: 'x' }),
      'app',
    ],
  ])('is known of %s', async (_what, made, kind) => {
    const payload = made();
    await expect(validator().validate(await sign(payload))).resolves.toMatchObject({
      kind,
      roles: payload.roles ?? [],
    });
  });

  it.each<[string, () => JWTPayload, readonly TokenFault[]]>([
    ['an ID token', () => ofSignIn(), ['kind']],
    ['an ID token with a nonce', () => ({ ...ofSignIn(), nonce: 'n-0S6', sub: 'noa' }), ['kind']],
    ['an ID token with the hash of an access token', () => ({ ...ofSignIn(), at_hash: 'x', sub: 'noa' }), ['kind']],
    ['an ID token with the hash of a code', () => ({ ...ofSignIn(), c_hash: 'x', sub: 'noa', idtyp: 'app' }), ['kind']],
    ['an ID token about somebody else', () => ({ ...ofSignIn(), sub: '' }), ['kind']],
    ['a person’s for another scope', () => ({ ...claims(), scp: 'Offers.Read' }), ['scope']],
    [
      'a person’s for scopes that hold the name',
      () => ({ ...claims(), scp: 'access_as_user_2 not_access_as_user' }),
      ['scope'],
    ],
    ['a person’s for the scope in capitals', () => ({ ...claims(), scp: 'ACCESS_AS_USER' }), ['scope']],
    ['a person’s without scopes', () => ({ ...claims(), scp: '' }), ['scope']],
    ['scopes that are a list', () => ({ ...claims(), scp: ['access_as_user'] }), ['kind']],
    ['an application’s without a role', () => ({ ...ofApplication(), roles: undefined }), ['role']],
    ['an application’s with an empty list of roles', () => ({ ...ofApplication(), idtyp: 'app', roles: [] }), ['role']],
    ['an application’s with scopes', () => ({ ...claims(), idtyp: 'app' }), ['kind']],
    ['a device’s', () => ({ ...ofApplication(), idtyp: 'device' }), ['kind']],
    [
      'another API’s',
      () => ({ ...ofApplication(), aud: 'https://graph.microsoft.com', roles: undefined }),
      ['audience', 'role'],
    ],
  ])('refuses %s, and says why', async (_what, made, faults) => {
    await expect(validator().validate(await sign(made()))).resolves.toEqual({ faults });
  });
});

/** The same person's token as Entra ID gives it until the registration asks for version 2. */
const ofVersion1 = (more: JWTPayload = {}): JWTPayload => {
  const { azp: _azp, ...rest } = claims();
  const iss = `https://sts.windows.net/${tenants.northwind}/`;
  return { ...rest, iss, aud: `api://${audience}`, appid: 'the-portal', appidacr: '0', ver: '1.0', ...more };
};

describe('a token of version 1.0', () => {
  it.each<[string, JWTPayload, readonly TokenFault[]]>([
    ['as Entra ID gives it', {}, ['version']],
    ['whose audience is the id of the API', { aud: audience }, ['version']],
    ['of the cloud of mainland China', { iss: `https://sts.chinacloudapi.cn/${tenants.northwind}/` }, ['version']],
    ['that says so, from the issuer of version 2', { iss: 'version 2', ver: '1.0' }, ['version']],
    ['that does not say its version', { ver: '' }, ['version']],
    ['for another API', { aud: 'api://other' }, ['version', 'audience']],
    ['for another scope', { scp: 'Offers.Read' }, ['version', 'scope']],
  ])('%s is not valid, and it is said why', async (_what, more, faults) => {
    const payload = ofVersion1(more);
    const iss = payload.iss === 'version 2' ? `${authority}/${tenants.northwind}/v2.0` : payload.iss;
    await expect(
      validator().validate(await sign({ ...payload, ...(iss === undefined ? {} : { iss }) })),
    ).resolves.toEqual({
      faults,
    });
  });

  it('is told from one of another issuer and from one of version 2', async () => {
    const elsewhere = { ...claims(), iss: `https://sts.example/${tenants.northwind}/` };
    await expect(validator().validate(await sign(elsewhere))).resolves.toEqual({ faults: ['issuer'] });
    await expect(validator().validate(await sign({ ...claims(), ver: '2.0' }))).resolves.toHaveProperty('userId');
  });

  it('that nobody here signed is no less a stranger’s', async () => {
    const forged = await sign(ofVersion1(), { kid: 'k1' }, foreign.privateKey);
    await expect(validator().validate(forged)).resolves.toEqual({ faults: ['signature', 'version'] });
  });
});

describe('a key that the directory publishes for an issuer', () => {
  const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad';
  /** The set as `common` has it: each key with the issuer whose tokens it signs. */
  const publishing = async (issuer: unknown): Promise<void> => {
    const own = published.keys.map((key) => ({ ...key, issuer }));
    const other = {
      ...(await exportJWK(foreign.publicKey)),
      kid: 'k2',
      use: 'sig',
      issuer: `${authority}/${consumers}/v2.0`,
    };
    answer = () => ({ status: 200, body: JSON.stringify({ keys: [...own, other] }) });
  };

  it.each<[string, () => unknown]>([
    ['every tenant', () => `${authority}/{tenantid}/v2.0`],
    ['this tenant', () => `${authority}/${tenants.northwind}/v2.0`],
    ['nobody in particular', () => undefined],
  ])('%s signs for this one', async (_whose, issuer) => {
    await publishing(issuer());
    await expect(validator().validate(await sign())).resolves.toMatchObject({ userId: 'noa' });
  });

  it.each<[string, () => unknown]>([
    ['another tenant', () => `${authority}/${tenants.fabrikam}/v2.0`],
    ['every tenant of another cloud', () => 'https://login.example/{tenantid}/v2.0'],
    ['every tenant, of version 1.0', () => 'https://sts.windows.net/{tenantid}/'],
    ['no tenant', () => `${authority}/v2.0`],
    ['an issuer that begins alike', () => `${authority}/{tenantid}/v2.0/`],
    ['an issuer without a name', () => ''],
  ])('%s does not sign for this one', async (_whose, issuer) => {
    await publishing(issuer());
    const tokens = validator();
    const token = await sign();
    for (let time = 0; time < 2; time += 1)
      await expect(tokens.validate(token)).resolves.toEqual({ faults: ['signer'] });
    await expect(tokens.validate(await sign(claims(), {}))).resolves.toHaveProperty('faults');
  });

  it('is not taken for another one’s, which is in the same set', async () => {
    await publishing(`${authority}/{tenantid}/v2.0`);
    const tokens = validator();
    const ofOther = await sign(claims(), { kid: 'k2' }, foreign.privateKey);
    await expect(tokens.validate(ofOther)).resolves.toEqual({ faults: ['signer'] });
    await expect(tokens.validate(await sign())).resolves.toMatchObject({ userId: 'noa' });
    const own = { ...claims(), tid: consumers, iss: `${authority}/${consumers}/v2.0` };
    await expect(tokens.validate(await sign(own, { kid: 'k2' }, foreign.privateKey))).resolves.toMatchObject({
      tenantId: consumers,
    });
  });

  it('counts for a token that names no key, too', async () => {
    answer = () => ({
      status: 200,
      body: JSON.stringify({ keys: published.keys.map((key) => ({ ...key, issuer: 'https://login.example/x' })) }),
    });
    await expect(validator().validate(await sign(claims(), {}))).resolves.toEqual({ faults: ['signer'] });
    answer = () => ({ status: 200, body: JSON.stringify(published) });
    await expect(validator().validate(await sign(claims(), {}))).resolves.toMatchObject({ userId: 'noa' });
  });
});

describe('the expiry of a token', () => {
  it('counts by the clock, with a minute for clocks that differ', async () => {
    const token = await sign();
    now = new Date((seconds + 3600 + 59) * 1000);
    await expect(validator().validate(token)).resolves.toMatchObject({ userId: 'noa' });
    now = new Date((seconds + 3600 + 61) * 1000);
    await expect(validator().validate(token)).resolves.toEqual({ faults: ['age'] });
  });

  it('ends what was found valid before', async () => {
    const tokens = validator();
    const token = await sign();
    await expect(tokens.validate(token)).resolves.toMatchObject({ userId: 'noa' });
    now = new Date((seconds + 3600 + 61) * 1000);
    await expect(tokens.validate(token)).resolves.toEqual({ faults: ['age'] });
  });
});

describe('the keys of the identity provider', () => {
  it('are fetched once, however many call at the same time', async () => {
    const tokens = validator();
    const calls = await Promise.all(
      ['a', 'b', 'c'].map(async (oid) => tokens.validate(await sign({ ...claims(), oid }))),
    );
    expect(calls).toMatchObject([{ userId: 'a' }, { userId: 'b' }, { userId: 'c' }]);
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
    const down = entraTokens({
      authority: 'http://127.0.0.1:1/entra',
      audiences: [audience],
      clock: { now: () => now },
    });
    const failed: unknown = await down.validate(await sign()).catch((error: unknown) => error);
    expect(isUnavailable(failed)).toBe(true);

    const tokens = validator();
    answer = () => ({ status: 503, body: '' });
    await tokens.validate(await sign()).catch(() => undefined);
    answer = () => ({ status: 200, body: JSON.stringify(published) });
    await expect(tokens.validate(await sign())).resolves.toMatchObject({ userId: 'noa' });
  });

  it('are not needed again for a token that was found valid', async () => {
    const tokens = validator();
    const token = await sign();
    await tokens.validate(token);
    answer = () => ({ status: 500, body: '' });
    await expect(tokens.validate(token)).resolves.toMatchObject({ userId: 'noa' });
  });
});
