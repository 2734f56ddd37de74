import { createMailing, everyMail } from '../../../../shared/domain/offers/mailing';
import type { Offer } from '../../../../shared/domain/offers/offer';
import {
  answeredBy,
  answersSearchedBy,
  dueFor,
  endOf,
  remindersOf,
  type Answer,
} from '../../../../shared/domain/offers/offer-upkeep';
import * as samples from '../../../redemption-samples';

const noon = new Date('2026-11-22T12:00:00.000Z');
const nobodyShares = () => false;
const quota = { perMinute: 30, perHour: 100 };
const offer = { partnerId: 'northwind', offerId: 'o1', expiresAt: '2027-02-20T12:00:00.000Z' } as Offer;
const sent = (mailingId: string, count: number) => {
  const recipients = Array.from({ length: count }, (_, row) => ({
    address: `r${row}@wingtip.example`,
    language: 'he' as const,
    key: `k${row}`,
  }));
  const mailing = createMailing({ offer, mailingId, recipients, fingerprint: 'f', now: noon });
  return everyMail(mailing, quota).map((mail) => ({ ...mail, status: 'sent' as const }));
};

describe('the reminders of an offer', () => {
  it('are due at the pace of a list, so that they do not stand in front of everybody else’s', () => {
    const due = remindersOf(offer, sent('l1', 120), [], nobodyShares, quota, noon).map(({ dueAt }) => dueAt);
    expect(due).toEqual(sent('l1', 120).map(({ dueAt }) => dueAt));
    expect(new Set(due).size).toBeGreaterThan(3);
  });

  it('are the same for a mailbox, by whichever of its mails it is reminded', () => {
    const ids = (...mailings: readonly string[]) =>
      remindersOf(
        offer,
        mailings.flatMap((id) => sent(id, 3)),
        [],
        nobodyShares,
        quota,
        noon,
      ).map(({ mailId }) => mailId);
    expect(ids('l1', 'l2')).toEqual(ids('l1'));
    expect(new Set(ids('l1')).size).toBe(3);
  });
});

const yes = (email: string): Answer => ({ status: 'confirmed', contact: { email } });
const no = (email?: string): Answer => ({ status: 'declined', ...(email === undefined ? {} : { email }) });
const mailShares = (domain: string) => domain === 'mail.example';

describe('who has answered an offer', () => {
  const answered = answeredBy(
    [yes('Dana@wingtip.example'), yes('omer@mail.example'), no('noa@contoso.example'), no()],
    mailShares,
  );

  it.each(['dana@WINGTIP.example', 'anybody.else@wingtip.example', 'omer@mail.example', 'Noa@contoso.example'])(
    'is %s: themselves, or their company by a "yes"',
    (address) => expect(answered(address)).toBe(true),
  );

  it.each(['dan@contoso.example', 'dana@mail.example', 'dana@fabrikam.example'])(
    'is not %s: a "no" is one person’s, and so is a mailbox at a provider',
    (address) => expect(answered(address)).toBe(false),
  );

  it('is looked for by company among the "yes", and by mailbox among the "no" and at providers', () => {
    expect(answersSearchedBy('Dana@wingtip.example', mailShares)).toEqual([
      { status: 'confirmed', texts: ['@wingtipexample'] },
      { status: 'declined', texts: expect.arrayContaining([expect.stringContaining('dana')]) as unknown },
    ]);
    const [confirmed, declined] = answersSearchedBy('dana@mail.example', mailShares);
    expect(confirmed?.texts).toEqual(declined?.texts);
  });
});

describe('time and an offer', () => {
  const open = samples.anOffer();
  const over = new Date(open.expiresAt);

  it('reminds while it can be accepted, and tells of its end unless it was used up or taken back', () => {
    expect(dueFor(open, noon)).toBe('reminders');
    expect(dueFor(open, over)).toBe('end');
    expect(dueFor({ ...open, remaining: 1 }, over)).toBe('end');
    expect(dueFor({ ...open, remaining: 0 }, over)).toBe('nothing');
    expect(dueFor({ ...open, remaining: 0 }, noon)).toBe('nothing');
    expect(dueFor({ ...open, state: 'revoked' }, over)).toBe('nothing');
  });

  it('reminds nobody who has answered', () => {
    const mails = sent('l1', 3);
    const reminded = remindersOf(offer, mails, [no('r1@wingtip.example')], nobodyShares, quota, noon);
    expect(reminded.map(({ to }) => to)).toEqual([
      { address: 'r0@wingtip.example' },
      { address: 'r2@wingtip.example' },
    ]);
    expect(reminded[0]?.content).toEqual({ template: 'offerReminder', offerId: 'o1', mailId: mails[0]?.mailId });
  });

  it.each([{}, { reference: 'PO-77' }])('tells whoever made it what came of it, with %j', (reference) => {
    const counts = { sent: 3, accepted: 2, declined: 1 };
    const { summaryId, usageLocation, expiresAt, offerId, createdBy } = open;
    const about = { summaryId, ...reference, expiresAt, ...counts };
    const { notification, mail } = endOf(samples.aPartner(), { ...open, ...reference }, counts, over);
    expect(notification.content).toEqual({ kind: 'offerExpired', offerId, ...about });
    expect(notification.notificationId).toBe(`expired-${offerId}`);
    expect(mail).toMatchObject({ mailId: `expired-${offerId}`, language: 'en', to: { address: createdBy.email } });
    expect(mail.content).toEqual({ template: 'offerExpired', usageLocation, ...about });
  });
});
