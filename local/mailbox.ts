/** The mail service of the local runtime: it keeps every mail where people and tests can read it. */
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';
import { mailHeaders } from '../shared/mail/mail-headers';
import type { Clock, Mailer, OutgoingMail, SendOutcome } from '../shared/ports';
import { OneTurn } from './one-turn';
import { addMissingColumns } from './sqlite-columns';

const Row = z.object({
  id: z.string(),
  recipient: z.string(),
  kind: z.string(),
  code: z.string().nullable(),
  fromName: z.string(),
  replyTo: z.string().nullable(),
  language: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: z.string(),
  sentAt: z.string(),
});

const Arrival = z.object({ sentAt: z.string() }).optional();

/** A mail that arrived. */
export interface MailboxMessage {
  readonly id: string;
  readonly to: string;
  readonly kind: string;
  readonly code?: string;
  readonly fromName: string;
  readonly replyTo?: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sentAt: string;
}

export interface MailboxOptions {
  readonly file: string;
  readonly clock: Clock;
  /** How many mails it takes in a minute; any number when left out. */
  readonly perMinute?: number;
}

interface Arriving {
  readonly mail: OutgoingMail;
  readonly resolve: (outcome: SendOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** Takes each mail once: sending it again under the same operation id changes nothing. */
export class LocalMailbox implements Mailer {
  readonly #database: InstanceType<typeof DatabaseSync>;
  readonly #clock: Clock;
  readonly #perMinute: number | undefined;
  readonly #insert: ReturnType<InstanceType<typeof DatabaseSync>['prepare']>;
  readonly #arriving = new OneTurn<Arriving>((mails) => this.#takeTogether(mails));
  #isDown = false;

  constructor({ file, clock, perMinute }: MailboxOptions) {
    this.#clock = clock;
    this.#perMinute = perMinute;
    this.#database = new DatabaseSync(file, { timeout: 5_000 });
    this.#database.exec(`
      PRAGMA journal_mode=WAL;
      PRAGMA synchronous=NORMAL;
      CREATE TABLE IF NOT EXISTS mails (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, mailbox TEXT NOT NULL, recipient TEXT NOT NULL,
        kind TEXT NOT NULL, code TEXT, fromName TEXT NOT NULL, replyTo TEXT, language TEXT NOT NULL,
        subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, sentAt TEXT NOT NULL
      );
      CREATE INDEX IF NOT EXISTS mails_of_a_mailbox ON mails (mailbox, number);
    `);
    // Mails are kept over new versions.
    addMissingColumns(this.#database, 'mails', { headers: "TEXT NOT NULL DEFAULT '{}'" });
    this.#insert = this.#database.prepare(
      `INSERT INTO mails (id, mailbox, recipient, kind, code, fromName, replyTo, language, subject, text, html, headers, sentAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    );
  }

  /** Makes every attempt fail as when the mail service is down, or ends that. */
  setDown(isDown: boolean): void {
    this.#isDown = isDown;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  send(mail: OutgoingMail): Promise<SendOutcome> {
    if (this.#isDown) return Promise.resolve({ kind: 'unavailable', detail: 'The local mailbox is set to be down.' });
    return new Promise((resolve, reject) => this.#arriving.add({ mail, resolve, reject }));
  }

  /** The newest mails first; only those to one address, whatever its letter case, when it is given. */
  messages(to?: string, limit = 1_000): readonly MailboxMessage[] {
    const found: unknown =
      to === undefined
        ? this.#database.prepare('SELECT * FROM mails ORDER BY number DESC LIMIT ?').all(limit)
        : this.#database
            .prepare('SELECT * FROM mails WHERE mailbox = ? ORDER BY number DESC LIMIT ?')
            .all(to.toLowerCase(), limit);
    return z.array(Row).parse(found).map(messageOf);
  }

  message(id: string): MailboxMessage | undefined {
    const row = Row.optional().parse(this.#database.prepare('SELECT * FROM mails WHERE id = ?').get(id));
    return row && messageOf(row);
  }

  close(): void {
    this.#arriving.finish();
    this.#database.close();
  }

  /** Mails that come in one turn of the event loop share a commit, which costs more than they do. Nobody hears of theirs before it is through. */
  #takeTogether(mails: readonly Arriving[]): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const told = mails.map(({ mail, resolve }) => {
        const outcome = this.#take(mail);
        return () => resolve(outcome);
      });
      this.#database.exec('COMMIT');
      for (const tell of told) tell();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      for (const { reject } of mails) reject(error);
    }
  }

  #take(mail: OutgoingMail): SendOutcome {
    const retryAfterSeconds = this.#secondsUntilRoom();
    if (retryAfterSeconds > 0 && this.message(mail.operationId) === undefined)
      return { kind: 'throttled', retryAfterSeconds, detail: 'The local mailbox took as many as MAIL_PER_MINUTE.' };
    this.#insert.run(
      mail.operationId,
      mail.to.address.toLowerCase(),
      mail.to.address,
      mail.kind,
      mail.code ?? null,
      mail.fromName,
      mail.replyTo?.address ?? null,
      mail.language,
      mail.subject,
      mail.text,
      mail.html,
      JSON.stringify(mailHeaders(mail, 'kesher@localhost')),
      this.#clock.now().toISOString(),
    );
    return { kind: 'accepted' };
  }

  #secondsUntilRoom(): number {
    if (this.#perMinute === undefined) return 0;
    const row: unknown = this.#database
      .prepare('SELECT sentAt FROM mails ORDER BY number DESC LIMIT 1 OFFSET ?')
      .get(this.#perMinute - 1);
    const oldest = Arrival.parse(row);
    if (oldest === undefined) return 0;
    return Math.ceil((Date.parse(oldest.sentAt) + 60_000 - this.#clock.now().getTime()) / 1000);
  }
}

const Headers = z.record(z.string(), z.string());

function messageOf({ recipient, code, replyTo, headers, ...row }: z.infer<typeof Row>): MailboxMessage {
  return {
    ...row,
    headers: Headers.parse(JSON.parse(headers)),
    to: recipient,
    ...(code === null ? {} : { code }),
    ...(replyTo === null ? {} : { replyTo }),
  };
}
