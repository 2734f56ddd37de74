/** What was done between a customer and its partner, in words: when, what, and by which side. The partner's staff stay unnamed: the partner answers for them. */
import type { AuditEntry } from '../../domain/activity/audit';
import type { EndedBy } from '../../domain/ended-by';
import { named, type Isolated } from '../../i18n/phrase';
import type { PlainTextKey, Texts } from '../../i18n/texts';
import { Words } from '../../kit/words';

const words = {
  redemptionConfirmed: 'access.didConfirm',
  purchaseOfferCreated: 'access.didOffer',
  keysApplied: 'access.didApplyKeys',
  askAnswered: 'access.didAnswer',
  subscriptionQuantityChanged: 'access.didChangeQuantity',
  subscriptionSuspended: 'access.didSuspend',
  subscriptionResumed: 'access.didResume',
  subscriptionCancelled: 'access.didCancel',
  subscriptionRenewalTurnedOn: 'access.didTurnRenewalOn',
  subscriptionRenewalTurnedOff: 'access.didTurnRenewalOff',
  passwordReset: 'access.didResetPassword',
  accessOpened: 'access.didOpen',
  delegationEnded: 'access.didEndDelegation',
  partnerOfRecordEnded: 'access.didEndRecord',
} as const satisfies Partial<Record<AuditEntry['action'], PlainTextKey>>;

/** An action that has words for customers. */
export type ToldAction = keyof typeof words;

const isTold = (action: string): action is ToldAction => Object.hasOwn(words, action);

/** What customers are told of. */
export const toldDeeds: readonly ToldAction[] = Object.keys(words).filter(isTold);

interface DeedsPart {
  readonly texts: Texts;
  readonly partner: string;
  /** Whose time zone dates are told in. */
  readonly country: string;
  readonly deeds: readonly { readonly at: string; readonly action: ToldAction; readonly by: EndedBy }[];
}

/** The list, newest first. */
export function Deeds({ texts, partner, country, deeds }: DeedsPart) {
  if (deeds.length === 0) return <p>{texts.say('access.noDeeds')}</p>;
  return (
    <>
      <p>
        <Words of={texts.phrase('access.deedsLead', { partner: named(partner) })} />
      </p>
      <ul class="bullets deeds">
        {deeds.map(({ at, action, by }) => (
          <li>
            {texts.say(words[action])}
            <p class="muted small">
              <Words
                of={texts.phrase('layout.nameAndValue', {
                  name: texts.moment(new Date(at), country),
                  value: sideOf(texts, partner, by),
                })}
              />
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function sideOf(texts: Texts, partner: string, by: EndedBy): Isolated | string {
  switch (by) {
    case 'partner':
      return named(partner);
    case 'customer':
      return texts.say('access.byCustomer');
    case 'time':
      return texts.say('access.byTime');
  }
}
