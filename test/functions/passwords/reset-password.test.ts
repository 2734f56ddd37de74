import * as z from 'zod';
import { textsFor } from '../../../shared/i18n/texts';
import { people } from '../../directory/directory-contract';
import {
  addPeople,
  changePerson,
  contosoId,
  delegate,
  open,
  passwordIn,
  passwordSetAt,
  reset,
  reveal,
  tokenOf,
} from '../../directory-world';
import { sessionOf } from '../../access-world';
import { refusalOf } from '../../link-world';
import { helpdesk } from '../../portal-world';
import { contoso, noa, tenants, World } from '../../world';

const { avital, boaz, carmel, former, synchronised, hebrew, guarded } = people;

let world: World;
beforeEach(async () => {
  world = new World();
  await world.addPartner();
  await delegate(world);
  await addPeople(world);
});
afterEach(() => world.close());

describe('resetting a password', () => {
  it('sets a temporary one and answers with a link for a quarter of an hour', async () => {
    const answer = await reset(world, hebrew.userId);
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      status: 'ready',
      customerId: contosoId,
      user: { userId: hebrew.userId, name: hebrew.name, email: hebrew.email },
      secondFactor: 'none',
      needsApproval: false,
      expiresAt: new Date(world.now + 15 * 60_000).toISOString(),
      revealUrl: expect.stringMatching(/^https:\/\/kesher\.example\/reveal\/[\w-]+$/u) as unknown,
    });
    await expect(passwordSetAt(world, hebrew.userId)).resolves.toBe(new Date(world.now).toISOString());
  });

  it('shows the password once, to whoever presses the button', async () => {
    const token = tokenOf(await reset(world, hebrew.userId));
    const before = await open(world, token);
    expect([before.status, passwordIn(before)]).toEqual([200, undefined]);
    const shown = await reveal(world, token);
    expect(shown.status).toBe(200);
    expect(passwordIn(shown)).toMatch(/^(?:[A-Z][a-z]{4}-){3}\d{4}$/u);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    for (const again of [await reveal(world, token), await open(world, token)]) {
      expect([again.status, passwordIn(again)]).toEqual([410, undefined]);
      expect(again.text).not.toContain(passwordIn(shown));
    }
  });

  it.each([
    ['no answer', { idempotencyKey: 'the key of its page' }],
    ['the first of each choice', { sure: 'false' }],
    ['what it does not know', { password: 'x', confirmationCode: '' }],
  ])('shows nothing to scanners that send the form with %s, and stays good', async (_what, form) => {
    const token = tokenOf(await reset(world, hebrew.userId));
    const scanned = await reveal(world, token, form);
    expect([scanned.status, passwordIn(scanned)]).toEqual([422, undefined]);
    expect(passwordIn(await reveal(world, token))).toBeDefined();
  });

  it('shows nothing after a quarter of an hour, whether or not a timer has run', async () => {
    const token = tokenOf(await reset(world, hebrew.userId));
    world.pass({ minutes: 15 });
    const late = await reveal(world, token);
    expect([late.status, passwordIn(late)]).toEqual([410, undefined]);
  });

  it('never tells a program the password', async () => {
    const token = tokenOf(await reset(world, hebrew.userId));
    const asked = await world.call('revealPassword', {
      params: { token },
      body: { sure: true },
      headers: { accept: 'application/json' },
    });
    expect(refusalOf(asked)).toBe('unsupported-media-type');
    expect(passwordIn(await reveal(world, token))).toBeDefined();
  });

  it.each([
    ['nothing', {}],
    ['JSON that says nothing', { body: {} }],
    ['a form of its own', { form: {} }],
  ])('shows the page to a program that sends %s', async (_what, sent) => {
    const token = tokenOf(await reset(world, hebrew.userId));
    const asked = await world.call('revealPassword', { params: { token }, ...sent });
    expect(asked.headers.get('content-type')).toContain('text/html');
    expect([asked.status, passwordIn(asked)?.length]).toEqual([200, expect.any(Number)]);
    expect(passwordIn(await reveal(world, token))).toBeUndefined();
  });

  it('tells the administrator on record, the other administrators and the portal, and never the password', async () => {
    const token = tokenOf(await reset(world, hebrew.userId));
    await world.deliver();
    const told = world.mails.filter(({ kind }) => kind === 'passwordReset');
    expect(told.map(({ to }) => to.address).sort()).toEqual([avital.email, contoso.contact.email]);
    const password = passwordIn(await reveal(world, token)) ?? 'none';
    for (const { text, html, subject } of told) {
      expect(text).toContain('Noa Levi');
      expect(text).toContain(hebrew.email);
      expect(text + html + subject).not.toContain(password);
      expect(text + html).not.toContain('/reveal/');
    }
    const notifications = (await world.call('listNotifications', { as: noa })).json.items;
    expect(notifications).toContainEqual(expect.objectContaining({ kind: 'passwordReset', by: 'Noa Levi' }));
    const audit = (await world.documents('audit')).map(({ action }) => action);
    expect(audit).toEqual(expect.arrayContaining(['passwordResetAsked', 'passwordReset', 'passwordRevealed']));
  });
});

