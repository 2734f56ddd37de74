/** A world for the tests of mail: a clock that only moves when told, a mail service that does as told, and a store. */
import { SqliteStore } from '../local/sqlite-store';
import { Mail, mailKey, queueOf, writeMail, type Lane, type MailContent } from '../shared/domain/mail/mail';
import type { MailDelivery } from '../shared/mail/deliver';
import type { OutgoingMail, SendOutcome, Settings, StoredDocument } from '../shared/ports';

export const noon = new Date('2026-11-22T12:00:00.000Z');
const settings: Settings = {
  publicBaseUrl: 'https://kesher.example',
  clouds: ['global'],
  operatorTenant: '00000000-0000-4000-8000-000000000001',
  portalOrigins: [],
  mailPerMinute: 30,
  mailPerHour: 100,
  publicMailDomains: [],
};

const content = {
  template: 'confirmationCode',
  redemptionId: 'r1',
  number: 1,
  keyId: 'k1',
  offerId: 'o1',
  linkVersion: 1,
  companyName: 'Contoso',
  mailbox: 'dana',
  askedBy: 'Dana',
} as const satisfies MailContent;

export interface Accepted {
  readonly at: number;
  readonly mail: OutgoingMail;
}

/** Each world has its own store in memory; close it when done. */
export class MailWorld {
  now = noon.getTime();
  readonly accepted: Accepted[] = [];
  readonly attempted: OutgoingMail[] = [];
  answer: (mail: OutgoingMail) => SendOutcome = () => ({ kind: 'accepted' });
  readonly clock = { now: () => new Date(this.now) };
  readonly store: SqliteStore;
  readonly ports: MailDelivery;

  constructor(changes: Partial<Settings> = {}) {
    this.store = new SqliteStore({
      file: ':memory:',
      container: 'partners',
      partitionKey: 'partnerId',
      clock: this.clock,
    });
    this.ports = {
      partners: this.store,
      clock: this.clock,
      random: { bytes: (count) => new Uint8Array(count).fill(0x80) },
      settings: { ...settings, ...changes },
      mailer: {
        send: (mail) => {
          this.attempted.push(mail);
          const outcome = this.answer(mail);
          if (outcome.kind === 'accepted') this.accepted.push({ at: this.now, mail });
          return Promise.resolve(outcome);
        },
      },
      render: (mail) =>
        Promise.resolve({ subject: mail.mailId, text: 'Text', html: '<p>Text</p>', fromName: `The ${mail.partnerId}` }),
    };
  }

  pass(seconds: number): void {
    this.now += seconds * 1000;
  }

  async write(partnerId: string, mailId: string, lane: Lane = 'codes'): Promise<Mail> {
    const mail: Mail = { ...this.code(partnerId, mailId), lane, queue: queueOf(lane) };
    await this.put(mail);
    return mail;
  }

  /** A code that was asked for on this link. */
  code(partnerId: string, mailId: string, offerId = 'o1'): Mail {
    return writeMail({
      partnerId,
      mailId,
      // Each has a mailbox of its own, so that only the tests about its limit meet it.
      content: { ...content, offerId, mailbox: mailId },
      language: 'he',
      to: { address: `${mailId}@contoso.example` },
      now: this.clock.now(),
    });
  }

  /** Many mails of one partner. */
  async putAll(mails: readonly Mail[]): Promise<void> {
    for (let next = 0; next < mails.length; next += 90) {
      const writes = mails.slice(next, next + 90).map((document) => ({ kind: 'create', document }) as const);
      const { ok } = await this.store.write(writes[0]?.document.partnerId ?? '', writes);
      if (!ok) throw new Error('The mails were not written.');
    }
  }

  async put(document: StoredDocument & { readonly partnerId: string }): Promise<void> {
    const { ok } = await this.store.write(document.partnerId, [{ kind: 'create', document }]);
    if (!ok) throw new Error(`There is a document ${document.id} already.`);
  }

  async read(partnerId: string, mailId: string): Promise<Mail | undefined> {
    return (await this.store.read(Mail, { partition: partnerId, id: mailKey(mailId) }))?.document;
  }

  async written(): Promise<readonly StoredDocument[]> {
    return (await this.store.changes(undefined, 10_000)).documents;
  }

  async mails(): Promise<Mail[]> {
    return (await this.written()).flatMap((document) => Mail.safeParse(document).data ?? []);
  }

  subjects(): string[] {
    return this.accepted.map(({ mail }) => mail.subject);
  }
}
