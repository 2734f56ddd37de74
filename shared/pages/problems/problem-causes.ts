/** Why each kind of problem comes about, in the words of its page. */
import type { Refusal } from '../../domain/refusal';

export const problemCauses: Readonly<Record<Refusal, string>> = {
  'malformed-request':
    'The body is no JSON in UTF-8 (or, where a table is taken, no table), or Idempotency-Key has a form that it never has.',
  unauthenticated:
    'The call came without an access token, or with one that has expired, is meant for another API, or was not signed by Entra ID. What was the matter stands in detail.',
  forbidden:
    'The token is good, but this user, or this company, lacks a switch or an authorisation that the operation needs. GET /api/permissions tells what each one needs. A form that another site sent is refused in the same way.',
  'partner-suspended':
    'The operator of this service has suspended the company. Nothing is lost: it can do nothing until it is reinstated, and its links say that they are not available.',
  'not-found':
    'Nothing has this address, or nothing of yours: what belongs to another company is answered in the same way as what was never there.',
  'link-unknown':
    'The code in the address is none that this service has made: it was cut short or changed on the way, or made up.',
  'request-in-progress':
    'An earlier request for the same thing is still being worked on, perhaps at Microsoft, and has not come to an end.',
  'profile-incomplete':
    'Mails to customers name a phone number and an e-mail address of the company, and advertisements its postal address too; its profile lacks one of them.',
  'state-conflict':
    'The request is well-formed and allowed, but what it is about is not in a state in which this can be done: it has ended, it is suspended, or others depend on it.',
  'trial-already-used': 'The customer has tried this product before, with this company.',
  'product-already-owned':
    'The customer has bought this product already, or the subscription that is to be turned into a paid one is none on trial.',
  'product-key-malformed': 'What was typed has not the form of a product key.',
  'product-key-unknown':
    'The key has the right form, but nobody of this company has loaded it, or it was withdrawn. Keys that others loaded are answered in the same way.',
  'product-key-used': 'The key has been used, for this customer in another way or for another one.',
  'product-key-expired': 'The day until which the key could be used has passed.',
  'offer-expired': 'The offer could be accepted until a certain moment, and that has passed.',
  'offer-revoked': 'The partner has withdrawn the offer.',
  'offer-exhausted': 'As many customers as the offer was made for have accepted it.',
  'offer-replaced': 'The partner has made a new link for this offer, or a new offer in its place.',
  'offer-unavailable':
    'The partner cannot make good on the offer at present: it is suspended, or what it offers is not sold there any more; or the offer was made for another company.',
  'password-gone':
    'A link shows a password once, for a short time. It has been shown, was withdrawn, or its time is over.',
  'confirmation-code-wrong':
    'The code is not the one in the newest mail. Each try is counted before it is looked at, so that many at once are not more.',
  'confirmation-code-expired':
    'The code was mailed more than ten minutes ago, or something else has overtaken what it was for.',
  'too-many-attempts':
    'A code may be tried five times. Codes, wrong guesses and mails are counted for each address, customer and user too, and this one has reached its limit for now. Others are not held up by that.',
  stale: 'If-Match names a version that is not the newest one: somebody has changed it since you read it.',
  'payload-too-large':
    'A body may have 64 KB, and 1 MB where product keys or recipients are listed. This one is larger.',
  'unsupported-media-type':
    'The body says, in Content-Type, that it is something that this operation does not read. Compressed bodies are not read either.',
  'invalid-request':
    'The body or the query could be read, but some of it is missing, unknown, of another kind or out of its bounds.',
  'product-unavailable':
    'There is no such product, it is not sold in that country or to that kind of offer, or it needs another one beside it.',
  'quantity-out-of-range': 'Each product is sold from a minimum to a maximum of licences, and the count is outside.',
  'idempotency-key-reused': 'The same Idempotency-Key came before with another body.',
  'precondition-required':
    'What people edit is changed only by who has read it: this operation needs the ETag of the version that was read, so that nobody overwrites what a colleague has just written.',
  unavailable: 'The database, or the directory at Microsoft, is busy or does not answer in time.',
};
