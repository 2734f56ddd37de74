import { createMailing, everyMail } from '../../../../shared/domain/offers/mailing';
import type { Offer } from '../../../../shared/domain/offers/offer';
import { remindersOf } from '../../../../shared/domain/offers/offer-upkeep';

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
