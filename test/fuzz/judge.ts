/** Sends a call and judges its answer: no crash, nothing that the document does not tell, and nothing changed by a refusal. */
import type { HttpOperationName } from '../../shared/http/access';
import { requestFault } from '../api-contract';
import type { Answer } from '../world';
import { callOf, type Draft } from './drafts';
import type { Ground, Written } from './ground';

/** What is written on purpose when somebody is refused: guesses are counted before they are told, so that fifty at once are not fifty. */
const meant: Readonly<Record<string, readonly string[]>> = {
  'code-throttle': ['askedAt'],
  'guess-budget': ['guesses'],
  ...Object.fromEntries(
    ['redemption', 'claim-proof', 'access-code', 'administrator-change', 'desk-code', 'password-reset'].map((type) => [
      type,
      ['tries', 'lastGuess'],
    ]),
  ),
};

/** Documents that do nothing but count: the first time makes them. */
const counters = ['code-throttle', 'guess-budget'];

function isMeant({ before, after }: Written): boolean {
  const fields = after && meant[after.type];
  if (!fields) return false;
  if (!before) return counters.includes(after.type);
  return Object.keys({ ...before, ...after }).every(
    (field) => fields.includes(field) || JSON.stringify(before[field]) === JSON.stringify(after[field]),
  );
}

/** A guess was wrong, or there were too many: nothing else is counted. Pages say it by their status. */
function isOfGuesses({ headers, status, text }: Answer): boolean {
  if (headers.get('content-type')?.startsWith('text/html') === true) return [410, 422, 429].includes(status);
  return /\/problems\/(?:confirmation-code-|too-many-attempts|product-key-)/u.test(text);
}

/** A list in which a row may be anything: the answer says of each what became of it. */
const judgedRowByRow: readonly HttpOperationName[] = ['loadProductKeys'];

/** Sends it; throws what is wrong with the answer. */
export async function judged(name: HttpOperationName, draft: Draft, ground: Ground): Promise<Answer> {
  const { world } = ground;
  world.logged.length = 0;
  const answer = await world.call(name, callOf(draft));
  if (answer.status >= 500) throw new Error(`It broke: ${world.logged.join('\n')}`);
  if (answer.status < 400) {
    if (judgedRowByRow.includes(name)) return answer;
    const fault = requestFault(name, { query: new Map(draft.query), json: jsonOf(draft) });
    if (fault !== undefined)
      throw new Error(`It was taken (${answer.status}), and the document does not allow it: ${fault}`);
    return answer;
  }
  const written = ground.written().filter((change) => !isOfGuesses(answer) || !isMeant(change));
  if (written.length > 0)
    throw new Error(
      `It was refused (${answer.text.slice(0, 200)}) and wrote ${JSON.stringify(written).slice(0, 2000)}`,
    );
  return answer;
}

/** What was sent as JSON; of a name that comes twice, the last one. */
function jsonOf({ body }: Draft): string {
  if (body.kind === 'json') return JSON.stringify(body.value);
  if (body.kind !== 'raw') return '';
  return new TextDecoder().decode(typeof body.bytes === 'string' ? Buffer.from(body.bytes) : body.bytes);
}
