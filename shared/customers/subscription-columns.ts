/** Subscriptions as rows of a spreadsheet, in the words of its reader. */
import { subscriptionView, type Subscription } from '../domain/customers/subscription';
import { productNameOf } from '../domain/product';
import type { Texts } from '../i18n/texts';
import type { Cell, Column } from '../spreadsheets/column';

const sources = { trial: 'export.byTrial', purchase: 'export.byPurchase', productKey: 'export.byKey' } as const;
const setUp = { pending: 'export.setUpWaits', done: 'export.setUpDone', failed: 'export.setUpFailed' } as const;

/** One row for each subscription, as it stands at this moment. */
export function subscriptionColumns(texts: Texts, now: Date): readonly Column<Subscription>[] {
  const shown = (value: (view: ReturnType<typeof subscriptionView>) => Cell) => (subscription: Subscription) =>
    value(subscriptionView(subscription, now));
  const yesOrNo = (is: boolean): string => texts.say(is ? 'export.yes' : 'export.no');
  return [
    {
      heading: texts.say('export.product'),
      value: shown(({ productId }) => productNameOf(productId, texts.language)),
    },
    { heading: texts.say('export.source'), value: shown(({ source }) => texts.say(sources[source])) },
    { heading: texts.say('export.licences'), value: shown(({ quantity }) => quantity) },
    { heading: texts.say('export.status'), value: shown(({ status }) => texts.say(`status.${status}`)) },
    { heading: texts.say('export.startsAt'), value: shown(({ startsAt }) => new Date(startsAt)) },
    { heading: texts.say('export.endsAt'), value: shown(({ endsAt }) => new Date(endsAt)) },
    { heading: texts.say('export.renews'), value: shown(({ autoRenew }) => yesOrNo(autoRenew)) },
    {
      heading: texts.say('export.partnerOfRecord'),
      value: shown(({ partnerOfRecord }) => yesOrNo(partnerOfRecord !== null)),
    },
    { heading: texts.say('export.setUp'), value: shown(({ provisioning }) => texts.say(setUp[provisioning.state])) },
    {
      heading: texts.say('export.providersId'),
      leftToRight: true,
      value: shown(({ provisioning }) => provisioning.reference),
    },
    { heading: texts.say('export.subscriptionId'), leftToRight: true, value: shown(({ id }) => id) },
  ];
}
