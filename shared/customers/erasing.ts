/** Erases a customer's people: the first batch takes them from its record, the rest follows page by page and goes on after a crash. */
import { limits } from '../catalogue/limits';
import { customerRecordKinds, rowOf, type CustomerRecordKind } from '../catalogue/records';
import { Customer } from '../domain/customers/customer';
import { ErasedPeople } from '../domain/customers/erased-people';
import {
  beginErasure,
  endRound,
  Erasure,
  erasureDone,
  erasureKey,
  erasureQueue,
  takenOver,
} from '../domain/customers/erasure';
import { erasedRecord, type RawRecord } from '../domain/customers/kept-records';
import { stoppedForErased } from '../domain/mail/mail-delivery';
import { Partner, partnerKey } from '../domain/partners/partner';
import type { Actor } from '../domain/activity/audit';
import { isPseudonym } from '../domain/pseudonym-address';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { Ports, Stored, StoredDocument, Write } from '../ports';
import { seal, unseal } from '../signing/sealed-text';
import { eachDue } from '../store/due-documents';
import { saved } from '../store/saving';
import { customerWrites } from './customer-writes';
import { foundPage, type FoundRecord, type Whose } from './found-records';
import { peopleOf } from './people-of-customer';

type ErasingPorts = Pick<Ports, 'partners' | 'clock' | 'random' | 'secrets' | 'settings'>;

/** Those that name nobody, or are written anew with the customer. */
const leftAlone: ReadonlySet<CustomerRecordKind> = new Set(['customer', 'customer-words', 'audit', 'erasure']);
const erasedKinds = customerRecordKinds.filter((kind) => !leftAlone.has(kind));

/** Takes the people from the customer's record, under the version that was read, and says what is to follow; `stale` when somebody else was faster. */
export async function startErasure(
  ports: ErasingPorts,
  details: {
    readonly partner: Partner;
    readonly customer: Stored<Customer>;
    readonly company: boolean;
    readonly by: Actor;
    readonly traceId: string;
  },
): Promise<'begun' | 'stale'> {
  const { partners, clock, random, secrets, settings } = ports;
  const { partner, customer, company, by, traceId } = details;
  const { partnerId } = partner;
  const ref = { partition: partnerId, id: erasureKey(customer.document.id) };
  const [isShared, before] = await Promise.all([sharedDomains(settings), partners.read(Erasure, ref)]);
  const people = await peopleOf(partners, {
    partner,
    customer: customer.document,
    earlier: before?.document.sealed === undefined ? newSecret(random) : peopleIn(ports, before.document),
    company,
    isShared,
    now: clock.now(),
  });
  const { keyId } = secrets;
  const begun = beginErasure({
    partner,
    customer: customer.document,
    people,
    sealed: seal(sealOf(ports, keyId, ref.id), JSON.stringify(people)),
    keyId,
    by,
    traceId,
    // Whatever has begun by now may still write of them; what begins later finds nobody.
    now: clock.now(),
  });
  const written = await partners.write(partnerId, [
    ...customerWrites(begun.customer, customer),
    saved(begun.erasure, before),
    ...begun.delegations,
    ...[...begun.notifications, ...begun.mails, ...begun.audit].map(
      (document) => ({ kind: 'create', document }) as const,
    ),
  ]);
  return written.ok ? 'begun' : 'stale';
}

/** Goes on with a customer's erasure for so many full pages; gives how it stands then. */
export async function goOnErasing(
  ports: ErasingPorts,
  ref: { readonly partition: string; readonly id: string },
  traceId: string,
  mostPages: number,
): Promise<Erasure['state'] | 'gone'> {
  const { partners, clock } = ports;
  const partner = await partners.read(Partner, { partition: ref.partition, id: partnerKey });
  let stored: Stored<Erasure> | undefined;
  // The last page of a kind is short, and costs as much as a kind of which there is nothing.
  for (let full = 0; full < mostPages;) {
    stored ??= await partners.read(Erasure, ref);
    if (!stored || !partner) return 'gone';
    const erasure = stored.document;
    if (erasure.state === 'done') return 'done';
    const waits = erasure.state === 'closing' && erasure.kind === undefined;
    if (waits && clock.now().toISOString() < (erasure.dueAt ?? '')) return 'closing';
    const { customerId: id, begunAt: until } = erasure;
    const whose = {
      partner: partner.document,
      customer: { id },
      people: peopleIn(ports, erasure),
      now: clock.now(),
      until,
    };
    stored = await erasePage(ports, { stored, whose, isLastOfRun: full === mostPages - 1, traceId });
    if (stored === undefined || stored.document.after !== undefined) full += 1;
  }
  return (await partners.read(Erasure, ref))?.document.state ?? 'gone';
}

/** Goes on with every erasure that is due; gives how many came to their end. */
export async function carryOutErasures(ports: ErasingPorts, traceId: string): Promise<number> {
  let done = 0;
  await eachDue(ports, erasureQueue, 'Erasures were held up.', async (raw) => {
    const { id, partnerId } = Erasure.parse(raw);
    const state = await goOnErasing(ports, { partition: partnerId, id }, traceId, limits.erasure.pagesPerRun);
    if (state === 'done') done += 1;
  });
  return done;
}

/**
 * Erases one page in batches that count what they write; the last of them says where to go on. A page with nothing to erase is not written down, but with
 * the next that has something, or as the last of a run. Undefined when somebody else was faster with a record: then it is met again.
 */
