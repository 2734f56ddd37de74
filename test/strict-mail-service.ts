/** The mail service as tests of its quota need it. */
import type { MailQuota } from '../shared/domain/mail/mail-governor';
import type { OutgoingMail, SendOutcome } from '../shared/ports';

/** A mail service that enforces its windows to the millisecond; requests beyond them count too. */
export class StrictService {
  readonly accepted: { readonly at: number; readonly mail: OutgoingMail }[] = [];
  /** Those of them that bring an offer. */
  readonly offers: { readonly at: number; readonly to: string }[] = [];
  throttled = 0;
  readonly #asked: number[] = [];

  constructor(
    private readonly quota: MailQuota,
    private readonly now: () => number,
  ) {}

  take(mail: OutgoingMail): SendOutcome {
    const now = this.now();
    const within = (seconds: number) => this.#asked.filter((at) => at > now - seconds * 1000).length;
    const isTooMuch = within(60) >= this.quota.perMinute || within(3600) >= this.quota.perHour;
    this.#asked.push(now);
    while ((this.#asked[0] ?? now) <= now - 3_600_000) this.#asked.shift();
    if (isTooMuch) {
      this.throttled += 1;
      return { kind: 'throttled', retryAfterSeconds: 60, detail: '429' };
    }
    this.accepted.push({ at: now, mail });
    if (mail.kind === 'offer') this.offers.push({ at: now, to: mail.to.address });
    return { kind: 'accepted' };
  }
}
