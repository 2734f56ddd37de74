import { parse } from 'node-html-parser';
import { openAccess } from '../../access-world';
import { browser, contosoForm, pageOf, putOnRecord } from '../../link-world';
import { recordsOf } from '../../spreadsheet';
import { contoso, noa, World } from '../../world';

const readable = 'מאפייה.co.il';
const ascii = 'xn--4dbioaw1b.co.il';

describe('a domain in letters of its own', () => {
  let world: World;
  let offerId: string;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ id: offerId, code } = await world.invite());
  });
  afterEach(() => world.close());

  const contact = { name: 'Dana Cohen', email: `dana@${readable}` };
  const redeem = async () => {
    const answer = await world.call('redeemOffer', { params: { code }, body: { ...answerOf(readable), contact } });
    return { answer, redemptionId: String(answer.json.redemptionId) };
  };
  const answerOf = (primaryDomain: string) => ({ ...contoso, primaryDomain });

  it('is read where the code was sent to, by programs and on the page', async () => {
    const { answer, redemptionId } = await redeem();
    expect(answer.json).toMatchObject({ sentTo: `d•••@${readable}` });
    const params = { code, redemptionId };
    const json = await world.call('showRedemption', { params, headers: { accept: 'application/json' } });
    expect(json.json).toMatchObject({ sentTo: `d•••@${readable}` });
    const page = await world.call('showRedemption', { params, headers: browser });
    expect(pageOf(page).text).toContain(`d•••@${readable}`);
    expect(page.text).not.toContain('xn--');
  });

  it('is read in what is to be put right', async () => {
    const elsewhere = { ...answerOf(readable), contact: { name: 'Dana', email: 'dana@contoso.example' } };
    const refused = await world.call('redeemOffer', { params: { code }, body: elsewhere });
    expect(refused.text).toContain(`Must be an address at ${readable}`);
    const missing = { ...answerOf(readable), primaryDomain: undefined, contact };
    expect((await world.call('redeemOffer', { params: { code }, body: missing })).text).toContain(
      `Give the domain ${readable}`,
    );
    const form = { ...contosoForm, primaryDomain: `https://www.${readable}/` };
    const page = await world.call('redeemOffer', { params: { code }, headers: browser, form });
    expect(pageOf(page).querySelector('[role=alert]')?.text).toContain(`Enter an address at \u2066${readable}\u2069`);
  });

  it('is read in mails, while they go to the address that mail programs know', async () => {
    const { redemptionId } = await redeem();
    await world.confirm(code, redemptionId, await world.mailedCode(`dana@${ascii}`));
    await world.deliver();
    expect(world.mails.find(({ kind }) => kind === 'receipt')?.to.address).toBe(`dana@${ascii}`);
    const told = world.mails.find(({ kind }) => kind === 'offerAccepted');
    for (const part of [told?.text, parse(told?.html ?? '').text]) {
      expect(part).toContain(`dana@${readable}`);
      expect(part).not.toContain('xn--');
    }
  });

  it('is read in a note to the partner, and in what the notification says', async () => {
    await world.call('declineOffer', { params: { code }, body: { email: `dana@${readable}` } });
    await world.deliver();
    expect(world.mails.find(({ kind }) => kind === 'offerDeclined')?.text).toContain(
      `dana @ ${readable.replaceAll('.', '·')}`,
    );
    expect((await world.call('listNotifications', { as: noa })).json).toMatchObject({
      items: [{ email: `dana@${ascii}`, shownEmail: `dana@${readable}` }],
    });
    const listed = await world.call('listRedemptions', { as: noa, params: { offerId } });
    expect(listed.json).toMatchObject({ items: [{ email: `dana@${ascii}`, shownEmail: `dana@${readable}` }] });
  });

  it('stands in lists beside the form that programs compare, and alone in files that people open', async () => {
    const { redemptionId } = await redeem();
    await world.confirm(code, redemptionId, await world.mailedCode(`dana@${ascii}`));
    const kept = { primaryDomain: ascii, contact: { email: `dana@${ascii}` } };
    const shown = { shownDomain: readable, shownEmail: `dana@${readable}` };
    const answers = { as: noa, params: { offerId } };
    expect((await world.call('listRedemptions', answers)).json).toMatchObject({ items: [{ ...kept, ...shown }] });
    expect((await world.call('listCustomers', { as: noa })).json).toMatchObject({ items: [{ ...kept, ...shown }] });
    const file = await world.call('listRedemptions', { ...answers, query: { format: 'csv', language: 'en' } });
    expect(recordsOf(file.text)).toMatchObject([{ 'Primary domain': readable, Email: `dana@${readable}` }]);
  });

  it('is left out of lists where it is no other', async () => {
    await putOnRecord(world);
    const listed = await world.call('listCustomers', { as: noa });
    expect(listed.json).toMatchObject({ items: [{ primaryDomain: 'contoso.example' }] });
    expect(listed.text).not.toContain('shown');
  });

  it('is read on the access page', async () => {
    const customer = await putOnRecord(world, { domain: ascii, administrator: `ruth@${ascii}` });
    const token = world.ports.access.issue({ partnerId: customer.partnerId, customerId: customer.id });
    const { session } = await openAccess(world, token, `ruth@${ascii}`);
    const page = await world.call('openAccessPage', { params: { token }, headers: { ...browser, cookie: session } });
    expect(pageOf(page).text).toContain(`ruth@${readable}`);
    const json = await world.call('openAccessPage', {
      params: { token },
      headers: { accept: 'application/json', cookie: session },
    });
    expect(json.json).toMatchObject({ customer: { primaryDomain: ascii, shownDomain: readable } });
  });

  it('is the partner’s own on pages and in mails, and links lead to the form that browsers know', async () => {
    const own = await world.call('getCompany', { as: noa });
    const profile = { ...own.json, email: `info@${readable}`, website: `https://www.${readable}/אודות` };
    const headers = { 'if-match': own.headers.get('etag') ?? '' };
    const changed = await world.call('updateCompany', { as: noa, headers, body: profile });
    expect(changed.json).toMatchObject({ email: `info@${ascii}`, website: `https://www.${readable}/אודות` });
    const page = pageOf(await world.call('openLink', { params: { code }, headers: browser }));
    const links = page.querySelectorAll('.contacts a').map((link) => [link.getAttribute('href'), link.text]);
    expect(links).toContainEqual([`mailto:info@${ascii}`, `info@${readable}`]);
    expect(links).toContainEqual([`https://www.${ascii}/${encodeURIComponent('אודות')}`, `www.${readable}/אודות`]);
    await world.redeem(code);
    await world.deliver();
    expect(world.mails[0]?.text).toContain(`info@${readable}`);
    expect(world.mails[0]?.text).not.toContain('xn--');
  });

  it('is shown in punycode where it could be taken for another', async () => {
    const email = 'dana@раураӏ.example';
    const body = { ...answerOf('раураӏ.example'), contact: { name: 'Dana', email } };
    const answer = await world.call('redeemOffer', { params: { code }, body });
    expect(answer.json.sentTo).toMatch(/^d•••@xn--[a-z0-9-]+\.example$/u);
  });

  it('that older rules took is kept, listed and shown as it is', async () => {
    const domain = 'xn--zzzzzzzzzz99999.com';
    const { id } = await putOnRecord(world, { domain, administrator: `ruth@${domain}` });
    expect((await world.call('getCustomer', { as: noa, params: { customerId: id } })).json).toMatchObject({
      id: `domain:${domain}`,
      primaryDomain: domain,
      contact: { email: `ruth@${domain}` },
    });
    const token = world.ports.access.issue({ partnerId: (await putOnRecord(world)).partnerId, customerId: id });
    const { session } = await openAccess(world, token, `ruth@${domain}`);
    const page = await world.call('openAccessPage', { params: { token }, headers: { ...browser, cookie: session } });
    expect(page.status).toBe(200);
  });
});
