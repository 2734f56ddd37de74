/** Audit trails of the tests: entries by many, about many, at many times. */
import { audit, AuditAction, type Actor, type AuditEntry } from '../shared/domain/activity/audit';
import { tenants, type World } from './world';

export const actors: readonly Actor[] = [
  { kind: 'user', userId: 'noa', name: 'Noa Levi' },
  { kind: 'user', userId: 'lior', name: 'ליאור כהן' },
  { kind: 'operator', userId: 'operator' },
  { kind: 'customer', redemptionId: 'r1' },
  { kind: 'customer' },
  { kind: 'mailService' },
  { kind: 'upkeep' },
];

/** So many entries, a second after another, the last at this moment; who, what and whom change from one to the next. */
export function entriesUntil(
  last: Date,
  count: number,
  {
    partnerId = tenants.northwind,
    name = 'made',
    everyMs = 1000,
  }: { readonly partnerId?: string; readonly name?: string; readonly everyMs?: number } = {},
): readonly AuditEntry[] {
  return Array.from({ length: count }, (_, n) => {
    const customerId = n % 3 === 0 ? undefined : `domain:customer-${n % 5}.example`;
    return audit(
      partnerId,
      {
        entryId: `${name}-${n}`,
        actor: actors[n % actors.length] ?? { kind: 'upkeep' },
        action: AuditAction.options[n % AuditAction.options.length] ?? 'offerSent',
        subject: `subject-${n % 4}`,
        ...(customerId === undefined ? {} : { customerId }),
        traceId: `trace-${n}`,
      },
      new Date(last.getTime() - (count - 1 - n) * everyMs),
    );
  });
}

/** Writes entries as operations do, many at a time. */
export async function writeEntries(
  { store }: Pick<World, 'store'>,
  entries: readonly AuditEntry[],
  partnerId: string = tenants.northwind,
): Promise<void> {
  for (let from = 0; from < entries.length; from += 100) {
    const some = entries.slice(from, from + 100);
    const written = await store.write(
      partnerId,
      some.map((document) => ({ kind: 'create', document })),
    );
    if (!written.ok) throw new Error(`An entry was there already: ${some[written.index]?.id ?? ''}`);
  }
}