describe('the access page of the customer', () => {
  it('says that a password was set anew, by which side and without a name', async () => {
    await reset(world, hebrew.userId);
    const { token, session } = await sessionOf(world);
    const page = await world.call('openAccessPage', {
      params: { token },
      headers: { cookie: session, accept: 'text/html' },
    });
    expect(page.text).toContain('The password of one of your people was set anew');
    expect(page.text).not.toContain(hebrew.email);
  });
});

describe('who may reset whose password', () => {
  it.each([
    ['somebody who administers nothing', hebrew, 201],
    ['a password administrator', boaz, 201],
    ['a billing administrator', carmel, 403],
    ['a global administrator', avital, 403],
  ] as const)('lets limited access reset %s, or not', async (_who, { userId }, status) => {
    const answer = await reset(world, userId, { as: await helpdesk(world) });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.json.detail).toContain('supportedCompanies is limited');
  });

  it('judges by the roles of this moment', async () => {
    const lior = await helpdesk(world);
    await changePerson(world, hebrew.userId, { roles: [...carmel.roles] });
    expect(refusalOf(await reset(world, hebrew.userId, { as: lior }))).toBe('forbidden');
  });

  it('is over the moment that delegation ends, for links too', async () => {
    const token = tokenOf(await reset(world, hebrew.userId));
    const ended = await world.call('endDelegation', {
      as: noa,
      params: { customerId: contosoId },
      headers: { 'if-match': '*' },
    });
    expect(ended.status).toBe(204);
    expect(refusalOf(await reset(world, boaz.userId))).toBe('forbidden');
    const users = await world.call('listCustomerUsers', { as: noa, params: { customerId: contosoId } });
    expect(refusalOf(users)).toBe('forbidden');
    expect(users.json.detail).toContain('delegation is ended');
    const shown = await reveal(world, token);
    expect([shown.status, passwordIn(shown)]).toEqual([410, undefined]);
  });

  it('tells no more of whose it was once delegation has ended', async () => {
    const { json } = await reset(world, hebrew.userId);
    const get = () => world.call('getPasswordReset', { as: noa, params: { resetId: String(json.id) } });
    const list = () => world.call('listPasswordResets', { as: noa });
    for (const { text } of [await get(), await list()]) expect(text).toContain(hebrew.email);
    const params = { customerId: contosoId };
    await world.call('endDelegation', { as: noa, params, headers: { 'if-match': '*' } });
    const read = await get();
    expect([refusalOf(read), read.text.includes(hebrew.userId)]).toEqual(['forbidden', false]);
    const listed = await list();
    expect([listed.status, listed.text.includes(hebrew.userId)]).toEqual([200, false]);
    expect(listed.text).toContain(String(json.id));
  });

  it('says where the password of somebody synchronised has to be reset', async () => {
    const answer = await reset(world, synchronised.userId);
    expect(refusalOf(answer)).toBe('state-conflict');
    expect(answer.json.detail).toContain('Active Directory');
  });

  it('does not know people of others, nor nonsense', async () => {
    for (const userId of ['nobody', '%00', "' or 1=1", 'x'.repeat(300)])
      expect(refusalOf(await reset(world, userId))).toBe('not-found');
    const foreign = await world.call('resetPassword', {
      as: noa,
      params: { customerId: 'domain:fabrikam.example', userId: hebrew.userId },
      body: {},
    });
    expect(refusalOf(foreign)).toBe('not-found');
  });

  it.each([[{ secondFactor: 'sms' }], [{ language: 'fr' }], [{ password: 'Mine-1234' }], [[]], ['none'], [null]])(
    'refuses the body %j',
    async (body) => {
      expect((await reset(world, hebrew.userId, { body })).status).toBe(422);
    },
  );
});

