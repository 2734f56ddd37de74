import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTokenKey, type PrivateKey } from '../../local/key-files';
import { personaOf, personas, tenants, type Persona } from '../../local/personas';
import { TokenIssuer } from '../../local/token-issuer';
import { eventGridRole, kindOfToken } from '../../shared/identity/token-kinds';

const clock = { now: () => new Date('2030-01-01T00:00:00.000Z') };
const folder = mkdtempSync(join(tmpdir(), 'kesher-issuer-'));
let key: PrivateKey;

beforeAll(async () => {
  key = await loadTokenKey(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const issuerOf = (signingKey: PrivateKey): TokenIssuer =>
  new TokenIssuer({ key: signingKey, authority: 'http://localhost:7071/local/entra', audience: 'api://kesher', clock });

const admin: Persona = personas[0];

async function verified(token: string, issuer: TokenIssuer, now = clock.now()) {
  const keys = (await issuer.keySet()) as JSONWebKeySet;
  return jwtVerify(token, createLocalJWKSet(keys), {
    issuer: `http://localhost:7071/local/entra/${tenants.northwind}/v2.0`,
    audience: 'api://kesher',
    currentDate: now,
  });
}

describe('tokens of the local issuer', () => {
  it('say who the persona is, and hold against the published keys', async () => {
    const issuer = issuerOf(key);
    const { payload, protectedHeader } = await verified(await issuer.issue(admin), issuer);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: key.kid });
    expect(payload).toMatchObject({
      tid: tenants.northwind,
      oid: admin.userId,
      name: admin.name,
      roles: [],
      ver: '2.0',
    });
  });

  it('are of the kind that Entra ID would give: a person’s with the scope, an application’s where only those have the role', async () => {
    const issuer = issuerOf(key);
    const { payload: ofPerson } = await verified(await issuer.issue({ ...admin, roles: ['Operator'] }), issuer);
    expect(kindOfToken(ofPerson)).toBe('user');
    expect(ofPerson).toMatchObject({ scp: 'access_as_user', roles: ['Operator'] });
    expect(ofPerson.sub).not.toBe(admin.userId);
    const { payload: ofEventGrid } = await verified(await issuer.issue({ ...admin, roles: [eventGridRole] }), issuer);
    expect(kindOfToken(ofEventGrid)).toBe('app');
    expect(ofEventGrid).toMatchObject({ idtyp: 'app', sub: admin.userId, oid: admin.userId });
    expect(ofEventGrid).not.toHaveProperty('scp');
    expect(ofEventGrid).not.toHaveProperty('name');
  });

  it('last an hour by the local clock', async () => {
    const issuer = issuerOf(key);
    const token = await issuer.issue(admin);
    await expect(verified(token, issuer, new Date('2030-01-01T00:59:59Z'))).resolves.toBeDefined();
    await expect(verified(token, issuer, new Date('2030-01-01T01:00:00Z'))).rejects.toMatchObject({
      code: 'ERR_JWT_EXPIRED',
    });
    await expect(verified(token, issuer, new Date('2029-12-31T23:59:59Z'))).rejects.toThrow();
  });

  it('still hold after a restart, because the key is kept', async () => {
    const token = await issuerOf(key).issue(admin);
    await expect(verified(token, issuerOf(await loadTokenKey(folder)))).resolves.toBeDefined();
  });

  it('never show the private key', async () => {
    const { keys } = await issuerOf(key).keySet();
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('personas', () => {
  it('are people of four tenants with ids of their own', () => {
    expect(personas.map(({ id }) => id)).toEqual([
      'northwind-admin',
      'northwind-helpdesk',
      'northwind-billing',
      'fabrikam-admin',
      'lotus-admin',
      'operator',
    ]);
    expect(new Set(personas.map(({ userId }) => userId)).size).toBe(personas.length);
    expect(personaOf('northwind-billing')?.tenantId).toBe(tenants.northwind);
  });

  it('hold the operator role in the tenant of the operator alone', () => {
    expect(personas.filter(({ roles }) => roles.length > 0).map(({ tenantId }) => tenantId)).toEqual([
      tenants.operator,
    ]);
  });
});
