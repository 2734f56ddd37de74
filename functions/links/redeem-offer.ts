/** A customer answers an invitation or a purchase offer with its details. Nothing is granted yet: a code is mailed to the administrator first. */
import { RedemptionRequest } from '../../shared/domain/redemptions/redemption-request';
import { linkOperation } from '../../shared/http/link-operation';
import { takeAnswer, type AnswerPorts } from '../../shared/links/taken-answer';

/** Takes the customer's answer and mails the code. The same Idempotency-Key, or the same data sent twice from a page, is one redemption. */
export const redeemOffer = (ports: AnswerPorts) =>
  linkOperation('redeemOffer', ports, { body: RedemptionRequest }, async (call) =>
    takeAnswer(ports, call, 'redemptions'),
  );
