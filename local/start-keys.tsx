/** The part of the start page with the product keys of the demo data, for whoever wants to try one. */
import type { VNode } from 'preact';
import * as z from 'zod';
import type { Answer } from './own-api';
import type { Persona } from './personas';
import { viewer } from './viewer';

/** What the API says of keys that end alike, the newest first. */
export const StatesOfKey = z.object({ items: z.array(z.object({ state: z.string() })) });

/** A key of the demo data, whole, and what became of it by now. */
export interface KeyToTry {
  readonly key: string;
  readonly product: string;
  readonly quantity: number;
  readonly state: string;
}

const words = new Map([
  ['free', 'can be used'],
  ['applied', 'is used'],
  ['withdrawn', 'was withdrawn'],
  ['expired', 'has expired'],
]);

/** Lists the keys; or says why there are none to the persona. */
export function KeysBox({
  persona,
  keys,
}: {
  readonly persona: Persona;
  readonly keys: Answer<readonly KeyToTry[]>;
}): VNode | null {
  if (!keys.ok)
    return (
      <section>
        <h2>Product keys</h2>
        <p>
          For {persona.name} there are none: {keys.problem.detail ?? keys.problem.title}
        </p>
      </section>
    );
  const [first] = keys.value;
  if (!first) return null;
  return (
    <section>
      <h2>Product keys</h2>
      <p>
        {persona.partner} has bought licences as product keys and loaded them. Kesher keeps the last five characters of
        a key and a fingerprint under a secret pepper; these can be shown whole only because the demo data make them
        anew.
      </p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">By now</th>
            </tr>
          </thead>
          <tbody>
            {keys.value.map(({ key, product, quantity, state }) => (
              <tr key={key}>
                <td>
                  <code>{key}</code>
                  <br />
                  <span class="soft">
                    {quantity} × {product}
                  </span>
                </td>
                <td>{words.get(state) ?? state}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p>
          <a href={viewer(persona, '/api/product-keys')}>All of them, as the API lists them</a>
        </p>
      </div>
      <form method="post" action="/local/start/product-keys">
        <input type="hidden" name="persona" value={persona.id} />
        <p>
          <label for="key">Find a key, however it is spelt</label>
          <input id="key" name="key" type="text" value={first.key.toLowerCase()} autocomplete="off" required />
        </p>
        <button type="submit" class="quiet">
          Find it
        </button>
      </form>
    </section>
  );
}
