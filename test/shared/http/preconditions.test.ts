import { creationFault, preconditionFault } from '../../../shared/http/preconditions';

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

describe('If-Match of a PUT that may create', () => {
  const faultOfPut = (ifMatch: string | undefined, revision: number | undefined) =>
    creationFault({ headers: new Headers(ifMatch === undefined ? {} : { 'if-match': ifMatch }) }, revision)?.refusal;

  it.each([
    ['is not needed for what is not there yet', undefined, undefined, undefined],
    ['is stale for what is not there yet', '"7"', undefined, 'stale'],
    ['is stale for what is not there yet, whichever it names', '*', undefined, 'stale'],
    ['is needed for what is there', undefined, 7, 'precondition-required'],
    ['names the revision of what is there', '"7"', 7, undefined],
    ['is stale at another revision', '"6"', 7, 'stale'],
  ])('%s', (_what, ifMatch, revision, refusal) => {
    expect(faultOfPut(ifMatch, revision)).toBe(refusal);
  });
});
