import { HttpRequest, InvocationContext } from '@azure/functions';
import { textOf, World } from '../../world';

describe('an address that nothing answers', () => {
  const world = new World();
  afterAll(() => world.close());

  it.each([
    ['GET', '/', 'not-found'],
    ['GET', '/api/unknown', 'not-found'],
    ['DELETE', '/api/company', 'not-found'],
    ['GET', '/offers', 'not-found'],
    ['GET', '/o', 'link-unknown'],
    ['GET', '/o/', 'link-unknown'],
    ['POST', '/o/a/b/c', 'link-unknown'],
    ['GET', '/o/%', 'link-unknown'],
    ['GET', '/access/a/b', 'link-unknown'],
  ] as const)('%s %s is told so with a problem document', async (method, path, slug) => {
    const request = new HttpRequest({ method, url: `https://kesher.example${path}` });
    const answer = await world.operations.notFound.handler(
      request,
      new InvocationContext({ logHandler: () => undefined }),
    );
    expect(answer.status).toBe(404);
    expect(answer.headers['Content-Type']).toBe('application/problem+json');
    expect(JSON.parse(await textOf(answer.body))).toMatchObject({ type: `/problems/${slug}`, status: 404 });
  });

  it.each(['/o', '/o/a/redemptions', '/access/a/b'])(
    'GET %s is told so with a page to a browser, in its language',
    async (path) => {
      const headers = {
        accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
        'accept-language': 'he-IL,he;q=0.9',
      };
      const request = new HttpRequest({ method: 'GET', url: `https://kesher.example${path}`, headers });
      const answer = await world.operations.notFound.handler(
        request,
        new InvocationContext({ logHandler: () => undefined }),
      );
      expect(answer.status).toBe(404);
      expect(answer.headers['Content-Type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['Content-Security-Policy']).toContain("form-action 'self'");
      expect(await textOf(answer.body)).toContain('<html lang="he" dir="rtl"');
    },
  );
});
