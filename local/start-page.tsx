/** The first page a newcomer sees: it leads from an offer to a customer in the browser. */
import type { VNode } from 'preact';
import { countries } from '../shared/catalogue/countries';
import { languages } from '../shared/domain/text';
import { demoKeyToLoad } from './demo-keys';
import type { Answer, Problem } from './own-api';
import { Page } from './page';
import { personas, type Persona } from './personas';
import { ScanForm } from './scan-page';
import { KeysBox, type KeyToTry } from './start-keys';
import { viewer } from './viewer';

const countryNames = new Intl.DisplayNames('en', { type: 'region' });
const languageNames = { he: 'Hebrew', en: 'English', 'zh-CN': 'Simplified Chinese' } as const;
const byName = countries
  .map((code) => ({ code, name: countryNames.of(code) ?? code }))
  .sort((one, other) => one.name.localeCompare(other.name, 'en'));

/** Chosen in the place of a product. */
export const delegationAlone = 'delegation-alone';

/** What stands in the form. */
export interface StartForm {
  readonly persona: Persona;
  readonly usageLocation: string;
  readonly productId: string;
  /** As it was typed; of what is bought alone. */
  readonly quantity: string;
  readonly language: string;
  readonly delegatedAdministration: boolean;
}

/** A product that the persona can offer. */
interface StartProduct {
  readonly id: string;
  readonly name: string;
  readonly kind: 'trial' | 'purchase';
}

interface StartProperties {
  readonly form: StartForm;
  readonly products: readonly StartProduct[];
  readonly keys: Answer<readonly KeyToTry[]>;
  readonly problem: Problem | undefined;
  readonly now: Date;
  readonly origin: string;
}

/** The start page. */
export function StartPage({ form, products, keys, problem, now, origin }: StartProperties): VNode {
  return (
    <Page title="Start">
      <h1>Kesher is running on this machine</h1>
      <p>
        Kesher is the backend that a Microsoft cloud partner runs to win and look after Microsoft 365 customers. It
        makes trial invitations, purchase offers and requests for delegated administration, and mails them. Customers
        open a link, confirm with a code from their mailbox, and the partner sees them appear.
      </p>
      <p class="soft">
        Everything stays here: the mails, the sign-in, the data. In a minute you will have won a customer.
      </p>
      {problem === undefined ? null : <ProblemBox problem={problem} />}
      <OfferForm form={form} products={products} />
      <section>
        <h2>What comes next</h2>
        <ol>
          <li>You get a link, a summary id, and a message ready to be mailed.</li>
          <li>As the customer you open the link and fill in a company. There is one to copy.</li>
          <li>
            The code is in the <a href="/local/mailbox">mailbox</a>. Enter it, and you have the receipt. It leads on to
            the customer’s access page, where delegated administration can be ended again.
          </li>
          <li>
            As the partner you see <a href={`/local/start/customers?persona=${form.persona.id}`}>the customer</a> and{' '}
            <a href={viewer(form.persona, '/api/notifications')}>what happened</a>.
          </li>
          <li>The page with the link also mails the offer, declines it as a customer would, and withdraws it.</li>
        </ol>
      </section>
      <ScanForm />
      <KeysBox persona={form.persona} keys={keys} />
      <section>
        <h2>Look around</h2>
        <ul>
          <li>
            <a href="/local/preview">Every page and every mail</a>, in every state and in Hebrew, English and Chinese
          </li>
          <li>
            <a href="/local/mailbox">The mailbox</a>, where every mail arrives
          </li>
          <li>
            <a href={viewer(form.persona, '/api/overview')}>What {form.persona.name} may use</a>
          </li>
        </ul>
      </section>
      <ClockBox now={now} />
      <Addresses
        persona={form.persona}
        hasKeys={keys.ok}
        origin={origin}
        productId={products.find(({ kind }) => kind === 'trial')?.id ?? '…'}
      />
    </Page>
  );
}

