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
});
