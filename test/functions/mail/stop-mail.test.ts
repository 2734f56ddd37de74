import { isStoppable, MailContent } from '../../../shared/domain/mail/mail';
import { upkeepOffers } from '../../../shared/offers/offer-upkeep';
import { stopTokens } from '../../../shared/signing/stop-tokens';
import { mailHeaders } from '../../../shared/mail/mail-headers';
import { noa, person, tenants, World, type Answer, type Call } from '../../world';
import { ends } from '../../link-world';
import { fabrikam } from '../../portal-world';

const reader = 'dana@wingtip.example';
const oneClick = { form: { 'List-Unsubscribe': 'One-Click' } };
const again = { form: { stopped: 'false' } };

let world: World;
let offerId: string;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  ({ id: offerId } = await world.invite());
});
afterEach(() => world.close());

async function send(emails: readonly string[], as = noa, offer = offerId): Promise<readonly Record<string, unknown>[]> {
  const recipients = emails.map((email) => ({ email }));
  const answer = await world.call('sendOffer', { as, params: { offerId: offer }, body: { recipients } });
  if (answer.status !== 202) throw new Error(answer.text);
  return answer.json.items as readonly Record<string, unknown>[];
}

/** The token in the newest mail to an address. */
async function tokenTo(email: string): Promise<string> {
  await world.deliver();
  const url = world.mails.findLast(({ to }) => to.address === email)?.stop?.url ?? '';
  return /\/stop\/([\w-]+)/u.exec(url)?.[1] ?? '';
}

const stop = (token: string, more: Partial<Call> = oneClick): Promise<Answer> =>
  world.call('stopMail', { params: { token }, ...more });

const suppressions = async (as = noa, query = {}) =>
  (await world.call('listSuppressions', { as, query })).json.items as readonly Record<string, unknown>[];

const audited = async () =>
  (await world.documents('audit'))
    .map(({ action }) => action)
    .filter((action) => /^mail(?:Stopped|Resumed)$/u.test(String(action)));

