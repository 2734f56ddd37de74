import { parse } from 'node-html-parser';
import { problems } from '../../../shared/http/problems';
import { apiDocument } from '../../api-contract';
import { World } from '../../world';

describe('GET /api', () => {
  const world = new World();
  afterAll(() => world.close());
  const read = async () => {
    const answer = await world.call('showReference');
    return { answer, page: parse(answer.text) };
  };

  it('tells every operation by its address, and what each takes and answers', async () => {
    const { page } = await read();
    for (const [path, item] of Object.entries(apiDocument.paths))
      for (const [method, { operationId, responses }] of Object.entries(item)) {
        const text = page.querySelector(`#${operationId}`)?.textContent;
        for (const told of [`${method.toUpperCase()} ${path}`, ...Object.keys(responses)]) expect(text).toContain(told);
      }
  });

  it('leads to every schema and every kind of problem, and nowhere that is not', async () => {
    const { page } = await read();
    const targets = new Set(page.querySelectorAll('[id]').map(({ id }) => id));
    const links = page.querySelectorAll('a').map((link) => link.getAttribute('href') ?? '');
    for (const link of links.filter((one) => one.startsWith('#'))) expect(targets).toContain(link.slice(1));
    for (const name of Object.keys(apiDocument.components.schemas)) expect(targets).toContain(`schema-${name}`);
    for (const slug of Object.keys(problems)) expect(links).toContain(`/problems/${slug}`);
    expect(links.filter((one) => !/^(#|\/problems\/|\/api\/openapi\.json$)/u.test(one))).toEqual([]);
  });

  it('asks for nothing from elsewhere, and runs no script', async () => {
    const { answer, page } = await read();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.querySelectorAll('script, link, img, iframe, form')).toEqual([]);
  });
});
