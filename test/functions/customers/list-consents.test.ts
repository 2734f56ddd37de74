import * as z from 'zod';
import { Consent } from '../../../shared/domain/redemptions/consent';
import { hashText } from '../../../shared/links/code-requests';
import { sessionOf } from '../../access-world';
import { refusalOf } from '../../link-world';
import { billing, fabrikam, fay, helpdesk } from '../../portal-world';
import { contoso, noa, tenants, World } from '../../world';

const Page = z.object({ items: z.array(z.record(z.string(), z.unknown())), nextCursor: z.string().optional() });

describe('GET /api/customers/{customerId}/consents', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const call = (customerId = 'domain:contoso.example', query: Readonly<Record<string, string>> = {}, as = noa) =>
    world.call('listConsents', { as, params: { customerId }, query });
  const list = async (query: Readonly<Record<string, string>> = {}) => Page.parse((await call(undefined, query)).json);
  const delegate = async (body: Readonly<Record<string, unknown>> = {}) => {
    const { id, code, offer } = await world.askToDelegate(body);
    const redemptionId = await world.authorize(code, { language: 'he' });
    const terms = await world.call('openLink', {
      params: { code },
      query: { lang: 'he' },
      headers: { accept: 'application/json' },
    });
    const givenAt = new Date(world.now).toISOString();
    world.pass({ seconds: 40 });
    await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
    return { id, offer, redemptionId, givenAt, shown: terms.json };
  };

  it('says what was agreed to, in which words, who confirmed it, when, on which link, and for which product or none', async () => {
    const { id, offer, redemptionId, givenAt, shown } = await delegate({ delegationDays: 77 });
    const common = {
      given: true,
      language: 'he',
      by: { name: 'Dana Cohen', email: 'dana@contoso.example' },
      redemptionId,
      offerId: id,
      summaryId: offer.summaryId,
      productIds: [],
      givenAt,
      confirmedAt: new Date(world.now).toISOString(),
    };
    expect(new Map((await list()).items.map((item) => [item.subject, item]))).toEqual(
      new Map([
        [
          'terms',
          {
            ...common,
            id: `${redemptionId}:terms`,
            subject: 'terms',
            version: 'delegationTerms/1',
            textHash: hashText(String(shown.terms)),
          },
        ],
        [
          'delegatedAdministration',
          {
            ...common,
            id: `${redemptionId}:delegatedAdministration`,
            subject: 'delegatedAdministration',
            version: 'delegationAuthorization/1',
            textHash: hashText(String(shown.delegatedAdministrationTerms)),
            delegationDays: 77,
          },
        ],
      ]),
    );
  });

  it('keeps a no as well, and names the products that it was about', async () => {
    const { code } = await world.invite({ delegatedAdministration: true, delegationDays: 10 });
    const id = await world.redeem(code, { acceptDelegatedAdministration: false });
    await world.confirm(code, id, await world.mailedCode(contoso.contact.email));
    expect((await list()).items).toContainEqual(
      expect.objectContaining({
        subject: 'delegatedAdministration',
        given: false,
        version: 'delegationChoice/1',
        productIds: ['microsoft-365-business-premium-trial'],
        delegationDays: 10,
      }),
    );
  });

  it('gives pages, newest first, of this customer alone', async () => {
    await delegate();
    world.pass({ days: 1 });
    const { redemptionId } = await delegate();
    const other = await world.askToDelegate();
    const adatum = {
      companyName: 'Adatum',
      primaryDomain: 'adatum.example',
      contact: { name: 'Gil', email: 'gil@adatum.example' },
    };
    const answer = await world.authorize(other.code, adatum);
    await world.confirm(other.code, answer, await world.mailedCode('gil@adatum.example'));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: z.infer<typeof Page> = await list({ limit: '1', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map((item) => String(item.redemptionId)));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(4);
    expect(seen.slice(0, 2)).toEqual([redemptionId, redemptionId]);
    expect(seen).not.toContain(answer);
  });

  it('tells of consents from before they said who and for what by their redemption', async () => {
    const { redemptionId } = await delegate();
    const [stored] = await world.documents('consent');
    const { by: _by, version: _version, productIds: _products, delegationDays: _days, ...old } = Consent.parse(stored);
    const document = { ...old, id: `consent:${redemptionId}:old`, sortKey: `${old.confirmedAt}~old` };
    await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
    expect((await list()).items).toContainEqual(
      expect.objectContaining({
        id: `${redemptionId}:old`,
        by: { name: 'Dana Cohen', email: 'dana@contoso.example' },
        productIds: [],
      }),
    );
  });

  it('is shown to the customer on its access page, with who confirmed', async () => {
    await delegate({ delegationDays: 77 });
    const { token, session } = await sessionOf(world);
    const see = (accept: string) =>
      world.call('openAccessPage', { params: { token }, headers: { cookie: session, accept } });
    expect((await see('application/json')).json).toMatchObject({
      customer: { delegation: { status: 'active', until: expect.any(String) as string } },
      consents: expect.arrayContaining([
        expect.objectContaining({
          subject: 'delegatedAdministration',
          version: 'delegationAuthorization/1',
          textHash: expect.any(String) as string,
          delegationDays: 77,
          by: { name: 'Dana Cohen', email: 'dana@contoso.example' },
        }),
      ]) as unknown,
    });
    expect((await see('text/html')).text).toMatch(/Dana Cohen[\s\S]*<\/main>/u);
  });

  it('needs what seeing clients needs, and tells foreign customers from unknown ones by nothing', async () => {
    await delegate();
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect((await call(undefined, {}, await helpdesk(world))).status).toBe(200);
    const refused = await call(undefined, {}, await billing(world));
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
    for (const answer of [
      await call(undefined, {}, fay),
      await call('domain:nobody.example'),
      await call('offer:1'),
      await call('consent:x'),
      await call('a/b'),
    ])
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    expect((await call(undefined, { limit: '0' })).status).toBe(422);
  });
});
