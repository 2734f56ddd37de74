import { writeMail, type Mail } from '../../../../shared/domain/mail/mail';
import { ConfirmationRequest, judgeCode } from '../../../../shared/domain/mailed-code';
import {
  awaitingView,
  confirmedView,
  nextCode,
  recipientOf,
  Redemption,
  redemptionStatus,
  requestRedemption,
  standsInTheWay,
  type ConfirmedRedemption,
} from '../../../../shared/domain/redemptions/redemption';
import { refuse } from '../../../../shared/domain/refusal';
import { knownSharedDomains } from '../../../../shared/mailboxes/known-domains';
import { aCustomer, after, anOffer, aPartner, aRedemption, aRequest, family } from '../../../redemption-samples';
import { contoso, noon, tenants } from '../../../world';

function aCodeMail(changes: Partial<Mail> = {}): Mail {
  const redemption = aRedemption();
  const mail = writeMail({
    partnerId: tenants.northwind,
    mailId: 'code-redemption-1-1',
    content: {
      template: 'confirmationCode',
      redemptionId: redemption.redemptionId,
      number: 1,
      keyId: 'key',
      offerId: redemption.offerId,
      linkVersion: 1,
      companyName: 'Contoso',
      mailbox: 'dana',
      askedBy: 'Dana Cohen',
    },
    language: 'en',
    to: { address: 'dana@contoso.example' },
    now: noon,
  });
  return { ...mail, ...changes };
}

const isShared = knownSharedDomains([]);

const confirmed: ConfirmedRedemption = {
  ...aRedemption(),
  status: 'confirmed',
  confirmedAt: noon.toISOString(),
  subscriptions: [],
};

describe('a redemption that was asked for', () => {
  it('awaits its first code, and is garbage thirty days later', () => {
    expect(aRedemption()).toMatchObject({
      status: 'awaitingConfirmation',
      code: { number: 1, keyId: 'key', askedAt: noon.toISOString() },
      tries: 0,
      ttl: 30 * 86_400,
      recipient: { address: 'dana@contoso.example', name: 'Dana Cohen', language: 'en' },
    });
    expect(Redemption.parse(aRedemption())).toEqual(aRedemption());
  });

  it("speaks the language that was chosen, else the offer's", () => {
    const ask = (language?: string) =>
      requestRedemption({
        partner: aPartner(),
        offer: anOffer({ language: 'zh-CN' }),
        customer: undefined,
        customerId: 'domain:contoso.example',
        request: aRequest(language === undefined ? {} : { language }),
        lines: [],
        consents: [],
        redemptionId: 'r',
        keyId: 'key',
        now: noon,
      }).language;
    expect([ask(), ask('he')]).toEqual(['zh-CN', 'he']);
  });

  it('is confirmed by the administrator on record, in the language on record', () => {
    const customer = aCustomer({ contact: { name: 'Ruth', email: 'ruth@contoso.example' }, language: 'he' });
    const typed = { name: 'Eve', email: 'eve@contoso.example' };
    expect(recipientOf(customer, typed, 'en')).toEqual({
      name: 'Ruth',
      address: 'ruth@contoso.example',
      language: 'he',
    });
    expect(recipientOf(undefined, typed, 'en')).toEqual({
      name: 'Eve',
      address: 'eve@contoso.example',
      language: 'en',
    });
  });

  it('has lapsed a day after its last code, unless it was confirmed', () => {
    expect(redemptionStatus(aRedemption(), after(86_399.999))).toBe('awaitingConfirmation');
    expect(redemptionStatus(aRedemption(), after(86_400))).toBe('lapsed');
    expect(redemptionStatus(confirmed, after(999_999))).toBe('confirmed');
  });

  it('tells of its people only the mask of the address that was typed', () => {
    const redemption = aRedemption({ recipient: { name: 'Ruth', address: 'ruth@contoso.example', language: 'he' } });
    expect(awaitingView(redemption)).toEqual({
      redemptionId: 'redemption-1',
      status: 'awaitingConfirmation',
      sentTo: 'd•••@contoso.example',
    });
    expect(JSON.stringify(confirmedView(confirmed))).not.toMatch(/dana|contoso/iu);
  });
});

