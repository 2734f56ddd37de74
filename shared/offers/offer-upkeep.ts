/** Does for offers what time has brought, each step once whatever crashes: mails under ids that are always the same, then the offer moves on. */
import { Mail } from '../domain/mail/mail';
import { Offer, offerQueue, saleFault } from '../domain/offers/offer';
import { Answer, answerStatuses, dueFor, endOf, remindersOf } from '../domain/offers/offer-upkeep';
import { Partner, partnerKey } from '../domain/partners/partner';
import { quotaOf } from '../mail/mail-quota';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { Ports, Write } from '../ports';
import { mailboxKey } from '../signing/mailbox-key';
import { eachDue } from '../store/due-documents';
import { suppressedMailboxes } from '../store/suppressions';
import { wholeList } from '../store/whole-list';

type UpkeepPorts = Pick<Ports, 'partners' | 'clock' | 'settings'>;

/** A batch has room for more; the offer's own patch goes with some of them. */
const mailsPerBatch = 90;

/** What a pass over the offers did. */
export interface UpkeepReport {
  readonly offers: number;
  readonly reminders: number;
}

/** Looks after every offer that is due. */
export async function upkeepOffers(ports: UpkeepPorts): Promise<UpkeepReport> {
  let reminders = 0;
  const offers = await eachDue(ports, offerQueue, 'Offers were held up.', async (raw) => {
    reminders += await lookAfter(ports, Offer.parse(raw));
  });
  return { offers, reminders };
}

async function lookAfter(ports: UpkeepPorts, offer: Offer): Promise<number> {
  const { partners } = ports;
  const now = ports.clock.now();
  const due = dueFor(offer, now);
  if (due === 'nothing') {
    await partners.write(offer.partnerId, [settled(offer)]);
    return 0;
  }
  const partition = offer.partnerId;
  const partner = (await partners.read(Partner, { partition, id: partnerKey }))?.document;
  if (!partner) throw new Error('The partner of an offer is gone.');
  const movedOn = { ...settled(offer), patch: { set: { dueAt: offer.expiresAt } } } as const satisfies Write;
  if (due === 'reminders' && saleFault(partner, offer)) {
    await partners.write(partition, [movedOn]);
    return 0;
  }
  const ofOffer = { field: 'offerId', equals: offer.offerId } as const;
  const mails = await wholeList(partners, Mail, {
    partition,
    type: 'mail',
    where: [ofOffer, { field: 'kind', equals: 'offer' }],
  });
  if (due === 'end') {
    const declines = [ofOffer, { field: 'status', equals: 'declined' }] as const;
    const declined = await wholeList(partners, Answer, { partition, type: 'redemption', where: declines });
    const reached = mails.filter(({ status }) => ['sent', 'delivered', 'bounced'].includes(status));
    const counts = {
      sent: new Set(reached.map(({ recipientKey, mailId }) => recipientKey ?? mailId)).size,
      accepted: offer.redemptionCount,
      declined: declined.length,
    };
    const { notification, mail } = endOf(partner, offer, counts, now);
    // Another run that was faster has moved the offer on, and this one changes nothing.
    await partners.write(offer.partnerId, [
      settled(offer),
      { kind: 'create', document: notification },
      { kind: 'create', document: mail },
    ]);
    return 0;
  }
  const thatCount = [ofOffer, { field: 'status', oneOf: answerStatuses }] as const;
  const answers =
    mails.length === 0 ? [] : await wholeList(partners, Answer, { partition, type: 'redemption', where: thatCount });
  const all = remindersOf(offer, mails, answers, await sharedDomains(ports.settings), quotaOf(ports.settings), now);
  const keyOf = ({ to }: Mail): string => mailboxKey(partner, to.address);
  const suppressed = await suppressedMailboxes(partners, partition, all.map(keyOf));
  const reminders = all.filter((reminder) => !suppressed.has(keyOf(reminder)));
  for (let start = 0; start < reminders.length; start += mailsPerBatch)
    await writeMissing(partners, offer.partnerId, reminders.slice(start, start + mailsPerBatch));
  await partners.write(partition, [movedOn]);
  return reminders.length;
}

/** The offer leaves the queue, unless somebody has moved it on meanwhile; its revision stays. */
function settled({ id, dueAt = '' }: Offer) {
  return {
    kind: 'patch',
    id,
    patch: { remove: ['queue', 'dueAt'] },
    where: [{ field: 'dueAt', equals: dueAt }],
  } as const satisfies Write;
}

/** Writes those of the mails that an earlier run has not written. */
async function writeMissing(partners: Ports['partners'], partition: string, mails: readonly Mail[]): Promise<void> {
  const create = async (some: readonly Mail[]) =>
    partners.write(
      partition,
      some.map((document) => ({ kind: 'create', document })),
    );
  if ((await create(mails)).ok) return;
  const there = await Promise.all(mails.map(({ id }) => partners.read(Mail, { partition, id })));
  const missing = mails.filter((_, index) => there[index] === undefined);
  if (missing.length > 0 && !(await create(missing)).ok) throw new Error('Reminders are being written elsewhere.');
}
