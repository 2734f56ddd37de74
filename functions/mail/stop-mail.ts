/** The reader of offers and reminders stops those of a partner, from the page or by one click in a mail program, or allows them again. */
import { Notification } from '../../shared/domain/activity/notification';
import { Mail } from '../../shared/domain/mail/mail';
import { resumed, stopFromForm, stopMails, StopRequest } from '../../shared/domain/mail/stopping';
import { isPseudonym } from '../../shared/domain/pseudonym-address';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { CodeThrottle, countNote, throttleKey, tooManyNotes } from '../../shared/domain/throttle';
import {
  stopOperation,
  type LinkAnswer,
  type LinkRefused,
  type StopCall,
  type StopPorts,
} from '../../shared/http/link-operation';
import type { Ports, Stop, Stored, Write } from '../../shared/ports';
import { loadStop, type LoadedStop } from '../../shared/stop/loaded-stop';
import { stopAnswer, stopFault } from '../../shared/stop/stop-answers';
import type { Suppression } from '../../shared/domain/mail/suppression';

/** Somebody else may press the other button at the same time. */
const tries = 5;

const takes = { body: StopRequest, byMailPrograms: true };

/** Does it at once and once: no session, no cookie, and no other page on the way. */
export const stopMail = (ports: StopPorts) =>
  stopOperation('stopMail', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const first = await loadStop(ports, call);
    if ('ok' in first) return first;
    const { result } = await call.read(stopFromForm);
    if (!result.ok) return stopFault(first, result);
    const { stopped: wanted } = result.value;
    let loaded: LoadedStop | LinkRefused = first;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      if ('ok' in loaded) return loaded;
      if (wanted === (loaded.stopped !== undefined)) return stopAnswer(loaded, wanted ? 'stopped' : 'allowed');
      const writes = wanted ? await toStop(ports, call) : await toAllow(ports, call, loaded.stopped);
      if ('ok' in writes) return stopFault(loaded, writes);
      const written = await ports.partners.write(call.stop.partnerId, writes);
      if (written.ok) return stopAnswer(loaded, wanted ? 'stopped' : 'allowed');
      loaded = await loadStop(ports, call);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });

async function toStop({ partners }: Pick<Ports, 'partners'>, call: StopCall): Promise<readonly Write[]> {
  const { partnerId: partition } = call.stop;
  const made = stopMails({ ...call.stop, traceId: call.traceId, now: call.now }, await lastMailTo(partners, call.stop));
  const told = await partners.read(Notification, { partition, id: made.notification.id });
  return [made.suppression, made.audit, ...(told ? [] : [made.notification])].map((document) => ({
    kind: 'create',
    document,
  }));
}

/** Who changes their mind all the time is asked to wait, and only then: nobody waits to stop them. */
async function toAllow(
  { partners }: Pick<Ports, 'partners'>,
  { stop, traceId, now }: StopCall,
  stopped: Stored<Suppression> | undefined,
): Promise<readonly Write[] | Refused> {
  const { partnerId: partition, recipientKey } = stop;
  const id = throttleKey('allowedAgain', recipientKey);
  const throttle = await partners.read(CodeThrottle, { partition, id });
  const tooMany = tooManyNotes('allowedAgain', throttle?.document, now);
  if (tooMany) return tooMany;
  const document = countNote('allowedAgain', id, partition, throttle?.document, now);
  return [
    ...(stopped ? [{ kind: 'delete', id: stopped.document.id, etag: stopped.etag } as const] : []),
    { kind: 'create', document: resumed({ ...stop, traceId, now }) },
    throttle ? { kind: 'replace', document, etag: throttle.etag } : { kind: 'create', document },
  ];
}

/** Where their address is still known. Of somebody who was erased it is not. */
async function lastMailTo(
  partners: Ports['partners'],
  { partnerId: partition, recipientKey }: Stop,
): Promise<{ readonly mailId: string; readonly address?: string } | undefined> {
  const where = [{ field: 'recipientKey', equals: recipientKey }];
  for (let after: string | undefined, page = 0; page < pagesLookedAt; page += 1) {
    const { items, next } = await partners.list(Mail, { partition, type: 'mail', where, limit: 1, after });
    const [found] = items;
    if (found) {
      const { mailId, to } = found.document;
      return { mailId, ...(isPseudonym(to.address) ? {} : { address: to.address }) };
    }
    if (next === undefined) return undefined;
    after = next;
  }
  return undefined;
}

/** One look goes over a bounded number of mails; who stops them is not kept waiting for all there are. */
const pagesLookedAt = 10;
