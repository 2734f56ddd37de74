/** What the page that stops mails is about: the partner, and whether they are stopped. */
import type { Suppression } from '../domain/mail/suppression';
import { Partner, partnerKey } from '../domain/partners/partner';
import { refuse } from '../domain/refusal';
import type { LinkRefused, StopCall } from '../http/link-operation';
import { pageOfLink, type PageOfLink } from '../http/page-of-link';
import { stopPaths } from '../paths/stop-paths';
import type { Ports, Stored } from '../ports';
import { readStop } from '../store/suppressions';

export interface LoadedStop extends PageOfLink<ReturnType<typeof stopPaths>> {
  readonly partner: Partner;
  readonly stopped: Stored<Suppression> | undefined;
}

/** Reads them. It works whatever became of the offer, and of the partner: who has mails must be able to stop them. */
export async function loadStop(
  ports: Pick<Ports, 'partners' | 'logos'>,
  { stop, token, chosenLanguage }: Pick<StopCall, 'stop' | 'token' | 'chosenLanguage'>,
): Promise<LoadedStop | LinkRefused> {
  const [stored, stopped] = await Promise.all([
    ports.partners.read(Partner, { partition: stop.partnerId, id: partnerKey }),
    readStop(ports.partners, stop),
  ]);
  if (!stored) return refuse('link-unknown');
  const partner = stored.document;
  const language = partner.profile.preferredLanguage;
  return { ...pageOfLink(ports, { partner, paths: stopPaths(token), chosenLanguage, language }), partner, stopped };
}