async function erasePage(
  { partners, clock }: ErasingPorts,
  details: {
    readonly stored: Stored<Erasure>;
    readonly whose: Whose;
    readonly isLastOfRun: boolean;
    readonly traceId: string;
  },
): Promise<Stored<Erasure> | undefined> {
  const { whose, isLastOfRun, traceId } = details;
  let { stored } = details;
  const now = clock.now();
  const kind = erasedKinds.find((one) => one === stored.document.kind) ?? 'subscription';
  const { records, next } = await foundPage(partners, kind, whose, stored.document.after);
  const writes = records.flatMap((record) => erasing(kind, record, whose) ?? []);
  const place = placeAfter(kind, next);
  if (writes.length === 0 && place && !(isLastOfRun && next !== undefined))
    return { ...stored, document: atPlace(stored.document, place) };
  const parts = inParts(writes, limits.records.writtenTogether);
  for (const [at, part] of parts.entries()) {
    const counted = { ...takenOver(stored.document, now), records: stored.document.records + part.length };
    const isLast = at === parts.length - 1;
    const { document, further } = isLast
      ? await endOf(partners, counted, place, { traceId, now })
      : { document: counted, further: [] };
    const { etag: before } = stored;
    const written = await partners.write(document.partnerId, [
      { kind: 'replace', document, etag: before },
      ...part,
      ...further,
    ]);
    const [etag] = written.ok ? written.etags : [];
    if (etag === undefined) return undefined;
    stored = { document, etag };
  }
  return stored;
}

/** At least one part, and none is too long. */
function inParts(writes: readonly Write[], most: number): readonly (readonly Write[])[] {
  const parts = Array.from({ length: Math.ceil(writes.length / most) }, (_, at) =>
    writes.slice(at * most, (at + 1) * most),
  );
  return parts.length === 0 ? [writes] : parts;
}

type Place = Pick<Erasure, 'kind' | 'after'>;

/** Where the next page begins; undefined after the last of a round. */
function placeAfter(kind: CustomerRecordKind, next: string | undefined): Place | undefined {
  if (next !== undefined) return { kind, after: next };
  const following = erasedKinds[erasedKinds.indexOf(kind) + 1];
  return following === undefined ? undefined : { kind: following };
}

function atPlace({ kind: _kind, after: _after, ...kept }: Erasure, place: Place): Erasure {
  return { ...kept, ...place };
}

/** The erasure once a page is done, and, when that was the last one, what says so. */
async function endOf(
  partners: ErasingPorts['partners'],
  erasure: Erasure,
  place: Place | undefined,
  { traceId, now }: { readonly traceId: string; readonly now: Date },
): Promise<{ readonly document: Erasure; readonly further: readonly Write[] }> {
  if (place) return { document: atPlace(erasure, place), further: [] };
  if (erasure.state === 'closing') return { document: erasureDone(erasure, now), further: [] };
  const customer = await partners.read(Customer, { partition: erasure.partnerId, id: erasure.customerId });
  if (!customer) throw new Error('The customer of an erasure is gone.');
  const ended = endRound(erasure, customer.document, { traceId, now });
  return {
    document: ended.erasure,
    further: [
      { kind: 'replace', document: ended.customer, etag: customer.etag },
      { kind: 'create', document: ended.audit },
    ],
  };
}

/** How a record is written without its people; undefined for one that names none of them. */
function erasing(
  kind: CustomerRecordKind,
  { document, etag }: FoundRecord,
  { customer, people, until, now }: Whose,
): Write | undefined {
  if (isLater(document, until)) return undefined;
  // What nobody has confirmed is nothing but what somebody typed.
  const row = rowOf(kind);
  const isUnconfirmed = kind === 'redemption' && document.status === 'awaitingConfirmation';
  if (isUnconfirmed || (row.about === 'customer' && row.deleted)) return { kind: 'delete', id: document.id, etag };
  const erased = erasedRecord(kind, document, customer.id, people);
  const after = asKept(kind, erased, now);
  if (JSON.stringify(after) === JSON.stringify(document)) return undefined;
  return { kind: 'replace', document: after as StoredDocument, etag };
}

/** What becomes of a record besides: a mail to one of them is not sent any more, and the hash of a mailbox is enough to mail nobody there. */
function asKept(kind: CustomerRecordKind, erased: RawRecord, now: Date): RawRecord {
  if (kind === 'suppression') {
    const { address: _address, ...kept } = erased;
    return kept;
  }
  const { to } = erased as { readonly to?: { readonly address?: unknown } };
  const isToNobody = kind === 'mail' && typeof to?.address === 'string' && isPseudonym(to.address);
  return isToNobody ? stoppedForErased(erased, now) : erased;
}

/** What is found by its id says when it was asked for. */
function isLater({ askedAt }: StoredDocument, until: string | undefined): boolean {
  return typeof askedAt === 'string' && until !== undefined && askedAt > until;
}

function newSecret(random: Ports['random']): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}

function peopleIn(ports: ErasingPorts, { id, sealed = '', keyId = '' }: Erasure): ErasedPeople {
  const text = unseal(sealOf(ports, keyId, id), sealed);
  if (text === undefined) throw new Error('Whom an erasure is about cannot be read: its key is not there.');
  return ErasedPeople.parse(JSON.parse(text));
}

/** Whoever has the database alone cannot read it. */
function sealOf({ secrets }: Pick<Ports, 'secrets'>, keyId: string, id: string): { readonly idSalt: string } {
  return { idSalt: secrets.derive(keyId, 'erasure', id) };
}
