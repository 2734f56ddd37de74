import { Router } from '../../../local/host/router';

function routes(...templates: readonly (readonly [methods: string, route: string])[]): Router<string> {
  const router = new Router<string>();
  for (const [methods, route] of templates) router.add(methods.split(','), route, `${methods} ${route}`);
  return router;
}

const answering = (router: Router<string>, method: string, path: string): unknown => {
  const match = router.match(method, path);
  return typeof match === 'object' ? match.value : match;
};

describe('finding the function that answers a request', () => {
  const router = routes(
    ['GET', 'api/offers'],
    ['POST', 'api/offers'],
    ['GET', 'api/offers/{offerId}'],
    ['GET', 'api/offers/newest'],
    ['GET', 'api/offers/{offerId}/emails/{emailId}'],
    ['POST', 'api/offers/newest/{*rest}'],
    ['GET', '{*path}'],
    ['GET', ''],
    ['GET', 'files/{name?}'],
  );

  it.each([
    ['GET', '/api/offers', 'GET api/offers'],
    ['POST', '/api/offers', 'POST api/offers'],
    ['GET', '/api/offers/', 'GET api/offers'],
    ['GET', '/API/Offers/o1', 'GET api/offers/{offerId}'],
    ['GET', '/api/offers/newest', 'GET api/offers/newest'],
    ['GET', '/api/offers/Newest', 'GET api/offers/newest'],
    ['GET', '/api/offers/o1/emails/e1', 'GET api/offers/{offerId}/emails/{emailId}'],
    ['POST', '/api/offers/newest/a/b', 'POST api/offers/newest/{*rest}'],
    ['GET', '/api/offers/newest/emails/e1', 'GET api/offers/{offerId}/emails/{emailId}'],
    ['GET', '/', 'GET '],
    ['GET', '/nothing/like/it', 'GET {*path}'],
    ['GET', '/files', 'GET files/{name?}'],
    ['GET', '/files/one', 'GET files/{name?}'],
    ['GET', '/%61pi/offers', 'GET api/offers'],
    ['HEAD', '/api/offers', 'GET api/offers'],
  ])('%s %s is answered by %s', (method, path, expected) => {
    expect(answering(router, method, path)).toBe(expected);
  });

  it.each([
    ['DELETE', '/api/offers'],
    ['POST', '/api/offers/o1'],
    ['HEAD', '/api/offers/newest/only-posted/x'],
  ])('nothing answers %s %s when no route with that method fits', (method, path) => {
    expect(
      routes(['GET,POST', 'api/offers'], ['POST', 'api/offers/newest/{*rest}']).match(method, `${path}/x`),
    ).toBeUndefined();
  });

  it('gives parameters as they were meant, also when they hold an encoded slash', () => {
    const match = router.match('GET', '/api/offers/a%2Fb%20%D7%A9/emails/E1');
    expect(match).toMatchObject({ params: { offerId: 'a/b ש', emailId: 'E1' } });
  });

  it('gives a catch-all everything that is left, even nothing', () => {
    expect(router.match('GET', '/a/b%20c')).toMatchObject({ params: { path: 'a/b c' } });
    expect(routes(['GET', 'files/{*path}']).match('GET', '/files')).toMatchObject({ params: { path: '' } });
  });

  it('does not take an empty segment for a parameter', () => {
    expect(routes(['GET', 'api/{id}/emails']).match('GET', '/api//emails')).toBeUndefined();
  });

  it('answers HEAD by its own function where there is one', () => {
    const own = routes(['GET', 'page'], ['HEAD', 'page']);
    expect(own.match('HEAD', '/page')).toMatchObject({ value: 'HEAD page', method: 'HEAD' });
    expect(router.match('HEAD', '/api/offers')).toMatchObject({ method: 'GET' });
  });

  it.each(['%E0%A4%A', '%', '%zz'])('leaves %s as it is, which nothing can decode', (segment) => {
    expect(routes(['GET', 'o/{code}']).match('GET', `/o/${segment}`)).toMatchObject({ params: { code: segment } });
  });

  it('refuses at the start what it could only route wrongly', () => {
    expect(() => routes(['GET', 'api/{id:int}'])).toThrow('api/{id:int}');
    expect(() => routes(['GET', 'api/{a}.{b}'])).toThrow('api/{a}.{b}');
    expect(() => routes(['GET', '{*rest}/more'])).toThrow('{*rest}/more');
    expect(() => routes(['GET', 'api/{a}'], ['GET', 'api/{b}'])).toThrow('Two functions answer GET "api/{b}"');
  });
});
