/** The administrator on record enters the mailed code. The right one opens the access page for half an hour. */
import { codeNotTaken, opened } from '../../shared/access/access-answers';
import { startSession } from '../../shared/access/access-session';
import { loadAccess } from '../../shared/access/loaded-access';
import { audit } from '../../shared/domain/activity/audit';
import { AccessCode, accessCodeKey } from '../../shared/domain/customers/access-code';
import { accessCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { ConfirmationRequest, judgeCode } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { sameMailbox } from '../../shared/domain/mailbox';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { deciding, triesPerCode } from '../../shared/links/code-tries';
import type { Ports } from '../../shared/ports';
import { sameSecret } from '../../shared/signing/secrets';

/** Opens the page with the newest code; the try is counted before it is looked at. */
export const enterAccessCode = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('enterAccessCode', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { token, access, now, traceId } = call;
    const { partnerId: partition, customerId } = access;
    const { partners, secrets } = ports;
    const { result } = await call.read(ConfirmationRequest, (form) => ({
      confirmationCode: form.get('confirmationCode') ?? '',
    }));
    const loaded = await loadAccess(ports, call);
    if ('ok' in loaded) return loaded;
    if (!result.ok) return codeNotTaken(ports, loaded, result);

    const ref = { partition, id: accessCodeKey(customerId) };
    const room = { field: 'tries', below: triesPerCode } as const;
    const tried = await partners.patch(AccessCode, ref, { increment: { tries: 1 } }, [room]);
    if (tried === 'missing') return codeNotTaken(ports, loaded, refuse('confirmation-code-wrong'));
    if (tried === 'condition') return codeNotTaken(ports, loaded, refuse('too-many-attempts'));
    const { number, keyId } = tried.document;
    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      const mail = await partners.read(Mail, { partition, id: mailKey(accessCodeMailId(customerId, number)) });
      const customer = loaded.customer.document;
      const toThem = mail && sameMailbox(mail.document.to.address) === sameMailbox(customer.contact.email);
      const right = secrets.accessCode({ keyId, partnerId: partition, customerId, number });
      const matches = sameSecret(result.value.confirmationCode, right);
      const refused = judgeCode(matches, toThem ? mail.document : undefined, now);
      if (refused) return codeNotTaken(ports, loaded, refused);

      const entry = {
        entryId: `access-opened-${customerId}-${number}`,
        actor: { kind: 'customer' },
        action: 'accessOpened',
        subject: customerId,
        customerId,
        traceId,
      } as const;
      // The same code entered again is in the audit already.
      await partners.write(partition, [{ kind: 'create', document: audit(partition, entry, now) }]);
      return opened(loaded, startSession(ports, { token, customer, now }));
    };
    const ofThisCode = [
      { field: 'number', equals: number },
      { field: 'tries', atLeast: 1 },
    ] as const;
    return deciding(decide, () => partners.patch(AccessCode, ref, { increment: { tries: -1 } }, ofThisCode));
  });
