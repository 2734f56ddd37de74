import { Logo, logoKey } from '../../../shared/domain/partners/logo';
import { partnerKey, Partner } from '../../../shared/domain/partners/partner';
import { images } from '../../images';
import { pageOf, refusalOf, suspend } from '../../link-world';
import { changePartner, chooseLogo } from '../../portal-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, tenants, type Answer, type World } from '../../world';

const [first, second] = [images.png.truecolour, images.png['interlaced, two bits a pixel']];
const inline = `data:image/webp;base64,${images.webp.lossless}`;

describe('GET /logos/{logo}', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  const show = (logo: string): Promise<Answer> => world.call('showLogo', { params: { logo } });
  const isShown = async (logo: string, base64: string): Promise<void> => {
    const answer = await show(logo);
    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.bytes).toString('base64')).toBe(base64);
  };
  const srcOf = async (code: string, query = {}): Promise<string> => {
    const page = pageOf(await world.call('openLink', { params: { code }, query }));
    return page.querySelector('.masthead img')?.getAttribute('src') ?? '';
  };
  const addressIn = (src: string): string => src.replace(/^.*\/logos\//u, '');
  const company = async () => (await world.call('getCompany', { as: noa })).json;
  const save = async (change: object = {}) => {
    const body = { ...(await company()), ...change };
    const saved = await world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body });
    expect(saved.status).toBe(200);
    return saved.json;
  };
  const logos = () => world.documents('logo');

  it.each(
    Object.entries(images).flatMap(([kind, all]) =>
      Object.entries(all).map(([name, base64]) => ({ kind, name, base64 })),
    ),
  )('shows it as the kind that it is: $kind, $name', async ({ kind, base64 }) => {
    const { logoUrl } = await save({ logo: `data:image/${kind};base64,${base64}` });
    const answer = await show(addressIn(String(logoUrl)));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `image/${kind}`]);
    expect(Buffer.from(answer.bytes).toString('base64')).toBe(base64);
  });

  it('lets everybody keep it and nobody run it, for one point read', async () => {
    const logo = await chooseLogo(world, first);
    store.forget();
    const { headers } = await show(logo);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(store.calls.map(({ kind, ids }) => [kind, ...ids])).toEqual([['read', String((await logos())[0]?.id)]]);
  });

  it('has nothing at an address that was not issued here, and asks nobody', async () => {
    const logo = await chooseLogo(world, first);
    const { code } = await world.invite();
    store.forget();
    for (const forged of [`${logo}A`, logo.slice(2), 'A'.repeat(logo.length), code, tenants.northwind, '', '\ud800']) {
      const answer = await show(forged);
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect(store.calls).toEqual([]);
  });

  it('is what pages show, which no longer carry it, and what opening a link does not read', async () => {
    const { code } = await world.invite();
    const before = await world.call('openLink', { params: { code } });
    const logo = await chooseLogo(world, first);
    store.forget();
    const page = await world.call('openLink', { params: { code } });
    expect(store.rounds).toEqual(['read read']);
    expect(await srcOf(code)).toBe(`/logos/${logo}`);
    expect(page.text).not.toContain('data:image');
    expect(page.headers.get('content-security-policy')).toContain("img-src 'self';");
    expect(page.bytes.length - before.bytes.length).toBeLessThan(250);
    await isShown(logo, first);
  });

  it('is what mails and the message of an offer show, by its whole address', async () => {
    const logo = await chooseLogo(world, first);
    const { code, offer } = await world.invite();
    await world.redeem(code);
    await world.deliver();
    for (const html of [world.mails[0]?.html, JSON.stringify(offer.message)])
      expect(html).toContain(`https://kesher.example/logos/${logo}`);
  });

  it('is written with the profile, in the same batch and once', async () => {
    const { logo: none } = await save();
    expect([none, await logos()]).toEqual([null, []]);
    await chooseLogo(world, first);
    const writing = store.changing.at(-1);
    expect(writing?.ids).toEqual(expect.arrayContaining([partnerKey, String((await logos())[0]?.id)]));
    store.forget();
    await save({ phone: '+972 3 555 0101' });
    expect(store.changing.flatMap(({ ids }) => ids).filter((id) => id.startsWith('logo'))).toEqual([]);
    expect(await logos()).toHaveLength(1);
  });

  it('goes on showing the one before in mails that were sent, for two years', async () => {
    const old = await chooseLogo(world, first);
    const now = await chooseLogo(world, second);
    expect(now).not.toBe(old);
    await isShown(old, first);
    expect(new Set((await logos()).map(({ ttl }) => ttl))).toEqual(new Set([undefined, 730 * 86_400]));
    world.pass({ days: 729 });
    await isShown(old, first);
    world.pass({ days: 2 });
    expect((await show(old)).status).toBe(404);
    await isShown(now, second);
  });

  it('is there for good again when it is chosen again, and goes when it is taken away', async () => {
    const old = await chooseLogo(world, first);
    await chooseLogo(world, second);
    expect(await chooseLogo(world, first)).toBe(old);
    await save({ logo: null });
    expect((await logos()).map(({ ttl }) => ttl)).toEqual([730 * 86_400, 730 * 86_400]);
    expect(await company()).toMatchObject({ logo: null, logoUrl: null });
    await chooseLogo(world, first);
    world.pass({ days: 1000 });
    await isShown(old, first);
  });

  it('is shown at once where a page was kept, and the one before no more', async () => {
    const { code } = await world.invite();
    for (const lang of ['he', 'en', 'zh-CN']) expect(await srcOf(code, { lang })).toBe('');
    const old = await chooseLogo(world, first);
    for (const lang of ['he', 'en', 'zh-CN']) expect(await srcOf(code, { lang })).toBe(`/logos/${old}`);
    const now = await chooseLogo(world, second);
    for (const lang of ['he', 'en', 'zh-CN']) expect(await srcOf(code, { lang })).toBe(`/logos/${now}`);
  });

  it('is shown while the partner is suspended: its dead links say whose they are', async () => {
    const logo = await chooseLogo(world, first);
    await suspend(world);
    await isShown(logo, first);
  });

  describe('of a partner whose document was written by the last release', () => {
    /** The profile with the logo within it, offices without more, and none of the newer fields. */
    const asBefore = async (logo: string): Promise<void> => {
      const ref = { partition: tenants.northwind, id: partnerKey };
      const partner = (await world.store.read(Partner, ref))?.document;
      const { support: _support, timeZone: _timeZone, ...profile } = partner?.profile ?? {};
      await changePartner(world, { profile: { ...profile, logo } });
    };
    beforeEach(() => asBefore(inline));

    it('is shown all the same, on pages that do not carry it, and given to its partner', async () => {
      const { code } = await world.invite();
      const src = await srcOf(code);
      expect(src).toMatch(/^\/logos\/[\w-]+$/u);
      await isShown(addressIn(src), images.webp.lossless);
      expect(await company()).toMatchObject({
        logo: inline,
        logoUrl: `https://kesher.example${src}`,
        support: null,
        timeZone: null,
        formerOffices: [],
      });
    });

    it('moves to a document of its own with the next change, under the same address', async () => {
      const before = String((await company()).logoUrl);
      const saved = await save({ phone: '+972 3 555 0101' });
      expect(saved).toMatchObject({ logo: inline, logoUrl: before });
      expect(JSON.stringify(await world.documents('partner'))).not.toContain('base64');
      store.forget();
      await isShown(addressIn(before), images.webp.lossless);
      expect(store.calls).toHaveLength(1);
    });

    it('stays in mails that were sent when another one takes its place', async () => {
      const before = addressIn(String((await company()).logoUrl));
      const now = await chooseLogo(world, second);
      await isShown(before, images.webp.lossless);
      await isShown(now, second);
      world.pass({ days: 731 });
      expect((await show(before)).status).toBe(404);
    });

    it('is taken again over one that was kept before', async () => {
      const kept = await chooseLogo(world, second);
      await asBefore(inline);
      await chooseLogo(world, second);
      await asBefore(`data:image/png;base64,${second}`);
      await chooseLogo(world, first);
      await isShown(kept, second);
    });
  });

  it('is none when neither document has it any more', async () => {
    const logo = await chooseLogo(world, first);
    const [document] = await logos();
    const id = logoKey(String(document?.hash));
    const read = await world.store.read(Logo, { partition: tenants.northwind, id });
    await world.store.write(tenants.northwind, [{ kind: 'delete', id, etag: read?.etag ?? '' }]);
    expect((await show(logo)).status).toBe(404);
    expect(await company()).toMatchObject({ logo: null });
  });
});