describe('the next code', () => {
  const asked = { keyId: 'key', mail: aCodeMail({ status: 'sent', attempts: 1, sentAt: noon.toISOString() }) };

  it('can be had a minute after the last, and says how long that is', () => {
    expect(nextCode(aRedemption(), undefined, { ...asked, now: after(59.001) })).toMatchObject({
      refusal: 'too-many-attempts',
      retryAfterSeconds: 1,
    });
    expect(nextCode(aRedemption(), undefined, { ...asked, now: after(60) }).ok).toBe(true);
  });

  it('has the next number and the newest key; those before it stay, and share the tries', () => {
    const tried = aRedemption({ tries: 4, lastGuess: 'guess' });
    const next = nextCode(tried, undefined, { ...asked, keyId: 'newer', now: after(60) });
    expect(next).toMatchObject({
      value: {
        code: { number: 2, keyId: 'newer', askedAt: after(60).toISOString() },
        tries: 4,
        lastGuess: 'guess',
        earlier: [{ number: 1, keyId: 'key' }],
      },
    });
  });

  it.each([
    ['the tries are used up', { tries: 5 }, asked.mail],
    ['the last has expired', { tries: 2 }, aCodeMail({ sentAt: after(60 - 600).toISOString() })],
    [
      'the last was held back, and would have expired',
      { tries: 2 },
      aCodeMail({ parkedAt: after(-540).toISOString() }),
    ],
    ['nothing is known of the mail any more', { tries: 2 }, undefined],
  ])('starts anew, without those before it, when %s', (_why, changes, mail) => {
    const before = aRedemption({ ...changes, lastGuess: 'guess', earlier: [{ number: 0, keyId: 'key' }] });
    const next = nextCode(before, undefined, { keyId: 'key', mail, now: after(60) });
    expect(next).toMatchObject({ ok: true, value: { tries: 0, code: { number: 2 } } });
    expect(next).not.toHaveProperty('value.earlier');
    expect(next).not.toHaveProperty('value.lastGuess');
  });

  it('is beside four others at most', () => {
    let redemption = aRedemption();
    for (let minute = 1; minute <= 7; minute += 1) {
      const next = nextCode(redemption, undefined, { ...asked, now: after(60 * minute) });
      if (!next.ok) throw new Error('There was no next code.');
      redemption = next.value;
    }
    expect([redemption.code.number, redemption.earlier?.map(({ number }) => number)]).toEqual([8, [7, 6, 5, 4]]);
  });

  it('goes to whoever is on record by now', () => {
    const customer = aCustomer({ contact: { name: 'Ruth', email: 'ruth@contoso.example' } });
    expect(nextCode(aRedemption(), customer, { ...asked, now: after(60) })).toMatchObject({
      value: { recipient: { address: 'ruth@contoso.example' } },
    });
  });
});

