/** Somebody opens the link by which mails are stopped. Nothing changes by it: link scanners open links too. */
import { stopOperation, type LinkAnswer, type LinkRefused, type StopPorts } from '../../shared/http/link-operation';
import { loadStop } from '../../shared/stop/loaded-stop';
import { stopAnswer } from '../../shared/stop/stop-answers';

/** Says whose mails stop and what goes on, and offers to stop them, or to allow them again. */
export const openStopPage = (ports: StopPorts) =>
  stopOperation('openStopPage', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadStop(ports, call);
    if ('ok' in loaded) return loaded;
    return stopAnswer(loaded, loaded.stopped ? 'stopped' : 'open');
  });
