/** Somebody follows the `type` of a problem document. */
import { refuse } from '../../shared/domain/refusal';
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { isRefusal, problems } from '../../shared/http/problems';
import { plainPagePolicy } from '../../shared/http/security-headers';
import { renderProblemPage } from '../../shared/pages/problems/problem-page';

/** Explains a kind of problem and what to do about it. */
export const explainProblem = (ports: ApiPorts) =>
  openOperation('explainProblem', ports, async ({ params }) => {
    const slug = params.slug ?? '';
    if (!isRefusal(slug)) return Promise.resolve(refuse('not-found'));
    return Promise.resolve({
      ...reply(200, undefined),
      html: { text: renderProblemPage({ slug, ...problems[slug] }), contentSecurityPolicy: plainPagePolicy },
    });
  });
