import { GraphDirectory } from '../../../shared/directory/graph-directory';
import { people } from '../../directory/directory-contract';
import { applicationId, graphError, GraphService } from '../../directory/graph-service';
import { contosoId, delegate, passwordIn, reset, reveal, tokenOf } from '../../directory-world';
import { refusalOf } from '../../link-world';
import { contoso, noa, World } from '../../world';

const { avital, boaz, hebrew } = people;
/** The administrator on record is one of the directory too. */
const dana = {
  ...avital,
  userId: 'd0a0d0a0-0000-4000-8000-00000000da0a',
  name: 'Dana Cohen',
  email: contoso.contact.email,
};

let service: GraphService;
let world: World;
beforeAll(() => Promise.all([import('@azure/identity'), import('@azure/core-rest-pipeline')]));
beforeEach(async () => {
  service = new GraphService('contoso.example');
  await service.start();
  for (const user of [avital, boaz, hebrew, dana]) service.add(user);
  const { agent, identity: credential } = service;
  world = new World({ directory: () => new GraphDirectory({ applicationId, credential, agent }) });
  await world.addPartner();
  await delegate(world);
});
afterEach(async () => {
  world.close();
  await service.stop();
  expect(service.surprises).toEqual([]);
});

const list = (query: Readonly<Record<string, string>> = {}) =>
  world.call('listCustomerUsers', { as: noa, params: { customerId: contosoId }, query });
const passwordsSent = (): readonly string[] =>
  service.seen
    .filter(({ method }) => method === 'PATCH')
    .map(({ body }) => /"password":"([^"]+)"/u.exec(body)?.[1] ?? '');

describe('people of a customer at Microsoft Graph', () => {
  it('are listed page by page, with what they administer', async () => {
    const first = await list({ limit: '2' });
    const rest = await list({ limit: '2', cursor: String(first.json.nextCursor) });
    expect([first.status, rest.status]).toEqual([200, 200]);
    const names = [first, rest].flatMap(({ json }) =>
      (json.items as readonly { name: string }[]).map(({ name }) => name),
    );
    expect(names.toSorted()).toEqual([avital.name, boaz.name, hebrew.name, dana.name].toSorted());
    expect(rest.json.nextCursor).toBeUndefined();
  });

  it('are out of reach when whoever delegated has a mailbox of the domain, and administers nothing there', async () => {
    service.assignments.splice(0, Infinity, ...service.assignments.filter((one) => one.principalId !== dana.userId));
    for (const answer of [await list(), await reset(world, hebrew.userId)]) {
      expect(refusalOf(answer)).toBe('forbidden');
      expect(answer.json.detail).toContain('no global administrator of the customer’s directory');
    }
    expect(passwordsSent()).toEqual([]);
  });

  it('get the very password that is shown once', async () => {
    const token = tokenOf(await reset(world, hebrew.userId));
    expect(passwordIn(await reveal(world, token))).toBe(service.mustChange.get(hebrew.userId));
    expect(passwordsSent()).toHaveLength(1);
  });

  it('get another one after an answer that was lost, whether or not the first was set', async () => {
    service.fault = ({ method }, response) => {
      if (method !== 'PATCH') return undefined;
      response.socket?.destroy();
      return 'handled';
    };
    expect(refusalOf(await reset(world, hebrew.userId))).toBe('unavailable');
    service.fault = () => undefined;
    const token = tokenOf(await reset(world, hebrew.userId));
    const [lost, set] = passwordsSent();
    expect(passwordsSent()).toHaveLength(2);
    expect(set).not.toBe(lost);
    expect(passwordIn(await reveal(world, token))).toBe(set);
  });

  it('are out of reach from the moment that the customer takes its consent back', async () => {
    service.granted.clear();
    expect(refusalOf(await list())).toBe('forbidden');
    expect(refusalOf(await reset(world, hebrew.userId))).toBe('forbidden');
    expect(passwordsSent()).toEqual([]);
  });

  it('are asked for again when Graph says so', async () => {
    service.fault = ({ path }) =>
      path.endsWith('/users')
        ? { ...graphError(429, 'TooManyRequests', 'Too many requests.'), headers: { 'retry-after': '40' } }
        : undefined;
    const busy = await list();
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '40']);
  });
});
