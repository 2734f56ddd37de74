import { InvocationContext, type TimerHandler } from '@azure/functions';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import * as z from 'zod';
import { doubtDomains } from '../../functions/links/doubt-domains';
import { remindOfOffers } from '../../functions/offers/remind-of-offers';
import { limits } from '../../shared/catalogue/limits';
import { documentId } from '../../shared/domain/document';
import { accessToken, openAccess } from '../access-world';
import { eventGrid } from '../portal-world';
import { contoso, noa, World, type Answer, type Call, type OperationName } from '../world';

const { customerDomainLength, length: addressLength, localPartLength } = limits.address;

/** A domain of so many characters. */
function domainOf(length: number): string {
  const labels = 'n'.repeat(length - '.example'.length).match(/.{1,62}/gu) ?? [];
  // Of the characters that dots take.
  return `${labels
    .join('.')
    .slice(0, length - '.example'.length)
    .replace(/\.$/u, 'n')}.example`;
}

function addressAt(domain: string, letter: string): string {
  return `${letter.repeat(Math.min(localPartLength, addressLength - domain.length - 1))}@${domain}`;
}

const Items = z.object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().optional() });
const longestKey = 'k'.repeat(255);

/** Everything that people and time can do around a customer with such a domain. */
class Journey {
  readonly world = new World();
  readonly broken: string[] = [];
  readonly domain: string;
  readonly email: string;

  constructor(length: number) {
    this.domain = domainOf(length);
    this.email = addressAt(this.domain, 'd');
  }

