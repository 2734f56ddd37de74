/** A customer accepts a delegation offer. Nothing is granted yet: a code is mailed to the administrator first. */
import { DelegationAcceptance } from '../../shared/domain/redemptions/redemption-request';
import { linkOperation } from '../../shared/http/link-operation';
import { takeAnswer, type AnswerPorts } from '../../shared/links/taken-answer';

/** Takes the customer's "yes" and mails the code; a redemption like any other, that sets up no subscription. */
export const acceptDelegation = (ports: AnswerPorts) =>
  linkOperation('acceptDelegation', ports, { body: DelegationAcceptance }, async (call) =>
    takeAnswer(ports, call, 'delegation'),
  );