describe('a second factor by mail', () => {
  const withCode = { body: { secondFactor: 'mail' } };
  const askForCode = (token: string, form: Readonly<Record<string, string>> = { sure: 'true' }) =>
    world.call('askForRevealCode', { params: { token }, form, headers: { accept: 'text/html' } });
  const codeMails = () => world.mails.filter(({ kind }) => kind === 'revealCode');

  it('needs an address elsewhere that the directory has', async () => {
    const answer = await reset(world, hebrew.userId, withCode);
    expect(refusalOf(answer)).toBe('invalid-request');
    expect(answer.text).toContain('/secondFactor');
  });

  it('mails the code to that address and shows the password to whoever enters it', async () => {
    const token = tokenOf(await reset(world, guarded.userId, withCode));
    expect(passwordIn(await reveal(world, token))).toBeUndefined();
    expect((await askForCode(token)).status).toBe(303);
    await world.deliver();
    const [mail] = codeMails();
    expect(mail?.to.address).toBe('gali.tal@elsewhere.example');
    expect(`${mail?.text}${mail?.html}`).not.toContain('/reveal/');
    const shown = await reveal(world, token, { confirmationCode: mail?.code ?? '' });
    expect(passwordIn(shown)).toBeDefined();
    expect((await reveal(world, token, { confirmationCode: mail?.code ?? '' })).status).toBe(410);
  });

  it('mails nothing to scanners that send the form', async () => {
    const token = tokenOf(await reset(world, guarded.userId, withCode));
    for (const form of [{}, { sure: 'false' }]) expect((await askForCode(token, form)).status).toBe(422);
    await world.deliver();
    expect(codeMails()).toEqual([]);
  });

  it('destroys the password with the fifth wrong code', async () => {
    const token = tokenOf(await reset(world, guarded.userId, withCode));
    await askForCode(token);
    await world.deliver();
    const right = codeMails()[0]?.code ?? '';
    const wrong = ['000000', '111111', '222222', '333333', '444444', '555555'].filter((code) => code !== right);
    const statuses = [];
    for (const confirmationCode of wrong.slice(0, 5))
      statuses.push((await reveal(world, token, { confirmationCode })).status);
    expect(statuses).toEqual([422, 422, 422, 422, 410]);
    expect((await reveal(world, token, { confirmationCode: right })).status).toBe(410);
    const [document] = await world.documents('password-reset');
    expect(document).toMatchObject({ state: 'locked' });
    expect(document).not.toHaveProperty('sealed');
  });

  it('mails no second code within a minute, and five at most', async () => {
    const token = tokenOf(await reset(world, guarded.userId, withCode));
    const statuses = [];
    for (let asked = 0; asked < 7; asked += 1) {
      statuses.push((await askForCode(token)).status);
      if (asked > 0) world.pass({ minutes: 1 });
      await world.deliver();
    }
    expect(statuses).toEqual([303, 429, 303, 303, 303, 303, 429]);
  });
});

