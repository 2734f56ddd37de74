import { inspect } from 'node:util';
import { GraphDirectory } from '../../shared/directory/graph-directory';
import type { DirectoryUser } from '../../shared/domain/directory/directory-user';
import { ServiceUnavailable, type Tenant } from '../../shared/ports';
import { directoryContract } from './directory-contract';
import { applicationId, graphError, GraphService, leastPermissions, signInError } from './graph-service';

const tenant: Tenant = {
  partnerId: '11111111-1111-4111-8111-111111111111',
  customerId: 'domain:contoso.example',
  cloud: 'global',
  primaryDomain: 'contoso.example',
};

// The deadlines are shorter than the libraries take to load under Jest.
beforeAll(() => Promise.all([import('@azure/identity'), import('@azure/core-rest-pipeline')]));

directoryContract('Microsoft Graph', async (people) => {
  const service = new GraphService('contoso.example');
  await service.start();
  for (const user of people) service.add(user);
  return {
    directory: new GraphDirectory({ applicationId, credential: service.identity, agent: service.agent }),
    tenant,
    elsewhere: { ...tenant, customerId: 'domain:fabrikam.example', primaryDomain: 'fabrikam.example' },
    remove: (userId) => Promise.resolve(void service.people.delete(userId)),
    mustChange: (userId) => Promise.resolve(service.mustChange.has(userId)),
    close: async () => {
      await service.stop();
      expect(service.surprises).toEqual([]);
    },
  };
});

const idOf = (number: number): string => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;
const password = 'Bakem-Rutaf-Sanud-4739';
const operationId = 'a3c1f4a0-5f0e-4a43-9c8e-6d5c1a2b3c4d';
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const passwordAdministrator = '966707d0-3269-4727-9be2-8c3a10f19b9d';
const authenticationPolicyAdministrator = '0526716b-113d-4c15-b2c8-68e3c22b9f80';

function somebody(number: number, more: Partial<DirectoryUser> = {}): DirectoryUser {
  return {
    userId: idOf(number),
    name: `Person ${number}`,
    email: `person${number}@contoso.example`,
    alternateAddresses: [],
    enabled: true,
    passwordIn: 'directory',
    roles: [],
    licences: [],
    ...more,
  };
}

