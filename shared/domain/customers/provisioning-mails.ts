/** Telling the customer that what it agreed to has been set up at Microsoft. */
import { writeMail, type Mail } from '../mail/mail';
import type { Customer } from './customer';
import type { ProvisioningTask } from './provisioning-task';
import { subscriptionStatus, type Subscription } from './subscription';
import { termEnd } from './term';

/** The mail to its administrator on record: once for what was started or converted, as long as it is there to be used; none of smaller changes. */
export function readyMail(
  partnerId: string,
  customer: Customer,
  subscription: Subscription,
  { state, kinds, taskId, to }: ProvisioningTask,
  now: Date,
): Mail | undefined {
  const isNew = kinds.includes('start') || kinds.includes('convert');
  if (state !== 'done' || !isNew || subscriptionStatus(subscription, now) !== 'active') return undefined;
  const { id: customerId, companyName, country, contact, language } = customer;
  const { subscriptionId, source, autoRenew } = subscription;
  return writeMail({
    partnerId,
    mailId: `ready-${taskId}`,
    content: {
      template: 'subscriptionReady',
      customerId,
      companyName,
      country,
      subscriptionId,
      productId: to.productId,
      source,
      quantity: to.quantity,
      endsAt: termEnd(subscription, now),
      autoRenew,
    },
    language,
    to: { address: contact.email, name: contact.name },
    now,
  });
}
