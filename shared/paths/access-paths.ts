/** The addresses of a customer's access page. */
import type { Access, Ports } from '../ports';

/** The addresses below an access page's token, without the host. */
export function accessPaths(token: string) {
  const page = `/access/${token}`;
  return {
    page,
    code: `${page}?step=code`,
    codes: `${page}/codes`,
    session: `${page}/session`,
    administrator: `${page}?step=administrator`,
    administratorCodes: `${page}?step=administrator-codes`,
    administratorChanges: `${page}/administrator-changes`,
    administratorResends: `${page}/administrator-changes/code-resends`,
    administratorConfirmation: `${page}/administrator-changes/confirmation`,
    claimStop: `${page}/administrator-claim-stop`,
    delegationEnding: `${page}?step=delegation-end`,
    delegationEnd: `${page}/delegation-end`,
    partnerOfRecordEnding: (subscriptionId: string) =>
      `${page}?step=partner-of-record-end&subscription=${subscriptionId}`,
    /** Where one thing is answered that the partner asks for. */
    asking: (askId: string) => `${page}?step=ask&ask=${askId}`,
    ask: (askId: string) => `${page}/asks/${askId}`,
    partnerOfRecordEnd: (subscriptionId: string) => `${page}/subscriptions/${subscriptionId}/partner-of-record-end`,
  };
}

/** Where a customer finds its access page on this site: the same whenever it is asked for. */
export function accessPathOf({ access }: Pick<Ports, 'access'>, customer: Access): string {
  return accessPaths(access.issue(customer)).page;
}

/** The whole address of that page. */
export function accessUrlOf(ports: Pick<Ports, 'access' | 'settings'>, customer: Access): string {
  return `${ports.settings.publicBaseUrl}${accessPathOf(ports, customer)}`;
}