describe('a directory at Microsoft Graph', () => {
  let service: GraphService;
  let directory: GraphDirectory;
  const begin = async (domain = 'contoso.example', cloud: Tenant['cloud'] = 'global') => {
    await service.stop();
    service = new GraphService(domain, cloud);
    await service.start();
    directory = new GraphDirectory({ applicationId, credential: service.identity, agent: service.agent });
  };
  beforeEach(async () => {
    service = new GraphService('contoso.example');
    await begin();
    service.add(somebody(1));
  });
  afterEach(async () => {
    await service.stop();
    expect(service.surprises).toEqual([]);
  });

  const set = (userId = idOf(1)) => directory.setTemporaryPassword(tenant, { userId, password, operationId });
  /** What is seen at Graph of one path, and the rest of what is asked beside it. */
  const at = (path: RegExp) => service.seen.filter((seen) => path.test(seen.path));
  /** Answers the first requests for a path otherwise. */
  const otherwise = (path: RegExp, ...answers: readonly ReturnType<GraphService['fault']>[]) => {
    const left = [...answers];
    service.fault = ({ path: asked }) => (path.test(asked) ? left.shift() : undefined);
  };

  describe('in its clouds', () => {
    it.each([
      ['global', 'login.microsoftonline.com:443', 'graph.microsoft.com:443'],
      ['china', 'login.partner.microsoftonline.cn:443', 'microsoftgraph.chinacloudapi.cn:443'],
    ] as const)('dials the hosts of %s and no others', async (cloud, ...hosts) => {
      await begin('contoso.example', cloud);
      service.add(somebody(1));
      const page = await directory.listUsers({ ...tenant, cloud }, { limit: 10 });
      expect(page).toMatchObject({ kind: 'found', users: [{ userId: idOf(1) }] });
      expect(new Set(service.dialled)).toEqual(new Set(hosts));
    });

    it('does not take a tenant of one cloud for one of the other', async () => {
      await expect(directory.readUser({ ...tenant, cloud: 'china' }, idOf(1))).resolves.toEqual({
        kind: 'refused',
        reason: 'relationshipGone',
      });
    });

    it.each(['line.com', 'microsoftonline.com', 'xn--4dbcagdahymbxekheh6e0a7fei0b.example'])(
      'signs in to the tenant of %s',
      async (domain) => {
        await begin(domain);
        const page = await directory.listUsers({ ...tenant, primaryDomain: domain }, { limit: 10 });
        expect(page).toMatchObject({ kind: 'found' });
        expect(at(/token$/u).map(({ path }) => path)).toEqual([`/${domain}/oauth2/v2.0/token`]);
      },
    );

    it('has nowhere to look for a customer without a domain', async () => {
      const nowhere = { ...tenant, primaryDomain: null };
      await expect(directory.listUsers(nowhere, { limit: 10 })).resolves.toEqual({
        kind: 'refused',
        reason: 'relationshipGone',
      });
      expect(service.dialled).toEqual([]);
    });
  });

  describe('whose consent is gone', () => {
    it.each([
      ['90002', 'no such tenant'],
      ['700016', 'the application is not in the tenant'],
      ['7000112', 'the application is disabled there'],
      ['7000229', 'the application has no service principal there'],
    ])('refuses by AADSTS%s, %s', async (code, words) => {
      otherwise(/token$/u, signInError(code, words), signInError(code, words));
      const gone = { kind: 'refused', reason: 'relationshipGone' };
      await expect(directory.listUsers(tenant, { limit: 10 })).resolves.toEqual(gone);
      await expect(set()).resolves.toEqual(gone);
      expect(service.asked).toEqual([]);
    });

    it.each(leastPermissions.filter((permission) => permission !== 'User-PasswordProfile.ReadWrite.All'))(
      'tells of nobody without %s, and of everybody as soon as it is consented to again',
      async (permission) => {
        service.groups.push({ id: idOf(90), displayName: 'Admins', members: [idOf(1)] });
        service.granted.delete(permission);
        const gone = { kind: 'refused', reason: 'relationshipGone' };
        await expect(directory.listUsers(tenant, { limit: 10 })).resolves.toEqual(gone);
        await expect(directory.readUser(tenant, idOf(1))).resolves.toEqual(gone);
        service.granted.add(permission);
        await expect(directory.readUser(tenant, idOf(1))).resolves.toMatchObject({ kind: 'found' });
        // Tokens say what was consented to when they were made.
        expect(at(/token$/u)).toHaveLength(3);
      },
    );

    it('sets no password without the right to', async () => {
      service.granted.delete('User-PasswordProfile.ReadWrite.All');
      await expect(set()).resolves.toEqual({ kind: 'refused', reason: 'notAllowed' });
    });

    it('does not take a token that is no longer taken', async () => {
      otherwise(/\/users/u, graphError(401, 'InvalidAuthenticationToken', 'Lifetime validation failed.'));
      await expect(set()).resolves.toEqual({ kind: 'refused', reason: 'relationshipGone' });
      await expect(set()).resolves.toEqual({ kind: 'done' });
      expect(at(/token$/u)).toHaveLength(2);
    });

    it.each([
      ['a federated credential that does not match', signInError('700213', 'No matching federated identity record.')],
      ['a service that is busy', { status: 429, headers: { 'retry-after': '30' }, body: {} }],
      ['a service that is down', { status: 503, body: '' }],
      ['an answer that is none', { status: 200, body: 'oops' }],
    ])('does not mistake %s for it', async (_what, answer) => {
      otherwise(/token$/u, answer, answer);
      await expect(directory.readUser(tenant, idOf(1))).rejects.toThrow(ServiceUnavailable);
      await expect(set()).rejects.toThrow(ServiceUnavailable);
      expect(service.asked).toEqual([]);
    });

    it('waits no longer for a token than for everything else', async () => {
      const directory = new GraphDirectory({
        applicationId,
        agent: service.agent,
        credential: { getToken: () => new Promise(() => {}) },
        timeoutMilliseconds: { read: 200, write: 200 },
      });
      await expect(directory.readUser(tenant, idOf(1))).rejects.toThrow(
        'There is no token for a tenant (TimeoutError).',
      );
      await expect(directory.setTemporaryPassword(tenant, { userId: idOf(1), password, operationId })).rejects.toThrow(
        ServiceUnavailable,
      );
    });
  });

  describe('telling of people', () => {
    it('asks for what it needs of them, and for nothing else', async () => {
      await directory.listUsers(tenant, { limit: 25 });
      await directory.listUsers(tenant, { q: 'Person', limit: 25 });
      const select =
        'id,displayName,userPrincipalName,mail,otherMails,accountEnabled,onPremisesSyncEnabled,assignedLicenses';
      expect(at(/\/users$/u).map(({ query }) => query)).toEqual([
        { $orderby: 'displayName', $select: select, $top: '25' },
        {
          $search: '"displayName:Person" OR "mail:Person" OR "userPrincipalName:Person"',
          $count: 'true',
          $select: select,
          $top: '25',
        },
      ]);
    });

    it('asks the same few things however many people a page has', async () => {
      for (let number = 2; number <= 100; number += 1) service.add(somebody(number));
      await directory.listUsers(tenant, { limit: 100 });
      expect([...service.asked].sort()).toEqual([
        'GET /v1.0/domains',
        'GET /v1.0/groups',
        'GET /v1.0/roleManagement/directory/roleAssignments',
        'GET /v1.0/subscribedSkus',
        'GET /v1.0/users',
      ]);
      service.seen.length = 0;
      await directory.listUsers(tenant, { limit: 100 });
      expect(service.asked).toHaveLength(3);
      expect(at(/token$/u)).toEqual([]);
    });

    it('knows the roles that somebody has through a group, and those that it has no name for', async () => {
      for (const number of [2, 3, 4]) service.add(somebody(number));
      service.customRoles.push({
        id: authenticationPolicyAdministrator,
        displayName: 'Authentication Policy Administrator',
      });
      service.groups.push(
        { id: idOf(90), displayName: 'Those who help', members: [idOf(1), idOf(2)] },
        { id: idOf(91), displayName: 'Those who may become administrators', members: [idOf(3)] },
      );
      service.assignments.push(
        { principalId: idOf(90), roleDefinitionId: passwordAdministrator },
        { principalId: idOf(90), roleDefinitionId: globalAdministrator.toUpperCase() },
        { principalId: idOf(2), roleDefinitionId: passwordAdministrator },
        { principalId: idOf(4), roleDefinitionId: authenticationPolicyAdministrator },
      );
      const both = [
        { role: 'passwordAdministrator', templateId: passwordAdministrator },
        { role: 'globalAdministrator', templateId: globalAdministrator },
      ];
      const expected = [
        both,
        both,
        [{ role: 'other', name: 'Those who may become administrators' }],
        [{ role: 'other', templateId: authenticationPolicyAdministrator, name: 'Authentication Policy Administrator' }],
      ];
      const page = await directory.listUsers(tenant, { limit: 10 });
      expect(page).toMatchObject({ kind: 'found', users: expected.map((roles) => ({ roles })) });
      for (const [index, roles] of expected.entries())
        await expect(directory.readUser(tenant, idOf(index + 1))).resolves.toMatchObject({ user: { roles } });
      const { users } = (await directory.administrators(tenant)) as { users: readonly DirectoryUser[] };
      expect(users.map(({ userId }) => userId)).toEqual([idOf(1), idOf(2)]);
    });

    it('follows lists of roles, groups and members to their end', async () => {
      service.pageSize = 2;
      const members = Array.from({ length: 5 }, (_member, index) => idOf(100 + index));
      for (let number = 0; number < 5; number += 1) {
        service.groups.push({ id: idOf(90 + number), displayName: `Group ${number}`, members: [...members, idOf(1)] });
        service.assignments.push({ principalId: idOf(200 + number), roleDefinitionId: passwordAdministrator });
      }
      service.assignments.push({ principalId: idOf(94), roleDefinitionId: globalAdministrator });
      const page = await directory.listUsers(tenant, { limit: 10 });
      const roles = page.kind === 'found' ? page.users[0]?.roles : [];
      expect(roles).toContainEqual({ role: 'globalAdministrator', templateId: globalAdministrator });
      expect(roles).toHaveLength(5);
      await expect(directory.readUser(tenant, idOf(1))).resolves.toMatchObject({ user: { roles } });
    });

    it('knows where a password is decided, and what guests sign in with', async () => {
      service.domains.push({ id: 'Branch.Contoso.example', authenticationType: 'Federated' });
      service.add(somebody(2, { email: 'dana@branch.contoso.example' }));
      service.add(somebody(3, { email: 'noa_fabrikam.example#EXT#@contoso.example', mailbox: 'noa@fabrikam.example' }));
      service.add(somebody(4, { mailbox: 'sales@contoso.example', passwordIn: 'onPremises' }));
      const { users } = (await directory.listUsers(tenant, { limit: 10 })) as { users: readonly DirectoryUser[] };
      expect(users.map(({ email, mailbox, passwordIn }) => ({ email, mailbox, passwordIn }))).toEqual([
        { email: 'person1@contoso.example', passwordIn: 'directory' },
        { email: 'dana@branch.contoso.example', passwordIn: 'federated' },
        { email: 'noa@fabrikam.example', passwordIn: 'federated' },
        { email: 'person4@contoso.example', mailbox: 'sales@contoso.example', passwordIn: 'onPremises' },
      ]);
    });

    it('looks for quotes, backslashes and operators as they are typed', async () => {
      service.add(somebody(2, { name: '"Dana" \\ OR "mail:x' }));
      const page = await directory.listUsers(tenant, { q: '"Dana" \\ OR "mail:x', limit: 10 });
      expect(page).toMatchObject({ users: [{ userId: idOf(2) }] });
    });

    it('goes on where a page ended, under the same options, and begins again where Graph knows the place no more', async () => {
      for (let number = 2; number <= 5; number += 1) service.add(somebody(number));
      const first = await directory.listUsers(tenant, { limit: 2 });
      const after = first.kind === 'found' ? (first.next ?? '') : '';
      expect(after).toMatch(/^%24skiptoken=[^&]+$/u);
      await expect(directory.listUsers(tenant, { limit: 2, after })).resolves.toMatchObject({
        users: [{ userId: idOf(3) }, { userId: idOf(4) }],
      });
      for (const lost of ['', '%24select=passwordProfile&%24top=999&', '%24expand=&'].map(
        (more) => `${more}%24skiptoken=lost`,
      ))
        await expect(directory.listUsers(tenant, { limit: 2, after: lost })).resolves.toMatchObject({
          users: [{ userId: idOf(1) }, { userId: idOf(2) }],
        });
      expect(new Set(at(/\/users$/u).map(({ query }) => query.$select)).size).toBe(1);
    });

    it.each([
      'https://evil.example/v1.0/users?$skiptoken=x',
      'https://graph.microsoft.com.evil.example/v1.0/users?$skiptoken=x',
      'http://graph.microsoft.com/v1.0/users?$skiptoken=x',
      'https://graph.microsoft.com/v1.0/me?$skiptoken=x',
      'nowhere',
    ])('does not follow a link to %s', async (link) => {
      otherwise(/\/users$/u, { status: 200, body: { value: [], '@odata.nextLink': link } });
      await expect(directory.listUsers(tenant, { limit: 2 })).rejects.toThrow('a link that leads elsewhere');
    });

    it('does not read a list without end', async () => {
      service.fault = ({ path, host }) =>
        path.endsWith('/groups')
          ? { status: 200, body: { value: [], '@odata.nextLink': `https://${host}${path}?$skiptoken=x` } }
          : undefined;
      await expect(directory.listUsers(tenant, { limit: 2 })).rejects.toThrow('a longer list than can be read');
    });

    it.each([
      ['no JSON', '<html>'],
      ['no list', '{"value":7}'],
      ['somebody without an id', '{"value":[{"userPrincipalName":"x"}]}'],
      ['an id that leads elsewhere', '{"value":[{"id":"../me","userPrincipalName":"x"}]}'],
      ['nothing', ''],
    ])('is unavailable when Graph answers with %s', async (_what, body) => {
      otherwise(/\/users$/u, { status: 200, body });
      await expect(directory.listUsers(tenant, { limit: 2 })).rejects.toThrow(ServiceUnavailable);
    });
  });

  describe('that is busy or gone for a moment', () => {
    it.each([
      [429, '1', 900],
      [503, '0', 0],
      [504, undefined, 180],
    ])('asks again after %d, as soon as it was told', async (status, seconds, atLeast) => {
      const headers = seconds === undefined ? {} : { 'retry-after': seconds };
      otherwise(/\/users$/u, { status, headers, body: '' });
      const begun = performance.now();
      await expect(directory.listUsers(tenant, { limit: 2 })).resolves.toMatchObject({ kind: 'found' });
      expect(performance.now() - begun).toBeGreaterThan(atLeast);
      expect(at(/\/users$/u)).toHaveLength(2);
    });

    it('says when to come again when there is no time to wait for it', async () => {
      otherwise(/\/users$/u, { status: 429, headers: { 'retry-after': '77' }, body: '' });
      await expect(directory.listUsers(tenant, { limit: 2 })).rejects.toMatchObject({ retryAfterSeconds: 77 });
      expect(at(/\/users$/u)).toHaveLength(1);
    });

    it('asks again when a connection is cut, before and within an answer', async () => {
      let cuts = 2;
      service.fault = ({ path }, response) => {
        if (!path.endsWith('/users') || cuts === 0) return undefined;
        cuts -= 1;
        if (cuts === 0) response.writeHead(200, { 'content-length': '100' }).write('{"value":[');
        setTimeout(() => response.socket?.destroy(), 20);
        return 'handled';
      };
      await expect(directory.listUsers(tenant, { limit: 2 })).resolves.toMatchObject({ kind: 'found' });
      expect(at(/\/users$/u)).toHaveLength(3);
    });

    it('is not asked for ever', async () => {
      const headers = { 'retry-after': '0' };
      service.fault = ({ path }) => (path.endsWith('/users') ? { status: 503, headers, body: '' } : undefined);
      await expect(directory.listUsers(tenant, { limit: 2 })).rejects.toThrow('Microsoft Graph answered 503.');
      expect(at(/\/users$/u)).toHaveLength(4);
    });

    it('is unavailable when it answers nothing at all, and nobody knows what became of a password', async () => {
      const directory = new GraphDirectory({
        applicationId,
        agent: service.agent,
        credential: service.identity,
        timeoutMilliseconds: { read: 500, write: 500 },
      });
      service.fault = ({ path }) => (path.includes('/users') ? 'handled' : undefined);
      await expect(directory.listUsers(tenant, { limit: 2 })).rejects.toThrow('did not answer (AbortError)');
      const attempt = { userId: idOf(1), password, operationId };
      await expect(directory.setTemporaryPassword(tenant, attempt)).resolves.toEqual({ kind: 'unknown' });
    });
  });

  describe('setting a password', () => {
    it('is one request under the operation id, and nothing tells of the password', async () => {
      await expect(set()).resolves.toEqual({ kind: 'done' });
      expect(service.mustChange.get(idOf(1))).toBe(password);
      const [request] = at(/\/users/u);
      expect(request).toMatchObject({ method: 'PATCH', query: {}, headers: { 'client-request-id': operationId } });
    });

    it.each([
      [500, 'unknown'],
      [502, 'unknown'],
      [503, 'unknown'],
      [504, 'unknown'],
      [408, 'unknown'],
      [302, 'unknown'],
    ])('is sent once when Graph answers %d, and is %s then', async (status, kind) => {
      const headers = { 'retry-after': '0', location: 'https://evil.example/' };
      otherwise(/\/users/u, { status, headers, body: '' });
      await expect(set()).resolves.toEqual({ kind });
      expect(at(/\/users/u)).toHaveLength(1);
    });

    it.each([
      [429, 12],
      [409, 5],
    ])('has not happened when Graph answers %d, and can be tried again after %d seconds', async (status, seconds) => {
      otherwise(/\/users/u, { status, headers: { 'retry-after': '12' }, body: '' });
      await expect(set()).rejects.toMatchObject({ name: 'ServiceUnavailable', retryAfterSeconds: seconds });
      expect(at(/\/users/u)).toHaveLength(1);
    });

    it.each([
      ['before it is answered', ''],
      ['within the answer', 'HTTP/1.1 204 No Con'],
    ])('is unknown when the connection is cut %s, and is not sent again', async (_when, written) => {
      service.fault = ({ path }, response) => {
        if (!path.includes('/users')) return undefined;
        response.socket?.end(written);
        return 'handled';
      };
      await expect(set()).resolves.toEqual({ kind: 'unknown' });
      expect(at(/\/users/u)).toHaveLength(1);
    });

    it('stands by its status when the rest of an answer is cut off', async () => {
      service.fault = ({ path }, response) => {
        if (!path.includes('/users')) return undefined;
        response.writeHead(404, { 'content-length': '100' }).write('{"error":');
        setTimeout(() => response.socket?.destroy(), 20);
        return 'handled';
      };
      await expect(set()).resolves.toEqual({ kind: 'refused', reason: 'userGone' });
    });

    it('has not happened when there is nobody to send it to', async () => {
      await set();
      service.seen.length = 0;
      const { agent } = service;
      await service.stop();
      const directory = new GraphDirectory({ applicationId, credential: service.identity, agent });
      await expect(directory.setTemporaryPassword(tenant, { userId: idOf(1), password, operationId })).rejects.toThrow(
        ServiceUnavailable,
      );
      expect(service.seen).toEqual([]);
    });

    it('is refused for whom the application may not help, and for whose password is decided elsewhere', async () => {
      service.protectedPeople.add(idOf(1));
      service.add(somebody(2, { passwordIn: 'onPremises' }));
      await expect(set()).resolves.toEqual({ kind: 'refused', reason: 'notAllowed' });
      await expect(set(idOf(2))).resolves.toEqual({ kind: 'refused', reason: 'passwordElsewhere' });
    });

    it('leaves neither password nor token in a log of the libraries, or in an error', async () => {
      const lines: string[] = [];
      const { AzureLogger, setLogLevel } = await import('@azure/logger');
      const before = AzureLogger.log;
      AzureLogger.log = (...words: unknown[]) => void lines.push(words.map((word) => inspect(word)).join(' '));
      setLogLevel('verbose');
      try {
        await set();
        otherwise(/\/users/u, { status: 429, body: '' });
        lines.push(inspect(await set().catch((error: unknown) => error), { depth: 9 }));
        lines.push(inspect(await directory.listUsers(tenant, { limit: 1, q: 'Person' })));
      } finally {
        setLogLevel(undefined);
        AzureLogger.log = before;
      }
      expect(lines.length).toBeGreaterThan(5);
      const told = lines.join('\n');
      for (const secret of [password, 'token 1 of', 'assertion for']) expect(told).not.toContain(secret);
    });
  });
});
