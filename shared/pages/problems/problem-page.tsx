/** The page behind the `type` of a problem document, for whoever writes a program for the API. */
import { renderToString } from 'preact-render-to-string';
import type { FieldError, Refusal } from '../../domain/refusal';
import { DeveloperSheets } from '../../kit/style-sheet';
import { DeveloperHead } from '../developer-head';
import { messageText } from '../message-text';
import type { ProblemExample } from './problem-examples';

/** What a page tells of a kind of problem. */
export interface ExplainedProblem {
  readonly slug: Refusal;
  readonly status: number;
  readonly title: string;
  readonly cause: string;
  readonly advice: string;
  readonly example: ProblemExample;
  /** The problem document that answers the example. */
  readonly answer: { readonly status: number; readonly detail: string; readonly errors?: readonly FieldError[] };
}

/** Explains one kind of problem in English, the language of the API; `api` is where its reference is. */
export function renderProblemPage(problem: ExplainedProblem, api = '/api'): string {
  const { slug, status, title, cause, advice, example, answer } = problem;
  return `<!doctype html>${renderToString(
    <html lang="en" dir="ltr">
      <DeveloperHead title={title}>
        <DeveloperSheets />
      </DeveloperHead>
      <body>
        <main class="column developer">
          <div class="card">
            <h1>{title}</h1>
            <p class="muted">
              <code>{slug}</code>, status {status}
            </p>
            <h2>Why</h2>
            <p>{cause}</p>
            <h2>What to do</h2>
            <p>{advice}</p>
            <h2>An example</h2>
            <pre id="request">{requestText(example)}</pre>
            <p>is answered with</p>
            <pre id="answer">{answerText(example, answer)}</pre>
          </div>
          <p>
            <a href={api}>The API</a>
          </p>
        </main>
      </body>
    </html>,
  )}`;
}

function requestText({ request, headers, body }: ProblemExample): string {
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return messageText(request, { ...type, ...headers }, body);
}

function answerText({ answerHeaders }: ProblemExample, answer: ExplainedProblem['answer']): string {
  const headers = { 'Content-Type': 'application/problem+json', ...answerHeaders };
  return messageText(`HTTP ${answer.status}`, headers, answer);
}
