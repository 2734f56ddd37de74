import { searchTextOf, User } from '../../../shared/domain/partners/user';
import { faultyFields, refusalOf } from '../../link-world';
import { fabrikam, fay } from '../../portal-world';
import { addedBy, changed, guid, joined, removed, tamar } from '../../user-world';
import { noa, operator, person, tenants, World, type Answer } from '../../world';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
});
afterEach(() => world.close());

const itemsOf = ({ json }: Answer) => json.items as readonly Readonly<Record<string, unknown>>[];
const list = (query: Readonly<Record<string, string>> = {}, as = noa) => world.call('listUsers', { as, query });
const get = (userId: string, as = noa) => world.call('getUser', { as, params: { userId } });
const auditOf = async (userId: string) => (await world.documents('audit')).filter(({ subject }) => subject === userId);

describe('adding a colleague', () => {
  it('answers with them, at their address and under a revision, and says so in the same write', async () => {
    const added = await addedBy(world, noa, { companyRole: 'serviceAdministrator', supportedCompanies: 'limited' });
    expect(added.status).toBe(201);
    expect(added.headers.get('location')).toBe(`/api/users/${tamar.userId}`);
    expect(added.headers.get('etag')).toBe('"1"');
    const shown = {
      ...tamar,
      companyRole: 'serviceAdministrator',
      supportedCompanies: 'limited',
      status: 'active',
      removable: true,
      createdAt: new Date(world.now).toISOString(),
    };
    expect(added.json).toEqual(shown);
    const read = await get(tamar.userId);
    expect([read.status, read.json, read.headers.get('etag')]).toEqual([200, shown, '"1"']);
    expect(await auditOf(tamar.userId)).toMatchObject([
      {
        action: 'userCreated',
        actor: { kind: 'user', userId: 'noa' },
        changes: [
          { field: 'name', after: 'Tamar Bar' },
          { field: 'email', after: 'tamar@northwind.example' },
          { field: 'companyRole', after: 'serviceAdministrator' },
          { field: 'supportedCompanies', after: 'limited' },
          { field: 'status', after: 'active' },
        ],
      },
    ]);
  });

  it('gives nothing that was not asked for', async () => {
    expect((await addedBy(world, noa)).json).toMatchObject({ companyRole: 'none', supportedCompanies: 'none' });
  });

  it('lets them call at once, by the id that Entra ID writes in small letters', async () => {
    const userId = 'ABCDEF12-0000-4000-8000-00000000ABCD';
    const added = await addedBy(world, noa, { userId });
    expect(added.json.userId).toBe(userId.toLowerCase());
    expect((await list({}, person(tenants.northwind, userId.toLowerCase()))).status).toBe(200);
    expect((await get(userId)).status).toBe(200);
  });

  it('does not add twice who is there', async () => {
    await addedBy(world, noa);
    const again = await addedBy(world, noa, { name: 'Somebody else' });
    expect([again.status, refusalOf(again)]).toEqual([409, 'state-conflict']);
    expect((await get(tamar.userId)).json.name).toBe('Tamar Bar');
    expect(await world.documents('mail')).toHaveLength(1);
  });

  it('adds in each partner of its own: an id at one says nothing at another', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    await addedBy(world, noa);
    expect((await get(tamar.userId, fay)).status).toBe(404);
    world.pass({ seconds: 1 });
    expect((await addedBy(world, fay, { name: 'Tamar at Fabrikam' })).status).toBe(201);
    expect((await get(tamar.userId)).json.name).toBe('Tamar Bar');
    expect(itemsOf(await list({}, fay)).map(({ name }) => name)).toEqual(['Tamar at Fabrikam', 'Fay Ortiz']);
  });

  describe('with an Idempotency-Key', () => {
    const headers = { 'idempotency-key': 'tamar' };

    it('answers the same request with them as they are now, and mails once', async () => {
      await addedBy(world, noa, {}, { headers });
      await changed(world, noa, tamar.userId, { supportedCompanies: 'full' });
      const again = await addedBy(world, noa, {}, { headers });
      expect([again.status, again.json.supportedCompanies, again.headers.get('etag')]).toEqual([201, 'full', '"2"']);
      expect(await world.documents('mail')).toHaveLength(1);
    });

    it.each([
      ['another person', { userId: guid(2) }],
      ['more', { supportedCompanies: 'full' }],
    ])('refuses another request for %s', async (_what, more) => {
      await addedBy(world, noa, {}, { headers });
      const other = await addedBy(world, noa, more, { headers });
      expect([other.status, refusalOf(other)]).toEqual([422, 'idempotency-key-reused']);
    });

    it('does not bring back who was removed since', async () => {
      await addedBy(world, noa, {}, { headers });
      expect((await removed(world, noa, tamar.userId)).status).toBe(204);
      const again = await addedBy(world, noa, {}, { headers });
      expect([again.status, refusalOf(again)]).toEqual([409, 'state-conflict']);
      expect((await get(tamar.userId)).status).toBe(404);
    });

    it('adds once when it comes ten times at once', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => addedBy(world, noa, {}, { headers })));
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
      expect([(await world.documents('user')).length, (await world.documents('mail')).length]).toEqual([2, 1]);
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no name', { name: '' }, ['/name']],
    ['a name of nothing that can be seen', { name: '\u200b\u2060 ' }, ['/name']],
    ['a name in two lines', { name: 'Tamar\nBar' }, ['/name']],
    ['a name with a control character', { name: 'Tamar\u0007' }, ['/name']],
    ['half a character', { name: 'Tamar \ud83d' }, ['/name']],
    ['a name that is too long', { name: 'n'.repeat(101) }, ['/name']],
    ['an address without a domain', { email: 'tamar' }, ['/email']],
    ['no id', { userId: '' }, ['/userId']],
    ['an id in braces', { userId: `{${guid(1)}}` }, ['/userId']],
    ['an id with a slash', { userId: 'a/b' }, ['/userId']],
    ['a number as id', { userId: 7 }, ['/userId']],
    ['a role that does not exist', { companyRole: 'administrator' }, ['/companyRole']],
    ['a role in other letters', { companyRole: 'GlobalAdministrator' }, ['/companyRole']],
    ['no role by null', { companyRole: null }, ['/companyRole']],
    ['several roles', { companyRole: ['billingAdministrator'] }, ['/companyRole']],
    ['access that does not exist', { supportedCompanies: 'partial' }, ['/supportedCompanies']],
    ['access by yes', { supportedCompanies: true }, ['/supportedCompanies']],
    [
      'the switches the other way round',
      { companyRole: 'full', supportedCompanies: 'globalAdministrator' },
      ['/companyRole', '/supportedCompanies'],
    ],
    ['a status', { status: 'active' }, ['/status']],
    ['a mark that they did nothing', { removable: true }, ['/removable']],
    ['another partner', { partnerId: tenants.fabrikam }, ['/partnerId']],
    ['another language', { language: 'fr' }, ['/language']],
  ])('refuses %s', async (_what, more, fields) => {
    const answer = await addedBy(world, noa, more);
    expect([answer.status, refusalOf(answer)]).toEqual([422, 'invalid-request']);
    expect(faultyFields(answer)).toEqual(fields);
    expect(await world.documents('user')).toHaveLength(1);
  });

  it.each([
    ['Hebrew', 'תמר בר־לב'],
    ['Chinese', '王小明'],
    ['Arabic between Latin', 'Dr. سارة Levi'],
    ['a name that turns direction', 'Noa \u202eevil'],
  ])('keeps a name in %s as people type it', async (_script, name) => {
    const { json } = await addedBy(world, noa, { name });
    expect(json.name).toBe(name.replace('\u202e', ''));
    expect(itemsOf(await list({ q: 'נוח' }))).toEqual([]);
    expect(itemsOf(await list({ q: String(json.name).slice(1) })).map(({ userId }) => userId)).toEqual([tamar.userId]);
  });
});

