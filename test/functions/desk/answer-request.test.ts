import { refusalOf, faultyFields } from '../../link-world';
import { delegate, endAsPartner } from '../../delegation-world';
import { changePartner } from '../../portal-world';
import {
  answer,
  change,
  deskOf,
  deskOfNorthwind,
  note,
  openAsDesk,
  raised,
  requestMails,
  requestRead,
} from '../../request-world';
import { contoso, noa, World } from '../../world';

let world: World;
let id: string;
let token: string;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  await delegate(world);
  id = await raised(world);
  await world.deliver();
  const link = requestMails(world)[0]?.text.match(/https:\/\/kesher\.example\/requests\/(\S+)/u);
  token = link?.[1] ?? '';
  world.mails.splice(0);
});
afterEach(() => world.close());

const read = (headers: Readonly<Record<string, string>> = {}) =>
  world.call('openRequestPage', { params: { token }, headers });
const told = async () => {
  await world.deliver();
  return world.mails.splice(0).map(({ kind, to }) => `${kind} to ${to.address}`);
};

describe('the link in the mail to the desk', () => {
  it('changes nothing, and tells nothing of what the request is about', async () => {
    const before = await world.store.changes(undefined, 10_000);
    for (const accept of ['text/html', 'application/json']) {
      const page = await read({ accept });
      expect(page.status).toBe(200);
      for (const secret of ['No mail', 'Nobody gets', 'Contoso', 'contoso.example'])
        expect(page.text).not.toContain(secret);
    }
    expect((await world.store.changes(undefined, 10_000)).position).toBe(before.position);
  });

  it.each(['', 'x', 'a'.repeat(200)])('is refused when it was not issued here: %p', async (forged) => {
    const page = await world.call('openRequestPage', {
      params: { token: forged },
      headers: { accept: 'application/json' },
    });
    expect(refusalOf(page)).toBe('link-unknown');
  });

  it('opens the whole request to whoever reads the desk’s mailbox, for half an hour', async () => {
    await note(world, id, { text: 'We restart the server.' });
    const cookie = await openAsDesk(world, token);
    const page = await read({ cookie, accept: 'text/html' });
    for (const said of ['No mail', 'Nobody gets mail', 'Contoso', 'We restart the server.'])
      expect(page.text).toContain(said);
    world.pass({ minutes: 30 });
    expect((await read({ cookie, accept: 'application/json' })).json.status).toBe('locked');
  });

  it('counts each wrong code before it looks, and takes no more than five', async () => {
    await world.call('askForDeskCode', { params: { token }, body: {} });
    const right = await world.mailedCode(deskOfNorthwind);
    const wrong = Array.from({ length: 5 }, (_, index) =>
      String((Number(right) + index + 1) % 1_000_000).padStart(6, '0'),
    );
    for (const confirmationCode of wrong)
      expect(refusalOf(await world.call('enterDeskCode', { params: { token }, body: { confirmationCode } }))).toBe(
        'confirmation-code-wrong',
      );
    const late = await world.call('enterDeskCode', { params: { token }, body: { confirmationCode: right } });
    expect(refusalOf(late)).toBe('too-many-attempts');
  });

  it('mails no code to a form that no person has answered', async () => {
    const refused = await world.call('askForDeskCode', { params: { token }, form: { idempotencyKey: 'k' } });
    expect(refused.status).toBe(422);
    expect(await told()).toEqual([]);
  });

  it('ends its sessions when requests are sent elsewhere', async () => {
    const { deskSession } = deskOf(world, id);
    const company = await world.call('getCompany', { as: noa });
    const body = { ...company.json, serviceRequests: { sentTo: 'distributor', email: 'desk@distributor.example' } };
    await world.call('updateCompany', { as: noa, headers: { 'if-match': company.headers.get('etag') ?? '' }, body });
    expect((await read({ cookie: deskSession, accept: 'application/json' })).json.status).toBe('locked');
    const page = await world.call('openRequestPage', {
      params: { token },
      headers: { cookie: deskOf(world, id, 'desk@distributor.example').deskSession, accept: 'application/json' },
    });
    expect(page.json).toMatchObject({ title: 'No mail' });
  });
});

