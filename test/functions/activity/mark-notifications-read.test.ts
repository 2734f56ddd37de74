import { notify } from '../../../shared/domain/activity/notification';
import { notificationSettingsKey, NotificationSettings } from '../../../shared/domain/partners/notification-settings';
import { faultyFields } from '../../link-world';
import { helpdesk } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, tenants, type World } from '../../world';

interface Item {
  readonly id: string;
  readonly read: boolean;
}

describe('what a user has read', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  let told = 0;
  const happens = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      world.pass({ seconds: 1 });
      const content = {
        kind: 'delegationEnded',
        customerId: 'c',
        companyName: 'C',
        since: iso(),
        endedAt: iso(),
      } as const;
      told += 1;
      const document = notify(tenants.northwind, `n${told}`, content, new Date(world.now));
      await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
    }
  };
  const iso = () => new Date(world.now).toISOString();
  const list = async (query: Readonly<Record<string, string>> = {}, as = noa) => {
    const { json } = await world.call('listNotifications', { as, query });
    return {
      items: json.items as readonly Item[],
      unread: json.unread,
      more: json.unreadMore,
      readMark: String(json.readMark),
      cursor: String(json.nextCursor),
    };
  };
  const mark = async (body: unknown, as = noa) => world.call('markNotificationsRead', { as, body });
  const idOf = (items: readonly Item[], place: number) => items[place]?.id ?? '';

  it('is counted from when the user came, and is each user’s own', async () => {
    await happens(3);
    const lior = await helpdesk(world);
    expect(await list()).toMatchObject({ unread: 3, items: [{ read: false }, { read: false }, { read: false }] });
    await mark({ upTo: (await list()).readMark });
    expect(await list()).toMatchObject({ unread: 0, items: [{ read: true }, { read: true }, { read: true }] });
    expect((await list({}, lior)).unread).toBe(3);
    await happens(1);
    expect((await list()).unread).toBe(1);
  });

  it('a mark marks what was there when the list was read, and nothing that came since; it never goes back', async () => {
    await happens(2);
    const { readMark: early } = await list();
    await happens(2);
    const { readMark: late } = await list();
    expect((await mark({ upTo: early })).json).toEqual({ unread: 2 });
    expect((await mark({ upTo: late })).json).toEqual({ unread: 0 });
    expect((await mark({ upTo: early })).json).toEqual({ unread: 0 });
  });

  it('some can be marked alone, again without effect, and the mark moves over what is read', async () => {
    await happens(4);
    const { items } = await list();
    expect((await mark({ ids: [idOf(items, 0), 'unknown'] })).json).toEqual({ unread: 3 });
    expect((await mark({ ids: [idOf(items, 0)] })).json).toEqual({ unread: 3 });
    expect((await list()).items.map(({ read }) => read)).toEqual([true, false, false, false]);
    await mark({ ids: [idOf(items, 3), idOf(items, 2), 'unknown'] });
    const settings = await world.store.read(NotificationSettings, {
      partition: tenants.northwind,
      id: notificationSettingsKey('noa'),
    });
    expect(settings?.document.readBeyond).toHaveLength(1);
    expect((await mark({ ids: [idOf(items, 1), 'unknown'] })).json).toEqual({ unread: 0 });
    await happens(1);
    expect((await list()).items.map(({ read }) => read)).toEqual([false, true, true, true, true]);
  });

  it('is counted up to a hundred', async () => {
    await happens(100);
    expect(await list()).toMatchObject({ unread: 100, more: undefined });
    await happens(1);
    expect(await list({ limit: '100' })).toMatchObject({ unread: 100, more: true });
  });

  it('what is kept of it has an end: beyond two hundred marked one by one a mark is asked for', async () => {
    await happens(202);
    const all: Item[] = [];
    let query: Record<string, string> = { limit: '100' };
    for (let page = 0; page < 3; page += 1) {
      const { items, cursor } = await list(query);
      all.push(...items);
      query = { limit: '100', cursor };
    }
    const ids = all.map(({ id }) => id);
    expect((await mark({ ids: ids.slice(0, 100) })).status).toBe(200);
    expect((await mark({ ids: ids.slice(100, 200) })).status).toBe(200);
    const refused = await mark({ ids: [ids[200]] });
    expect([refused.status, refused.json.type]).toEqual([409, expect.stringContaining('state-conflict')]);
    expect((await mark({ ids: ids.slice(0, 100) })).json).toEqual({ unread: 2 });
  });

  it('marks side by side are all kept', async () => {
    await happens(3);
    const { items } = await list();
    await Promise.all(items.map(({ id }) => mark({ ids: [id] })));
    expect((await list()).unread).toBe(0);
  });

  it.each([
    [{}, '/'],
    [{ upTo: 'nonsense' }, '/upTo'],
    [{ ids: [] }, '/ids'],
    [{ ids: Array.from({ length: 101 }, () => 'x') }, '/'],
    [{ upTo: 'x', ids: ['x'] }, '/'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await mark(body);
    expect([answer.status, faultyFields(answer).map((one) => one || '/')]).toEqual([422, [pointer]]);
  });

  it('a mark of another partner is none', async () => {
    await happens(1);
    await world.addPartner(tenants.fabrikam, {
      name: 'Fabrikam',
      globalAdministrator: { userId: 'fay', name: 'Fay', email: 'fay@fabrikam.example' },
    });
    const { readMark } = await list();
    const fay = { ...noa, tenantId: tenants.fabrikam, userId: 'fay' };
    expect((await mark({ upTo: readMark }, fay)).status).toBe(422);
  });

  it('costs one read beside the list, and one page more only while all of the first page is unread', async () => {
    await happens(30);
    await list();
    store.forget();
    await list();
    expect(store.rounds).toEqual(['read read', 'list read', 'list']);
    await mark({ upTo: (await list()).readMark });
    store.forget();
    await list();
    expect(store.rounds).toEqual(['read read', 'list read']);
  });
});
