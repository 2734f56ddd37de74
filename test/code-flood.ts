/** A deployment of several partners whose links are flooded with answers, by the second: how long do the codes of others wait? */
import type { MailQuota } from '../shared/domain/mail/mail-governor';
import { deliverDueMails, deliverMails } from '../shared/mail/deliver';
import { mailRenderer } from '../shared/mails/mail-renderer';
import { company } from './link-world';
import { fabrikam, fay } from './portal-world';
import { StrictService } from './strict-mail-service';
import { person, tenants, World } from './world';

const timerSeconds = 60;

/** What a code was asked for on, and when; by the address that it is mailed to. */
interface Asked {
  readonly link: string;
  readonly at: number;
}

export class CodeFlood {
  readonly world: World;
  readonly service: StrictService;
  readonly #asked = new Map<string, Asked>();
  #fed: string | undefined;
  #companies = 0;

  /** The feed is looked at every so many seconds. */
  constructor(
    quota: MailQuota,
    private readonly feedSeconds = 5,
  ) {
    this.world = new World({ settings: { mailPerMinute: quota.perMinute, mailPerHour: quota.perHour } });
    this.service = new StrictService(quota, () => this.world.now);
    this.world.mailService = (mail) => this.service.take(mail);
  }

  /** So many links of the first partner, and one of another. */
  async links(count: number): Promise<{ readonly own: readonly string[]; readonly other: string }> {
    await this.world.addPartner();
    await this.world.addPartner(tenants.fabrikam, fabrikam);
    const own: string[] = [];
    for (let link = 0; link < count; link += 1) own.push((await this.world.invite()).code);
    return { own, other: (await this.world.invite({}, fay)).code };
  }

  /** One link of another partner still. */
  async linkOfPartner(number: number): Promise<string> {
    const tenantId = `99999999-9999-4999-8999-${String(number).padStart(12, '0')}`;
    const userId = `user-${number}`;
    const globalAdministrator = { userId, name: userId, email: `${userId}@partner.example` };
    await this.world.addPartner(tenantId, { ...fabrikam, name: `Partner ${number}`, globalAdministrator });
    return (await this.world.invite({}, person(tenantId, userId))).code;
  }

  /** An answer with an invented domain. */
  async answer(link: string): Promise<string> {
    const invented = company((this.#companies += 1));
    await this.world.redeem(link, invented);
    this.#asked.set(invented.contact.email, { link, at: this.world.now });
    return invented.contact.email;
  }

  /** Answers to these links in turn. */
  async answers(links: readonly string[], count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) await this.answer(links[number % links.length] ?? '');
  }

  async pass(seconds: number): Promise<void> {
    const delivery = { ...this.world.ports, render: mailRenderer(this.world.ports) };
    for (let passed = 0; passed < seconds; passed += this.feedSeconds) {
      const { documents, position } = await this.world.store.changes(this.#fed, 10_000);
      this.#fed = position;
      if (documents.length > 0) await deliverMails(delivery, documents);
      this.world.pass({ seconds: this.feedSeconds });
      if ((this.world.now / 1000) % timerSeconds === 0) await deliverDueMails(delivery);
    }
  }

  /** How many seconds each code asked for on this link waited; those that still wait, until now. */
  waits(link: string): readonly number[] {
    const sent = new Map(this.service.accepted.map(({ at, mail }) => [mail.to.address, at]));
    return [...this.#asked].flatMap(([address, asked]) =>
      asked.link === link ? ((sent.get(address) ?? this.world.now) - asked.at) / 1000 : [],
    );
  }

  /** How many of the codes asked for on this link were sent. */
  sent(link: string): number {
    return this.service.accepted.filter(({ mail }) => this.#asked.get(mail.to.address)?.link === link).length;
  }
}
