import { faultyFields } from '../../link-world';
import { billing } from '../../portal-world';
import { notificationSettingsKey } from '../../../shared/domain/partners/notification-settings';
import { noa, tenants, World, type Call } from '../../world';

describe('how a user is told what happens', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const put = (etag: string | undefined, body: unknown, more: Partial<Call> = {}) =>
    world.call('putNotificationPreferences', {
      as: noa,
      headers: etag === undefined ? {} : { 'if-match': etag },
      body,
      ...more,
    });
  const read = (as = noa) => world.call('getNotificationPreferences', { as });

  it('is each user’s own choice, with the audit entry in the same batch', async () => {
    const other = await billing(world);
    const before = await read();
    expect([before.status, before.headers.get('etag'), before.json]).toEqual([
      200,
      '"0"',
      { mail: 'atOnce', language: null },
    ]);
    const chosen = await put('"0"', { mail: 'none', language: 'he' });
    expect([chosen.status, chosen.headers.get('etag'), chosen.json]).toEqual([
      200,
      '"1"',
      { mail: 'none', language: 'he' },
    ]);
    expect((await read()).json).toEqual({ mail: 'none', language: 'he' });
    expect((await read(other)).json).toEqual({ mail: 'dailyDigest', language: null });
    const audited = (await world.documents('audit')).filter(
      ({ action }) => action === 'notificationPreferencesChanged',
    );
    expect(audited).toMatchObject([{ actor: { kind: 'user', userId: 'noa' }, subject: 'noa' }]);
  });

  it.each(['atOnce', 'dailyDigest', 'none'])('can be %s, as GET gives it', async (mail) => {
    expect((await put('*', { mail, language: null })).status).toBe(200);
    const got = await read();
    expect((await put(got.headers.get('etag') ?? '', got.json)).json).toEqual({ mail, language: null });
  });

  it('a stale choice is refused, one without If-Match too; marks make none stale', async () => {
    expect((await put(undefined, { mail: 'none' })).status).toBe(428);
    expect((await put('"0"', { mail: 'none' })).status).toBe(200);
    expect((await put('"0"', { mail: 'atOnce' })).status).toBe(412);
    await world.call('markNotificationsRead', { as: noa, body: { ids: ['none'] } });
    expect((await put('"1"', { mail: 'atOnce' })).status).toBe(200);
  });

  it('of choices side by side under one revision one is taken', async () => {
    const all = await Promise.all([
      put('"0"', { mail: 'none' }),
      put('"0"', { mail: 'dailyDigest' }),
      put('"0"', { mail: 'atOnce' }),
    ]);
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
  });

  it.each([
    [{ mail: 'weekly' }, '/mail'],
    [{}, '/mail'],
    [{ mail: 'none', language: 'fr' }, '/language'],
    [{ mail: 'none', sms: true }, '/sms'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await put('"0"', body);
    expect([answer.status, faultyFields(answer)]).toEqual([422, [pointer]]);
  });

  it('settings without a choice, as marks leave them, are read', async () => {
    const userId = 'noa';
    const document = {
      id: notificationSettingsKey(userId),
      partnerId: tenants.northwind,
      type: 'notification-settings',
      schemaVersion: 1,
      userId,
      sortKey: 'x',
      revision: 4,
      language: null,
      readBeyond: [],
    };
    await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
    expect((await read()).json).toEqual({ mail: 'atOnce', language: null });
    expect((await put('"4"', { mail: 'none' })).headers.get('etag')).toBe('"5"');
  });
});
