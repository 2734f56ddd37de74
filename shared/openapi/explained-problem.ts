/** What the page of a problem tells, from the table of problems and from the words and the example that are kept for pages. */
import { refuse, type Refusal } from '../domain/refusal';
import { problemOf, problems } from '../http/problems';
import { problemCauses } from '../pages/problems/problem-causes';
import { problemExamples } from '../pages/problems/problem-examples';
import type { ExplainedProblem } from '../pages/problems/problem-page';

/** As W3C's recommendation on trace context writes one. */
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Puts together why it is, what to do, and an example with the whole answer. */
export function explainedProblem(slug: Refusal): ExplainedProblem {
  const { detail, errors, ...example } = problemExamples[slug];
  const refused = refuse(slug, { ...(detail === undefined ? {} : { detail }), ...(errors ? { errors } : {}) });
  return { slug, ...problems[slug], cause: problemCauses[slug], example, answer: problemOf(refused, traceId) };
}
