/** The pages behind the start page: the partner's customers, and any answer of the API. */
import type { VNode } from 'preact';
import * as z from 'zod';
import type { Answer } from './own-api';
import { Address, Page } from './page';
import { personas, type Persona } from './personas';
import { ProblemBox } from './start-page';
import { viewer } from './viewer';

export const CustomerList = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      id: z.string(),
      companyName: z.string(),
      primaryDomain: z.string().nullish(),
      delegation: z.object({ status: z.string() }),
    }),
  ),
});
export type CustomerList = z.infer<typeof CustomerList>;

/** The newest customers of a persona's partner. */
export function CustomersPage({
  persona,
  answer,
}: {
  readonly persona: Persona;
  readonly answer: Answer<CustomerList>;
}): VNode {
  return (
    <Page title="Customers">
      <h1>Customers of {persona.partner ?? 'nobody'}</h1>
      <p class="soft">
        As {persona.name} sees them. Others:{' '}
        {personas
          .filter((candidate) => 'partner' in candidate && candidate.id !== persona.id)
          .map(({ id, name }, index) => (
            <span key={id}>
              {index === 0 ? '' : ', '}
              <a href={`/local/start/customers?persona=${id}`}>{name}</a>
            </span>
          ))}
        .
      </p>
      {answer.ok ? <CustomerTable persona={persona} list={answer.value} /> : <ProblemBox problem={answer.problem} />}
    </Page>
  );
}

function CustomerTable({ persona, list }: { readonly persona: Persona; readonly list: CustomerList }): VNode {
  return (
    <section>
      <p>
        {list.items.length} of {list.total}, the newest first.
      </p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">Company</th>
              <th scope="col">Delegation</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map(({ id, companyName, primaryDomain, delegation }) => (
              <tr key={id}>
                <td>
                  <a href={viewer(persona, `/api/customers/${encodeURIComponent(id)}`)}>
                    <bdi>{companyName}</bdi>
                  </a>
                  <br />
                  <span class="soft">
                    <Address text={primaryDomain ?? '–'} />
                  </span>{' '}
                  ·{' '}
                  <a href={viewer(persona, `/api/customers/${encodeURIComponent(id)}/subscriptions`)}>subscriptions</a>
                </td>
                <td>{delegation.status}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** An answer of the API, as it is. */
export function AnswerPage(properties: {
  readonly persona: Persona;
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly answer: Answer<unknown>;
}): VNode {
  const { persona, method = 'GET', path, answer } = properties;
  return (
    <Page title={path}>
      <h1>
        <code>
          {method} {path}
        </code>
      </h1>
      <p class="soft">As {persona.name}.</p>
      {answer.ok ? (
        <pre dir="ltr">{JSON.stringify(answer.value, null, 2)}</pre>
      ) : (
        <ProblemBox problem={answer.problem} />
      )}
    </Page>
  );
}
