/** Whoever holds the link to a password has the code mailed that shows it: to an address that the customer's directory has, and to no other. */
import { resetAudit } from '../../shared/domain/passwords/telling';
import { nextRevealCode, revealCodeMail } from '../../shared/domain/passwords/revealing';
import { Mail, mailKey, revealCodeMailId } from '../../shared/domain/mail/mail';
import { refuse } from '../../shared/domain/refusal';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { revealOperation, type LinkAnswer, type LinkRefused, type RevealPorts } from '../../shared/http/link-operation';
import { readSureForm, sureForm } from '../../shared/http/sure-forms';
import { loadReveal } from '../../shared/reveal/loaded-reveal';
import { codeRefused, codeSent, notShown, notSureOfCode } from '../../shared/reveal/reveal-answers';

/** Others who ask at the same moment make the decision start again. */
const attempts = 8;

/** Mails the next code, a minute after the last at the earliest. The same Idempotency-Key, or the same form sent twice, is one code. */
export const askForRevealCode = (ports: RevealPorts) =>
  revealOperation('askForRevealCode', ports, sureForm, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { reveal, request, now, traceId } = call;
    const partition = reveal.partnerId;
    const isAgain = request.query.has('again');
    const key = idempotencyKeyOf(request);
    if (!key.ok) return key;
    const form = await readSureForm(call);
    const askedWith = key.value ?? form.idempotencyKey;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const loaded = await loadReveal(ports, call);
      if ('ok' in loaded) return loaded;
      if (loaded.state !== 'ready') return notShown(loaded, loaded.state);
      const { document: reset, etag } = loaded.reset;
      if (reset.codeTo === undefined) return refuse('state-conflict', { detail: 'This link asks for no code.' });
      if (form.fault) return form.fault;
      if (form.isUnsure) return notSureOfCode(ports, loaded, isAgain);
      if (askedWith !== undefined && reset.codeAskedWith === askedWith) return codeSent(loaded, isAgain);
      const id = mailKey(revealCodeMailId(reset.resetId, reset.number));
      const mail = reset.number === 0 ? undefined : await ports.partners.read(Mail, { partition, id });
      const next = nextRevealCode(reset, mail?.document, { keyId: ports.secrets.keyId, askedWith, now });
      if (!next.ok)
        return codeRefused(ports, loaded, next, next.retryAfterSeconds === undefined ? undefined : 'resend-too-soon');
      const entry = resetAudit(next.value, 'revealCodeAsked', { actor: { kind: 'customer' }, traceId, now });
      const written = await ports.partners.write(partition, [
        { kind: 'replace', document: next.value, etag },
        { kind: 'create', document: revealCodeMail(next.value, reset.codeTo, now) },
        { kind: 'create', document: entry },
      ]);
      if (written.ok) return codeSent(loaded, isAgain);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
