/** The page behind the `type` of a problem document, for the developer of a portal. */
import { renderToString } from 'preact-render-to-string';

/** Explains one kind of problem in English, the language of the API. */
export function renderProblemPage(problem: {
  readonly slug: string;
  readonly status: number;
  readonly title: string;
  readonly advice: string;
}): string {
  return `<!doctype html>${renderToString(
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{problem.title}</title>
      </head>
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
