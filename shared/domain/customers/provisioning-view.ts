/** What the API says of a task: all that is needed to do it by hand, each part as text that can be copied. */
import { clouds } from '../../catalogue/clouds';
import type { Cloud } from '../cloud';
import { boughtInsteadOf, findProduct, type Product } from '../product';
import { shownBeside } from '../shown-domains';
import type { Customer } from './customer';
import { taskStateNow, type ProvisioningTask, type Worker } from './provisioning-task';
import type { AtMicrosoft } from './subscription';

/** A task with what it is about, as that is now. */
export interface TaskInContext {
  readonly task: ProvisioningTask;
  readonly customer: Pick<Customer, 'id' | 'companyName' | 'primaryDomain' | 'country' | 'contact'>;
  /** Microsoft's id of the subscription, where it has one. */
  readonly reference?: string | undefined;
}

/** What the API says of it at this moment. */
export function provisioningTaskView({ task, customer, reference }: TaskInContext, cloud: Cloud, now: Date) {
  const { taskId: id, kinds, subscriptionId, source, offerId, offeredQuantity, from, to, startsAt, endsAt } = task;
  const { keys, follows, claim, reason, createdAt, changedAt, history } = task;
  const { companyName, primaryDomain, country, contact } = customer;
  const known = reference ?? task.reference;
  return {
    id,
    state: taskStateNow(task, now),
    kinds,
    subscriptionId,
    source,
    ...(offerId === undefined ? {} : { offerId }),
    customer: {
      id: customer.id,
      companyName,
      primaryDomain,
      country,
      contact,
      ...shownBeside({ primaryDomain, email: contact.email }),
    },
    agreed: agreedView(to),
    ...(from ? { atMicrosoft: agreedView(from) } : {}),
    ...(offeredQuantity === undefined ? {} : { offeredQuantity }),
    startsAt,
    endsAt,
    keys,
    ...(known === undefined ? {} : { reference: known }),
    ...(reason === undefined ? {} : { reason }),
    ...(follows === undefined ? {} : { follows }),
    ...(claim ? { claimedBy: workerView(claim.by), claimedAt: claim.at } : {}),
    links: linksOf(task, customer, cloud),
    createdAt,
    changedAt,
    history,
  };
}

/** Only who it is; nobody, where it is done automatically. */
function workerView(worker: Worker) {
  return worker.kind === 'user' ? { userId: worker.userId, name: worker.name } : { name: 'automatic' };
}

function agreedView({ productId, quantity, state, autoRenew }: AtMicrosoft) {
  const product = findProduct(productId);
  return {
    product: { id: productId, name: product?.name ?? productId, ...microsoftIdsOf(productId) },
    quantity,
    status: state,
    autoRenew,
  };
}

/** Microsoft's own ids of a product; a trial is found there beside what it turns into. */
export function microsoftIdsOf(productId: string): { readonly microsoft?: NonNullable<Product['microsoft']> } {
  const product = findProduct(productId);
  const microsoft = product?.microsoft ?? boughtInsteadOf(productId)?.microsoft;
  return microsoft ? { microsoft } : {};
}

/** Where it is done, in that cloud. */
function linksOf(
  { keys }: ProvisioningTask,
  { primaryDomain }: TaskInContext['customer'],
  cloud: Cloud,
): readonly { readonly id: string; readonly href: string }[] {
  const { partnerCenter, adminCenter, productKeys, authority } = clouds[cloud];
  return [
    { id: 'partner-center', href: partnerCenter },
    { id: 'admin-center', href: adminCenter },
    ...(keys.length > 0 && productKeys !== undefined ? [{ id: 'product-keys', href: productKeys }] : []),
    ...(primaryDomain === null
      ? []
      : [{ id: 'tenant-id', href: `${authority}/${primaryDomain}/v2.0/.well-known/openid-configuration` }]),
  ];
}
