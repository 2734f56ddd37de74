/** What a partner looks for among its delegations. */
import type { Delegation } from '../domain/customers/delegation';
import { addDays, foldForSearch } from '../domain/text';
import type { Filter } from '../ports';

/** Delegations that stand so at this moment, end by themselves within so many days, and whose customer or offer holds the text. */
export function delegationsThatAre(
  asked: {
    readonly status?: Delegation['state'] | undefined;
    readonly endingWithinDays?: number | undefined;
    readonly q: string;
  },
  now: Date,
): readonly Filter[] {
  const moment = now.toISOString();
  const text = foldForSearch(asked.q);
  const active = [{ field: 'state', equals: 'active' } as const, { field: 'runsUntil', above: moment } as const];
  return [
    ...(asked.status === 'active' || asked.endingWithinDays !== undefined ? active : []),
    ...(asked.status === 'ended'
      ? [{ anyOf: [{ field: 'state', equals: 'ended' } as const, { field: 'runsUntil', atMost: moment } as const] }]
      : []),
    ...(asked.endingWithinDays === undefined
      ? []
      : [{ field: 'runsUntil', atMost: addDays(now, asked.endingWithinDays).toISOString() } as const]),
    ...(text === '' ? [] : [{ field: 'searchText', contains: text } as const]),
  ];
}
