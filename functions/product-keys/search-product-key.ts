/** A partner finds one of its product keys by the whole key. */
import * as z from 'zod';
import { productKeyView } from '../../shared/domain/keys/product-key';
import { typedKey, whatToCheck } from '../../shared/domain/keys/typed-key';
import { namingNoKey } from '../../shared/domain/keys/unnamed-fields';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { etagOf } from '../../shared/http/preconditions';
import { findKey } from '../../shared/keys/found-keys';
import { countGuesses, guessesSpent } from '../../shared/keys/key-guesses';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & Pick<Ports, 'productKeys' | 'keyFingerprints'>;

const Body = namingNoKey(z.strictObject({ key: z.string('Must be the whole key, as text.') }));

/** Says what became of a key. One that is none, or that nobody here has loaded, counts as a guess of the user who asks. */
export const searchProductKey = (ports: Deps) =>
  userOperation('searchProductKey', ports, { body: Body }, async ({ body, caller, now }) => {
    const spent = await guessesSpent(ports, caller);
    if (spent) return spent;
    const typed = typedKey(body.key);
    if (!typed.ok) return (await countGuesses(ports, caller, 1)) ?? typed;
    const stored = await findKey(ports, caller.partnerId, typed.value);
    if (!stored) {
      const unknown = refuse('product-key-unknown', {
        detail: `Your company has not loaded it. ${whatToCheck(typed.value)}`,
      });
      return (await countGuesses(ports, caller, 1)) ?? unknown;
    }
    const { revision } = stored.document;
    return reply(200, { ...productKeyView(stored.document, now), etag: etagOf(revision) }, { revision });
  });