function OfferForm({ form, products }: Pick<StartProperties, 'form' | 'products'>): VNode {
  const { persona, usageLocation, language, delegatedAdministration } = form;
  const partners = personas.filter((candidate) => 'partner' in candidate);
  return (
    <section>
      <h2>Create a trial invitation, a purchase offer or a delegation offer</h2>
      <form method="post" action="/local/start/offers">
        <div class="fields">
          <Choice
            name="persona"
            label="You are"
            chosen={persona.id}
            options={partners.map(({ id, name, position, partner }) => [id, `${name}, ${partner} ${position}`])}
          />
          <Choice
            name="usageLocation"
            label="The customer is in"
            chosen={usageLocation}
            options={byName.map(({ code, name }) => [code, name])}
          />
          <ProductChoice form={form} products={products} />
          <div>
            <label for="quantity">Licences to buy</label>
            <input id="quantity" name="quantity" type="number" min="1" value={form.quantity} required />
          </div>
          <Choice
            name="language"
            label="Language"
            chosen={language}
            options={languages.map((code) => [code, languageNames[code]])}
          />
        </div>
        <fieldset>
          <legend>Ask for delegated administration beside a product?</legend>
          <label>
            <input type="radio" name="delegatedAdministration" value="no" checked={!delegatedAdministration} /> No
          </label>
          <label>
            <input type="radio" name="delegatedAdministration" value="yes" checked={delegatedAdministration} /> Yes
          </label>
        </fieldset>
        <p class="buttons">
          <button type="submit">Create the offer</button>
          <button type="submit" class="quiet" formMethod="get" formAction="/">
            Show the products of this country
          </button>
        </p>
      </form>
    </section>
  );
}

const kinds = [
  ['trial', 'To try'],
  ['purchase', 'To buy'],
] as const;

/** What is to be tried makes an invitation, what is to be bought an offer. */
function ProductChoice({ form, products }: Pick<StartProperties, 'form' | 'products'>): VNode {
  return (
    <div>
      <label for="productId">Product</label>
      <select id="productId" name="productId">
        {kinds.map(([kind, label]) => (
          <optgroup key={kind} label={label}>
            {products
              .filter((product) => product.kind === kind)
              .map(({ id, name }) => (
                <option key={id} value={id} selected={id === form.productId}>
                  {name}
                </option>
              ))}
          </optgroup>
        ))}
        <optgroup label="No product">
          <option value={delegationAlone} selected={form.productId === delegationAlone}>
            Delegated administration alone
          </option>
        </optgroup>
      </select>
    </div>
  );
}

function Choice(properties: {
  readonly name: string;
  readonly label: string;
  readonly chosen: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}): VNode {
  const { name, label, chosen, options } = properties;
  return (
    <div>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function ClockBox({ now }: { readonly now: Date }): VNode {
  return (
    <section>
      <h2>The clock</h2>
      <p>
        It is <code>{now.toISOString()}</code> for tokens, rules and timers. Put it forward to see reminders go out and
        trials end; only deleting the data folder puts it back.
      </p>
      <form method="post" action="/local/start/clock">
        <p>
          <label for="days">Days</label>
          <input id="days" name="days" type="number" min="1" max="365" value="31" required />
        </p>
        <button type="submit" class="quiet">
          Put the clock forward
        </button>
      </form>
    </section>
  );
}

function Addresses(properties: {
  readonly persona: Persona;
  readonly hasKeys: boolean;
  readonly origin: string;
  readonly productId: string;
}): VNode {
  const { persona, hasKeys, origin, productId } = properties;
  const token = `TOKEN=$(curl -s ${origin}/local/tokens -H 'Content-Type: application/json' -d '{"persona":"${persona.id}"}' | sed 's/.*:"//; s/".*//')`;
  const create = `curl -s ${origin}/api/trial-invitations -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"usageLocation":"IL","productId":"${productId}"}'`;
  const key = demoKeyToLoad(persona.tenantId);
  const load = `curl -s ${origin}/api/product-keys -H "Authorization: Bearer $TOKEN" -H 'Content-Type: text/csv' --data-binary $'key;product;quantity;term\\n${key};microsoft-365-business-basic;10;12'`;
  const find = `curl -s ${origin}/api/product-keys/search -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"key":"${key}"}'`;
  return (
    <section>
      <details>
        <summary>For programs</summary>
        <pre>
          {[
            token,
            `curl -s ${origin}/api/overview -H "Authorization: Bearer $TOKEN"`,
            `curl -s "${origin}/api/products?usageLocation=IL&kind=trial" -H "Authorization: Bearer $TOKEN"`,
            create,
            ...(hasKeys ? [load, find] : []),
            `curl -s "${origin}/local/mailbox/messages?to=dana@adatum.example"`,
            `curl -s ${origin}/local/clock -H 'Content-Type: application/json' -d '{"advance":"P31D"}'`,
          ].join('\n')}
        </pre>
        <ul>
          <li>
            <a href="/local/personas">Who can sign in</a>
          </li>
          <li>
            <a href="/local/mailbox/messages">The mails as JSON</a>
          </li>
          <li>
            <a href="/health/ready">Whether it is ready</a>
          </li>
        </ul>
      </details>
    </section>
  );
}

/** What the API refused, in its own words. */
export function ProblemBox({ problem }: { readonly problem: Problem }): VNode {
  return (
    <section class="problem" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail === undefined ? null : <p>{problem.detail}</p>}
      {problem.errors === undefined ? null : (
        <ul>
          {problem.errors.map(({ pointer, detail }) => (
            <li key={pointer}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
