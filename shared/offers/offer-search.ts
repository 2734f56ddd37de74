/** What a partner looks for among its offers. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import type { OfferKind, OfferStatus } from '../domain/offers/offer';
import { addDays, foldForSearch } from '../domain/text';
import type { Filter, Store } from '../ports';

const MailedOffer = z.object({ offerId: z.string() });

/** Offers of this kind that stand so at this moment, and that are open no longer than so many days. */
export function offersThatAre(
  {
    kind,
    status,
    endingWithinDays,
  }: {
    readonly kind?: OfferKind | undefined;
    readonly status?: OfferStatus | undefined;
    readonly endingWithinDays?: number | undefined;
  },
  now: Date,
): readonly Filter[] {
  const moment = now.toISOString();
  return [
    ...(kind ? [{ field: 'kind', equals: kind }] : []),
    ...(status ? statusIs(status, moment) : []),
    ...(endingWithinDays === undefined
      ? []
      : [...statusIs('active', moment), { field: 'expiresAt', atMost: addDays(now, endingWithinDays).toISOString() }]),
  ];
}

function statusIs(status: OfferStatus, moment: string): readonly Filter[] {
  switch (status) {
    case 'revoked':
    case 'replaced':
      return [{ field: 'state', equals: status }];
    case 'expired':
      return [
        { field: 'state', equals: 'active' },
        { field: 'expiresAt', atMost: moment },
      ];
    case 'exhausted':
      return [
        { field: 'state', equals: 'active' },
        { field: 'expiresAt', above: moment },
        { field: 'remaining', equals: 0 },
      ];
    case 'active':
      return [
        { field: 'state', equals: 'active' },
        { field: 'expiresAt', above: moment },
        { field: 'remaining', differs: 0 },
      ];
  }
}

/** Offers whose reference, number or products hold the text; for those who may see recipients also the ones mailed to such an address. */
export async function offersWithText(
  partners: Store,
  {
    partition,
    q,
    seesRecipients,
  }: { readonly partition: string; readonly q: string; readonly seesRecipients: boolean },
): Promise<readonly Filter[]> {
  const text = foldForSearch(q);
  if (text === '') return [];
  const inItself: Filter = { field: 'searchText', contains: text };
  const mailed = seesRecipients ? await offersMailedTo(partners, partition, text) : [];
  return [mailed.length === 0 ? inItself : { anyOf: [inItself, { field: 'offerId', oneOf: mailed }] }];
}

/** Each round leaves out the offers that are known by then: a thousand recipients of one offer do not hide the one before. */
async function offersMailedTo(partners: Store, partition: string, text: string): Promise<readonly string[]> {
  const { perRound, rounds } = limits.search.recipients;
  const found = new Set<string>();
  let after: string | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const page = await partners.list(MailedOffer, {
      partition,
      type: 'mail',
      where: [
        { field: 'searchText', contains: text },
        ...[...found].map((offerId) => ({ field: 'offerId', differs: offerId })),
      ],
      limit: perRound,
      after,
    });
    for (const { document } of page.items) found.add(document.offerId);
    after = page.next;
    if (after === undefined) break;
  }
  return [...found];
}
