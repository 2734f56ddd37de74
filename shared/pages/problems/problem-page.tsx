/** The page behind the `type` of a problem document, for the developer of a portal. */
import { renderToString } from 'preact-render-to-string';
import { DeveloperHead } from '../developer-head';

/** Explains one kind of problem in English, the language of the API. */
export function renderProblemPage(problem: {
  readonly slug: string;
  readonly status: number;
  readonly title: string;
  readonly advice: string;
}): string {
  return `<!doctype html>${renderToString(
    <html lang="en" dir="ltr">
      <DeveloperHead title={problem.title} />
      <body>
        <main>
          <h1>{problem.title}</h1>
          <p>
            <code>{problem.slug}</code>, status {problem.status}
          </p>
          <p>{problem.advice}</p>
        </main>
      </body>
    </html>,
  )}`;
}
