/** The people of a customer as a partner's user sees them: who they are, what they administer and use, and whether this user may reset their password. */
import { productsFor } from '../domain/product';
import type { DirectoryUser, Licence } from '../domain/directory/directory-user';
import { codeAddressOf, mayReset, type SecondFactor } from '../domain/passwords/password-reset';
import { shownBeside } from '../domain/shown-domains';

type Acting = Parameters<typeof mayReset>[1];

/** What the API says of somebody to this user. Alternate addresses are not told, only whether a code could go to one. */
export function clientUserView(user: DirectoryUser, acting: Acting) {
  const { userId, name, email, enabled, passwordIn, roles, licences } = user;
  const may = mayReset(user, acting);
  const secondFactors: readonly SecondFactor[] = codeAddressOf(user) === undefined ? ['none'] : ['none', 'mail'];
  return {
    userId,
    name,
    email,
    ...shownBeside({ email }),
    enabled,
    passwordIn,
    roles,
    licences: licences.map((licence) => ({ ...licence, ...productOf(licence, acting) })),
    passwordReset: may.ok
      ? { available: true, needsApproval: may.value.needsApproval, secondFactors }
      : { available: false, reason: may.detail ?? '' },
  };
}

/** What Kesher calls the product of a licence, where it sells it. */
function productOf({ skuId, skuPartNumber }: Licence, { partner, customer }: Acting) {
  const product = productsFor(partner.cloud, customer.country).find(
    ({ microsoft }) =>
      (skuId !== undefined && microsoft?.skuId === skuId) ||
      (skuPartNumber !== undefined && microsoft?.skuPartNumber === skuPartNumber),
  );
  return product && { productId: product.id, name: product.name };
}