describe('changing a user', () => {
  beforeEach(() => addedBy(world, noa, { companyRole: 'billingAdministrator', supportedCompanies: 'limited' }));

  it.each([
    ['role', { companyRole: 'passwordAdministrator' }],
    ['access', { supportedCompanies: 'none' }],
    ['name', { name: 'תמר בר' }],
    ['address', { email: 'tamar.bar@northwind.example' }],
    ['status', { status: 'deactivated' }],
  ])('changes their %s and leaves everything else as it is', async (_what, edit) => {
    const before = await get(tamar.userId);
    const answer = await changed(world, noa, tamar.userId, edit, '"1"');
    expect([answer.status, answer.json]).toEqual([200, { ...before.json, ...edit }]);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect((await get(tamar.userId)).json).toEqual(answer.json);
    const [field = '', after] = Object.entries(edit)[0] ?? [];
    expect((await auditOf(tamar.userId)).at(-1)).toMatchObject({
      action: 'userUpdated',
      changes: [{ field, before: before.json[field], after }],
    });
  });

  it('changes nothing, and nobody’s revision, by what is so already', async () => {
    for (const edit of [{}, { name: tamar.name }, { supportedCompanies: 'limited', status: 'active' }]) {
      const answer = await changed(world, noa, tamar.userId, edit, '"1"');
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    }
    expect(await auditOf(tamar.userId)).toHaveLength(1);
  });

  it('is found by the new name and no longer by the old one', async () => {
    await changed(world, noa, tamar.userId, { name: 'Rivka Shaked', email: 'rivka@northwind.example' });
    expect(itemsOf(await list({ q: 'tamar' }))).toEqual([]);
    expect(itemsOf(await list({ q: 'RIVKA' }))).toHaveLength(1);
  });

  it.each([
    ['428', undefined, 428, 'precondition-required'],
    ['412', '"7"', 412, 'stale'],
  ])('answers %s where the revision is not the one that was read', async (_status, ifMatch, status, refusal) => {
    const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    const params = { userId: tamar.userId };
    const answers = [
      await world.call('updateUser', { as: noa, params, headers, body: { supportedCompanies: 'full' } }),
      await world.call('deleteUser', { as: noa, params, headers }),
    ];
    for (const answer of answers) expect([answer.status, refusalOf(answer)]).toEqual([status, refusal]);
    expect((await get(tamar.userId)).json.supportedCompanies).toBe('limited');
  });

  it('lets one of two administrators through who read the same revision', async () => {
    const edits = [{ supportedCompanies: 'full' }, { companyRole: 'serviceAdministrator' }];
    const answers = await Promise.all(edits.map((edit) => changed(world, noa, tamar.userId, edit, '"1"')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  it.each(['', 'none', guid(9), '../noa', 'user:noa', `${tamar.userId} `, '%00'])(
    'knows nobody named %j',
    async (userId) => {
      const answers = [await get(userId), await changed(world, noa, userId, {}), await removed(world, noa, userId)];
      for (const answer of answers) expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    },
  );

  it.each([{ userId: guid(2) }, { revision: 1 }, { createdAt: 'now' }, { removable: true }, { companyRole: null }])(
    'refuses %j',
    async (edit) => {
      const answer = await changed(world, noa, tamar.userId, edit);
      expect([answer.status, refusalOf(answer)]).toEqual([422, 'invalid-request']);
    },
  );
});

describe('deactivating a user', () => {
  it('stops their calls at once, which say so, and lets them call again once they are activated', async () => {
    const user = await joined(world, 3, { supportedCompanies: 'full' });
    expect((await world.invite({}, user)).id).toBeDefined();
    await changed(world, noa, user.userId, { status: 'deactivated' });
    const refused = await list({}, user);
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
    expect(refused.json.detail).toMatch(/deactivated/u);
    await changed(world, noa, user.userId, { status: 'active' });
    expect((await list({}, user)).status).toBe(200);
  });
});

describe('removing a user', () => {
  it('stops their calls at once, leaves no trace but the audit, and lets them be added anew', async () => {
    const user = await joined(world, 3, { companyRole: 'serviceAdministrator', supportedCompanies: 'full' });
    expect((await list({}, user)).status).toBe(200);
    expect((await removed(world, noa, user.userId, '"1"')).status).toBe(204);
    const refused = await list({}, user);
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
    expect((await removed(world, noa, user.userId)).status).toBe(404);
    expect((await auditOf(user.userId)).map(({ action }) => action)).toEqual(['userCreated', 'userRemoved']);
    const again = await addedBy(world, noa, { userId: user.userId });
    expect([again.status, again.json.companyRole, again.json.supportedCompanies]).toEqual([201, 'none', 'none']);
    expect((await list({}, user)).status).toBe(200);
  });

  it.each<[string, (user: ReturnType<typeof person>) => Promise<unknown>]>([
    ['made an offer', (user) => world.invite({}, user)],
    [
      'chose how they are told',
      (user) =>
        world.call('putNotificationPreferences', { as: user, headers: { 'if-match': '*' }, body: { mail: 'none' } }),
    ],
    [
      'was refused what they wanted to change',
      (user) => world.call('revokeOffer', { as: user, params: { offerId: 'none' } }),
    ],
  ])('does not remove who %s: they are deactivated', async (_what, act) => {
    const user = await joined(world, 3, { supportedCompanies: 'full' });
    await act(user);
    const answer = await removed(world, noa, user.userId);
    expect([answer.status, refusalOf(answer)]).toEqual([409, 'state-conflict']);
    expect(answer.json.detail).toMatch(/deactivate/u);
    expect((await get(user.userId)).json.removable).toBe(false);
    expect((await get(user.userId)).headers.get('etag')).toBe('"1"');
    expect((await changed(world, noa, user.userId, { status: 'deactivated' })).status).toBe(200);
  });

  it('does not let act who is removed at that moment: one of the two goes through', async () => {
    const outcomes = new Set<string>();
    for (let number = 10; number < 30; number += 1) {
      const user = await joined(world, number, { supportedCompanies: 'full' });
      const [made, gone] = await Promise.all([
        world.call('createTrialInvitation', {
          as: user,
          body: { usageLocation: 'IL', productId: 'microsoft-365-business-premium-trial' },
        }),
        removed(world, noa, user.userId),
      ]);
      outcomes.add(`${made.status} ${gone.status}`);
      const { status } = await get(user.userId);
      expect(status).toBe(gone.status === 204 ? 404 : 200);
    }
    for (const outcome of outcomes) expect(['201 409', '403 204']).toContain(outcome);
  });

  it('is not known of users from before whether they did something: they are deactivated', async () => {
    const stored = await world.store.read(User, { partition: tenants.northwind, id: 'user:noa' });
    const { status: _status, removable: _removable, searchText: _text, ...before } = stored?.document ?? {};
    const document = { ...before, id: 'user:old', type: 'user', userId: 'old', name: 'Old Hand', companyRole: 'none' };
    await world.store.write(tenants.northwind, [
      { kind: 'create', document: { ...document, sortKey: '2026-01-01T00:00:00.000Z~old' } },
    ]);
    expect((await get('old')).json).toMatchObject({ name: 'Old Hand', status: 'active', removable: false });
    expect(itemsOf(await list({ q: 'old hand' })).map(({ userId }) => userId)).toEqual(['old']);
    expect(itemsOf(await list({ status: 'active' })).map(({ userId }) => userId)).toContain('old');
    expect((await list({}, person(tenants.northwind, 'old'))).status).toBe(200);
    expect((await removed(world, noa, 'old')).status).toBe(409);
    const gone = await changed(world, noa, 'old', { status: 'deactivated', name: 'New Name' });
    expect(gone.status).toBe(200);
    expect(itemsOf(await list({ q: 'new name', status: 'deactivated' }))).toHaveLength(1);
  });
});

describe('the list of users', () => {
  it('comes newest first, page by page, and finds by a part of name or address', async () => {
    for (let number = 0; number < 12; number += 1) {
      world.pass({ seconds: 1 });
      await joined(world, number, { name: number % 2 === 0 ? `דּוד ${number}` : `Dáni ${number}` });
    }
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: '5', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...itemsOf(page).map(({ userId }) => userId));
      cursor = page.json.nextCursor as string | undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([...Array.from({ length: 12 }, (_, index) => guid(11 - index)), 'noa']);
    const found = async (q: string) => itemsOf(await list({ q })).length;
    expect([await found('דוד'), await found('dani'), await found('ser-3@north'), await found('nobody')]).toEqual([
      6, 6, 1, 0,
    ]);
  });

  it('finds a domain in its own letters too', async () => {
    await addedBy(world, noa, { email: 'tamar@דוגמה.example' });
    expect((await get(tamar.userId)).json).toMatchObject({ shownEmail: 'tamar@דוגמה.example' });
    expect(itemsOf(await list({ q: '@דוגמה' }))).toHaveLength(1);
    expect(itemsOf(await list({ q: '@xn--' }))).toHaveLength(1);
  });

  it('costs a page of a thousand users what it costs of ten: one query', async () => {
    const template = (await world.store.read(User, { partition: tenants.northwind, id: 'user:noa' }))?.document;
    for (let batch = 0; batch < 10; batch += 1)
      await world.store.write(
        tenants.northwind,
        Array.from({ length: 100 }, (_, index) => {
          const userId = guid(1000 + batch * 100 + index);
          const said = { name: `משתמש ${userId}`, email: 'one@northwind.example' };
          const names = { ...said, searchText: searchTextOf(said) };
          const document = { ...template, ...names, id: `user:${userId}`, type: 'user', userId };
          return { kind: 'create', document: { ...document, sortKey: `2026-11-23T00:00:00.000Z~${userId}` } } as const;
        }),
      );
    const first = await list({ limit: '100' });
    expect(itemsOf(first)).toHaveLength(100);
    expect(first.json.nextCursor).toBeDefined();
    expect(itemsOf(await list({ q: guid(1777) })).map(({ userId }) => userId)).toEqual([guid(1777)]);
    expect((await removed(world, noa, guid(1777))).status).toBe(409);
  });

  it('can be of the active or the deactivated alone, and of nothing else', async () => {
    await joined(world, 1);
    await joined(world, 2);
    await changed(world, noa, guid(2), { status: 'deactivated' });
    expect(
      itemsOf(await list({ status: 'active' }))
        .map(({ userId }) => userId)
        .toSorted(),
    ).toEqual([guid(1), 'noa']);
    expect(itemsOf(await list({ status: 'deactivated' })).map(({ userId }) => userId)).toEqual([guid(2)]);
    expect((await list({ status: 'gone' })).status).toBe(422);
  });

  it('is read by every user, also without a role or access', async () => {
    const user = await joined(world, 1);
    expect((await list({}, user)).status).toBe(200);
    expect((await get('noa', user)).status).toBe(200);
    expect((await world.call('getOverview', { as: user })).json.links).toContainEqual(
      expect.objectContaining({ id: 'users', href: '/api/users', available: true }),
    );
  });
});

it('an operator who names somebody anew reaches them also where they were deactivated', async () => {
  const user = await joined(world, 1, { supportedCompanies: 'limited' });
  await changed(world, noa, user.userId, { status: 'deactivated' });
  const { json } = await world.call('getPartner', { as: operator, params: { partnerId: tenants.northwind } });
  const named = { userId: user.userId, name: 'User 1', email: 'user-1@northwind.example' };
  await world.call('putPartner', {
    as: operator,
    params: { partnerId: tenants.northwind },
    headers: { 'if-match': '*' },
    body: { ...json, globalAdministrator: named },
  });
  expect((await get(user.userId)).json).toMatchObject({
    status: 'active',
    companyRole: 'globalAdministrator',
    supportedCompanies: 'full',
  });
});
