/** An answer that awaits its code, for whatever else is asked on its page. */
import type { SharedDomains } from '../domain/customers/shared-domain';
import { redemptionKey, type AwaitingRedemption, type Redemption } from '../domain/redemptions/redemption';
import { documentRef } from '../http/document-ref';
import type { LinkAnswer, LinkCall, LinkPorts, LinkRefused } from '../http/link-operation';
import { sharedDomains } from '../mailboxes/shared-domains';
import type { Ports, Stored } from '../ports';
import { readRedemption } from './code-tries';
import { loadLink, type LoadedLink } from './loaded-link';
import { confirmed, noSuchRedemption } from './redemption-answers';

export interface AwaitedAnswer {
  readonly loaded: LoadedLink;
  readonly stored: Stored<Redemption>;
  readonly redemption: AwaitingRedemption;
  readonly isShared: SharedDomains;
}

/** Reads the answer of this address, or says why nothing can be asked of it: there is none, it is confirmed already, or the link is dead. */
export async function loadAwaitedAnswer(
  ports: LinkPorts & Pick<Ports, 'access'>,
  call: LinkCall,
): Promise<AwaitedAnswer | LinkAnswer | LinkRefused> {
  const { link, params } = call;
  const ref = documentRef(link.partnerId, redemptionKey(params.redemptionId ?? ''));
  const [loaded, stored, isShared] = await Promise.all([
    loadLink(ports, call),
    ref && readRedemption(ports, ref, link),
    sharedDomains(ports.settings),
  ]);
  if ('ok' in loaded) return loaded;
  if (!stored) return noSuchRedemption(loaded);
  const redemption = stored.document;
  if (redemption.status === 'confirmed') return confirmed(loaded, redemption, ports);
  return loaded.dead ?? { loaded, stored, redemption, isShared };
}
