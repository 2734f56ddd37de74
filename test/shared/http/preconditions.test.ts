import { preconditionFault } from '../../../shared/http/preconditions';

const faultOf = (ifMatch: string | undefined, revision: number) =>
  preconditionFault({ headers: new Headers(ifMatch === undefined ? {} : { 'if-match': ifMatch }) }, revision)?.refusal;

describe('If-Match', () => {
  it.each([
    ['"7"', 7],
    ['W/"7"', 7],
    ['W/"12"', 12],
    ['"7-gzip"', 7],
    ['"7--gzip"', 7],
    ['W/"7-br"', 7],
    ['"3", W/"7"', 7],
    ['W/"3" ,W/"7"', 7],
    ['*', 7],
  ])('%s means revision %i, whatever proxies have made of the tag', (ifMatch, revision) => {
    expect(faultOf(ifMatch, revision)).toBeUndefined();
  });

  it.each(['"6"', 'W/"6"', 'W/"77"', '"7', 'W/7', '7', 'w/"7"', 'W/W/"7"', '"7-x"', '"7-gzip-gzip"', '"W/7"', ''])(
    '%s is stale at revision 7',
    (ifMatch) => {
      expect(faultOf(ifMatch, 7)).toBe('stale');
    },
  );

  it('is needed', () => {
    expect(faultOf(undefined, 7)).toBe('precondition-required');
  });
});
