import * as z from 'zod';
import { textsFor } from '../../shared/i18n/texts';
import { RunningKesher } from './running-kesher';
import { Awaiting, company, confirm, pathOf } from './trial-customer';

const Offer = z.object({ id: z.string(), url: z.url() });
const Request = z.object({
  id: z.string(),
  number: z.string(),
  status: z.string(),
  overdue: z.boolean(),
  notes: z.array(z.object({ text: z.string(), shared: z.boolean(), by: z.looseObject({ kind: z.string() }) })),
});
const List = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });
const Shared = z.object({ serviceRequests: z.array(z.object({ number: z.string(), status: z.string() })) });

describe('arranging support for a client', () => {
  let kesher: RunningKesher;
  beforeAll(async () => {
    kesher = await RunningKesher.start();
  });
  afterAll(() => kesher.stop());

  /** What a link to somewhere in Kesher leads to, as the mail has it in plain text. */
  const linkIn = (text: string, below: string): string =>
    pathOf(new RegExp(`https?://\\S+/${below}/\\S+`, 'u').exec(text)?.[0] ?? '');

  it.each([
    ['he', 'northwind-admin', 'IL', 'mapalim.example', 'מפלים מערכות', 'hello@northwind.example'],
    ['zh-CN', 'lotus-admin', 'CN', 'haitang.example', '海棠信息技术', 'service@lotus.example'],
  ] as const)(
    'goes from the partner to its desk and back, as far as the customer may see, in %s',
    async (language, as, country, domain, companyName, desk) => {
      const texts = textsFor(language);
      const customer = company(domain, { country, companyName });
      const offer = await kesher.call(Offer, '/api/delegation-offers', {
        as,
        body: { usageLocation: country, language },
      });
      const { redemptionId } = await kesher.call(Awaiting, `${pathOf(offer.url)}/delegation`, {
        body: { ...customer, acceptTerms: true, authorize: true },
      });
      const { code = '' } = await kesher.mail(customer.contact.email, 'confirmationCode');
      const { accessUrl } = await confirm(kesher, offer, redemptionId, code);

      const raised = await kesher.call(Request, `/api/customers/domain:${domain}/service-requests`, {
        as,
        body: { title: 'Mail', description: 'No mail since nine.', severity: 'critical' },
      });
      const path = `/api/service-requests/${raised.id}`;
      const sent = await kesher.mail(desk, 'serviceRequestSent');
      expect(sent.text).toContain(raised.number);
      expect(sent.text).toContain(companyName);

      const page = linkIn(sent.text, 'requests');
      await kesher.ask(`${page}/codes`, { method: 'POST', body: {} });
      const { code: deskCode = '' } = await kesher.mail(desk, 'serviceRequestCode');
      const opened = await kesher.ask(`${page}/session`, { method: 'POST', body: { confirmationCode: deskCode } });
      const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      await kesher.ask(`${page}/notes`, { method: 'POST', headers: { cookie }, body: { text: 'Restarted.' } });
      const answered = await kesher.call(Request, path, { as });
      expect(answered).toMatchObject({ status: 'attentionNeeded', notes: [{ text: 'Restarted.', shared: false }] });

      await kesher.ask(`${path}/notes`, { as, method: 'POST', body: { text: 'It works again.', shared: true } });
      const news = await kesher.mail(customer.contact.email, 'serviceRequestNews');
      expect(news.text).toContain('It works again.');
      expect(news.text).not.toContain('Restarted.');
      expect(news.text).toContain(texts.say('request.attentionNeeded'));
      const access = pathOf(accessUrl);
      await kesher.ask(`${access}/codes`, { method: 'POST', body: {} });
      const { code: accessCode = '' } = await kesher.mail(customer.contact.email, 'accessCode');
      const entered = await kesher.ask(`${access}/session`, { method: 'POST', body: { confirmationCode: accessCode } });
      const session = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const shown = await kesher.ask(access, { headers: { cookie: session, accept: 'application/json' } });
      const said: unknown = JSON.parse(shown.text);
      expect(Shared.parse(said).serviceRequests).toEqual([{ number: raised.number, status: 'attentionNeeded' }]);
      expect(JSON.stringify(said)).not.toContain('Restarted.');

      const spoken = new URLSearchParams({ q: raised.number.replaceAll('-', ' ') }).toString();
      const found = await kesher.call(List, `/api/service-requests?${spoken}`, { as });
      expect(found.items).toEqual([{ id: raised.id, title: 'Mail' }]);

      const ended = await kesher.ask(`${access}/delegation-end`, {
        method: 'POST',
        headers: { cookie: session },
        body: {},
      });
      expect(ended.status).toBe(200);
      const refused = await kesher.ask(`${path}/notes`, { as, method: 'POST', body: { text: 'Later' } });
      expect(refused.status).toBe(403);
      expect((await kesher.ask(page, { headers: { cookie, accept: 'text/html' } })).status).toBe(403);
    },
  );
});
