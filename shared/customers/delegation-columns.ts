/** Delegations as rows of a spreadsheet, in the words of its reader. */
import { delegationState, type Delegation } from '../domain/customers/delegation';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import type { Texts } from '../i18n/texts';
import type { Column } from '../spreadsheets/column';

const enders = { customer: 'export.byCustomer', partner: 'export.byPartner', time: 'export.byTime' } as const;

/** One row for each delegation, as it stands at this moment. */
export function delegationColumns(texts: Texts, now: Date): readonly Column<Delegation>[] {
  const dateOf = (at: string | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));
  return [
    { heading: texts.say('export.company'), value: ({ companyName }) => companyName },
    {
      heading: texts.say('export.domain'),
      leftToRight: true,
      value: ({ primaryDomain }) => primaryDomain && shownDomain(primaryDomain),
    },
    {
      heading: texts.say('export.status'),
      value: (delegation) => texts.say(`export.${delegationState(delegation, now).state}`),
    },
    { heading: texts.say('export.since'), value: ({ since }) => new Date(since) },
    { heading: texts.say('export.until'), value: ({ until }) => dateOf(until) },
    { heading: texts.say('export.endedAt'), value: (delegation) => dateOf(delegationState(delegation, now).endedAt) },
    {
      heading: texts.say('export.endedBy'),
      value: (delegation) => {
        const { endedBy } = delegationState(delegation, now);
        return endedBy && texts.say(enders[endedBy]);
      },
    },
    { heading: texts.say('export.lastUsedAt'), value: ({ lastUsedAt }) => dateOf(lastUsedAt) },
    { heading: texts.say('export.acceptedBy'), value: ({ acceptedBy }) => acceptedBy?.name },
    {
      heading: texts.say('export.acceptedByEmail'),
      leftToRight: true,
      value: ({ acceptedBy }) => acceptedBy && shownAddress(acceptedBy.email),
    },
    { heading: texts.say('export.offerNumber'), leftToRight: true, value: ({ summaryId }) => summaryId },
  ];
}