  async call(name: OperationName, call: Call, ...expected: readonly number[]): Promise<Answer> {
    const answer = await this.world.call(name, call);
    if (!expected.includes(answer.status)) this.broken.push(`${name}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer;
  }

  async run(timer: { readonly handler: TimerHandler }): Promise<void> {
    const context = new InvocationContext({ logHandler: () => undefined });
    const scheduleStatus = { last: '', next: '', lastUpdated: '' };
    await timer.handler({ schedule: { adjustForDST: false }, scheduleStatus, isPastDue: false }, context);
  }

  /** All of a list, a row at a time: a cursor carries the longest names too. */
  async everyRow(name: OperationName, call: Call): Promise<readonly { readonly id: string }[]> {
    const rows: { readonly id: string }[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query: Record<string, string> = { ...call.query, limit: '1', ...(cursor === '' ? {} : { cursor }) };
      const page = Items.parse((await this.call(name, { ...call, query }, 200)).json);
      rows.push(...page.items);
      cursor = page.nextCursor;
    }
    return rows;
  }

  async go(): Promise<void> {
    const { world, domain, email } = this;
    await world.addPartner();
    const texts = {
      reference: 'r'.repeat(limits.offer.referenceLength),
      introduction: 'i'.repeat(limits.offer.messageLength),
      delegatedAdministration: true,
    };
    const { id: offerId, code } = await world.invite(texts);
    const answer = {
      ...contoso,
      companyName: 'C'.repeat(limits.note.nameLength),
      primaryDomain: domain,
      contact: { name: 'D'.repeat(limits.note.nameLength), email },
      acceptDelegatedAdministration: true,
    };
    const asked = await this.call(
      'redeemOffer',
      { params: { code }, body: answer, headers: { 'idempotency-key': longestKey } },
      202,
    );
    const redemptionId = String(asked.json.redemptionId);
    world.pass({ minutes: 2 });
    await this.call('resendCode', { params: { code, redemptionId }, body: {} }, 202);
    const confirmationCode = await world.mailedCode(email);
    const params = { code, redemptionId };
    await this.call('confirmRedemption', { params, body: { confirmationCode } }, 200);
    await world.deliver();

    // Somebody else of the company, whom the administrator never confirms.
    const second = { ...answer, contact: { name: 'Eve', email: addressAt(domain, 'e') } };
    const other = await world.invite(texts);
    await this.call('redeemOffer', { params: { code: other.code }, body: second }, 202);
    await this.call(
      'declineOffer',
      { params: { code: other.code }, body: { email, reason: 'n'.repeat(1000) } },
      202,
      200,
      201,
    );
    world.pass({ days: 1, minutes: 1 });
    await this.run(doubtDomains(() => Promise.resolve(world.ports)));

    const subscription = z.object({ items: z.array(z.object({ id: z.string() })) });
    const customerId = documentId('domain', domain);
    await this.call('getCustomer', { as: noa, params: { customerId } }, 200);
    const held = await this.call('listSubscriptions', { as: noa, params: { customerId } }, 200);
    const [trial] = subscription.parse(held.json).items;
    const trialParams = { customerId, subscriptionId: trial?.id ?? '' };
    await this.call('convertTrial', { as: noa, params: trialParams, body: { quantity: 10 } }, 201);

    const { token, session } = await openAccess(world, accessToken(world, customerId), email);
    const visit = { params: { token }, headers: { cookie: session } };
    await this.call('openAccessPage', visit, 200);
    // What is told of both endings cannot be delivered.
    world.mailService = () => ({ kind: 'rejected', detail: `no such mailbox ${email}` });
    await this.call('endDelegationAsCustomer', { ...visit, body: {} }, 200);
    await this.call(
      'endPartnerOfRecord',
      { ...visit, params: { token, subscriptionId: trial?.id ?? '' }, body: {} },
      200,
    );

    const recipients = [{ email }, { email: addressAt(domain, 'f') }];
    const mail = { as: noa, params: { offerId: other.id }, body: { recipients } };
    await this.call('sendOffer', { ...mail, headers: { 'idempotency-key': longestKey } }, 202);
    await world.deliver();
    const sent = await this.everyRow('listOfferEmails', { as: noa, params: { offerId: other.id } });
    for (const { id: emailId } of sent) {
      const one = { as: noa, params: { offerId: other.id, emailId } };
      await this.call('resendOfferEmail', { ...one, headers: { 'idempotency-key': longestKey } }, 202);
      await this.call('stopOfferEmail', one, 200, 202);
      await this.call('resendOfferEmail', one, 202);
    }
    await world.deliver();

    const failed = await this.everyRow('listMails', { as: noa, query: { status: 'failed' } });
    if (failed.length < 5) this.broken.push(`Only ${failed.length} mails have failed.`);
    for (const { id: mailId } of failed) {
      await this.call('retryMail', { as: noa, params: { mailId } }, 202);
      await world.deliver();
      await this.call('retryMail', { as: noa, params: { mailId }, headers: { 'idempotency-key': longestKey } }, 202);
    }
    world.mailService = () => ({ kind: 'accepted' });
    await world.deliver();
    for (const { operationId } of [...world.mails])
      await this.call('receiveDeliveryReports', { as: eventGrid, body: [bounced(operationId)] }, 200);
    for (const { id: suppressionId } of await this.everyRow('listSuppressions', { as: noa }))
      await this.call(
        'deleteSuppression',
        { as: noa, params: { suppressionId }, headers: { 'if-match': '*' } },
        204,
        200,
      );

    const last = await world.invite({ ...texts, validForDays: 30 });
    await this.call('sendOffer', { as: noa, params: { offerId: last.id }, body: { recipients } }, 202);
    await world.deliver();
    world.pass({ days: 24 });
    await this.run(remindOfOffers(() => Promise.resolve(world.ports)));
    await world.deliver();
    world.pass({ days: 10 });
    await this.run(remindOfOffers(() => Promise.resolve(world.ports)));
    await this.call('requestFreshLink', { params: { code: last.code }, body: { email } }, 202, 200, 201);
    await world.deliver();

    for (const name of ['listAudit', 'listNotifications', 'listCustomers', 'listOffers'] as const)
      await this.everyRow(name, { as: noa });
    await this.call('listRedemptions', { as: noa, params: { offerId }, query: { format: 'csv' } }, 200);
    await this.call('retryMail', { as: noa, params: { mailId: 'm'.repeat(5000) } }, 404);
  }
}

function bounced(operationId: string) {
  return {
    eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
    data: { messageId: operationId, status: 'Bounced' },
  };
}

describe('names as long as they may be', () => {
  it('are answered by every operation that carries them', async () => {
    const lengths = fc.integer({ min: customerDomainLength - 70, max: customerDomainLength });
    await fc.assert(
      fc.asyncProperty(lengths, async (length) => {
        const journey = new Journey(length);
        try {
          await journey.go();
          const { documents } = await journey.world.store.changes(undefined, 10_000);
          expect(journey.broken).toEqual([]);
          expect(journey.world.logged.filter((line) => line.includes('"crash"'))).toEqual([]);
          expect(Math.max(...documents.map(({ id }) => id.length))).toBeLessThanOrEqual(limits.idLength);
        } finally {
          journey.world.close();
        }
      }),
      { numRuns: 3, examples: [[customerDomainLength], [customerDomainLength - 1]], endOnFailure: true },
    );
  });
});

describe('the id of a document', () => {
  it('says all that names it as long as that fits', () => {
    expect(documentId('audit', 'x')).toBe('audit:x');
    expect(documentId('consent', 'r', 'terms')).toBe('consent:r:terms');
    expect(documentId('audit', 'x'.repeat(249))).toBe(`audit:${'x'.repeat(249)}`);
  });

  it('ends in 128 bits of the SHA-256 of all of it where it does not', () => {
    const whole = `audit:${'x'.repeat(249)}y`;
    const hash = createHash('sha256').update(whole).digest('hex').slice(0, 32);
    expect(documentId('audit', whole.slice('audit:'.length))).toBe(`${whole.slice(0, 222)}~${hash}`);
    const ids = new Set(Array.from({ length: 500 }, (_, last) => documentId('mail', `${'x'.repeat(300)}${last}`)));
    expect(ids.size).toBe(500);
    for (const id of ids) expect(id).toHaveLength(limits.idLength);
  });
});
