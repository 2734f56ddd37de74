/** Pages of lists that are for every user: a document's place in the list is made of its id, which may tell whom it is about. */
import * as z from 'zod';
import type { Partner } from '../domain/partners/partner';
import { ok, refuseFields, type Result } from '../domain/refusal';
import type { ListPage } from '../ports';
import { seal, unseal } from '../signing/sealed-text';
import { cursorRule, pageOf, pageParameters } from './paging';

/** The query parameters of such a list. */
export const sealedPageParameters = { ...pageParameters, cursor: z.string().max(2000, cursorRule).optional() };

/** Where such a list goes on; refuses what is no cursor of this partner's. */
export function placeOf(partner: Partner, cursor: string | undefined): Result<string | undefined> {
  const place = cursor === undefined ? undefined : unseal(partner, cursor);
  return cursor !== undefined && place === undefined
    ? refuseFields({ pointer: '/cursor', detail: cursorRule })
    : ok(place);
}

/** The body of a page of such a list. */
export function sealedPageOf<T, View>(partner: Partner, page: ListPage<T>, view: (document: T) => View) {
  const { items } = pageOf(page, view);
  return page.next === undefined ? { items } : { items, nextCursor: seal(partner, page.next) };
}
