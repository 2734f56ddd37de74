/** A customer opens its access page. Nothing changes by it, and nothing is told of anybody before the mailed code is entered. */
import { accessLock } from '../../shared/access/access-answers';
import { agreementsShown } from '../../shared/access/agreement-answers';
import { administratorStep } from '../../shared/access/administrator-steps';
import { agreementsOf } from '../../shared/access/agreements';
import { loadAccess } from '../../shared/access/loaded-access';
import { locked } from '../../shared/http/code-lock';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import type { Ports } from '../../shared/ports';

/** Shows whose page it is and offers to mail the code; once open, what the customer has, and with a `step` what ending something means. */
export const openAccessPage = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('openAccessPage', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadAccess(ports, call);
    if ('ok' in loaded) return loaded;
    const asked = call.request.query;
    if (!loaded.isOpen) return locked(accessLock(ports, loaded), asked);
    const [agreements, step] = await Promise.all([
      agreementsOf(ports, call.access),
      administratorStep(ports, call, loaded),
    ]);
    const shown = agreementsShown(loaded, agreements, asked, call.now);
    return step ? { ...shown, page: step } : shown;
  });
