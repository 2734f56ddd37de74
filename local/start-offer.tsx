/** The page of a new offer: the way from its link to a customer, and what else can become of it. */
import type { VNode } from 'preact';
import * as z from 'zod';
import type { Answer, Problem } from './own-api';
import { Address, Page } from './page';
import type { Persona } from './personas';
import { ScanForm } from './scan-page';
import { ProblemBox } from './start-page';
import { viewer } from './viewer';

export const CreatedOffer = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  summaryId: z.string(),
  url: z.string(),
  language: z.string(),
  message: z.object({ subject: z.string(), text: z.string() }),
});
export type CreatedOffer = z.infer<typeof CreatedOffer>;

export const Answers = z.object({
  items: z.array(z.object({ redemptionId: z.string(), companyName: z.string().nullable(), status: z.string() })),
});
export type Answers = z.infer<typeof Answers>;

interface OfferProperties {
  readonly offer: CreatedOffer;
  readonly persona: Persona;
  /** Who has answered it so far. */
  readonly answers: Answer<Answers>;
  /** What could not be done with it. */
  readonly problem?: Problem | undefined;
}

/** An offer, and the way from it to a customer. */
export function OfferPage({ offer, persona, answers, problem }: OfferProperties): VNode {
  const { kind, status, summaryId, url, message, language } = offer;
  return (
    <Page title="Your offer">
      <h1>
        {kindNames.get(kind) ?? kind} <code>{summaryId}</code>
      </h1>
      {problem === undefined ? null : <ProblemBox problem={problem} />}
      {status === 'active' ? <WayToCustomer offer={offer} /> : <DeadOffer offer={offer} />}
      <section>
        <h2>And now the partner again</h2>
        {answers.ok ? <Progress answers={answers.value} /> : null}
        <PartnersLinks offer={offer} persona={persona} />
        {status === 'active' ? <PartnersForms offer={offer} persona={persona} /> : null}
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

const kindNames: ReadonlyMap<string, string> = new Map([
  ['trialInvitation', 'Trial invitation'],
  ['purchaseOffer', 'Purchase offer'],
  ['delegationOffer', 'Delegation offer'],
]);

interface About {
  readonly offer: CreatedOffer;
}

function WayToCustomer({ offer }: About): VNode {
  return (
    <section>
      <h2>Now be the customer</h2>
      <ol>
        <li>
          <a class="button" href={offer.url} target="_blank" rel="noopener">
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
          and enter them. You get a receipt.
        </li>
        <li>
          The receipt leads to the customer’s access page. A second code opens it: what the company has, who administers
          it, and the way to end that.
        </li>
      </ol>
      <p>
        Or{' '}
        <a href={`${offer.url}?step=refusal`} target="_blank" rel="noopener">
          decline as the customer
        </a>
        , with a reason or without.
      </p>
    </section>
  );
}

function DeadOffer({ offer: { url, status } }: About): VNode {
  return (
    <section>
      <h2>The link is dead: {status}</h2>
      <p>
        <a class="button" href={url} target="_blank" rel="noopener">
          Open the link
        </a>
      </p>
      <p>Its page says why, and whoever opens it can ask the partner for a fresh link there.</p>
    </section>
  );
}

function PartnersLinks({ offer: { id }, persona }: Pick<OfferProperties, 'offer' | 'persona'>): VNode {
  const links = [
    [`/local/start/customers?persona=${persona.id}`, `The customers of ${persona.partner ?? 'the partner'}`],
    [viewer(persona, '/api/notifications'), 'What the partner was told'],
    [viewer(persona, `/api/offers/${id}/redemptions`), 'Who answered this offer'],
    [viewer(persona, `/api/offers/${id}/emails`), 'What became of its mails'],
  ] as const;
  return (
    <ul>
      {links.map(([href, text]) => (
        <li key={href}>
          <a href={href}>{text}</a>
        </li>
      ))}
    </ul>
  );
}

function PartnersForms({ offer, persona }: Pick<OfferProperties, 'offer' | 'persona'>): VNode {
  const path = `/local/start/offers/${offer.id}`;
  return (
    <>
      <form method="post" action={`${path}/emails`}>
        <input type="hidden" name="persona" value={persona.id} />
        <p>
          <label for="email">Mail the offer to</label>
          <input id="email" name="email" type="email" value={sampleOf(offer).email} required />
        </p>
        <p class="buttons">
          <button type="submit" class="quiet">
            Mail it
          </button>
        </p>
      </form>
      <form method="post" action={`${path}/revocation`}>
        <input type="hidden" name="persona" value={persona.id} />
        <p>Or withdraw it, and see what its reader sees then:</p>
        <p class="buttons">
          <button type="submit" class="quiet">
            Withdraw the offer
          </button>
        </p>
      </form>
    </>
  );
}

/** Each offer has a company of its own, so that a second try is as good as the first. */
function sampleOf({ summaryId, language }: CreatedOffer) {
  const domain = `adatum-${summaryId.slice(0, 4).toLowerCase()}.example`;
  return { ...(sampleNames.get(language) ?? english), domain, email: `dana@${domain}` };
}

/** What to type on the customer's pages. */
function SampleCustomer({ offer }: About): VNode {
  const { company, person, domain, email } = sampleOf(offer);
  const fields = [
    ['Company name', company],
    ['Primary domain', domain],
    ['Full name', person],
    ['Email address', email],
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
            <bdi>{companyName ?? 'Somebody who has the link'}</bdi>
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
  ['declined', 'has declined.'],
]);
