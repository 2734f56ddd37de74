/** What a partner looks for among the answers to an offer. */
import type { RedemptionStatus } from '../domain/redemptions/redemption';
import { foldForSearch } from '../domain/text';
import type { Filter } from '../ports';

/** Answers that stand so at this moment and hold the text in company, domain or contact. */
export function redemptionsThatAre(
  { status, q = '' }: { readonly status?: RedemptionStatus | undefined; readonly q?: string | undefined },
  now: Date,
): readonly Filter[] {
  const text = foldForSearch(q);
  return [
    ...(status ? statusIs(status, now.toISOString()) : []),
    ...(text === '' ? [] : [{ field: 'searchText', contains: text }]),
  ];
}

function statusIs(status: RedemptionStatus, moment: string): readonly Filter[] {
  switch (status) {
    case 'confirmed':
    case 'declined':
      return [{ field: 'status', equals: status }];
    case 'awaitingConfirmation':
      return [
        { field: 'status', equals: 'awaitingConfirmation' },
        { field: 'lapsesAt', above: moment },
      ];
    case 'lapsed':
      return [
        { field: 'status', equals: 'awaitingConfirmation' },
        { field: 'lapsesAt', atMost: moment },
      ];
  }
}
