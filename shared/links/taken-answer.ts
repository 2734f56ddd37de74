/** Takes an answer to an offer, of whatever kind: nothing is granted yet, a code is mailed to the administrator first. */
import { redemptionView, type Redemption } from '../domain/redemptions/redemption';
import { checkRedemption, type RedemptionRequest } from '../domain/redemptions/redemption-request';
import { refuse } from '../domain/refusal';
import type { LinkAnswer, LinkCall, LinkPorts, LinkRefused } from '../http/link-operation';
import { sharedDomains } from '../mailboxes/shared-domains';
import { answerPathOf } from '../paths/link-paths';
import type { Ports } from '../ports';
import { askForCode } from './code-requests';
import { earlierAnswer, firstAnswer, sentAnswer } from './first-answer';
import { loadLink, type LoadedLink } from './loaded-link';
import { redemptionFromForm } from './redemption-form';
import { sameAnswer } from './same-answer';
import { tellFaults } from './told-faults';

export type AnswerPorts = LinkPorts & Pick<Ports, 'random' | 'secrets'>;

/** Somebody asks for codes at the same moment for the same mailbox; each of them can win at most as often as the limit allows. */
const attempts = 8;

/** Takes the answer to an offer that is answered at this address and mails the code. The same Idempotency-Key, or the same data sent twice from a page, is one redemption. */
export async function takeAnswer(
  ports: AnswerPorts,
  call: LinkCall<RedemptionRequest>,
  at: 'redemptions' | 'delegation',
): Promise<LinkAnswer | LinkRefused> {
  const [loaded, isShared] = await Promise.all([loadLink(ports, call), sharedDomains(ports.settings)]);
  if ('ok' in loaded) return loaded;
  if (loaded.dead) return loaded.dead;
  const { partner, offer } = loaded;
  if (answerPathOf(loaded.paths, offer.kind) !== loaded.paths[at]) return answeredElsewhere(loaded);
  const { result, typed, ...how } = await call.read(redemptionFromForm);
  if (!result.ok) return tellFaults(ports, loaded, result, typed);
  const request = result.value;
  const lines = checkRedemption(partner, offer, request, isShared);
  if (!lines.ok) return tellFaults(ports, loaded, lines, typed);

  const sent = sentAnswer(ports, call, { partner, offer, request, lines: lines.value, ...how });
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [earlier, asked] = await Promise.all([
      earlierAnswer(ports, sent),
      askForCode(ports, { partner, answer: request, isShared, now: call.now }),
    ]);
    const same = await sameAnswer(ports, { ...sent, asked });
    if (earlier && (!same || earlier.document.status === 'confirmed'))
      return earlier.document.fingerprint === sent.fingerprint
        ? answer(loaded, earlier.document)
        : refuse('idempotency-key-reused');
    if (same?.writes.length === 0) return answer(loaded, same.redemption);
    const made = same ?? firstAnswer(ports, sent, asked);
    const refused = asked.refused ?? (await asked.reserve());
    if (refused) return { ...refused, context: loaded.contextOf(loaded.paths.details) };
    const written = await ports.partners.write(partner.partnerId, made.writes);
    if (written.ok) return answer(loaded, made.redemption);
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}

function answer({ paths }: LoadedLink, redemption: Redemption): LinkAnswer {
  return {
    status: 202,
    json: () => redemptionView(redemption),
    page: { seeOther: paths.redemption(redemption.redemptionId) },
  };
}

/** An offer of another kind has no such address. */
function answeredElsewhere({ paths, offer, contextOf }: LoadedLink): LinkRefused {
  const detail =
    offer.kind === 'delegationOffer'
      ? `This offer asks for delegated administration alone: accept it at ${paths.delegation}.`
      : `This is no delegation offer: answer it at ${paths.redemptions}.`;
  return { ...refuse('not-found', { detail }), context: contextOf(paths.offer), backUrl: paths.offer };
}
