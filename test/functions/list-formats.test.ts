import { access, type HttpOperationName } from '../../shared/http/access';
import { faultyFields } from '../link-world';
import { goodCalls, portalWorld, type Here } from '../portal-world';
import type { World } from '../world';

const lists = (Object.keys(access) as (keyof typeof access)[]).filter(
  (name): name is HttpOperationName => name.startsWith('list') && access[name].by !== 'platform',
);

let world: World;
let here: Here;
beforeAll(async () => {
  ({ world, here } = await portalWorld());
});
afterAll(() => world.close());

const listed = (name: HttpOperationName, format: string) => {
  const call = goodCalls[name](here);
  return world.call(name, { ...call, query: { ...call.query, format } });
};

describe.each(lists)('%s', (name) => {
  it.each(['pdf', 'CSV', 'json,csv', 'text/csv', ''])('refuses the format %j', async (format) => {
    const answer = await listed(name, format);
    expect([answer.status, faultyFields(answer)]).toEqual([422, ['/format']]);
  });

  it('can be had as json', async () => {
    const answer = await listed(name, 'json');
    expect([answer.status, answer.json.items]).toEqual([200, expect.any(Array)]);
  });

  it('is a file as csv, or refuses to be one: never something else', async () => {
    const answer = await listed(name, 'csv');
    if (answer.status === 200) expect(answer.headers.get('content-type')).toContain('text/csv');
    else expect([answer.status, faultyFields(answer)]).toEqual([422, ['/format']]);
  });
});
