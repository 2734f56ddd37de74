/** Somebody follows the `type` of a problem document. */
import { refuse } from '../../shared/domain/refusal';
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { isRefusal } from '../../shared/http/problems';
import { developerPagePolicy } from '../../shared/kit/security-policy';
import { explainedProblem } from '../../shared/openapi/explained-problem';
import { renderProblemPage } from '../../shared/pages/problems/problem-page';

/** Explains why a kind of problem comes about and what to do, with an example. */
export const explainProblem = (ports: ApiPorts) =>
  openOperation('explainProblem', ports, async ({ params }) => {
    const slug = params.slug ?? '';
    if (!isRefusal(slug)) return Promise.resolve(refuse('not-found'));
    const text = renderProblemPage(explainedProblem(slug));
    return Promise.resolve({
      ...reply(200, undefined),
      html: { text, contentSecurityPolicy: developerPagePolicy },
    });
  });