describe('an answer by the link', () => {
  it('is the desk’s with its code: it asks for attention, and the contact is told', async () => {
    const { deskSession: cookie } = deskOf(world, id);
    const made = await answer(world, token, { text: 'Restarted.', name: 'Ada' }, { headers: { cookie } });
    expect([made.status, made.json.by]).toEqual([201, { kind: 'desk', verified: true, name: 'Ada' }]);
    expect(await requestRead(world, id)).toMatchObject({ status: 'attentionNeeded', noteCount: 1 });
    expect(await told()).toEqual(['serviceRequestNews to noa@northwind.example']);
    const happened = await world.call('listNotifications', { as: noa });
    expect((happened.json.items as readonly unknown[])[0]).toMatchObject({
      kind: 'serviceRequestAnswered',
      verified: true,
      status: 'attentionNeeded',
      companyName: 'Contoso',
    });
    const { number } = await requestRead(world, id);
    expect((happened.json.items as readonly unknown[])[0]).toMatchObject({ number, title: 'No mail' });
  });

  it('closes and reopens what the desk says is done, or is not', async () => {
    const headers = { cookie: deskOf(world, id).deskSession };
    await answer(world, token, { text: 'Done.', status: 'closed' }, { headers });
    expect((await requestRead(world, id)).status).toBe('closed');
    await answer(world, token, { text: 'By the way.' }, { headers });
    expect((await requestRead(world, id)).status).toBe('closed');
    await answer(world, token, { text: 'Not done.', status: 'open' }, { headers });
    expect((await requestRead(world, id)).status).toBe('open');
  });

  it('reaches the customer when the partner’s own desk shares it, and never from another', async () => {
    const headers = { cookie: deskOf(world, id).deskSession };
    await answer(world, token, { text: 'It works again.', shared: true }, { headers });
    expect((await told()).sort()).toEqual([
      `serviceRequestNews to ${contoso.contact.email}`,
      'serviceRequestNews to noa@northwind.example',
    ]);
    await changePartner(world, await elsewhere());
    const cookie = deskOf(world, id, 'desk@distributor.example').deskSession;
    const refused = await answer(world, token, { text: 'Hi customer', shared: true }, { headers: { cookie } });
    expect(faultyFields(refused)).toEqual(['/shared']);
  });

  it('is nobody’s without a code: marked so, defused in the mail, and no more than asks for attention', async () => {
    const made = await answer(world, token, { text: 'Pay at https://evil.example now', name: 'Boss' });
    expect([made.status, made.json.by]).toEqual([201, { kind: 'desk', verified: false, name: 'Boss' }]);
    const before = await requestRead(world, id);
    expect(before).toMatchObject({ status: 'attentionNeeded' });
    await world.deliver();
    const [mail] = world.mails;
    expect(mail?.text).toContain('No code has shown who it is');
    expect(mail?.text).not.toContain('https://evil.example');
    expect(refusalOf(await answer(world, token, { text: 'Close it', status: 'closed' }))).toBe('invalid-request');
    expect(refusalOf(await answer(world, token, { text: 'Share it', shared: true }))).toBe('invalid-request');
  });

  it('does not count as a touch without a code', async () => {
    const { untouchedUntil } = await requestRead(world, id);
    world.pass({ minutes: 90 });
    await answer(world, token, { text: 'Looking into it' });
    expect((await requestRead(world, id)).untouchedUntil).toBe(untouchedUntil);
    await answer(world, token, { text: 'Looking' }, { headers: { cookie: deskOf(world, id).deskSession } });
    expect((await requestRead(world, id)).untouchedUntil).not.toBe(untouchedUntil);
  });

  it('is throttled without a code, and not with it', async () => {
    for (let count = 0; count < 10; count += 1) await answer(world, token, { text: `Note ${count}` });
    expect(refusalOf(await answer(world, token, { text: 'One more' }))).toBe('too-many-attempts');
    const headers = { cookie: deskOf(world, id).deskSession };
    expect((await answer(world, token, { text: 'From the desk' }, { headers })).status).toBe(201);
  });

  it('is one answer however often its form is sent, and none when it is empty', async () => {
    const form = { text: 'Restarted.', idempotencyKey: 'key' };
    const headers = { accept: 'text/html' };
    const first = await world.call('answerServiceRequest', { params: { token }, form, headers });
    expect([first.status, first.headers.get('location')]).toEqual([303, `/requests/${token}?told=sent`]);
    await world.call('answerServiceRequest', { params: { token }, form, headers });
    const empty = await world.call('answerServiceRequest', { params: { token }, form: { text: ' ' }, headers });
    expect(empty.status).toBe(422);
    expect(await world.documents('service-note')).toHaveLength(1);
  });

  it('is refused from another site, and once delegation has ended nothing is shown or taken', async () => {
    const { deskSession: cookie } = deskOf(world, id);
    const foreign = await answer(world, token, { text: 'Hi' }, { headers: { cookie, 'sec-fetch-site': 'cross-site' } });
    expect(refusalOf(foreign)).toBe('forbidden');
    await changePartner(world, { authorizations: ['delegatedAdministration'] });
    await endAsPartner(world);
    expect(refusalOf(await answer(world, token, { text: 'Hi' }, { headers: { cookie } }))).toBe('forbidden');
    const page = await read({ cookie, accept: 'text/html' });
    expect(page.status).toBe(403);
    expect(page.text).toContain('This request goes no further');
    expect(page.text).not.toContain('No mail');
    expect(await world.documents('service-note')).toEqual([]);
  });

  it('comes in a closed state of its own words when the request was closed meanwhile', async () => {
    await change(world, id, { status: 'closed' });
    await answer(world, token, { text: 'Late' });
    expect((await requestRead(world, id)).status).toBe('closed');
  });
});

async function elsewhere() {
  const company = await world.call('getCompany', { as: noa });
  const { logo: _logo, logoUrl: _url, formerOffices: _former, ...profile } = company.json;
  return {
    profile: { ...profile, logo: null, serviceRequests: { sentTo: 'distributor', email: 'desk@distributor.example' } },
  };
}
