import { faultyFields, pageOf } from '../../link-world';
import { changePartner } from '../../portal-world';
import { accessToken } from '../../access-world';
import { contoso, invitation, noa, World, type Answer } from '../../world';

const [haifa, eilat] = [
  { id: 'haifa', name: 'Haifa' },
  { id: 'eilat', name: 'Eilat' },
];
const support = {
  email: 'help@northwind.example',
  phone: '+972 3 555 0180',
  url: 'https://help.northwind.example',
  hours: 'Sunday to Thursday\n9:00 to 17:00',
};

describe('what customers see of a company', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    await save({ offices: [haifa, eilat] });
  });
  afterEach(() => world.close());

  const company = async () => (await world.call('getCompany', { as: noa })).json;
  const trySaving = async (change: object): Promise<Answer> => {
    const body = { ...(await company()), ...change };
    return world.call('updateCompany', { as: noa, headers: { 'if-match': '*' }, body });
  };
  const save = async (change: object): Promise<Record<string, unknown>> => {
    const saved = await trySaving(change);
    if (saved.status !== 200) throw new Error(saved.text);
    return saved.json;
  };
  const open = (code: string, lang = 'en') => world.call('openLink', { params: { code }, query: { lang } });
  const officeOn = async (code: string, lang = 'en'): Promise<string | undefined> =>
    pageOf(await open(code, lang)).querySelector('.masthead .partner .muted')?.text;
  const create = (body: object = {}) =>
    world.call('createTrialInvitation', { as: noa, body: { ...invitation, ...body } });

  describe('an office', () => {
    const ways = [
      ['retired', [haifa, { ...eilat, retired: true }]],
      ['left out', [haifa]],
      ['retired and left out later', [haifa]],
    ] as const;

    it.each(ways)('that is %s stays on the pages and in the mails of its offers', async (how, offices) => {
      const { code, id } = await world.invite({ officeId: 'eilat' });
      expect(await officeOn(code)).toBe('Eilat');
      if (how === 'retired and left out later') await save({ offices: [haifa, { ...eilat, retired: true }] });
      await save({ offices });
      for (const lang of ['he', 'en', 'zh-CN']) expect(await officeOn(code, lang)).toBe('Eilat');
      await world.call('sendOffer', {
        as: noa,
        params: { offerId: id },
        body: { recipients: [{ email: 'a@wingtip.example' }] },
      });
      await world.deliver();
      expect(world.mails.at(-1)?.html).toContain('Eilat');
      expect(world.mails.at(-1)?.text).toContain('Eilat');
      const offer = await world.call('getOffer', { as: noa, params: { offerId: id } });
      expect(offer.json).toMatchObject({ officeId: 'eilat' });
      expect(JSON.stringify(offer.json.message)).toContain('Eilat');
    });

    it.each(ways)('that is %s makes no new offers', async (_how, offices) => {
      const { id } = await world.invite({ officeId: 'eilat' });
      await save({ offices });
      const refused = await create({ officeId: 'eilat' });
      expect([refused.status, faultyFields(refused)]).toEqual([422, ['/officeId']]);
      const copied = await world.call('copyOffer', { as: noa, params: { offerId: id }, body: { officeId: 'eilat' } });
      expect([copied.status, faultyFields(copied)]).toEqual([422, ['/officeId']]);
      // A copy that names none comes from the first that does.
      const copy = await world.call('copyOffer', { as: noa, params: { offerId: id }, body: {} });
      expect([copy.status, copy.json.officeId]).toEqual([201, 'haifa']);
      expect((await create()).json.officeId).toBe('haifa');
    });

    it.each(ways)('that is %s comes back under its id', async (_how, offices) => {
      await save({ offices });
      expect(await save({ offices: [haifa, { id: 'eilat', name: 'Eilat South' }] })).toMatchObject({
        offices: [haifa, { id: 'eilat', name: 'Eilat South' }],
        formerOffices: [{ id: 'main', name: 'Northwind' }],
      });
      expect((await create({ officeId: 'eilat' })).status).toBe(201);
    });

    it('that is not the first makes offers when it is named, also by a copy', async () => {
      expect((await create()).json.officeId).toBe('haifa');
      const { id } = await world.invite();
      const copy = await world.call('copyOffer', { as: noa, params: { offerId: id }, body: { officeId: 'eilat' } });
      expect([copy.status, copy.json.officeId]).toEqual([201, 'eilat']);
      await save({ offices: [{ ...haifa, retired: true }, eilat] });
      expect((await create()).json.officeId).toBe('eilat');
    });

    it('goes by its new name at once, also where a page was kept, and by its last name once it is left out', async () => {
      const { code } = await world.invite({ officeId: 'eilat' });
      for (const lang of ['he', 'en', 'zh-CN']) expect(await officeOn(code, lang)).toBe('Eilat');
      await save({ offices: [haifa, { id: 'eilat', name: 'Eilat Port' }] });
      for (const lang of ['he', 'en', 'zh-CN']) expect(await officeOn(code, lang)).toBe('Eilat Port');
      await save({ offices: [haifa] });
      expect(await officeOn(code)).toBe('Eilat Port');
    });

    it('is told to nobody of a company that has and had one alone', async () => {
      const { code } = await world.invite();
      await changePartner(world, { formerOffices: [] });
      await save({ offices: [{ id: 'haifa', name: 'Carmel' }] });
      await changePartner(world, { formerOffices: [] });
      expect(await officeOn(code)).toBeUndefined();
    });

    it('cannot be left out without end', async () => {
      const offices = (round: number) =>
        Array.from({ length: 50 }, (_, n) => ({ id: `o${round}-${n}`, name: `O ${n}` }));
      for (const round of [1, 2, 3, 4]) await save({ offices: offices(round) });
      const refused = await trySaving({ offices: offices(5) });
      expect([refused.status, faultyFields(refused)]).toEqual([422, ['/offices']]);
      // Nothing has gone, and those that are there can be brought back.
      expect((await company()).formerOffices).toHaveLength(153);
      expect((await trySaving({ offices: offices(1) })).status).toBe(200);
    });
  });

  describe('where help is', () => {
    it.each(['he', 'en', 'zh-CN'])('stands on pages at once, also where a page was kept (%s)', async (lang) => {
      const { code } = await world.invite();
      expect((await open(code, lang)).text).not.toContain('help@northwind.example');
      await save({ support });
      const page = pageOf(await open(code, lang));
      const contacts = page.querySelectorAll('.contacts a').map((link) => link.getAttribute('href'));
      expect(contacts).toEqual(
        expect.arrayContaining([
          'tel:+97235550180',
          'mailto:help@northwind.example',
          'https://help.northwind.example/',
        ]),
      );
      expect(page.querySelector('.contacts')?.text).toContain('Sunday to Thursday');
      await save({ support: { hours: 'By appointment' } });
      expect((await open(code, lang)).text).not.toContain('help@northwind.example');
      expect((await open(code, lang)).text).toContain('By appointment');
    });

    it('is told to programs, on the pages of dead links and access pages, and in both parts of a mail', async () => {
      await save({ support });
      const { code } = await world.invite();
      const json = await world.call('openLink', { params: { code }, headers: { accept: 'application/json' } });
      expect(json.json).toMatchObject({ partner: { support } });
      expect(json.text).not.toContain('/logos/');
      const redemptionId = await world.redeem(code);
      await world.deliver();
      const mail = world.mails.at(-1);
      for (const part of [mail?.html, mail?.text]) {
        expect(part).toContain('help@northwind.example');
        expect(part).toContain('help.northwind.example');
        expect(part).toContain('Sunday to Thursday, 9:00 to 17:00');
      }
      await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
      const access = await world.call('openAccessPage', { params: { token: accessToken(world) } });
      expect(access.text).toContain('help@northwind.example');
      world.pass({ days: 91 });
      const dead = await open(code);
      expect([dead.status, dead.text.includes('help@northwind.example')]).toEqual([410, true]);
    });

    it('is empty when nothing of it can be seen', async () => {
      const saved = await save({ support: { ...support, hours: ' \u200f ' } });
      expect(saved).toMatchObject({ support: { ...support, hours: null } });
    });
  });

  describe('the time zone', () => {
    it('is the one in which the partner’s own people are told times, and no customer is', async () => {
      await save({ timeZone: 'Asia/Tokyo', preferredLanguage: 'en' });
      const { code } = await world.invite();
      const redemptionId = await world.redeem(code);
      await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
      await world.deliver();
      const of = (kind: string) => world.mails.find((mail) => mail.kind === kind)?.text ?? '';
      expect(of('receipt')).toMatch(/14:00 Israel Time/u);
      expect(of('offerAccepted')).toMatch(/21:00 Japan/u);
      expect(of('offerAccepted')).not.toContain('Israel Time');
    });

    it('that this version of Node.js does not know keeps no mail from being sent', async () => {
      const profile = (await world.documents('partner'))[0]?.profile;
      await changePartner(world, { profile: { ...(profile as object), timeZone: 'Mars/Olympus' } });
      const { code } = await world.invite();
      await world.call('declineOffer', { params: { code }, body: { reason: 'No need' } });
      await world.deliver();
      expect(world.mails.find(({ kind }) => kind === 'offerDeclined')?.text).toContain('14:00');
    });
  });
});