describe('a mailed offer can be stopped', () => {
  it('by a link in its foot and by the headers of one click, in its language', async () => {
    await send([reader]);
    await world.deliver();
    const [mail] = world.mails.slice(-1);
    if (!mail?.stop) throw new Error('There is no way to stop it.');
    expect(mail.stop.url).toMatch(/^https:\/\/kesher\.example\/stop\/[\w-]+\?lang=en$/u);
    expect(mail.text).toContain(mail.stop.url);
    expect(mail.html).toContain(mail.stop.url);
    expect(mailHeaders(mail, 'mail@kesher.example')).toMatchObject({
      'List-Unsubscribe': `<${mail.stop.url}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });

  it('and a code, a receipt or a notice cannot', async () => {
    const { code } = await world.invite();
    await world.confirm(code, await world.redeem(code), await world.mailedCode('dana@contoso.example'));
    await world.deliver();
    const others = world.mails.filter(({ kind }) => kind !== 'offer');
    expect(others.length).toBeGreaterThan(2);
    for (const mail of others)
      expect([mail.kind, mail.stop, /\/stop\//u.test(mail.text)]).toEqual([mail.kind, undefined, false]);
  });
});

describe('one click', () => {
  it('answers 200 without a redirect, a cookie or a question, and twice is once', async () => {
    await send([reader]);
    const token = await tokenTo(reader);
    for (let times = 0; times < 2; times += 1) {
      const answer = await stop(token);
      expect([answer.status, answer.headers.get('location'), answer.cookies]).toEqual([200, null, []]);
    }
    expect(await suppressions()).toMatchObject([{ reason: 'stopped', email: reader }]);
    expect(await audited()).toEqual(['mailStopped']);
  });

  it.each([
    [
      'a form in parts',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    ['JSON', 'application/json', '{"stopped":true}'],
  ])('may come as %s, from wherever a mail program runs', async (_what, type, raw) => {
    await send([reader]);
    const headers = { 'content-type': type, 'sec-fetch-site': 'cross-site', origin: 'https://webmail.example' };
    expect((await stop(await tokenTo(reader), { raw, headers })).status).toBe(200);
    expect(await suppressions()).toHaveLength(1);
  });

  it.each([
    ['no word', { form: {} }, 422],
    ['another word', { form: { 'List-Unsubscribe': 'Maybe' } }, 422],
    ['a broken form', { raw: '--x\r\nnothing', headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 400],
    ['a picture', { raw: 'x', headers: { 'content-type': 'image/png' } }, 415],
  ])('that says %s changes nothing', async (_what, call, status) => {
    await send([reader]);
    expect((await stop(await tokenTo(reader), call)).status).toBe(status);
    expect(await suppressions()).toEqual([]);
  });

  it('is of no use with a token that was not issued here, and opening the page does nothing', async () => {
    await send([reader]);
    const token = await tokenTo(reader);
    for (const wrong of [token.slice(0, -2) + 'kk', token.toUpperCase(), 'x', `${token}k`])
      expect((await stop(wrong)).status).toBe(404);
    for (const method of ['GET', 'HEAD'] as const)
      expect((await world.call('openStopPage', { method, params: { token } })).status).toBe(200);
    expect(await suppressions()).toEqual([]);
    expect(await audited()).toEqual([]);
  });
});

describe('who stopped them', () => {
  it('is refused row by row from then on, in whatever spelling, and the others are sent it', async () => {
    await send(['dana.l@gmail.com']);
    await stop(await tokenTo('dana.l@gmail.com'));
    const { id } = await world.invite();
    const before = world.mails.length;
    const rows = await send(['Dana.L+offers@GMAIL.com', 'gil@wingtip.example'], noa, id);
    expect(rows).toMatchObject([
      {
        email: 'Dana.L+offers@gmail.com',
        status: 'failed',
        stopped: true,
        attempts: 0,
        problem: expect.stringContaining('stopped') as string,
      },
      { email: 'gil@wingtip.example', status: 'queued' },
    ]);
    await world.deliver();
    expect(world.mails.slice(before).map(({ to }) => to.address)).toEqual(['gil@wingtip.example']);
  });

  it('is not mailed what was waiting, nor reminded', async () => {
    await send([reader]);
    const token = await tokenTo(reader);
    const { id } = await world.invite({ validForDays: 30 });
    await send([reader, 'gil@wingtip.example'], noa, id);
    await stop(token);
    const before = world.mails.length;
    await world.deliver();
    expect(world.mails.slice(before).map(({ to }) => to.address)).toEqual(['gil@wingtip.example']);
    const listed = await world.call('listOfferEmails', { as: noa, params: { offerId: id } });
    expect(listed.json.items).toContainEqual(
      expect.objectContaining({ email: reader, status: 'failed', stopped: true }),
    );
    world.pass({ days: 23, minutes: 1 });
    await upkeepOffers(world.ports);
    await world.deliver();
    const reminded = world.mails.filter(({ kind }) => kind === 'offerReminder').map(({ to }) => to.address);
    expect(reminded).toEqual(['gil@wingtip.example']);
  });

  it('is mailed what it asked for and agreed to all the same', async () => {
    const address = 'dana@contoso.example';
    await send([address]);
    await stop(await tokenTo(address));
    const { code } = await world.invite();
    await world.confirm(code, await world.redeem(code), await world.mailedCode('dana@contoso.example'));
    await world.deliver();
    const kinds = world.mails.filter(({ to }) => to.address === address).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['confirmationCode', 'receipt']));
  });

  it('still hears from other partners', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    await send([reader]);
    await stop(await tokenTo(reader));
    const admin = person(tenants.fabrikam, fabrikam.globalAdministrator.userId);
    const { id } = await world.invite({}, admin);
    expect(await send([reader], admin, id)).toMatchObject([{ status: 'queued' }]);
    expect(await suppressions(admin)).toEqual([]);
  });
});

describe('the partner', () => {
  it('sees it, cannot lift it, and is told once however often a reader changes their mind', async () => {
    await send([reader]);
    const token = await tokenTo(reader);
    for (const change of [oneClick, again, oneClick]) await stop(token, change);
    const [shown] = await suppressions(noa, { stopped: 'true' });
    expect(await suppressions(noa, { stopped: 'false' })).toEqual([]);
    const lifted = await world.call('deleteSuppression', {
      as: noa,
      params: { suppressionId: String(shown?.id) },
      headers: { 'if-match': String(shown?.etag) },
    });
    expect([lifted.status, lifted.json.type]).toEqual([409, '/problems/state-conflict']);
    const told = await world.call('listNotifications', { as: noa });
    expect(told.json.items).toMatchObject([{ kind: 'mailStopped', email: reader }]);
    expect(await audited()).toEqual(['mailStopped', 'mailResumed', 'mailStopped']);
  });

  it('cannot have the mail sent again', async () => {
    const [row] = await send([reader]);
    await stop(await tokenTo(reader));
    const params = { offerId, emailId: String(row?.id), mailId: String(row?.id) };
    const answer = await world.call('resendOfferEmail', { as: noa, params });
    expect([answer.status, answer.json.detail]).toEqual([409, expect.stringContaining('stopped')]);
  });
});

describe('allowing them again', () => {
  it('is as easy as stopping them, and mails come as before', async () => {
    await send([reader]);
    const token = await tokenTo(reader);
    await stop(token);
    const page = await world.call('openStopPage', { params: { token }, headers: { accept: 'text/html' } });
    expect(page.text).toContain('name="stopped" value="false"');
    expect((await stop(token, again)).status).toBe(200);
    expect(await suppressions()).toEqual([]);
    const { id } = await world.invite();
    expect(await send([reader], noa, id)).toMatchObject([{ status: 'queued' }]);
  });

  it('waits after ten times a day; stopping never does', async () => {
    await send([reader]);
    const token = await tokenTo(reader);
    for (let times = 0; times < 10; times += 1) {
      expect((await stop(token)).status).toBe(200);
      expect((await stop(token, again)).status).toBe(200);
      world.pass({ seconds: 1 });
    }
    expect((await stop(token)).status).toBe(200);
    expect((await stop(token, again)).status).toBe(429);
    world.pass({ days: 1 });
    expect((await stop(token, again)).status).toBe(200);
  });
});

describe('a token', () => {
  const key = (id: string) => ({ id, bytes: new Uint8Array(32).fill(id.charCodeAt(0)) });
  const claims = { partnerId: tenants.northwind, recipientKey: Buffer.alloc(24, 7).toString('base64url') };

  it('outlives the rotation of keys, and names no address', () => {
    const before = stopTokens([key('a')]).issue(claims);
    expect(stopTokens([key('b'), key('a')]).read(before)).toEqual(claims);
    expect(stopTokens([key('b')]).read(before)).toBeUndefined();
    expect(before).toMatch(/^[\w-]+k$/u);
  });

  it.each(Object.entries(ends))('outlives what it came with: %s', async (_end, come) => {
    await send([reader]);
    const token = await tokenTo(reader);
    await come(world, offerId);
    expect((await world.call('openStopPage', { params: { token } })).status).toBe(200);
    expect((await stop(token)).status).toBe(200);
    expect(await world.documents('suppression')).toMatchObject([{ reason: 'stopped', address: reader }]);
  });

  it('is the same for every mail to a mailbox, however it is spelled', async () => {
    await send(['dana.l@gmail.com']);
    const one = await tokenTo('dana.l@gmail.com');
    const { id } = await world.invite();
    await send(['DanaL@gmail.com'], noa, id);
    expect(await tokenTo('DanaL@gmail.com')).toBe(one);
  });
});

it('can be done of offers and reminders, and of no other mail', () => {
  const stoppable = MailContent.options
    .map(({ shape }) => shape.template.value)
    .filter((template) => isStoppable({ template } as MailContent));
  expect(stoppable.toSorted()).toEqual(['offer', 'offerReminder']);
});
