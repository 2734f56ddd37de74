/** Customers as rows of a spreadsheet, in the words of its reader. */
import type { Customer } from '../domain/customers/customer';
import { delegationNow } from '../domain/customers/delegation';
import { endsNext, statusesNow } from '../domain/customers/standing';
import { SubscriptionStatus } from '../domain/customers/subscription';
import { productNameOf } from '../domain/product';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import { languageNames, type Texts } from '../i18n/texts';
import type { Column } from '../spreadsheets/column';

const delegations = {
  none: 'export.delegationNone',
  active: 'export.delegationActive',
  ended: 'export.delegationEnded',
} as const;

/** One row for each customer, as it stands at this moment. */
export function customerColumns(texts: Texts, now: Date): readonly Column<Customer>[] {
  const listed = (all: readonly string[] = []): string => all.join('; ');
  return [
    { heading: texts.say('export.company'), value: ({ companyName }) => companyName },
    {
      heading: texts.say('export.domain'),
      leftToRight: true,
      value: ({ primaryDomain }) => primaryDomain && shownDomain(primaryDomain),
    },
    { heading: texts.say('export.country'), value: ({ country }) => texts.countryName(country) },
    { heading: texts.say('export.contactName'), value: ({ contact }) => contact.name },
    {
      heading: texts.say('export.contactEmail'),
      leftToRight: true,
      value: ({ contact }) => shownAddress(contact.email),
    },
    { heading: texts.say('export.contactPhone'), leftToRight: true, value: ({ contact }) => contact.phone },
    { heading: texts.say('export.language'), value: ({ language }) => languageNames[language] },
    {
      heading: texts.say('export.delegation'),
      value: (customer) => texts.say(delegations[delegationNow(customer, now).status]),
    },
    {
      heading: texts.say('export.subscriptionStates'),
      value: (customer) => {
        const has = statusesNow(customer, now);
        return listed(
          SubscriptionStatus.options.filter((status) => has.has(status)).map((status) => texts.say(`status.${status}`)),
        );
      },
    },
    {
      heading: texts.say('export.endsNext'),
      value: (customer) => {
        const next = endsNext(customer, now);
        return next && productNameOf(next.productId, texts.language);
      },
    },
    {
      heading: texts.say('export.endsNextAt'),
      value: (customer) => {
        const next = endsNext(customer, now);
        return next && new Date(next.endsAt);
      },
    },
    { heading: texts.say('export.tags'), value: ({ tags }) => listed(tags) },
    { heading: texts.say('export.aliases'), value: ({ aliases }) => listed(aliases) },
    { heading: texts.say('export.formerNames'), value: ({ formerNames }) => listed(formerNames) },
    {
      heading: texts.say('export.otherDomains'),
      leftToRight: true,
      value: ({ otherDomains = [] }) => listed(otherDomains.map(shownDomain)),
    },
    { heading: texts.say('export.customerSince'), value: ({ createdAt }) => new Date(createdAt) },
  ];
}
