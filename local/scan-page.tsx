/** What a scan did and what came of it, for people. */
import type { VNode } from 'preact';
import { limits } from '../shared/catalogue/limits';
import { Address, Page } from './page';
import { scanParts, type Scan, type ScanPart, type ScanStep } from './scanner';
import { grants, nothingGranted, type Standing } from './standing';

/** A scan with what was before and after it. */
export interface ScanReport {
  readonly scan: Scan;
  readonly before: Standing;
  readonly after: Standing;
  /** The mail that carries the code for the scanner's own answer, in the local mailbox. */
  readonly codeMailId: string | undefined;
  /** The page of the invitation whose link it was. */
  readonly invitationUrl: string | undefined;
}

const partTitles: Readonly<Record<ScanPart, string>> = {
  looks: 'It looks',
  follows: 'It follows every link',
  presses: 'It presses the button',
  fillsIn: 'It fills in the form like a person',
  guesses: 'It presses and guesses where the code is asked for',
};

/** Asks for a link to scan. */
export function ScanForm({ link = '' }: { readonly link?: string }): VNode {
  return (
    <section>
      <h2>What link scanners do</h2>
      <p>
        Mail gateways and chats open links before their reader does, follow what is behind them, press the buttons and
        fill in the forms. Let one loose on a link, and see that nothing comes of it.
      </p>
      <form method="post" action="/local/start/scans">
        {link === '' ? (
          <p>
            <label for="link">A link of an offer</label>
            <input id="link" name="link" type="url" required />
          </p>
        ) : (
          <input type="hidden" name="link" value={link} />
        )}
        <button type="submit" class="quiet">
          Scan the link
        </button>
      </form>
    </section>
  );
}

/** The page that asks for a link, and says when the one that was given is none. */
export function ScanStartPage({ isWrong }: { readonly isWrong: boolean }): VNode {
  return (
    <Page title="Link scanners">
      <h1>Link scanners</h1>
      {isWrong ? (
        <section class="problem" role="alert">
          <h2>That is not a link of this Kesher</h2>
          <p>Copy the whole link of an offer that was created here. No other address is scanned.</p>
        </section>
      ) : null}
      <ScanForm />
    </Page>
  );
}

/** The page after a scan. It compares what was counted; it takes nothing for granted. */
export function ScanPage({ report }: { readonly report: ScanReport }): VNode {
  const { scan, before, after, invitationUrl } = report;
  const isClean = nothingGranted(before, after);
  return (
    <Page title={isClean ? 'Nothing was granted' : 'Something was granted'}>
      <h1>{isClean ? 'Nothing was granted' : 'Something was granted'}</h1>
      <p>
        {isClean
          ? `The scanner made ${scan.steps.length} requests, and nobody became a customer by it.`
          : 'Something changed while the scanner was at work. Unless somebody entered a code at that moment, this is a fault.'}
      </p>
      <Comparison before={before} after={after} />
      <LeftBehind report={report} />
      {invitationUrl === undefined ? null : (
        <section>
          <h2>And the reader?</h2>
          <p>
            For the person that the link was meant for it is as good as new.{' '}
            <a href={invitationUrl}>Go back to the invitation</a> and accept it.
          </p>
        </section>
      )}
      <section>
        <h2>Everything it did</h2>
        <Steps scan={scan} />
      </section>
    </Page>
  );
}

const counted = [
  ...grants,
  { name: 'unconfirmed', title: 'Answers that wait for their code' },
  { name: 'notes', title: 'Notes that nobody has checked' },
] as const;

function Comparison({ before, after }: Pick<ScanReport, 'before' | 'after'>): VNode {
  return (
    <section>
      <h2>Before and after</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Counted in the store</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {counted.map(({ name, title }) => (
            <tr key={name}>
              <th scope="row">{title}</th>
              <td>{before[name]}</td>
              <td>{after[name]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What remains of forms that were filled in well: an answer that nobody has confirmed, with its mail, and notes to the partner. */
function LeftBehind({ report }: { readonly report: ScanReport }): VNode {
  const { before, after } = report;
  const answered = after.unconfirmed > before.unconfirmed;
  const noted = after.notes > before.notes;
  return (
    <section>
      <h2>What it left behind</h2>
      {answered && <UnconfirmedAnswer report={report} />}
      {noted && (
        <p>
          A note to the partner, as anybody can leave one who holds the link. It is marked as not verified and changes
          nothing.
        </p>
      )}
      {!answered && !noted && <p>Nothing at all: no form was taken.</p>}
    </section>
  );
}

function UnconfirmedAnswer({ report: { scan, codeMailId } }: { readonly report: ScanReport }): VNode {
  return (
    <>
      <p>
        It filled in the form as well as a person, so a code went to the address that it gave,{' '}
        {codeMailId === undefined ? (
          <Address text={scan.address} />
        ) : (
          <a href={`/local/mailbox/${codeMailId}`}>
            <Address text={scan.address} />
          </a>
        )}
        . Without that mail it could only guess: {limits.confirmationCode.triesPerCode} tries among a million codes,
        then not even the right one is taken.
      </p>
      <p>
        The answer lapses after {limits.confirmationCode.lapsesAfterHours} hours. It is no customer, takes nothing from
        the invitation, and keeps nobody else from accepting it.
      </p>
    </>
  );
}

const answers: Readonly<Record<number, string>> = {
  200: 'shows a page',
  303: 'goes on to a page',
  404: 'there is nothing',
  410: 'leads nowhere any more',
  422: 'refused',
  429: 'refused: too often',
  503: 'is busy',
};

function Steps({ scan }: { readonly scan: Scan }): VNode {
  const { steps, linksElsewhere } = scan;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">What it does</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        {scanParts
          .map((part) => ({ part, done: steps.filter((step) => step.part === part) }))
          .filter(({ done }) => done.length > 0)
          .map(({ part, done }) => (
            <tbody key={part}>
              <tr>
                <th scope="rowgroup" colSpan={2} class="part">
                  {partTitles[part]}
                </th>
              </tr>
              {done.map((step) => (
                <Step key={step.did + step.path} step={step} />
              ))}
            </tbody>
          ))}
      </table>
      <p class="soft">
        {linksElsewhere} links lead out of Kesher, to the partner’s own site, mail and telephone; those were left alone.
      </p>
    </>
  );
}

function Step({ step }: { readonly step: ScanStep }): VNode {
  const { did, method, path, status } = step;
  return (
    <tr>
      <td>
        {did}
        <br />
        <code class="soft">
          {method} {shortened(path)}
        </code>
      </td>
      <td>
        {status} <span class="soft">{answers[status] ?? ''}</span>
      </td>
    </tr>
  );
}

/** The path without the long codes that nobody reads. */
function shortened(path: string): string {
  return path.replace(/[\w-]{20,}/gu, (code) => `${code.slice(0, 4)}…`);
}
