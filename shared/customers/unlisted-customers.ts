/** Customers of a partner some of which stand in no lists by places yet, because they are from before there were any: looked through by age, until the walk over them is done. */
import { Customer } from '../domain/customers/customer';
import type { ListPage, Store } from '../ports';
import type { CustomerList } from './customer-pages';
import { customersThatMay, isAskedFor } from './customer-search';
import { customersWith, subscriptionsToSetUp, trialsEnding } from './subscription-search';

/** Whether it takes places to list customers so. */
export function isUnlistedOrder({ order, asked }: Pick<CustomerList, 'order' | 'asked'>): boolean {
  return order !== 'newest' || asked.subscription !== undefined;
}

/** A page of them, by the documents that they and their subscriptions are. */
export async function unlistedPage(
  partners: Store,
  { partition, text, asked, now }: CustomerList,
  position: { readonly after: string | undefined; readonly limit: number },
): Promise<ListPage<Customer>> {
  const { trialEndingWithinDays, provisioning, tag, delegation } = asked;
  const having = [
    ...(trialEndingWithinDays === undefined ? [] : [trialsEnding(trialEndingWithinDays, now)]),
    ...(provisioning === undefined ? [] : [subscriptionsToSetUp(now)]),
  ];
  const among = await Promise.all(having.map((where) => customersWith(partners, partition, where)));
  const itself = { tag, delegation };
  const page = await partners.list(Customer, {
    partition,
    type: 'customer',
    where: [
      ...among.flat(),
      ...customersThatMay(itself, now),
      ...(text === '' ? [] : [{ field: 'searchText', contains: text } as const]),
    ],
    ...position,
  });
  return { ...page, items: page.items.filter(({ document }) => isAskedFor(document, itself, now)) };
}
