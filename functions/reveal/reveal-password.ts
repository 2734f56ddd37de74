/** Somebody presses the button that shows a password: it is shown once, and is gone before it is seen. */
import { helpingWrites } from '../../shared/customers/helping-writes';
import { endReset } from '../../shared/domain/passwords/password-reset';
import { RevealRequest, revealForm } from '../../shared/domain/passwords/revealing';
import { resetAudit } from '../../shared/domain/passwords/telling';
import { refuse } from '../../shared/domain/refusal';
import {
  asksForJson,
  revealOperation,
  type LinkAnswer,
  type LinkRefused,
  type RevealPorts,
} from '../../shared/http/link-operation';
import { sealedAbout } from '../../shared/passwords/setting';
import { lockedOut, judgeRevealCode } from '../../shared/reveal/reveal-codes';
import { loadReveal } from '../../shared/reveal/loaded-reveal';
import { codeRefused, notShown, notSureToSee, pageOnly, shown } from '../../shared/reveal/reveal-answers';

/** Others who open the same link at the same moment make the decision start again: then it has been shown. */
const attempts = 8;

const takes = { body: RevealRequest, bodyOptional: true };

/** Shows it to a person who says so, or to a program that sends nothing of the page's form, with the mailed code where the partner chose that. What was sealed is destroyed in the same write that says that it was shown. */
export const revealPassword = (ports: RevealPorts) =>
  revealOperation('revealPassword', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { request, reveal, now, traceId } = call;
    if (asksForJson(request)) return pageOnly;
    const { result } = await call.read(revealForm);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const loaded = await loadReveal(ports, call);
      if ('ok' in loaded) return loaded;
      if (loaded.state !== 'ready') return notShown(loaded, loaded.state);
      const { document: reset } = loaded.reset;
      const isByCode = reset.secondFactor === 'mail';
      if (!result.ok) return isByCode ? codeRefused(ports, loaded, result) : result;
      if (!isByCode && result.value.sure === false) return notSureToSee(ports, loaded);
      const judged = isByCode
        ? await judgeRevealCode(ports, loaded, result.value.confirmationCode, { traceId, now })
        : loaded.reset;
      if ('refusal' in judged)
        return judged.refusal === 'too-many-attempts' ? lockedOut(loaded) : codeRefused(ports, loaded, judged);

      const { sealed } = judged.document;
      const password = sealed && ports.reveals.open(sealed, { secret: reveal.secret, about: sealedAbout(reset) });
      const ended = endReset(judged.document, password === undefined ? 'unknown' : 'shown', now);
      const action = password === undefined ? 'passwordResetFailed' : 'passwordRevealed';
      const entry = resetAudit(ended, action, { actor: { kind: 'customer' }, traceId, now });
      const written = await ports.partners.write(reveal.partnerId, [
        { kind: 'replace', document: ended, etag: judged.etag },
        { kind: 'create', document: entry },
        ...helpingWrites(loaded.onRecord, now),
      ]);
      if (!written.ok) continue;
      return password === undefined ? notShown(loaded, 'unknown') : shown(loaded, password, now);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
