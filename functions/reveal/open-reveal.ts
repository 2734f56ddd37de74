/** Somebody opens the link to a password. Nothing changes by it, and nothing is shown: link scanners open links too. */
import { revealOperation, type LinkAnswer, type LinkRefused, type RevealPorts } from '../../shared/http/link-operation';
import { loadReveal } from '../../shared/reveal/loaded-reveal';
import { standing } from '../../shared/reveal/reveal-answers';

/** Says how the link stands, and asks what a person has to answer before the password is shown. */
export const openReveal = (ports: RevealPorts) =>
  revealOperation('openReveal', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadReveal(ports, call);
    return 'ok' in loaded ? loaded : standing(ports, loaded, call.request.query);
  });
