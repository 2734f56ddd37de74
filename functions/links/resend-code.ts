/** A customer asks for another code. Those before it stay as good as they were, until their ten minutes are over. */
import { awaitingView, type Redemption } from '../../shared/domain/redemptions/redemption';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { readSureForm, sureForm } from '../../shared/http/sure-forms';
import { loadAwaitedAnswer } from '../../shared/links/awaited-answer';
import type { LoadedLink } from '../../shared/links/loaded-link';
import { askForNextCode } from '../../shared/links/next-code';
import { notSure } from '../../shared/links/redemption-answers';
import { codePage } from '../../shared/links/redemption-pages';
import type { Ports } from '../../shared/ports';

/** Others who ask for codes of the same mailbox, or try this one, make the decision start again from what they left. */
const attempts = 8;

/** Mails the next code, a minute after the last at the earliest. The same Idempotency-Key is one code. */
export const resendCode = (ports: LinkPorts & Pick<Ports, 'access' | 'secrets'>) =>
  linkOperation('resendCode', ports, sureForm, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { fault, isUnsure } = await readSureForm(call);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const answer = await loadAwaitedAnswer(ports, call);
      if (!('redemption' in answer)) return answer;
      const { loaded, redemption } = answer;
      const path = loaded.paths.redemption(redemption.redemptionId);
      if (fault) return fault;
      if (isUnsure) return notSure(loaded, redemption);
      const key = idempotencyKeyOf(call.request);
      if (!key.ok) return { ...key, context: loaded.contextOf(path) };
      const askedWith = key.value;
      if (askedWith !== undefined && redemption.code.askedWith === askedWith) return resent(redemption, path);

      const asked = await askForNextCode(ports, call, { ...answer, askedWith });
      if (!asked.ok) return tooSoon(loaded, redemption, asked);
      const written = await ports.partners.write(call.link.partnerId, asked.value.writes);
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
