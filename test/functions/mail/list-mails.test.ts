import * as z from 'zod';
import { faultyFields, refusalOf } from '../../link-world';
import { billing, changeMail, helpdesk, portalWorld, type Here } from '../../portal-world';
import { noa, type World } from '../../world';

const Page = z.object({
  items: z.array(
    z.object({ id: z.string(), kind: z.string(), email: z.string(), status: z.string(), attempts: z.number() }),
  ),
  nextCursor: z.string().optional(),
});

describe('GET /api/mails', () => {
  let world: World;
  let here: Here;
  beforeEach(async () => {
    ({ world, here } = await portalWorld());
  });
  afterEach(() => world.close());

  const list = async (query: Readonly<Record<string, string>> = {}, as = noa) =>
    Page.parse((await world.call('listMails', { as, query })).json);

  it('shows those that could not be sent, with what the mail service said', async () => {
    const { json } = await world.call('listMails', { as: noa, query: { status: 'failed' } });
    expect(json).toMatchObject({
      items: [
        {
          id: here.mailId,
          kind: 'confirmationCode',
          email: 'gil@adatum.example',
          status: 'failed',
          attempts: 1,
          problem: 'no such mailbox',
        },
      ],
    });
  });

  it('shows all of them, newest first, when no status is asked for', async () => {
    const { items } = await list();
    expect(items.map(({ kind, status }) => [kind, status]).sort()).toEqual([
      ['confirmationCode', 'failed'],
      ['confirmationCode', 'sent'],
      ['keysApplied', 'sent'],
      ['offer', 'sent'],
      ['offerAccepted', 'sent'],
      ['passwordApprovalAsked', 'sent'],
      ...Array.from({ length: 6 }, () => ['passwordReset', 'sent']),
      ['receipt', 'sent'],
      ['serviceRequestSent', 'sent'],
      ['userInvited', 'sent'],
    ]);
    expect((await list({ status: 'sent' })).items).toHaveLength(14);
    expect((await list({ status: 'queued' })).items).toEqual([]);
  });

  it('says queued of a mail that is being sent: nothing is promised before the service took it', async () => {
    await changeMail(world, here.mailId, { status: 'sending' });
    expect((await list({ status: 'queued' })).items).toMatchObject([{ id: here.mailId, status: 'queued' }]);
    expect((await list({ status: 'failed' })).items).toEqual([]);
  });

  it('keeps still about a code that was dropped without a word', async () => {
    await changeMail(world, here.mailId, { status: 'withheld' });
    expect((await list()).items.map(({ id }) => id)).not.toContain(here.mailId);
  });

  it('shows no code and no parameters of the template', async () => {
    const { text } = await world.call('listMails', { as: noa });
    const code = world.mails.find(({ kind }) => kind === 'confirmationCode')?.code ?? '';
    expect(code).toMatch(/^\d{6}$/u);
    expect(text).not.toContain(code);
    expect(text).not.toMatch(/content|redemptionId|keyId|askedBy/u);
  });

  it('gives pages in which each mail stands once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: '3', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(15);
    expect(seen).toHaveLength(15);
  });

  it('needs access to the companies that are supported', async () => {
    expect((await list({}, await helpdesk(world))).items).toHaveLength(15);
    const refused = await world.call('listMails', { as: await billing(world) });
    expect([refused.status, refusalOf(refused)]).toEqual([403, 'forbidden']);
  });

  it.each([
    ['status', 'withheld'],
    ['status', 'sending'],
    ['status', ''],
    ['limit', '0'],
    ['cursor', 'x'],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await world.call('listMails', { as: noa, query: { [name]: value } });
    expect([answer.status, faultyFields(answer)]).toEqual([422, [`/${name}`]]);
  });
});
