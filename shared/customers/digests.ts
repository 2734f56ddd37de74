/** Sends the digests whose hour has come: closed first, then written out user by user, once each whatever crashes. */
import { limits } from '../catalogue/limits';
import { secondsKept } from '../catalogue/records';
import { Notification } from '../domain/activity/notification';
import { Digest, DigestContents, digestMails, digestQueue } from '../domain/customers/digest';
import { Partner, partnerKey } from '../domain/partners/partner';
import type { ListPage, Ports, Store, Write } from '../ports';
import { eachDue } from '../store/due-documents';
import { readReaders } from './told-changes';

type DigestPorts = Pick<Ports, 'partners' | 'clock'>;

/** Writes the mails of every digest that is due; gives how many. */
export async function writeDueDigests(ports: DigestPorts): Promise<number> {
  let written = 0;
  await eachDue(ports, digestQueue, 'Digests were held up.', async (raw) => {
    written += await writeDigest(ports, Digest.parse(raw));
  });
  return written;
}

async function writeDigest({ partners, clock }: DigestPorts, due: Digest): Promise<number> {
  const { partnerId: partition, id } = due;
  // From here on nothing can be added: what would have been goes into the next one.
  const closed = await partners.patch(Digest, { partition, id }, { set: { state: 'closed' } }, [
    { field: 'queue', equals: digestQueue },
  ]);
  if (typeof closed === 'string') return 0;
  const digest = closed.document;
  const [partner, readers, contents] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    readReaders(partners, partition),
    contentsOf(partners, digest),
  ]);
  if (!partner) throw new Error('The partner of a digest is gone.');
  let { writtenUpTo } = digest;
  let written = 0;
  for (;;) {
    const next = readers
      .filter(({ user }) => user.userId > writtenUpTo && contents.of(user.userId))
      .slice(0, limits.telling.digestsPerBatch);
    const isLast = next.length < limits.telling.digestsPerBatch;
    const upTo = next.at(-1)?.user.userId ?? writtenUpTo;
    const mails = digestMails(digest, contents, next, partner.document, clock.now());
    const movedOn: Write = {
      kind: 'patch',
      id,
      patch: isLast
        ? { set: { writtenUpTo: upTo, ttl: secondsKept('digest') }, remove: ['queue', 'dueAt'] }
        : { set: { writtenUpTo: upTo } },
      // Another run that was faster has written these.
      where: [
        { field: 'queue', equals: digestQueue },
        { field: 'writtenUpTo', equals: writtenUpTo },
      ],
    };
    const outcome = await partners.write(partition, [
      movedOn,
      ...mails.map((document) => ({ kind: 'create', document }) as const),
    ]);
    if (!outcome.ok) return written;
    written += mails.length;
    writtenUpTo = upTo;
    if (isLast) return written;
  }
}

/** What a digest tells, the oldest first, read page by page. */
async function contentsOf(partners: Store, { partnerId: partition, digestId, since }: Digest): Promise<DigestContents> {
  const contents = new DigestContents();
  // Places in the list begin with the moment: it goes on from there, whatever happened before.
  let after: string | undefined = since;
  do {
    const page: ListPage<Notification> = await partners.list(Notification, {
      partition,
      type: 'notification',
      where: [{ field: 'digestId', equals: digestId }],
      order: 'oldest',
      limit: limits.page.maximum,
      after,
    });
    for (const { document } of page.items) contents.add(document);
    after = page.next;
  } while (after !== undefined);
  return contents;
}
