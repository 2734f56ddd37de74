import { SmtpMailer } from '../../shared/mail/smtp-mailer';
import type { OutgoingMail } from '../../shared/ports';
import { headersOf, partsOf, readable } from '../raw-mail';
import { eventGrid } from '../portal-world';
import { noa, World } from '../world';
import { describeWithPostfix } from './postfix';

const domain = 'contoso.example';
const names = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${index}`);
const good = names('reader', 940);
const stopped = names('stopped', 30);
const bounced = names('bounced', 20);
const malformed = names('not an address ', 10);
/** Stops the offers while the list is on its way. */
const changesMind = 'reader-930';

const plan = () =>
  Promise.resolve({
    domain,
    mailboxes: [...good, ...stopped, ...bounced],
    answers: [],
    senderAnswers: [],
    messageBytes: 100_000,
    ports: [{ name: 'plain' }],
  });

describeWithPostfix('a list of a thousand', plan, (relay) => {
  let world: World;
  const handed: OutgoingMail[] = [];
  beforeAll(async () => {
    const url = `smtp://127.0.0.1:${relay().port('plain')}`;
    const mailer = new SmtpMailer({ url, senderAddress: 'offers@kesher.example', name: 'kesher.example' });
    world = new World({
      mailer: {
        send: (mail) => {
          handed.push(mail);
          return mailer.send(mail);
        },
      },
    });
    await world.addPartner();
  });
  afterAll(() => world.close());

  const rows = (mailboxes: readonly string[]) =>
    mailboxes.map((mailbox, row) => ({ email: `${mailbox}@${domain}`, language: row % 2 === 0 ? 'he' : 'en' }));
  const send = (offerId: string, recipients: readonly object[]) =>
    world.call('sendOffer', { as: noa, params: { offerId }, body: { recipients } });
  const untilNothingWaits = async (): Promise<void> => {
    for (let minutes = 0; minutes < 30; minutes += 1) {
      await world.deliver();
      world.pass({ minutes: 1 });
    }
  };

  it('reaches everybody once but those who stopped offers, also in the middle of it, whose mail bounced, or who have no address', async () => {
    const before = await world.invite();
    await send(before.id, rows([...stopped, ...bounced]));
    await untilNothingWaits();
    expect(handed).toHaveLength(50);
    for (const { to, stop, operationId } of [...handed]) {
      if (to.address.startsWith('stopped')) {
        const token = /\/stop\/([\w-]+)/u.exec(stop?.url ?? '')?.[1] ?? '';
        const form = { 'List-Unsubscribe': 'One-Click' };
        expect((await world.call('stopMail', { params: { token }, form })).status).toBe(200);
      } else await world.call('receiveDeliveryReports', { as: eventGrid, body: [bounce(operationId, to.address)] });
    }
    handed.length = 0;

    const { id } = await world.invite();
    const valid = rows([...good.slice(0, 470), ...stopped, ...bounced, ...good.slice(470)]);
    const wrong = malformed.map((email) => ({ email }));
    const refused = await send(id, [...valid.slice(0, 500), ...wrong, ...valid.slice(500)]);
    expect([refused.status, refused.json.errors]).toEqual([
      422,
      wrong.map((_, row) => expect.objectContaining({ pointer: `/recipients/${500 + row}/email` }) as object),
    ]);
    expect((await world.call('listOfferEmails', { as: noa, params: { offerId: id } })).json.items).toEqual([]);

    const taken = await send(id, valid);
    expect(taken.status).toBe(202);
    const items = taken.json.items as readonly { email: string; status: string; problem?: string; stopped?: true }[];
    const failed = items.filter(({ status }) => status === 'failed');
    expect(failed.filter((row) => row.stopped).map(({ email }) => email)).toEqual(stopped.map(at));
    expect(failed.filter((row) => !row.stopped).map(({ email }) => email)).toEqual(bounced.map(at));
    expect(items.filter(({ status }) => status === 'queued')).toHaveLength(good.length);

    while (handed.length < 400) {
      await world.deliver();
      world.pass({ minutes: 1 });
    }
    expect(handed.map(({ to }) => to.address)).not.toContain(at(changesMind));
    const partnerId = noa.tenantId;
    const mails = await world.documents('mail');
    const recipientKey = String(
      mails.find((mail) => JSON.stringify(mail).includes(`"${at(changesMind)}"`))?.recipientKey,
    );
    const token = world.ports.stops.issue({ partnerId, recipientKey });
    expect((await world.call('stopMail', { params: { token }, body: { stopped: true } })).status).toBe(200);
    await untilNothingWaits();
    const reached = good.filter((name) => name !== changesMind);
    expect(handed.map(({ to }) => to.address).toSorted()).toEqual(reached.map(at).toSorted());

    for (const mailbox of [reached[0] ?? '', reached[1] ?? '', reached.at(-1) ?? '']) {
      const raws = await relay().messages(mailbox, 1);
      expect(raws).toHaveLength(1);
      const [raw = ''] = raws;
      const mail = handed.find(({ to }) => to.address === at(mailbox));
      const headers = headersOf(raw);
      expect(headers.get('list-unsubscribe')).toBe(`<${mail?.stop?.url ?? ''}>`);
      expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
      expect(readable(headers.get('subject'))).toBe(mail?.subject);
      expect(partsOf(raw).get('text/plain')).toContain(mail?.stop?.url);
    }
  }, 300_000);
});

const at = (name: string): string => `${name}@${domain}`;

function bounce(messageId: string, recipient: string) {
  return {
    id: `report-${messageId}`,
    eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
    data: { messageId, recipient, status: 'Bounced' },
  };
}
