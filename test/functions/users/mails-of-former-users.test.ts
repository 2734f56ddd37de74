import { User, userKey } from '../../../shared/domain/partners/user';
import { changed, guid, joined } from '../../user-world';
import { contoso, noa, World } from '../../world';

describe('what customers answer to the offers of a user', () => {
  let world: World;
  let code: string;
  const userId = guid(7);
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    const colleague = await joined(world, 7, { supportedCompanies: 'limited' });
    ({ code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 3 }] }, colleague));
  });
  afterEach(() => world.close());

  async function gone(): Promise<void> {
    const ref = { partition: noa.tenantId, id: userKey(userId) };
    const etag = (await world.store.read(User, ref))?.etag ?? '';
    await world.store.write(ref.partition, [{ kind: 'delete', id: ref.id, etag }]);
  }
  const accepted = async (): Promise<readonly string[]> => {
    await world.confirm(code, await world.redeem(code), await world.mailedCode(contoso.contact.email));
    await world.deliver();
    return world.mails.filter(({ kind }) => kind === 'offerAccepted').map(({ to }) => to.address);
  };

  it('is mailed to them, at the address that they have when it is sent', async () => {
    await changed(world, noa, userId, { email: 'moved@northwind.example', name: 'Somebody Else' });
    expect(await accepted()).toEqual(['moved@northwind.example']);
    expect(world.mails.find(({ kind }) => kind === 'offerAccepted')?.text).toContain('Somebody Else');
  });

  it.each([
    ['deactivated', () => changed(world, noa, userId, { status: 'deactivated' })],
    ['gone', gone],
  ])('is mailed to the company instead once they are %s, and the record says so', async (_how, end) => {
    await end();
    const mailed = await accepted();
    expect(mailed).toEqual(['hello@northwind.example']);
    const { json } = await world.call('listMails', { as: noa });
    const kept = (json.items as { kind: string; email: string }[]).filter(({ kind }) => kind === 'offerAccepted');
    expect(kept).toMatchObject([{ email: 'hello@northwind.example' }]);
  });
});