describe('judging a code', () => {
  const wrong = refuse('confirmation-code-wrong');
  const expired = refuse('confirmation-code-expired');
  const sentAt = noon.toISOString();

  it.each([
    ['right', true, aCodeMail({ attempts: 1, status: 'sent', sentAt }), after(1), undefined],
    ['wrong', false, aCodeMail({ attempts: 1, status: 'sent', sentAt }), after(1), wrong],
    ['right in its last moment', true, aCodeMail({ attempts: 1, status: 'sent', sentAt }), after(599.999), undefined],
    [
      'right ten minutes after it was sent',
      true,
      aCodeMail({ attempts: 1, status: 'sent', sentAt }),
      after(600),
      expired,
    ],
    [
      'wrong ten minutes after it was sent',
      false,
      aCodeMail({ attempts: 1, status: 'sent', sentAt }),
      after(600),
      expired,
    ],
    ['right before anybody wrote down that it was sent', true, aCodeMail({ attempts: 1 }), after(3600), undefined],
    ['right but withheld', true, aCodeMail({ attempts: 1, status: 'withheld' }), after(1), wrong],
    ['right but not mailed yet', true, aCodeMail(), after(1), wrong],
    ['right but without its mail', true, undefined, after(1), wrong],
  ])('that is %s', (_what, matches, mail, now, judgement) => {
    expect(judgeCode(matches, mail, now)).toEqual(judgement);
  });

  it.each([' 123 456 ', '123-456', '\u200e123456\u200f', '\u2066123456\u2069', '1 2\t3\n4 5-6'])(
    'reads %j',
    (typed) => {
      expect(ConfirmationRequest.parse({ confirmationCode: typed })).toEqual({ confirmationCode: '123456' });
    },
  );

  it.each([
    '١٢٣٤٥٦',
    '۱۲۳۴۵۶',
    '１２３-４５６',
    '१२३४५६',
    '123\u2011456',
    '123 – 456',
    '123−456',
    '１２３ー４５６',
    '12\u00ad3\u200b4\u2060\u00a056\ufeff',
    '\u{1d7d9}23456',
  ])('reads %j, from whichever keyboard', (typed) => {
    expect(ConfirmationRequest.parse({ confirmationCode: typed })).toEqual({ confirmationCode: '123456' });
  });

  it.each(['', '12345', '1234567', '12345a', '١٢٣٤٥', '一二三四五六', '①②③④⑤⑥', '123.456'])(
    'does not take %j for a code',
    (typed) => {
      expect(ConfirmationRequest.safeParse({ confirmationCode: typed }).success).toBe(false);
    },
  );
});

describe("what stands in the way on the customer's record", () => {
  const bought = { purchasedSubscriptionId: 'p' };
  const tried = { trialSubscriptionId: 't' };

  it.each([
    ['nothing for a new customer', undefined, undefined],
    ['nothing for one that has other products', aCustomer({ holdings: { other: { ...bought, ...tried } } }), undefined],
    ['a trial, also one that ended', aCustomer({ holdings: { [family]: tried } }), refuse('trial-already-used')],
    ['the product, when it was bought', aCustomer({ holdings: { [family]: bought } }), refuse('product-already-owned')],
    ['the trial first', aCustomer({ holdings: { [family]: { ...bought, ...tried } } }), refuse('trial-already-used')],
    [
      'another administrator on record',
      aCustomer({ contact: { name: 'Ruth', email: 'ruth@contoso.example' } }),
      refuse('confirmation-code-expired'),
    ],
    [
      'nothing when only letter case differs',
      aCustomer({ contact: { ...contoso.contact, email: 'DANA@contoso.example' } }),
      undefined,
    ],
  ])('%s', (_what, customer, refusal) => {
    expect(standsInTheWay(anOffer(), aRedemption(), customer, isShared)).toEqual(refusal);
  });

  const buying = aRedemption({ lines: [{ productId: 'microsoft-365-business-premium', quantity: 5 }] });

  it.each([
    ['lets a customer buy what it has tried', aCustomer({ holdings: { [family]: tried } }), undefined],
    ['refuses what it has bought', aCustomer({ holdings: { [family]: bought } }), refuse('product-already-owned')],
    [
      'refuses what it has tried and then bought',
      aCustomer({ holdings: { [family]: { ...tried, ...bought } } }),
      refuse('product-already-owned'),
    ],
  ])('%s', (_what, customer, refusal) => {
    expect(standsInTheWay(anOffer(), buying, customer, isShared)).toEqual(refusal);
  });

  it('refuses an offer that was made for another company, whether or not this one is known', () => {
    const offer = anOffer({ customerId: 'domain:adatum.example' });
    for (const customer of [undefined, aCustomer()])
      expect(standsInTheWay(offer, aRedemption(), customer, isShared)).toMatchObject({ refusal: 'offer-unavailable' });
    const ours = anOffer({ customerId: 'domain:contoso.example' });
    expect(standsInTheWay(ours, aRedemption(), undefined, isShared)).toBeUndefined();
  });
});
