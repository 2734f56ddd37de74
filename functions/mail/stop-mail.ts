/** The reader of offers and reminders stops those of a partner, from the page or by one click in a mail program, or allows them again. */
import { stopFromForm, StopRequest } from '../../shared/domain/mail/stopping';
import { refuse } from '../../shared/domain/refusal';
import { stopOperation, type LinkAnswer, type LinkRefused, type StopPorts } from '../../shared/http/link-operation';
import { loadStop } from '../../shared/stop/loaded-stop';
import { stopAnswer, stopFault } from '../../shared/stop/stop-answers';
import { allowWrites, stopWrites } from '../../shared/stop/stop-writes';

/** Somebody else may press the other button at the same time. */
const tries = 5;

const takes = { body: StopRequest, byMailPrograms: true };

/** Does it at once and once: no session, no cookie, and no other page on the way. */
export const stopMail = (ports: StopPorts) =>
  stopOperation('stopMail', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { result } = await call.read(stopFromForm);
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const loaded = await loadStop(ports, call);
      if ('ok' in loaded) return loaded;
      if (!result.ok) return stopFault(loaded, result);
      const { stopped } = loaded;
      const wanted = result.value.stopped;
      const answer = stopAnswer(loaded, wanted ? 'stopped' : 'allowed');
      if (wanted === (stopped !== undefined)) return answer;
      const writes = stopped ? await allowWrites(ports, call, stopped) : await stopWrites(ports, call);
      if ('ok' in writes) return stopFault(loaded, writes);
      if ((await ports.partners.write(call.stop.partnerId, writes)).ok) return answer;
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
