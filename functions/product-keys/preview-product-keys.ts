/** A partner looks at what product keys would do for a customer. Nothing is used, and nothing counted as a guess. */
import { KeyApplicationRequest } from '../../shared/domain/keys/key-application-request';
import { refuse } from '../../shared/domain/refusal';
import { userOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { judgeKeys, readKeysForCustomer, type KeyPorts } from '../../shared/keys/keys-for-customer';

/** Says for each key what it would start, extend or add to, as it would stand then; or why it would not. */
export const previewProductKeys = (ports: ApiPorts & KeyPorts) =>
  userOperation('previewProductKeys', ports, { body: KeyApplicationRequest }, async (call) => {
    const read = await readKeysForCustomer(ports, call, 'previews');
    if (!read.ok) return read;
    const judged = await judgeKeys(ports, call, read.value);
    if (!judged.ok) return judged;
    if (judged.value.kind === 'usedBefore')
      return refuse('product-key-used', {
        detail: 'These keys were used for this customer already: nothing more comes of them.',
      });
    const items = judged.value.effects.flatMap(({ keys, effect, product, quantity, endsAt }) =>
      keys.map(({ keyId, lastFive }) => ({ keyId, lastFive, productId: product.id, effect, quantity, endsAt })),
    );
    const order = read.value.keys.map(({ document }) => document.keyId);
    return reply(200, {
      items: items
        .toSorted((one, other) => order.indexOf(one.keyId) - order.indexOf(other.keyId))
        .map(({ keyId: _keyId, ...item }) => item),
    });
  });
