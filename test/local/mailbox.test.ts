import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { LocalMailbox } from '../../local/mailbox';
import type { OutgoingMail } from '../../shared/ports';

const folder = mkdtempSync(join(tmpdir(), 'kesher-mailbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const mail = (more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  operationId: 'one',
  kind: 'confirmationCode',
  to: { address: 'Dana@Contoso.example' },
  fromName: 'Northwind',
  subject: 'Your code',
  text: 'text',
  html: '<p>html</p>',
  language: 'he',
  ...more,
});

let files = 0;
const boxes: LocalMailbox[] = [];
afterEach(() => boxes.splice(0).forEach((box) => box.close()));

function mailbox(options: { readonly perMinute?: number; readonly file?: string } = {}) {
  const clock = { at: new Date('2026-03-01T12:00:00.000Z'), now: () => clock.at };
  const { file = join(folder, `${files++}.db`), ...rest } = options;
  const box = new LocalMailbox({ file, clock, ...rest });
  boxes.push(box);
  return { box, clock, file };
}

describe('the local mailbox', () => {
  it('keeps a mail with everything its reader sees', async () => {
    const { box } = mailbox();
    expect(await box.send(mail({ code: '012345', replyTo: { address: 'help@northwind.example' } }))).toEqual({
      kind: 'accepted',
    });
    expect(box.messages()).toEqual([
      {
        id: 'one',
        to: 'Dana@Contoso.example',
        kind: 'confirmationCode',
        code: '012345',
        fromName: 'Northwind',
        replyTo: 'help@northwind.example',
        language: 'he',
        subject: 'Your code',
        text: 'text',
        html: '<p>html</p>',
        headers: {
          'Message-ID': '<one@localhost>',
          'Auto-Submitted': 'auto-generated',
          'Content-Language': 'he',
        },
        sentAt: '2026-03-01T12:00:00.000Z',
      },
    ]);
  });

  it('takes a mail once, however often it is sent', async () => {
    const { box } = mailbox();
    await box.send(mail());
    expect(await box.send(mail({ subject: 'again' }))).toEqual({ kind: 'accepted' });
    expect(box.messages().map(({ subject }) => subject)).toEqual(['Your code']);
  });

  it('tells nobody of a mail before the commit that it shares, and all of them when that cannot be had', async () => {
    const { box, file } = mailbox();
    const send = (...ids: readonly string[]) =>
      Promise.allSettled(ids.map((operationId) => box.send(mail({ operationId }))));
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    expect(await send('one', 'two', 'three')).toMatchObject(Array(3).fill({ status: 'rejected' }));
    other.exec('ROLLBACK');
    other.close();
    expect(box.messages()).toEqual([]);
    expect(await send('one', 'two', 'one')).toMatchObject(Array(3).fill({ value: { kind: 'accepted' } }));
    expect(box.messages()).toHaveLength(2);
  });

  it('counts those of one commit too', async () => {
    const { box } = mailbox({ perMinute: 2 });
    const sent = await Promise.all(
      ['one', 'two', 'three', 'one'].map((operationId) => box.send(mail({ operationId }))),
    );
    expect(sent.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'throttled', 'accepted']);
  });

  it('takes what was sent before it is closed', async () => {
    const { box, file } = mailbox();
    const sent = box.send(mail());
    box.close();
    boxes.splice(0);
    expect(await sent).toEqual({ kind: 'accepted' });
    expect(mailbox({ file }).box.messages()).toHaveLength(1);
  });

  it('lists the newest first, and finds an address in any letter case', async () => {
    const { box } = mailbox();
    await box.send(mail({ operationId: 'one' }));
    await box.send(mail({ operationId: 'two', to: { address: 'other@contoso.example' } }));
    await box.send(mail({ operationId: 'three', to: { address: 'dana@contoso.EXAMPLE' } }));
    expect(box.messages().map(({ id }) => id)).toEqual(['three', 'two', 'one']);
    expect(box.messages('DANA@contoso.example').map(({ id }) => id)).toEqual(['three', 'one']);
    expect(box.messages("' OR 1=1 --")).toEqual([]);
  });

  it('takes nothing while it is down', async () => {
    const { box } = mailbox();
    box.setDown(true);
    expect(await box.send(mail())).toMatchObject({ kind: 'unavailable' });
    box.setDown(false);
    expect(await box.send(mail())).toEqual({ kind: 'accepted' });
    expect(box.messages()).toHaveLength(1);
  });

  it('has no quota unless it is given one', async () => {
    const { box } = mailbox();
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, number) => box.send(mail({ operationId: String(number) }))),
    );
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  });

  it('throttles beyond its quota and says when there is room again', async () => {
    const { box, clock } = mailbox({ perMinute: 2 });
    await box.send(mail({ operationId: 'one' }));
    clock.at = new Date('2026-03-01T12:00:20.000Z');
    await box.send(mail({ operationId: 'two' }));
    expect(await box.send(mail({ operationId: 'three' }))).toMatchObject({ kind: 'throttled', retryAfterSeconds: 40 });
    clock.at = new Date('2026-03-01T12:01:00.000Z');
    expect(await box.send(mail({ operationId: 'three' }))).toEqual({ kind: 'accepted' });
  });

  it('still has its mails after a restart', async () => {
    const { box, file } = mailbox();
    await box.send(mail());
    box.close();
    boxes.splice(0);
    expect(mailbox({ file }).box.messages()).toHaveLength(1);
  });

  it('still has the mails of a version that kept no headers', async () => {
    const { box, file } = mailbox();
    await box.send(mail());
    box.close();
    boxes.splice(0);
    const database = new DatabaseSync(file);
    database.exec('ALTER TABLE mails DROP COLUMN headers');
    database.close();
    const opened = mailbox({ file }).box;
    await opened.send(mail({ operationId: 'two' }));
    expect(opened.messages().map(({ headers }) => headers['Message-ID'])).toEqual(['<two@localhost>', undefined]);
  });
});