describe('resets of one person', () => {
  it('answers a repeated request with the same link, as it is now', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await reset(world, hebrew.userId, { headers });
    const again = await reset(world, hebrew.userId, { headers });
    expect([again.status, again.json]).toEqual([201, first.json]);
    await reveal(world, tokenOf(first));
    const after = await reset(world, hebrew.userId, { headers });
    expect(after.json).toMatchObject({ status: 'shown', revealUrl: first.json.revealUrl });
    const other = await reset(world, hebrew.userId, { headers, body: { language: 'he' } });
    expect(refusalOf(other)).toBe('idempotency-key-reused');
  });

  it('gives a colleague with the same key another reset', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await reset(world, hebrew.userId, { headers });
    const other = await reset(world, hebrew.userId, { headers, as: await helpdesk(world) });
    expect(other.json.id).not.toBe(first.json.id);
  });

  it('lets the later one take the place of the earlier, whose link then shows nothing', async () => {
    const first = tokenOf(await reset(world, hebrew.userId));
    const second = tokenOf(await reset(world, hebrew.userId));
    const old = await reveal(world, first);
    expect([old.status, passwordIn(old)]).toEqual([410, undefined]);
    expect(passwordIn(await reveal(world, second))).toBeDefined();
  });

  it('lets one of two at once win, and no link show a password that is not set', async () => {
    const both = await Promise.all([reset(world, hebrew.userId), reset(world, hebrew.userId)]);
    const statuses = both.map(({ status }) => status).sort();
    expect(
      [
        [201, 201],
        [201, 409],
      ].map(String),
    ).toContain(String(statuses));
    const shown = await Promise.all(
      both.filter(({ status }) => status === 201).map((one) => reveal(world, tokenOf(one))),
    );
    expect(shown.filter((one) => passwordIn(one) !== undefined)).toHaveLength(1);
  });

  it('says that nothing was done where somebody vanishes between the look and the call', async () => {
    world.close();
    world = new World({
      directory: (directory) => ({
        ...directory,
        setTemporaryPassword: () => Promise.resolve({ kind: 'refused', reason: 'userGone' }),
      }),
    });
    await world.addPartner();
    await delegate(world);
    await addPeople(world);
    expect(refusalOf(await reset(world, hebrew.userId))).toBe('not-found');
    const [left] = await world.documents('password-reset');
    expect(left).toMatchObject({ state: 'refused', ttl: expect.any(Number) as unknown });
    expect(left).not.toHaveProperty('sealed');
  });
});

