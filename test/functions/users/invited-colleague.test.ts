import { languages } from '../../../shared/domain/text';
import { changePartner } from '../../portal-world';
import { change, runTimers, toldBy, tryOut } from '../../telling-world';
import { addedBy, changed, guid, joined, removed, tamar } from '../../user-world';
import { noa, person, tenants, World } from '../../world';

const worlds: World[] = [];
async function worldWith(portalOrigins: readonly string[]): Promise<World> {
  const world = new World({ settings: { portalOrigins } });
  worlds.push(world);
  await world.addPartner();
  return world;
}
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

const mailTo = (world: World, address = tamar.email) => world.mails.find(({ to }) => to.address === address);

describe('the mail to an invited colleague', () => {
  it('says by whom they were added, what they may do, and where the portal is', async () => {
    const world = await worldWith(['https://portal.example', 'http://localhost:3000']);
    await addedBy(world, noa, { companyRole: 'userManagementAdministrator', supportedCompanies: 'limited' });
    await world.deliver();
    const mail = mailTo(world);
    expect(mail).toMatchObject({
      kind: 'userInvited',
      fromName: 'Northwind',
      language: 'en',
      to: { name: 'Tamar Bar' },
    });
    for (const said of [
      'Noa Levi has added you',
      'User management administrator',
      'Limited',
      'Create and send trial invitations',
      'Load product keys',
      'Add colleagues',
      'https://portal.example/',
    ])
      expect(mail?.text).toContain(said);
    expect(mail?.text).not.toMatch(/localhost|end delegated administration|assign roles|kesher\.example/iu);
  });

  it('says nothing of what this partner cannot do', async () => {
    const world = await worldWith([]);
    await changePartner(world, { authorizations: ['delegatedAdministration'], cloud: 'china' });
    await addedBy(world, noa, { supportedCompanies: 'full' });
    await world.deliver();
    expect(mailTo(world)?.text).toMatch(/Offer delegated administration/u);
    expect(mailTo(world)?.text).not.toMatch(/trial invitations|product keys|Add colleagues/u);
  });

  it('says that one asks where the portal is, when nobody has said so here', async () => {
    const world = await worldWith([]);
    await addedBy(world, noa);
    await world.deliver();
    expect(mailTo(world)?.text).toContain('Ask your company where its portal is.');
    expect(mailTo(world)?.text).not.toMatch(/https?:\/\//u);
  });

  it.each(languages)('is in the language that was named (%s), else in the company’s', async (language) => {
    const world = await worldWith([]);
    await changePartner(world, {
      profile: { ...(await world.call('getCompany', { as: noa })).json, preferredLanguage: 'he' },
    });
    await addedBy(world, noa, { language });
    await addedBy(world, noa, { userId: guid(2), email: 'two@northwind.example' });
    await world.deliver();
    expect([mailTo(world)?.language, mailTo(world, 'two@northwind.example')?.language]).toEqual([language, 'he']);
  });

  it.each<[string, (world: World) => Promise<unknown>]>([
    ['removed', (world) => removed(world, noa, tamar.userId)],
    ['deactivated', (world) => changed(world, noa, tamar.userId, { status: 'deactivated' })],
  ])('is not sent to somebody who was %s meanwhile', async (_how, leave) => {
    const world = await worldWith([]);
    await addedBy(world, noa);
    await leave(world);
    await world.deliver();
    expect(world.mails).toEqual([]);
    expect(await world.documents('mail')).toMatchObject([{ status: 'failed' }]);
  });
});

describe('whoever is deactivated', () => {
  it('is told of no change any more, at once or in the day’s digest, also of what was settled before', async () => {
    const world = await worldWith([]);
    const atOnce = await joined(world, 1, { supportedCompanies: 'full' });
    const daily = await joined(world, 2, { supportedCompanies: 'limited' });
    const headers = { 'if-match': '*' };
    await world.call('putNotificationPreferences', { as: atOnce, headers, body: { mail: 'atOnce' } });
    await world.call('putNotificationPreferences', { as: daily, headers, body: { mail: 'dailyDigest' } });
    await world.call('putNotificationPreferences', { as: noa, headers, body: { mail: 'none' } });
    const subscription = await tryOut(world);
    await runTimers(world);
    await toldBy(world);
    await change(world, 'count', [{ subscription, kind: 'quantityChanged', quantityBefore: 10 }]);
    await runTimers(world);
    expect(await toldBy(world)).toEqual(['subscriptionChanged user-1@northwind.example']);
    await changed(world, noa, guid(1), { status: 'deactivated' });
    await changed(world, noa, guid(2), { status: 'deactivated' });
    await change(world, 'suspension', [{ subscription, kind: 'suspended' }]);
    world.pass({ days: 1 });
    await runTimers(world);
    expect(await toldBy(world)).toEqual([]);
    expect(person(tenants.northwind, guid(1))).toEqual(atOnce);
  });
});
