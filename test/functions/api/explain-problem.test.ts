import { parse } from 'node-html-parser';
import type { Refusal } from '../../../shared/domain/refusal';
import { problems } from '../../../shared/http/problems';
import { refusalOf } from '../../link-world';
import { problemCauses } from '../../../shared/pages/problems/problem-causes';
import { groundFor } from '../../fuzz/ground';
import { situations } from '../../problem-situations';
import { messageOf, requestOf } from '../../shown-message';
import { noa, World } from '../../world';

describe('GET /problems/{slug}', () => {
  const world = new World();
  afterAll(() => world.close());
  const explain = (slug: string) => world.call('explainProblem', { params: { slug } });

  it.each(Object.entries(problems))(
    'explains %s: why it is, and what to do',
    async (slug, { title, advice, status }) => {
      const answer = await explain(slug);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const page = parse(answer.text).textContent;
      for (const told of [title, problemCauses[slug as Refusal], advice, String(status)]) expect(page).toContain(told);
    },
  );

  it.each(['', 'nothing', 'constructor', '__proto__', 'toString', 'Stale', '<script>'])(
    'knows nothing of %j',
    async (slug) => {
      const answer = await explain(slug);
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    },
  );

  it.each(Object.keys(problems) as Refusal[])('gives an example of %s that is answered as it says', async (slug) => {
    const page = parse((await explain(slug)).text);
    const text = (id: string) => page.querySelector(`#${id}`)?.textContent ?? '';
    const ground = await groundFor('getOverview');
    const begun = ground.anew();
    const { as = noa, gaps = {}, world: met = begun } = await situations[slug](begun, ground.here);
    const { name, call } = requestOf(text('request'), { ...ground.here, ...gaps }, as);
    const answer = await met.call(name, call);
    const shown = messageOf(text('answer'));
    expect(`HTTP ${answer.status}`).toBe(shown.first);
    expect({ ...answer.json, traceId: '' }).toEqual({ ...(JSON.parse(shown.body) as object), traceId: '' });
    for (const [header, value] of shown.headers) expect([header, answer.headers.get(header)]).toEqual([header, value]);
    for (const header of ['retry-after', 'www-authenticate'])
      expect(shown.headers.some(([given]) => given.toLowerCase() === header)).toBe(answer.headers.has(header));
  });
});
