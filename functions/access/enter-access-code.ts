/** The administrator on record enters the mailed code. The right one opens the access page for half an hour. */
import { accessLock } from '../../shared/access/access-answers';
import { noteOpened } from '../../shared/access/access-opened';
import { startSession } from '../../shared/access/access-session';
import { loadAccess } from '../../shared/access/loaded-access';
import { AccessCode, accessCodeKey } from '../../shared/domain/customers/access-code';
import { accessCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { codeGuessed, ConfirmationRequest, judgeCode } from '../../shared/domain/mailed-code';
import { sameMailbox } from '../../shared/domain/mailbox';
import { refuse } from '../../shared/domain/refusal';
import { codeNotTaken, opened } from '../../shared/http/code-lock';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { countedRefusal, countTry, deciding, giveTryBack, guessOf } from '../../shared/links/code-tries';
import type { Ports } from '../../shared/ports';
import { sameSecret } from '../../shared/signing/secrets';

const takes = { body: ConfirmationRequest };

/** Opens the page with any code that can still be entered; the try is counted before it is looked at. */
export const enterAccessCode = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('enterAccessCode', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { token, access, now, traceId } = call;
    const { partnerId: partition, customerId } = access;
    const { partners, secrets } = ports;
    const { result } = await call.read((form) => ({
      confirmationCode: form.get('confirmationCode') ?? '',
    }));
    const loaded = await loadAccess(ports, call);
    if ('ok' in loaded) return loaded;
    const lock = accessLock(ports, loaded);
    if (!result.ok) return codeNotTaken(lock, result);

    const ref = { partition, id: accessCodeKey(customerId) };
    const guess = guessOf(ports, ref, result.value.confirmationCode);
    const tried = await countTry(ports, AccessCode, ref, guess);
    if (!tried) return codeNotTaken(lock, refuse('confirmation-code-wrong'));
    const { document } = tried.stored;
    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      const { number, matches } = codeGuessed(document, document, (code) =>
        sameSecret(result.value.confirmationCode, secrets.accessCode({ ...code, ...access })),
      );
      const mail = await partners.read(Mail, { partition, id: mailKey(accessCodeMailId(customerId, number)) });
      const customer = loaded.customer.document;
      const toThem = mail && sameMailbox(mail.document.to.address) === sameMailbox(customer.contact.email);
      const refused = judgeCode(matches, toThem ? mail.document : undefined, now);
      if (refused) return codeNotTaken(lock, await countedRefusal(ports, AccessCode, ref, tried, refused));
      const held = await noteOpened(ports, loaded, { number, traceId, now });
      if (held) return held;
      return opened(loaded, startSession(ports, { token, customer, now }));
    };
    if (tried.counted === 'no') return codeNotTaken(lock, refuse('too-many-attempts'));
    return deciding(decide, () => giveTryBack(ports, AccessCode, ref, { ...tried, guess }));
  });
