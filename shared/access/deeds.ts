/** What was done for a customer lately, as the audit has it: which side did it, and nobody's name. */
import { limits } from '../catalogue/limits';
import { AuditEntry } from '../domain/activity/audit';
import type { EndedBy } from '../domain/ended-by';
import { toldDeeds, type ToldAction } from '../pages/access/deeds';
import type { Access, Ports } from '../ports';

export interface Deed {
  readonly at: string;
  readonly action: ToldAction;
  readonly by: EndedBy;
}

/** The newest that the access page tells, newest first. What nobody has confirmed with a code is left out: whoever holds a link could fill the list with it. */
export async function deedsOf(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId, customerId }: Access,
): Promise<readonly Deed[]> {
  const found: Deed[] = [];
  let after: string | undefined;
  do {
    const page = await partners.list(AuditEntry, {
      partition: partnerId,
      type: 'audit',
      where: [
        { field: 'customerId', equals: customerId },
        { field: 'action', oneOf: toldDeeds },
      ],
      limit: limits.delegation.deedsShown - found.length,
      after,
    });
    found.push(...page.items.flatMap(({ document }) => deedOf(document)));
    after = page.next;
  } while (after !== undefined && found.length < limits.delegation.deedsShown);
  return found;
}

function deedOf({ at, actor, action }: AuditEntry): readonly Deed[] {
  const told = toldDeeds.find((one) => one === action);
  const by = sides[actor.kind];
  return told && by ? [{ at, action: told, by }] : [];
}

const sides = {
  user: 'partner',
  customer: 'customer',
  upkeep: 'time',
  operator: undefined,
  mailService: undefined,
  desk: undefined,
  recipient: undefined,
} as const satisfies Record<AuditEntry['actor']['kind'], EndedBy | undefined>;
