/** How the list of a partner's users is searched. */
import { searchTextOf, type User } from '../domain/partners/user';
import { foldForSearch } from '../domain/text';
import type { Filter } from '../ports';

/** Users of this status; those from before there was any are active. */
export function usersThatAre(status: User['status'] | undefined): readonly Filter[] {
  switch (status) {
    case undefined:
      return [];
    case 'active':
      return [{ field: 'status', differs: 'deactivated' }];
    case 'deactivated':
      return [{ field: 'status', equals: 'deactivated' }];
  }
}

/** Users whose name or address has this text. Those from before a list have neither status nor text to be searched, and are looked at once more. */
export function usersWithText(q: string): readonly Filter[] {
  const contains = foldForSearch(q);
  if (contains === '') return [];
  const found = { field: 'searchText', contains } as const;
  return [
    { anyOf: [found, { field: 'status', differs: 'active' }] },
    { anyOf: [found, { field: 'status', differs: 'deactivated' }] },
  ];
}

/** Whether the user's name or address has this text. */
export function isFoundBy(user: User, q: string): boolean {
  return searchTextOf(user).includes(foldForSearch(q));
}
