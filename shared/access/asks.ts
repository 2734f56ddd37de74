/** What a partner asked a customer for with product keys, as it is read and as its answer is written. */
import type { Customer } from '../domain/customers/customer';
import { Subscription, subscriptionKey } from '../domain/customers/subscription';
import type { Answering } from '../domain/keys/answering';
import { KeyApplication, keyApplicationKey } from '../domain/keys/key-application';
import { documentRef } from '../http/document-ref';
import type { Access, Ports, Stored, Write } from '../ports';

/** One ask with the application that it belongs to and the subscription that it is about. */
export interface ReadAsk {
  readonly application: Stored<KeyApplication>;
  readonly ask: KeyApplication['asks'][number];
  readonly subscription: Stored<Subscription> | undefined;
}

/** Finds an ask of this customer by its id, which begins with the application's. */
export async function readAsk(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId, customerId }: Access,
  askId: string,
): Promise<ReadAsk | undefined> {
  const [applicationId = ''] = askId.split('-', 1);
  const ref = documentRef(partnerId, keyApplicationKey(applicationId));
  const application = ref && (await partners.read(KeyApplication, ref));
  if (application?.document.customerId !== customerId) return undefined;
  const ask = application.document.asks.find((one) => one.askId === askId);
  if (!ask) return undefined;
  const { subscriptionId } = ask;
  const subscription =
    subscriptionId === undefined
      ? undefined
      : await partners.read(Subscription, { partition: partnerId, id: subscriptionKey(subscriptionId) });
  return { application, ask, subscription };
}

/** Everything at once, under the versions that were read: of two answers to one ask the first holds. */
export function answeringWrites(
  { application, consent, customer, delegations, subscription, notifications, mails, audit }: Answering,
  before: {
    readonly customer: Stored<Customer>;
    readonly application: Stored<KeyApplication>;
    readonly subscription: Stored<Subscription> | undefined;
  },
): readonly Write[] {
  return [
    { kind: 'replace', document: application, etag: before.application.etag },
    ...(customer ? [{ kind: 'replace', document: customer, etag: before.customer.etag } as const] : []),
    ...(subscription && before.subscription
      ? [{ kind: 'replace', document: subscription, etag: before.subscription.etag } as const]
      : []),
    ...delegations,
    ...[consent, ...notifications, ...mails, audit].map((document) => ({ kind: 'create', document }) as const),
  ];
}
