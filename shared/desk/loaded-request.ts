/** What the page of a service request is about: the partner, the request with its customer, and whether the desk's code has opened it. */
import { mayDeskServe, readRequest, type RequestCase } from '../customers/service-requests';
import { deskAddress } from '../domain/customers/serving';
import { Partner, partnerKey } from '../domain/partners/partner';
import { supportDesk, type SupportDesk } from '../domain/partners/support-desk';
import { refuse, type Refused } from '../domain/refusal';
import type { DeskCall, LinkRefused } from '../http/link-operation';
import { pageOfLink, type PageOfLink } from '../http/page-of-link';
import { requestPaths } from '../paths/request-paths';
import { renderRequestEndedPage } from '../pages/desk/request-ended-page';
import type { Ports } from '../ports';
import { deskSession, type DeskMailbox } from './desk-session';

export interface LoadedRequest extends RequestCase, PageOfLink<ReturnType<typeof requestPaths>> {
  readonly partner: Partner;
  readonly desk: SupportDesk;
  readonly mailbox: DeskMailbox;
  readonly isOpen: boolean;
}

/** Reads them. Once the partner may not look after the customer any more, its desk neither reads nor writes. */
export async function loadRequest(
  ports: Pick<Ports, 'partners' | 'logos' | 'secrets' | 'settings'>,
  { named, token, request: http, chosenLanguage, now }: DeskCall,
): Promise<LoadedRequest | LinkRefused> {
  const { partnerId: partition, requestNumber } = named;
  const [stored, read] = await Promise.all([
    ports.partners.read(Partner, { partition, id: partnerKey }),
    readRequest(ports, partition, requestNumber, now),
  ]);
  if (!stored || !read) return refuse('link-unknown');
  const partner = stored.document;
  const language = partner.profile.preferredLanguage;
  const page = pageOfLink(ports, { partner, paths: requestPaths(token), chosenLanguage, language });
  const refused = await whyRefused(ports, partner, read, now);
  const context = page.contextOf(page.paths.page);
  if (refused) return { ...refused, context, html: () => renderRequestEndedPage({ context, requestNumber }) };
  // Where the profile names no address any more, nobody is mailed a code; answers still arrive.
  const desk = supportDesk(partner) ?? { kind: 'ownDesk', address: partner.globalAdministrator.email };
  const mailbox = { named, address: deskAddress(desk, read.request.document) };
  return {
    ...read,
    partner,
    desk,
    mailbox,
    isOpen: deskSession(ports, http.headers.get('cookie'), mailbox, now),
    ...page,
  };
}

async function whyRefused(
  { partners }: Pick<Ports, 'partners'>,
  partner: Partner,
  { customer }: RequestCase,
  now: Date,
): Promise<Refused | undefined> {
  if (partner.status === 'suspended') return refuse('partner-suspended');
  const may = await mayDeskServe(partners, { partner, customer: customer.document, now });
  // Who holds the link is told that it has ended, and no more of the customer than that.
  return may.ok ? undefined : refuse('forbidden', { detail: 'The partner may not look after this customer any more.' });
}
