/** The session of a service request's page. It ends with its time, and when requests are sent somewhere else. */
import { limits } from '../catalogue/limits';
import { sameMailbox } from '../domain/mailbox';
import { hasMailboxSession, startMailboxSession, type MailboxSession } from '../http/mailbox-session';
import { requestPaths } from '../paths/request-paths';
import type { Ports, RequestName } from '../ports';

const kind = {
  cookie: 'kesher-request',
  purpose: 'desk-session',
  minutes: limits.serviceRequest.sessionMinutes,
} as const;

/** Whose page it is: a request, and the mailbox that its desk has at this moment. */
export interface DeskMailbox {
  readonly named: RequestName;
  readonly address: string;
}

const ofMailbox = ({ named, address }: DeskMailbox) => [named.partnerId, named.requestNumber, sameMailbox(address)];

/** A session that starts now, for whoever reads the desk's mailbox. */
export function startDeskSession(
  ports: Pick<Ports, 'secrets' | 'settings'>,
  { token, mailbox, now }: { readonly token: string; readonly mailbox: DeskMailbox; readonly now: Date },
): MailboxSession {
  return startMailboxSession(ports, kind, { page: requestPaths(token).page, of: ofMailbox(mailbox), now });
}

/** Whether a request comes with a session of this mailbox that has not ended. */
export function deskSession(
  ports: Pick<Ports, 'secrets'>,
  cookies: string | null,
  mailbox: DeskMailbox,
  now: Date,
): boolean {
  return hasMailboxSession(ports, kind, cookies, { of: ofMailbox(mailbox), now });
}
