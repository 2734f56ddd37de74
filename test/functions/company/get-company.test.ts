import { billing } from '../../portal-world';
import { World } from '../../world';

describe('GET /api/company', () => {
  it('shows the profile to every user of the partner, with the revision that an edit has to name', async () => {
    const world = new World();
    await world.addPartner();
    const answer = await world.call('getCompany', { as: await billing(world) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.json).toEqual({
      name: 'Northwind',
      logo: null,
      logoUrl: null,
      phone: '+972 3 555 0100',
      email: 'hello@northwind.example',
      website: null,
      address: null,
      offices: [{ id: 'main', name: 'Northwind' }],
      formerOffices: [],
      support: null,
      serviceRequests: null,
      preferredLanguage: 'en',
      timeZone: null,
      accent: null,
    });
    world.close();
  });
});
