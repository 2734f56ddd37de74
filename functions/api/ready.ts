/** The platform asks whether requests can be served. */
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { mailTrouble } from '../../shared/mail/mail-quota';

/** Answers 200 when the database does, 503 otherwise. Mails that are held up are named, and change nothing about that: links and pages work without them. */
export const ready = (ports: ApiPorts) =>
  openOperation('ready', ports, async () => {
    const [mail] = await Promise.all([mailTrouble(ports), ports.partners.ping()]);
    return reply(200, { status: 'ready', ...(mail && { mail }) });
  });
