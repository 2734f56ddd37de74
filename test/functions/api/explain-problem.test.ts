import { parse } from 'node-html-parser';
import { problems } from '../../../shared/http/problems';
import { refusalOf } from '../../link-world';
import { World } from '../../world';

describe('GET /problems/{slug}', () => {
  const world = new World();
  afterAll(() => world.close());
  const explain = (slug: string) => world.call('explainProblem', { params: { slug } });

  it.each(Object.entries(problems))('explains %s and what to do', async (slug, { title, advice, status }) => {
    const answer = await explain(slug);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = parse(answer.text).textContent;
    for (const told of [title, advice, String(status)]) expect(page).toContain(told);
  });

  it.each(['', 'nothing', 'constructor', '__proto__', 'toString', 'Stale', '<script>'])(
    'knows nothing of %j',
    async (slug) => {
      const answer = await explain(slug);
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    },
  );
});
