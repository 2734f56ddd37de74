/** What a partner fills in to use product keys, and whether the customer that it names can be one. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { domainFaults } from '../customers/customer';
import type { SharedDomains } from '../customers/shared-domain';
import type { Partner } from '../partners/partner';
import { domainsOfPartner, whoAnswers, withOwnDomain } from '../redemptions/redemption-request';
import { refuseFields, type Refused } from '../refusal';
import { Language } from '../text';
import { KeyMode } from './key-effects';
import { isNamed, namingNoKey } from './unnamed-fields';

const KnownCustomer = z.strictObject({ id: z.string() });
const NamedCustomer = z.strictObject({ ...whoAnswers, language: Language.optional() }).transform(withOwnDomain);
export type NamedCustomer = z.infer<typeof NamedCustomer>;

/** A customer of the partner's by its id, or one by name; what is wrong with it is told for the one that was meant. */
const KeyCustomer = z
  .looseObject({})
  .transform((given, context): z.infer<typeof KnownCustomer> | NamedCustomer => {
    const parsed = ('id' in given ? KnownCustomer : NamedCustomer).safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues.flatMap(fieldsOf))
      context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  })
  .meta({ forms: [KnownCustomer, NamedCustomer] });

/** The fields that an issue is about, each with what to do. */
function fieldsOf(issue: z.core.$ZodIssue): readonly { readonly path: PropertyKey[]; readonly message: string }[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      isNamed(key)
        ? { path: [...path, key], message: 'This field is not known here.' }
        : { path, message: 'It has fields that are not known here.' },
    );
  return [{ path, message: message.endsWith('received undefined') ? 'Is required.' : message }];
}

export const KeyApplicationRequest = namingNoKey(
  z.strictObject({
    keys: z
      .array(z.string())
      .min(1, 'Give at least one key.')
      .max(limits.keyApplication.keys, `Give at most ${limits.keyApplication.keys} keys at a time.`),
    customer: KeyCustomer,
    mode: KeyMode.optional(),
    offerDelegatedAdministration: z.boolean().optional(),
    requestPartnerOfRecord: z.boolean().optional(),
  }),
);
export type KeyApplicationRequest = z.infer<typeof KeyApplicationRequest>;

/** Refuses a customer that a redemption would refuse: a domain and an address that do not go together, or are the partner's own. */
export function namedCustomerFault(
  partner: Partner,
  user: { readonly email: string },
  { primaryDomain, contact }: NamedCustomer,
  isShared: SharedDomains,
): Refused | undefined {
  const own = domainsOfPartner(partner, user, isShared);
  const faults = domainFaults({ primaryDomain, email: contact.email }, own, isShared);
  if (faults.length === 0) return undefined;
  return refuseFields(...faults.map(({ pointer, detail }) => ({ pointer: `/customer${pointer}`, detail })));
}
