/** Somebody opens the link in the mail about a service request. Nothing changes by it, and nothing is told of the request before the desk's code is entered. */
import { lockedRequest, openRequest } from '../../shared/desk/desk-answers';
import { loadRequest } from '../../shared/desk/loaded-request';
import { deskOperation, type DeskPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';

/** Shows whose request it is, offers to mail the code and takes an answer; once open, the whole request. */
export const openRequestPage = (ports: DeskPorts) =>
  deskOperation('openRequestPage', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadRequest(ports, call);
    if ('ok' in loaded) return loaded;
    return loaded.isOpen
      ? openRequest(ports, loaded, call.request, call.now)
      : lockedRequest(ports, loaded, call.request.query);
  });
