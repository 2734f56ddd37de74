/** Seals the audit trails of all partners, bit by bit: after the calls that wrote the entries, and without a word from them. */
import { limits } from '../catalogue/limits';
import { AuditRound, auditRoundRef, AuditSeal, auditSealKey, nextSeal } from '../domain/activity/audit-seal';
import { Partner, partnerKey } from '../domain/partners/partner';
import { PartnerEntry } from '../domain/partners/partner-entry';
import { systemPartition } from '../domain/system';
import type { Ports, Stored } from '../ports';
import { isSigned, RawEntry, sealedEntry, signSeal } from '../signing/audit-hashes';
import { saved } from '../store/saving';
import { newestSeal, perhapsSeal } from './seals';

type SealPorts = Pick<Ports, 'partners' | 'clock' | 'secrets'>;

/** How many entries were put under how many seals, and how many seals were signed anew. */
export interface SealReport {
  readonly entries: number;
  readonly seals: number;
  readonly signedAnew: number;
}

/** Seals what is settled of so many partners, and says where the next run goes on. What went wrong with some of them is thrown when the others are done. */
export async function sealAudits(ports: SealPorts): Promise<SealReport> {
  const { partners } = ports;
  const round = await partners.read(AuditRound, auditRoundRef);
  const page = await partners.list(PartnerEntry, {
    partition: systemPartition,
    type: 'partner-entry',
    limit: limits.audit.partnersPerRun,
    after: round?.document.after,
  });
  const reports: SealReport[] = [];
  const errors: unknown[] = [];
  for (const { document } of page.items) {
    try {
      reports.push(await sealAudit(ports, document.tenantId));
    } catch (error) {
      errors.push(error);
    }
  }
  await goOn(ports, round, page.next);
  if (errors.length > 0) throw new AggregateError(errors, 'Audit trails were held up.');
  const sum = (of: keyof SealReport): number => reports.reduce((total, report) => total + report[of], 0);
  return { entries: sum('entries'), seals: sum('seals'), signedAnew: sum('signedAnew') };
}

/** Another run that was faster has moved it on, and this one changes nothing. */
async function goOn(
  { partners }: SealPorts,
  round: Stored<AuditRound> | undefined,
  after: string | undefined,
): Promise<void> {
  if (round?.document.after === after) return;
  const document: AuditRound = {
    id: auditRoundRef.id,
    partnerId: systemPartition,
    type: 'audit-round',
    schemaVersion: 1,
    ...(after === undefined ? {} : { after }),
  };
  await partners.write(systemPartition, [saved(document, round)]);
}

/** Puts under seals what is settled of one partner's entries, oldest first, and signs anew what an older key has signed. */
async function sealAudit(ports: SealPorts, partition: string): Promise<SealReport> {
  const { partners, clock, secrets } = ports;
  const [partner, newest, signedAnew] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    newestSeal(partners, AuditSeal, partition),
    signAnew(ports, partition),
  ]);
  const { entriesPerSeal, sealsPerVisit, settledAfterMinutes } = limits.audit;
  const now = clock.now();
  const settled = new Date(now.getTime() - settledAfterMinutes * 60_000).toISOString();
  let [head, entries, seals] = [newest, 0, 0];
  for (let round = 0; partner && round < sealsPerVisit; round += 1) {
    const { items } = await partners.list(RawEntry, {
      partition,
      type: 'audit',
      order: 'oldest',
      where: [{ field: 'sortKey', below: settled }],
      limit: entriesPerSeal,
      after: head?.sortKey,
    });
    const last = items.at(-1);
    if (!last) break;
    const run = {
      entries: items.map(({ document }) => sealedEntry(partner.document, document)),
      sortKey: last.document.sortKey,
    };
    const content = nextSeal(partition, head, run, now);
    const seal: AuditSeal = {
      id: auditSealKey(content.number),
      type: 'audit-seal',
      schemaVersion: 1,
      ...content,
      ...signSeal(secrets, content),
    };
    const written = await partners.write(partition, [{ kind: 'create', document: seal }]);
    if (written.ok) {
      head = seal;
      entries += items.length;
      seals += 1;
      continue;
    }
    // Another run was faster: this one goes on behind it.
    const found = await newestSeal(partners, AuditSeal, partition);
    if (found === undefined || found.number < content.number)
      throw new Error('The next seal of an audit trail is there, and not in its place.');
    head = found;
  }
  return { entries, seals, signedAnew };
}

/** Signs with the key of today what another one signed that is still there; the newest first, so that the first seal tells when all is done. */
async function signAnew({ partners, secrets }: SealPorts, partition: string): Promise<number> {
  const { keyId } = secrets;
  const first = await partners.read(AuditSeal, { partition, id: auditSealKey(1) });
  if (!first || first.document.keyId === keyId) return 0;
  const { together, batchesPerVisit } = limits.audit.signingAnew;
  let signed = 0;
  let after: string | undefined;
  for (let batch = 0; batch < batchesPerVisit; batch += 1) {
    const page = await partners.list(perhapsSeal, {
      partition,
      type: 'audit-seal',
      where: [{ field: 'keyId', differs: keyId }],
      limit: together,
      after,
    });
    const patches = page.items
      .flatMap(({ document }) => (document && isSigned(secrets, document) ? [document] : []))
      .map(({ id, ...seal }) => {
        const { keyId: _same, hash, ...signature } = { ...signSeal(secrets, seal) };
        return {
          kind: 'patch',
          id,
          patch: { set: { keyId, ...signature } },
          where: [
            { field: 'hash', equals: hash },
            { field: 'keyId', equals: seal.keyId },
          ],
        } as const;
      });
    // When another run was faster with one of them, the next visit goes on.
    if (patches.length > 0 && (await partners.write(partition, patches)).ok) signed += patches.length;
    after = page.next;
    if (after === undefined) break;
  }
  return signed;
}
