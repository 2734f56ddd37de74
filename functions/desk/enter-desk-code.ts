/** The desk of a service request enters the mailed code. The right one opens the request for half an hour. */
import { deskLock } from '../../shared/desk/desk-answers';
import { startDeskSession } from '../../shared/desk/desk-session';
import { loadRequest } from '../../shared/desk/loaded-request';
import { audit } from '../../shared/domain/activity/audit';
import { DeskCode, deskCodeKey } from '../../shared/domain/customers/desk-code';
import { deskCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { codeGuessed, ConfirmationRequest, judgeCode } from '../../shared/domain/mailed-code';
import { sameMailbox } from '../../shared/domain/mailbox';
import { refuse } from '../../shared/domain/refusal';
import { codeNotTaken, opened } from '../../shared/http/code-lock';
import { deskOperation, type DeskPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { countedRefusal, countTry, deciding, giveTryBack, guessOf } from '../../shared/links/code-tries';
import { sameSecret } from '../../shared/signing/secrets';

const takes = { body: ConfirmationRequest };

/** Opens the request with any code that can still be entered; the try is counted before it is looked at. */
export const enterDeskCode = (ports: DeskPorts) =>
  deskOperation('enterDeskCode', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { token, named, now, traceId } = call;
    const { partnerId: partition, requestNumber } = named;
    const { partners, secrets } = ports;
    const { result } = await call.read((form) => ({
      confirmationCode: form.get('confirmationCode') ?? '',
    }));
    const loaded = await loadRequest(ports, call);
    if ('ok' in loaded) return loaded;
    const lock = deskLock(ports, loaded);
    if (!result.ok) return codeNotTaken(lock, result);

    const ref = { partition, id: deskCodeKey(requestNumber) };
    const guess = guessOf(ports, ref, result.value.confirmationCode);
    const tried = await countTry(ports, DeskCode, ref, guess);
    if (!tried) return codeNotTaken(lock, refuse('confirmation-code-wrong'));
    const { document } = tried.stored;
    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      const { number, matches } = codeGuessed(document, document, (code) =>
        sameSecret(result.value.confirmationCode, secrets.deskCode({ ...code, ...named })),
      );
      const mail = await partners.read(Mail, { partition, id: mailKey(deskCodeMailId(requestNumber, number)) });
      // A code that went to the desk of before opens nothing any more.
      const toDesk = mail && sameMailbox(mail.document.to.address) === sameMailbox(loaded.mailbox.address);
      const refused = judgeCode(matches, toDesk ? mail.document : undefined, now);
      if (refused) return codeNotTaken(lock, await countedRefusal(ports, DeskCode, ref, tried, refused));
      const entry = {
        entryId: `desk-opened-${requestNumber}-${number}`,
        actor: { kind: 'desk', verified: true },
        action: 'deskOpened',
        subject: requestNumber,
        customerId: document.customerId,
        traceId,
      } as const;
      // The same code entered again is in the audit already.
      await partners.write(partition, [{ kind: 'create', document: audit(partition, entry, now) }]);
      return opened(loaded, startDeskSession(ports, { token, mailbox: loaded.mailbox, now }));
    };
    if (tried.counted === 'no') return codeNotTaken(lock, refuse('too-many-attempts'));
    return deciding(decide, () => giveTryBack(ports, DeskCode, ref, { ...tried, guess }));
  });
