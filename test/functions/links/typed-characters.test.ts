import { build } from 'esbuild';
import { accessToken, askForCode, enterCode, mailedAccessCode } from '../../access-world';
import { browser, codeOf, contosoForm, faultyFields, pageOf, putOnRecord } from '../../link-world';
import { contoso, noa, World } from '../../world';

/** The same digits on another keyboard. */
const digitsFrom = (zero: number) => (code: string) =>
  code.replace(/\d/gu, (digit) => String.fromCodePoint(zero + Number(digit)));

const keyboards: readonly (readonly [string, (code: string) => string])[] = [
  ['full width', digitsFrom(0xff10)],
  ['Arabic', digitsFrom(0x0660)],
  ['Persian', digitsFrom(0x06f0)],
  ['Bengali', digitsFrom(0x09e6)],
  ['with a dash and soft hyphens', (code) => `${code.slice(0, 3)}\u2011${code.slice(3)}\u00ad\u2060`],
  ['with narrow blanks', (code) => Array.from(code).join('\u202f')],
];

describe('what people type', () => {
  let world: World;
  let code: string;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    ({ code } = await world.invite());
  });
  afterEach(() => world.close());

  const redeem = (body: object) => world.call('redeemOffer', { params: { code }, body: { ...contoso, ...body } });
  const customers = async () => (await world.documents('customer')).map(({ id }) => id);

  it.each(keyboards)('is a right code, %s', async (_how, typed) => {
    const redemptionId = await world.redeem(code);
    const right = await world.mailedCode(contoso.contact.email);
    expect((await world.confirm(code, redemptionId, typed(right))).status).toBe(200);
  });

  it.each(keyboards)('is a right code of the access page, %s', async (_how, typed) => {
    await putOnRecord(world);
    const token = accessToken(world);
    await askForCode(world, token);
    const right = await mailedAccessCode(world, 'ruth@contoso.example');
    expect((await enterCode(world, token, typed(right))).status).toBe(200);
  });

  it.each([
    ['contoso。example', 'dana＠contoso.example'],
    ['ｃｏｎｔｏｓｏ．ｅｘａｍｐｌｅ', 'ｄａｎａ＠ｃｏｎｔｏｓｏ．ｅｘａｍｐｌｅ'],
    ['con\u00adtoso.example', 'da\u00adna@con\u200btoso.example'],
    ['https://contoso.example/about?lang=he', 'mailto:dana@contoso.example'],
    ['https://www.contoso.example', 'dana@contoso.example'],
    ['www.contoso.example', 'dana@contoso.example'],
    ['WWW．contoso．example／', 'dana@contoso.example'],
  ])('is the customer that is meant: %s, %s', async (primaryDomain, email) => {
    const redemptionId = await world.redeem(code, { primaryDomain, contact: { name: 'Dana Cohen', email } });
    await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'));
    expect(await customers()).toEqual(['domain:contoso.example']);
  });

  it('keeps the site of a company apart where its addresses are there', async () => {
    const site = { primaryDomain: 'www.contoso.example', contact: { name: 'Dana', email: 'dana@www.contoso.example' } };
    const redemptionId = await world.redeem(code, site);
    await world.confirm(code, redemptionId, await world.mailedCode('dana@www.contoso.example'));
    expect(await customers()).toEqual(['domain:www.contoso.example']);
  });

  it('is the partner’s telephone number to dial, with its extension', async () => {
    await world.redeem(code, { contact: { ...contoso.contact, phone: '＋972‑3–555−0100 שלוחה ７' } });
    expect(await world.documents('redemption')).toMatchObject([{ contact: { phone: '+972-3-555-0100 ext. 7' } }]);
  });

  it.each([
    ['a company of blank letters', { companyName: '\u3164\u115f\u2800' }, '/companyName'],
    ['a company of tags', { companyName: '\u{e0043}\u{e006f}\u{e0001}' }, '/companyName'],
    ['a person of joiners', { contact: { ...contoso.contact, name: '\u200c\u200d\u00ad' } }, '/contact/name'],
    ['an address of 255 characters', { contact: { ...contoso.contact, email: longAddress(255) } }, '/contact/email'],
    [
      'a dash of another kind in an address',
      { contact: { ...contoso.contact, email: 'a–b@contoso.example' } },
      '/contact/email',
    ],
  ])('is refused by its field: %s', async (_what, body, pointer) => {
    const refused = await redeem(body);
    expect([refused.status, faultyFields(refused)]).toEqual([422, [pointer]]);
  });

  it('is refused in a form too, where nothing can be seen', async () => {
    const refused = await world.call('redeemOffer', {
      params: { code },
      headers: browser,
      form: { ...contosoForm, companyName: '\u2800\u3164', primaryDomain: '\u200e' },
    });
    const faults = pageOf(refused).querySelectorAll('[role=alert] li');
    expect([refused.status, faults.map(({ text }) => text)]).toEqual([422, ['Enter the name of your company.']]);
  });

  it('is no address of more than 254 characters, wherever one is given', async () => {
    const { id } = await world.invite();
    const email = longAddress(255);
    const own = await world.call('getCompany', { as: noa });
    const answers = await Promise.all([
      world.call('sendOffer', { as: noa, params: { offerId: id }, body: { recipients: [{ email }] } }),
      world.call('updateCompany', {
        as: noa,
        headers: { 'if-match': own.headers.get('etag') ?? '' },
        body: { ...own.json, email },
      }),
      world.call('declineOffer', { params: { code }, body: { email } }),
    ]);
    expect(answers.map((answer) => [answer.status, faultyFields(answer)])).toEqual([
      [422, ['/recipients/0/email']],
      [422, ['/email']],
      [422, ['/email']],
    ]);
    const longest = { primaryDomain: undefined, contact: { name: 'Dana', email: longAddress(254) } };
    expect(faultyFields(await redeem(longest))).toEqual(['/primaryDomain']);
  });

  it('is how many somebody wants', async () => {
    const { code: selling } = await world.offerToSell();
    const sent = await world.call('redeemOffer', {
      params: { code: selling },
      headers: browser,
      form: { ...contosoForm, 'quantities.exchange-online-plan-1': ' １２\u200f ' },
    });
    expect(sent.status).toBe(303);
    expect(await world.documents('redemption')).toMatchObject([
      { lines: [{ quantity: 10 }, { productId: 'exchange-online-plan-1', quantity: 12 }] },
    ]);
  });

  it('finds who was typed on another keyboard', async () => {
    const redemptionId = await world.redeem(code, { companyName: 'Contoso ۲۴–IL' });
    await world.confirm(code, redemptionId, await codeOfMail(redemptionId));
    for (const q of ['contoso 24-il', '２４', 'con\u00adtoso ٢٤'])
      expect((await world.call('listCustomers', { as: noa, query: { q } })).json).toMatchObject({
        total: 1,
        items: [{}],
      });
  });

  const codeOfMail = async (redemptionId: string) => {
    await world.deliver();
    return codeOf(world, redemptionId);
  };
});

it('costs those nothing who open a link or an access page: what a domain is gets loaded by those who type one', async () => {
  const { metafile } = await build({
    entryPoints: ['functions/links/open-link.ts', 'functions/access/open-access-page.ts', 'functions/wiring.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: 'unused',
    write: false,
    metafile: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const loaded = Object.keys(metafile.inputs);
  expect(loaded).toContain('shared/domain/shown-domains.ts');
  expect(loaded.filter((path) => path.includes('node_modules/tr46/'))).toEqual([]);
});

function longAddress(length: number): string {
  const domain = ['a', 'b', 'c'].map((letter) => letter.repeat(60)).join('.');
  const local = 'x'.repeat(length - domain.length - 1);
  return local.length <= 64 ? `${local}@${domain}` : `${'x'.repeat(64)}@${'d'.repeat(local.length - 65)}.${domain}`;
}
