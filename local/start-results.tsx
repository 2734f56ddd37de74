/** The pages behind the start page: the new invitation, the partner's customers, and any answer of the API. */
import type { VNode } from 'preact';
import * as z from 'zod';
import type { Answer } from './own-api';
import { Address, Page } from './page';
import { personas, type Persona } from './personas';
import { ScanForm } from './scan-page';
import { ProblemBox, viewer } from './start-page';

export const CreatedOffer = z.object({
  id: z.string(),
  summaryId: z.string(),
  url: z.string(),
  language: z.string(),
  expiresAt: z.string(),
  message: z.object({ subject: z.string(), text: z.string() }),
});
export type CreatedOffer = z.infer<typeof CreatedOffer>;

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

export const Answers = z.object({
  items: z.array(z.object({ redemptionId: z.string(), companyName: z.string(), status: z.string() })),
});
export type Answers = z.infer<typeof Answers>;

interface InvitationProperties {
  readonly offer: CreatedOffer;
  readonly persona: Persona;
  /** Who has answered it so far. */
  readonly answers: Answer<Answers>;
}

/** A new invitation, and the way from it to a customer. */
export function InvitationPage({ offer, persona, answers }: InvitationProperties): VNode {
  const { summaryId, url, message, language, id } = offer;
  return (
    <Page title="Your invitation">
      <h1>
        Invitation <code>{summaryId}</code>
      </h1>
      <section>
        <h2>Now be the customer</h2>
        <ol>
          <li>
            <a class="button" href={url} target="_blank" rel="noopener">
              Open the link
            </a>
            <p class="soft">It opens beside this page, so that you can copy from here.</p>
          </li>
          <li>
            Fill in a company. One that nobody knows yet:
            <SampleCustomer offer={offer} />
          </li>
          <li>
            Take the six digits from the{' '}
            <a href="/local/mailbox" target="_blank" rel="noopener">
              mailbox
            </a>{' '}
            and enter them. You get a receipt, and the trial has begun.
          </li>
        </ol>
      </section>
      <section>
        <h2>And now the partner again</h2>
        {answers.ok ? <Progress answers={answers.value} /> : null}
        <ul>
          <li>
            <a href={`/local/start/customers?persona=${persona.id}`}>
              The customers of {persona.partner ?? 'the partner'}
            </a>
          </li>
          <li>
            <a href={viewer(persona, '/api/notifications')}>What the partner was told</a>
          </li>
          <li>
            <a href={viewer(persona, `/api/offers/${id}/redemptions`)}>Who accepted this invitation</a>
          </li>
        </ul>
      </section>
      <ScanForm link={url} />
      <section>
        <h2>The message to send with it</h2>
        <p lang={language} dir="auto">
          <strong>{message.subject}</strong>
        </p>
        <pre lang={language} dir="auto">
          {message.text}
        </pre>
      </section>
    </Page>
  );
}

/** What to type on the customer's pages; each invitation has a company of its own, so that a second try is as good as the first. */
function SampleCustomer({ offer: { summaryId, language } }: Pick<InvitationProperties, 'offer'>): VNode {
  const { company, person } = sampleNames.get(language) ?? english;
  const domain = `adatum-${summaryId.slice(0, 4).toLowerCase()}.example`;
  const fields = [
    ['Company name', company],
    ['Primary domain', domain],
    ['Full name', person],
    ['Email address', `dana@${domain}`],
  ] as const;
  return (
    <dl class="copied">
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Address text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const english = { company: 'Adatum', person: 'Dana Levi' };
const sampleNames: ReadonlyMap<string, typeof english> = new Map([
  ['en', english],
  ['he', { company: 'אדאטום', person: 'דנה לוי' }],
  ['zh-CN', { company: '阿达图姆', person: '王芳' }],
]);

function Progress({ answers: { items } }: { readonly answers: Answers }): VNode {
  if (items.length === 0) return <p class="soft">Nobody has answered yet. Load this page again when you have.</p>;
  return (
    <ul>
      {items.map(({ redemptionId, companyName, status }) => (
        <li key={redemptionId}>
          <strong>
            <bdi>{companyName}</bdi>
          </strong>{' '}
          {progressWords.get(status) ?? status}
        </li>
      ))}
    </ul>
  );
}

const progressWords: ReadonlyMap<string, string> = new Map([
  ['awaitingConfirmation', 'has been mailed a code and has not entered it yet.'],
  ['confirmed', 'has accepted.'],
  ['lapsed', 'never entered its code.'],
]);

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
  readonly path: string;
  readonly answer: Answer<unknown>;
}): VNode {
  const { persona, path, answer } = properties;
  return (
    <Page title={path}>
      <h1>
        <code>GET {path}</code>
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
