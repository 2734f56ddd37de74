/** A customer enters the mailed code. The right one sets up everything at once, or nothing. */
import { Customer } from '../../shared/domain/customers/customer';
import { codeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { confirmRedemption as confirm } from '../../shared/domain/redemptions/confirmation';
import {
  ConfirmationRequest,
  judgeCode,
  redemptionKey,
  standsInTheWay,
} from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import {
  countLateTry,
  countTry,
  deciding,
  forgetLateTry,
  giveTryBack,
  readRedemption,
} from '../../shared/links/code-tries';
import { confirmationWrites, subscriptionIdOf } from '../../shared/links/confirmation-writes';
import { loadLink } from '../../shared/links/loaded-link';
import { confirmed, noSuchRedemption, refusedCode, unreadableCode } from '../../shared/links/redemption-answers';
import { recordNow } from '../../shared/mailboxes/record-now';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';
import { sameSecret } from '../../shared/signing/secrets';

type Deps = LinkPorts & Pick<Ports, 'access' | 'secrets'>;

/** Others who change the same customer or redemption meanwhile make the decision start again from what they left. */
const attempts = 8;

const tooManyLateTries = refuse('too-many-attempts', {
  detail: 'A wrong code was given five times after the right one.',
});

/** Confirms a redemption; again with the same code, it shows the first result. */
export const confirmRedemption = (ports: Deps) =>
  linkOperation('confirmRedemption', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { link, now, traceId } = call;
    const { partners, secrets } = ports;
    const partition = link.partnerId;
    const { result } = await call.read(ConfirmationRequest, (form) => ({
      confirmationCode: form.get('confirmationCode') ?? '',
    }));
    const ref = documentRef(partition, redemptionKey(call.params.redemptionId ?? ''));
    if (!ref) return noSuchRedemption(await loadLink(ports, call));
    if (!result.ok) return unreadableCode(await loadLink(ports, call), await readRedemption(ports, ref, link), result);

    const tried = await countTry(ports, ref, link);
    if (!tried) return noSuchRedemption(await loadLink(ports, call));
    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      let current = tried.redemption;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const redemption = current.document;
        const { code, redemptionId, customerId } = redemption;
        const [loaded, onRecord, mail, isShared] = await Promise.all([
          loadLink(ports, call),
          partners.read(Customer, { partition, id: customerId }),
          partners.read(Mail, { partition, id: mailKey(codeMailId(redemptionId, code.number)) }),
          sharedDomains(ports.settings),
        ]);
        if ('ok' in loaded) return loaded;
        const customer = onRecord && (await recordNow(ports.settings, onRecord, now));
        const matches = sameSecret(result.value.confirmationCode, secrets.confirmationCode({ ...code, redemptionId }));
        if (redemption.status === 'confirmed') {
          if (!(await countLateTry(ports, ref))) return refusedCode(loaded, redemption, tooManyLateTries);
          if (!matches) return refusedCode(loaded, redemption, refuse('confirmation-code-wrong'));
          await forgetLateTry(ports, ref);
          return confirmed(loaded, redemption, ports);
        }
        if (loaded.dead) return loaded.dead;
        const refused = tried.usedUp
          ? refuse('too-many-attempts', { detail: 'This code was tried five times. Ask for a new one.' })
          : (judgeCode(matches, mail?.document, now) ??
            standsInTheWay(loaded.offer, redemption, customer?.document, isShared));
        if (refused) return refusedCode(loaded, redemption, refused);

        const { partner, offer } = loaded;
        const subscriptionIds = redemption.lines.map((_, line) => subscriptionIdOf(redemptionId, line));
        const confirmation = confirm({
          partner,
          offer,
          redemption,
          customer: customer?.document,
          subscriptionIds,
          traceId,
          now,
        });
        const before = { redemptionEtag: current.etag, offer, customer };
        const written = await partners.write(partition, confirmationWrites(confirmation, before));
        if (written.ok) return confirmed(loaded, confirmation.redemption, ports);
        const changed = await readRedemption(ports, ref, link);
        if (!changed) return noSuchRedemption(loaded);
        current = changed;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    };
    return deciding(decide, () => giveTryBack(ports, ref, tried));
  });
