/** What a customer with an open access page is asked by its partner, and what it is told when it has answered. */
import { delegationNow } from '../domain/customers/delegation';
import { openAsks, type AnsweredAsk, type KeyApplication, type PendingAsk } from '../domain/keys/key-application';
import type { Refused } from '../domain/refusal';
import type { LinkAnswer, LinkRefused } from '../http/link-operation';
import { renderAskPage } from '../pages/access/ask-page';
import type { Agreements } from './agreements';
import type { LoadedAccess } from './loaded-access';

/** What the customer is still asked. */
export function asksOf({ partner, customer }: LoadedAccess, agreements: Agreements, now: Date): readonly PendingAsk[] {
  const subscriptions = new Map(agreements.subscriptions.map((one) => [one.subscriptionId, one]));
  return openAsks(agreements.applications, partner, customer.document, (id) => subscriptions.get(id), now);
}

/** The page where one of it is answered. */
export function askPage(loaded: LoadedAccess, ask: PendingAsk, isUnanswered?: boolean): string {
  const { paths, kept, contextOf, customer } = loaded;
  return renderAskPage({
    context: contextOf(paths.asking(ask.askId)),
    country: customer.document.country,
    ask,
    action: kept(paths.ask(ask.askId)),
    backUrl: kept(paths.page),
    isUnanswered,
  });
}

/** A form came without yes or no. */
export function askUnanswered(loaded: LoadedAccess, ask: PendingAsk, refused: Refused): LinkRefused {
  return {
    ...refused,
    context: loaded.contextOf(loaded.paths.asking(ask.askId)),
    html: () => askPage(loaded, ask, true),
  };
}

/** What the partner asked for is answered: now, or before. */
export function askAnswered(
  { paths, kept }: LoadedAccess,
  { applicationId }: Pick<KeyApplication, 'applicationId'>,
  ask: AnsweredAsk,
): LinkAnswer {
  const { askId: id, kind, given, subscriptionId, productId, answeredAt } = ask;
  return {
    status: 200,
    json: () => ({ id, kind, given, applicationId, subscriptionId, productId, answeredAt }),
    page: { seeOther: kept(`${paths.page}?answered=${id}`) },
  };
}

/** The answer that the address names, while what it says still holds. */
export function toldAnswer(
  { customer }: LoadedAccess,
  { applications, subscriptions }: Agreements,
  askId: string | null,
  now: Date,
): AnsweredAsk | undefined {
  const ask = applications
    .flatMap(({ asks }) => asks)
    .find((one): one is AnsweredAsk => one.state === 'answered' && one.askId === askId);
  if (!ask) return undefined;
  const isGiven =
    ask.kind === 'delegatedAdministration'
      ? delegationNow(customer.document, now).status === 'active'
      : subscriptions.some((one) => one.subscriptionId === ask.subscriptionId && one.partnerOfRecord !== null);
  return isGiven === ask.given ? ask : undefined;
}
