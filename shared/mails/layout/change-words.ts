/** A change of a subscription in words, as a user of the partner of record reads it. */
import type { SubscriptionChange } from '../../domain/activity/subscription-change';
import { productNameOf } from '../../domain/product';
import { named, type Phrase } from '../../i18n/phrase';
import type { Texts } from '../../i18n/texts';

/** Which product, what happened to it, and what holds now; dates as the customer's country reckons. */
export function changePhrase(texts: Texts, change: SubscriptionChange, country: string): Phrase {
  const product = named(productNameOf(change.productId, texts.language));
  const licences = texts.say('count.licences', { count: change.quantity });
  const until = { product, date: texts.moment(new Date(change.endsAt), country) };
  const on = { product, date: texts.moment(new Date(change.at), country) };
  switch (change.kind) {
    case 'created':
      return texts.phrase('change.created', { ...until, licences });
    case 'converted':
      return texts.phrase('change.converted', { ...until, licences });
    case 'quantityChanged':
      return change.quantityBefore === undefined
        ? texts.phrase('change.quantityNow', { product, licences })
        : texts.phrase('change.quantity', { product, licences, before: texts.number(change.quantityBefore) });
    case 'renewed':
      return texts.phrase('change.renewed', until);
    case 'renewalTurnedOn':
      return texts.phrase('change.renewalOn', until);
    case 'renewalTurnedOff':
      return texts.phrase('change.renewalOff', until);
    case 'suspended':
      return texts.phrase('change.suspended', { product });
    case 'resumed':
      return texts.phrase('change.resumed', { product });
    case 'cancelled':
      return texts.phrase('change.cancelled', { product });
    case 'expired':
      return texts.phrase('change.expired', on);
    case 'disabled':
      return texts.phrase('change.disabled', on);
    case 'deleted':
      return texts.phrase('change.deleted', on);
    case 'keyApplied':
      return texts.phrase('change.keyApplied', { ...until, licences });
    case 'trialEnding':
      return texts.phrase('change.trialEnding', until);
    case 'partnerOfRecordGranted':
      return texts.phrase('change.recordGranted', { product });
  }
}
