/** A customer asks for another code. The one before it is no longer valid. */
import { audit } from '../../shared/domain/audit';
import { awaitingView, confirmedView, nextCode, Redemption, redemptionKey } from '../../shared/domain/redemption';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { askForCode, codeMail } from '../../shared/links/code-requests';
import { loadLink } from '../../shared/links/loaded-link';
import { codePage } from '../../shared/links/redemption-pages';
import type { Ports } from '../../shared/ports';

/** Mails the next code, a minute after the last at the earliest. */
export const resendCode = (ports: LinkPorts & Pick<Ports, 'secrets'>) =>
  linkOperation('resendCode', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { link, now, traceId } = call;
    const ref = documentRef(link.partnerId, redemptionKey(call.params.redemptionId ?? ''));
    const [loaded, stored] = await Promise.all([loadLink(ports, call), ref && ports.partners.read(Redemption, ref)]);
    if ('ok' in loaded) return loaded;
    const redemption = stored?.document;
    const path = loaded.paths.redemption(redemption?.redemptionId ?? '');
    if (redemption?.status === 'confirmed' && redemption.offerId === link.offerId)
      return { status: 200, json: confirmedView(redemption), page: { seeOther: path } };
    if (loaded.dead) return loaded.dead;
    if (!stored || redemption?.offerId !== link.offerId || redemption.status !== 'awaitingConfirmation')
      return { ...refuse('not-found'), context: loaded.contextOf(loaded.paths.offer), backUrl: loaded.paths.offer };

    const refused = (refusal: Refused): LinkRefused => {
      const page = codePage(loaded, redemption, {
        error: 'resend-too-soon',
        retryAfterSeconds: refusal.retryAfterSeconds,
      });
      return { ...refusal, context: loaded.contextOf(path), html: page.html };
    };
    const asked = await askForCode(ports, { partner: loaded.partner, now, ...redemption });
    const next = nextCode(redemption, asked.customer?.document, ports.secrets.keyId, now);
    if (!next.ok) return refused(next);
    if (asked.refused) return refused(asked.refused);
    const { redemptionId, code } = next.value;
    const entry = {
      entryId: `resent-${redemptionId}-${code.number}`,
      actor: { kind: 'customer', redemptionId },
      action: 'codeResent',
      subject: link.offerId,
      traceId,
    } as const;
    const written = await ports.partners.write(link.partnerId, [
      { kind: 'replace', document: next.value, etag: stored.etag },
      { kind: 'create', document: codeMail(next.value, link.linkVersion, asked.withheld, now) },
      ...asked.counts,
      { kind: 'create', document: audit(link.partnerId, entry, now) },
    ]);
    // Somebody else's request came first: this one is as good as too soon.
    if (!written.ok) return refused(refuse('too-many-attempts', { retryAfterSeconds: 1 }));
    return { status: 202, json: awaitingView(next.value), page: { seeOther: `${path}?sent=again` } };
  });
