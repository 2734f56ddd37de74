import { authenticate, authenticatePerson } from '../../../shared/http/bearer-token';
import { problemOf, refusalHeaders } from '../../../shared/http/problems';
import type { TokenFault, Tokens } from '../../../shared/ports';
import { application, noa, tenants } from '../../world';

const answering = (answer: Awaited<ReturnType<Tokens['validate']>>) => ({
  tokens: { validate: () => Promise.resolve(answer) },
});
const asked = (authorization?: string) => ({ headers: new Headers(authorization ? { authorization } : {}) });

describe('the bearer token of a request', () => {
  it('says who calls', async () => {
    await expect(authenticate(asked('bearer  a.b.c'), answering(noa))).resolves.toEqual({ ok: true, value: noa });
  });

  it.each<[TokenFault, RegExp]>([
    ['issuer', /issuer/u],
    ['audience', /audience/u],
    ['signature', /signature/u],
    ['signer', /signature.*another issuer/u],
    ['version', /requestedAccessTokenVersion.*api.* 2,/u],
    ['age', /age.*expired/u],
    ['form', /cannot be read/u],
    ['claims', /who calls/u],
    ['kind', /ID token/u],
    ['scope', /access_as_user/u],
    ['role', /application.*roles/u],
  ])('with a wrong %s is answered with 401 that says so, and nothing else', async (fault, words) => {
    const refused = await authenticate(asked('Bearer a.b.c'), answering({ faults: [fault] }));
    if (refused.ok) throw new Error('It was taken.');
    const { status, detail } = problemOf(refused, 'trace');
    expect([status, refusalHeaders(refused)]).toEqual([401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }]);
    expect(detail).toMatch(words);
    for (const other of ['issuer', 'audience', 'signature', 'expired'])
      expect([other, detail.includes(other)]).toEqual([other, words.source.includes(other)]);
  });

  it('names everything that is wrong with it', async () => {
    const refused = await authenticate(asked('Bearer a.b.c'), answering({ faults: ['issuer', 'audience'] }));
    expect('detail' in refused && refused.detail).toMatch(/issuer.*audience/u);
  });

  it('that is missing is asked for, without an error', async () => {
    for (const authorization of [undefined, 'Basic bm9hOm5vYQ==']) {
      const refused = await authenticate(asked(authorization), answering(noa));
      if (refused.ok) throw new Error('It was taken.');
      expect(refusalHeaders(refused)).toEqual({ 'WWW-Authenticate': 'Bearer' });
    }
  });

  it('of an application is no person’s, whatever its roles', async () => {
    const daemon = answering(application(tenants.operator, 'daemon', 'Operator'));
    await expect(authenticate(asked('Bearer a.b.c'), daemon)).resolves.toMatchObject({ ok: true });
    const refused = await authenticatePerson(asked('Bearer a.b.c'), daemon);
    expect(refused).toMatchObject({
      refusal: 'unauthenticated',
      detail: expect.stringMatching(/access_as_user/u) as string,
    });
    await expect(authenticatePerson(asked('Bearer a.b.c'), answering(noa))).resolves.toEqual({ ok: true, value: noa });
  });
});
