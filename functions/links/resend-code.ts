/** A customer asks for another code. Those before it stay as good as they were, until their ten minutes are over. */
import { awaitingView, redemptionKey, type Redemption } from '../../shared/domain/redemptions/redemption';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { readSureForm } from '../../shared/http/sure-forms';
import { readRedemption } from '../../shared/links/code-tries';
import { loadLink, type LoadedLink } from '../../shared/links/loaded-link';
import { askForNextCode } from '../../shared/links/next-code';
import { confirmed, noSuchRedemption, notSure } from '../../shared/links/redemption-answers';
import { codePage } from '../../shared/links/redemption-pages';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';

/** Others who ask for codes of the same mailbox, or try this one, make the decision start again from what they left. */
const attempts = 8;

/** Mails the next code, a minute after the last at the earliest. The same Idempotency-Key is one code. */
export const resendCode = (ports: LinkPorts & Pick<Ports, 'access' | 'secrets'>) =>
  linkOperation('resendCode', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { link } = call;
    const ref = documentRef(link.partnerId, redemptionKey(call.params.redemptionId ?? ''));
    const { isUnsure } = await readSureForm(call);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, stored, isShared] = await Promise.all([
        loadLink(ports, call),
        ref && readRedemption(ports, ref, link),
        sharedDomains(ports.settings),
      ]);
      if ('ok' in loaded) return loaded;
      if (!stored) return noSuchRedemption(loaded);
      const redemption = stored.document;
      const path = loaded.paths.redemption(redemption.redemptionId);
      if (redemption.status === 'confirmed') return confirmed(loaded, redemption, ports);
      if (loaded.dead) return loaded.dead;
      if (isUnsure) return notSure(loaded, redemption);
      const key = idempotencyKeyOf(call.request);
      if (!key.ok) return { ...key, context: loaded.contextOf(path) };
      const askedWith = key.value;
      if (askedWith !== undefined && redemption.code.askedWith === askedWith) return resent(redemption, path);

      const asked = await askForNextCode(ports, call, { loaded, stored, redemption, isShared, askedWith });
      if (!asked.ok) return tooSoon(loaded, redemption, asked);
      const written = await ports.partners.write(link.partnerId, asked.value.writes);
      if (written.ok) return resent(asked.value.next, path);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });

function resent(redemption: Redemption, path: string): LinkAnswer {
  return { status: 202, json: () => awaitingView(redemption), page: { seeOther: `${path}?sent=again` } };
}

function tooSoon(loaded: LoadedLink, redemption: Redemption, refused: Refused): LinkRefused {
  const { retryAfterSeconds } = refused;
  const { html } = codePage(loaded, redemption, { error: 'resend-too-soon', retryAfterSeconds });
  return { ...refused, html, context: loaded.contextOf(loaded.paths.redemption(redemption.redemptionId)) };
}
