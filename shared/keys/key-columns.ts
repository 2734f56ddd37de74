/** Product keys as rows of a spreadsheet, in the words of its reader: by their last five characters, for there is no more of them. */
import { keyState, type ProductKey } from '../domain/keys/product-key';
import { productNameOf } from '../domain/product';
import { shownDomain } from '../domain/shown-domains';
import type { Texts } from '../i18n/texts';
import type { Column } from '../spreadsheets/column';

const states = {
  free: 'export.keyFree',
  applied: 'export.keyApplied',
  withdrawn: 'export.keyWithdrawn',
  expired: 'export.keyExpired',
} as const;

const ofDomain = 'domain:';

/** The domain that a customer is known by; one that is a single mailbox has none. */
function customerOf(customerId: string | undefined): string | undefined {
  return customerId?.startsWith(ofDomain) ? shownDomain(customerId.slice(ofDomain.length)) : undefined;
}

/** One row for each key, as it stands at this moment. */
export function keyColumns(texts: Texts, now: Date): readonly Column<ProductKey>[] {
  const applied = (key: ProductKey) => (key.state === 'applied' ? key.applied : undefined);
  const dateOf = (at: string | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));
  return [
    { heading: texts.say('export.lastFive'), leftToRight: true, value: ({ lastFive }) => lastFive },
    { heading: texts.say('export.status'), value: (key) => texts.say(states[keyState(key, now)]) },
    { heading: texts.say('export.product'), value: ({ productId }) => productNameOf(productId, texts.language) },
    { heading: texts.say('export.licences'), value: ({ quantity }) => quantity },
    { heading: texts.say('export.termMonths'), value: ({ termMonths }) => termMonths },
    { heading: texts.say('export.usableUntil'), value: ({ expiresAt }) => dateOf(expiresAt) },
    { heading: texts.say('export.loadedAt'), value: ({ loadedAt }) => new Date(loadedAt) },
    { heading: texts.say('export.loadedBy'), value: ({ loadedBy }) => loadedBy.name },
    { heading: texts.say('export.appliedAt'), value: (key) => dateOf(applied(key)?.at) },
    { heading: texts.say('export.customer'), leftToRight: true, value: (key) => customerOf(applied(key)?.customerId) },
    {
      heading: texts.say('export.withdrawnAt'),
      value: (key) => (key.state === 'withdrawn' ? new Date(key.withdrawn.at) : undefined),
    },
  ];
}