describe('the reset of a global administrator', () => {
  const Waiting = z.object({ id: z.string(), status: z.string(), expiresAt: z.string() });
  let yael: Awaited<ReturnType<World['addUser']>>;
  beforeEach(async () => {
    yael = await world.addUser({ userId: 'yael', companyRole: 'none', supportedCompanies: 'full' });
  });
  const approve = (resetId: string, as = yael) =>
    world.call('approvePasswordReset', { as, params: { resetId }, body: {} });

  it('waits for a colleague with full access, and sets nothing until then', async () => {
    const asked = await reset(world, avital.userId);
    const { id, status, expiresAt } = Waiting.parse(asked.json);
    expect([asked.status, status]).toEqual([201, 'awaitingApproval']);
    expect(expiresAt).toBe(new Date(world.now + 24 * 3_600_000).toISOString());
    await expect(passwordSetAt(world, avital.userId)).resolves.toBeUndefined();
    const waiting = await open(world, tokenOf(asked));
    expect([waiting.status, waiting.text.includes('A colleague has to agree first')]).toEqual([200, true]);
    expect(passwordIn(await reveal(world, tokenOf(asked)))).toBeUndefined();
    const list = await world.call('listPasswordResets', { as: yael, query: { state: 'awaitingApproval' } });
    expect(list.json.items).toEqual([expect.objectContaining({ id })]);
    await world.deliver();
    const told = world.mails.filter(({ kind }) => kind === 'passwordApprovalAsked');
    expect(told.map(({ to }) => to.address)).toEqual(['yael@northwind.example']);
  });

  it('runs for a quarter of an hour from the approval', async () => {
    const asked = await reset(world, avital.userId);
    world.pass({ minutes: 300 });
    const approved = await approve(String(asked.json.id));
    expect(approved.status).toBe(200);
    expect(approved.json).toMatchObject({
      status: 'ready',
      approvedBy: { userId: 'yael' },
      expiresAt: new Date(world.now + 15 * 60_000).toISOString(),
    });
    expect(approved.text).not.toContain('/reveal/');
    expect((await approve(String(asked.json.id))).json).toEqual(approved.json);
    world.pass({ minutes: 14 });
    expect(passwordIn(await reveal(world, tokenOf(asked)))).toBeDefined();
    await world.deliver();
    const told = world.mails.filter(({ kind }) => kind === 'passwordReset');
    expect(told.map(({ to }) => to.address)).toEqual([contoso.contact.email]);
    expect(told[0]?.text).toContain('yael');
  });

  it('is told to whoever asked when it is approved, with the end of that quarter of an hour and without the link', async () => {
    const asked = await reset(world, avital.userId);
    world.pass({ minutes: 300 });
    await approve(String(asked.json.id));
    await approve(String(asked.json.id));
    await world.deliver();
    const told = world.mails.filter(({ kind }) => kind === 'passwordApproved');
    expect(told.map(({ to }) => to.address)).toEqual(['noa@northwind.example']);
    expect(told[0]?.text).toContain('yael');
    expect(told[0]?.text).toContain(textsFor('en').moment(new Date(world.now + 15 * 60_000), 'IL'));
    expect(told[0]?.text).not.toContain('/reveal/');
  });

  it('is not approved by whoever asked, by limited access, or twice', async () => {
    const id = String((await reset(world, avital.userId)).json.id);
    expect(refusalOf(await approve(id, noa))).toBe('forbidden');
    expect(refusalOf(await approve(id, await helpdesk(world)))).toBe('forbidden');
    expect(refusalOf(await approve('0'.repeat(32)))).toBe('not-found');
    await approve(id);
    const third = await world.addUser({ userId: 'third', companyRole: 'none', supportedCompanies: 'full' });
    expect(refusalOf(await approve(id, third))).toBe('state-conflict');
  });

  it('is not approved any more when whoever asked may not ask any more', async () => {
    const asker = await world.addUser({ userId: 'asker', companyRole: 'none', supportedCompanies: 'full' });
    const id = String((await reset(world, avital.userId, { as: asker })).json.id);
    await world.store.write(tenants.northwind, [
      { kind: 'patch', id: 'user:asker', patch: { set: { supportedCompanies: 'limited' } } },
    ]);
    expect(refusalOf(await approve(id))).toBe('state-conflict');
    await expect(passwordSetAt(world, avital.userId)).resolves.toBeUndefined();
  });

  it('lapses after a day, and is taken back by either', async () => {
    const first = await reset(world, avital.userId);
    world.pass({ days: 1 });
    expect(refusalOf(await approve(String(first.json.id)))).toBe('state-conflict');
    const second = await reset(world, avital.userId);
    const resetId = String(second.json.id);
    const refused = await world.call('withdrawPasswordReset', {
      as: yael,
      params: { resetId },
      headers: { 'if-match': second.headers.get('etag') ?? '' },
    });
    expect(refused.status).toBe(204);
    expect(refusalOf(await approve(resetId))).toBe('state-conflict');
    expect((await open(world, tokenOf(second))).status).toBe(410);
  });

  it('leaves the link to an earlier password good until it is approved itself', async () => {
    const first = await reset(world, avital.userId);
    await approve(String(first.json.id));
    await reset(world, avital.userId);
    const second = await reset(world, avital.userId);
    expect(passwordIn(await reveal(world, tokenOf(first)))).toBeDefined();
    expect((await approve(String(second.json.id))).status).toBe(200);
    expect(passwordIn(await reveal(world, tokenOf(second)))).toBeDefined();
  });

  it('takes the place of an earlier link when it is approved, also where others were asked for between', async () => {
    const first = await reset(world, avital.userId);
    await approve(String(first.json.id));
    const between = await reset(world, avital.userId);
    const last = await reset(world, avital.userId);
    expect(refusalOf(await approve(String(between.json.id)))).toBe('state-conflict');
    expect((await approve(String(last.json.id))).status).toBe(200);
    const old = await reveal(world, tokenOf(first));
    expect([old.status, passwordIn(old)]).toEqual([410, undefined]);
    expect(passwordIn(await reveal(world, tokenOf(last)))).toBeDefined();
  });

  it('has nothing left to approve where the person is gone', async () => {
    const id = String((await reset(world, former.userId)).json.id);
    await changePerson(world, former.userId, 'removed');
    expect(refusalOf(await approve(id))).toBe('not-found');
    const left = await world.call('getPasswordReset', { as: noa, params: { resetId: id } });
    expect(left.json.status).toBe('refused');
    expect(refusalOf(await approve(id))).toBe('state-conflict');
  });
});
