import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { containers } from '../../shared/cosmos/containers';
import { CosmosDatabase } from '../../shared/cosmos/cosmos-store';
import type { ListQuery, Write } from '../../shared/ports';
import { StoreUnavailable } from '../../shared/ports';

const Document = z.looseObject({ id: z.string() });
const Spec = z.object({ query: z.string(), parameters: z.array(z.object({ name: z.string(), value: z.unknown() })) });

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

type Answer =
  { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> } | 'drop' | 'hang';

/** An engine that answers what the test told it to; the last answer is repeated. */
class ScriptedEngine {
  readonly heard: Heard[] = [];
  answers: Answer[] = [];
  connectionString = '';
  private readonly server = createServer((request, response) => void this.serve(request, response));

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address !== 'object' || !address) throw new Error('The engine listens nowhere');
    this.connectionString = `AccountEndpoint=http://127.0.0.1:${address.port}/;AccountKey=aw==;`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const sent = await text(request);
    const reply = (status: number, body: unknown, extra: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...extra });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (url.includes('/pkranges')) {
      reply(200, { PartitionKeyRanges: [{ id: '0', minInclusive: '', maxExclusive: 'FF' }], _count: 1 });
      return;
    }
    if (!url.includes('/docs')) {
      reply(200, { id: 'partners', _rid: 'rid', partitionKey: { paths: ['/partnerId'], kind: 'Hash', version: 2 } });
      return;
    }
    this.heard.push({ method, url, headers, body: sent === '' ? undefined : JSON.parse(sent) });
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (answer === undefined || answer === 'drop') request.socket.destroy();
    else if (answer !== 'hang') reply(answer.status, answer.body ?? '', answer.headers);
  }
}

const engine = new ScriptedEngine();
let patient: CosmosDatabase;
/** For what is to meet the deadline; everything else has time, however busy the machine is. */
let hasty: CosmosDatabase;
const store = () => patient.store('partners');
const hastyStore = () => hasty.store('partners');

beforeAll(async () => {
  await engine.start();
  const connection = { connectionString: engine.connectionString };
  const options = { connection, databaseName: 'kesher', requestTimeoutMs: 60_000 };
  patient = new CosmosDatabase({ ...options, deadlineMs: 20_000 });
  hasty = new CosmosDatabase({ ...options, deadlineMs: 400 });
});
afterAll(async () => {
  await patient.close();
  await hasty.close();
  await engine.stop();
});
beforeEach(() => {
  engine.heard.length = 0;
  engine.answers = [];
});

const batch: readonly Write[] = [
  { kind: 'create', document: { id: 'made', type: 'thing' } },
  { kind: 'replace', document: { id: 'changed', type: 'thing' }, etag: '"1"' },
  { kind: 'patch', id: 'counter', patch: { increment: { n: 1 } }, where: [{ field: 'n', below: 5 }] },
  { kind: 'delete', id: 'gone', etag: '"2"' },
];
const statuses = (...codes: readonly number[]) => codes.map((statusCode) => ({ statusCode, requestCharge: 1 }));

describe('a document that is known already', () => {
  const known = { document: { id: 'one', n: 1 }, etag: '"1"' };
  const ref = { partition: 'p', id: 'one' };

  it('is asked for only if it has changed, and not sent again', async () => {
    engine.answers = [{ status: 304, headers: { etag: '"1"' } }];
    expect(await store().read(Document, ref, known)).toBe(known);
    expect(engine.heard[0]).toMatchObject({ method: 'GET', headers: { 'if-none-match': '"1"' } });
  });

  it('is taken from an engine that sends it all the same', async () => {
    engine.answers = [{ status: 200, body: { id: 'one', n: 2, _etag: '"2"' } }];
    expect(await store().read(Document, ref, known)).toEqual({ document: { id: 'one', n: 2 }, etag: '"2"' });
  });

  it('is not asked about by who does not know it', async () => {
    engine.answers = [{ status: 200, body: { id: 'one', n: 1, _etag: '"1"' } }];
    await store().read(Document, ref);
    expect(engine.heard[0]?.headers).not.toHaveProperty('if-none-match');
  });
});

describe('a batch on the wire', () => {
  const done = { status: 200, body: [201, 200, 200, 204].map((statusCode, n) => ({ statusCode, eTag: `"e${n}"` })) };

  it('is one atomic request to one partition', async () => {
    engine.answers = [done];
    expect(await store().write('ספק', batch)).toEqual({ ok: true, etags: ['"e0"', '"e1"', '"e2"', undefined] });
    expect(engine.heard).toHaveLength(1);
    const [heard] = engine.heard;
    expect(heard).toMatchObject({ method: 'POST', url: '/dbs/kesher/colls/partners/docs' });
    expect(heard?.headers['x-ms-cosmos-is-batch-request']).toMatch(/^true$/i);
    expect(heard?.headers['x-ms-cosmos-batch-atomic']).toMatch(/^true$/i);
    expect(JSON.parse(String(heard?.headers['x-ms-documentdb-partitionkey']))).toEqual(['ספק']);
  });

  it('carries documents with their partition, etags and conditions', async () => {
    engine.answers = [done];
    await store().write('partner', batch);
    expect(engine.heard[0]?.body).toEqual([
      { operationType: 'Create', resourceBody: { id: 'made', type: 'thing', partnerId: 'partner' } },
      {
        operationType: 'Replace',
        id: 'changed',
        ifMatch: '"1"',
        resourceBody: { id: 'changed', type: 'thing', partnerId: 'partner' },
      },
      {
        operationType: 'Patch',
        id: 'counter',
        resourceBody: {
          operations: [{ op: 'incr', path: '/n', value: 1 }],
          condition: 'from c  where c.partnerId = "partner" AND c.n < 5',
        },
      },
      { operationType: 'Delete', id: 'gone', ifMatch: '"2"' },
    ]);
  });

  it('writes the values of conditions as literals that cannot end early', async () => {
    engine.answers = [done];
    const where = [{ field: 'status', equals: `" OR true OR "\\` }];
    await store().write('partner', [...batch.slice(0, 3), { kind: 'patch', id: 'x', patch: { set: { a: 1 } }, where }]);
    expect(JSON.stringify(engine.heard[0]?.body)).toContain(
      JSON.stringify(`c.status = "\\" OR true OR \\"\\\\"`).slice(1, -1),
    );
  });

  it.each([
    { codes: [409, 424, 424, 424], index: 0, reason: 'exists' },
    { codes: [424, 404, 424, 424], index: 1, reason: 'missing' },
    { codes: [424, 412, 424, 424], index: 1, reason: 'stale' },
    { codes: [424, 424, 404, 424], index: 2, reason: 'missing' },
    { codes: [424, 424, 412, 424], index: 2, reason: 'condition' },
    { codes: [424, 424, 424, 404], index: 3, reason: 'missing' },
    { codes: [424, 424, 424, 412], index: 3, reason: 'stale' },
    { codes: [201, 200, 412, 424], index: 2, reason: 'condition' },
  ])('that failed with $codes was refused as $reason', async ({ codes, index, reason }) => {
    for (const status of [207, 200]) {
      engine.answers = [{ status, body: statuses(...codes) }];
      expect(await store().write('partner', batch)).toEqual({ ok: false, index, reason });
    }
    expect(engine.heard).toHaveLength(2);
  });

  it('too large for the engine is a range error, whoever says so', async () => {
    engine.answers = [{ status: 207, body: statuses(424, 413, 424, 424) }];
    await expect(store().write('partner', batch)).rejects.toThrow(RangeError);
    engine.answers = [{ status: 413, body: { message: 'Request size is too large' } }];
    await expect(store().write('partner', batch)).rejects.toThrow(RangeError);
    expect(engine.heard).toHaveLength(2);
  });

  it('that the engine does not understand is a defect, not an outage', async () => {
    engine.answers = [{ status: 207, body: statuses(424, 424, 400, 424) }];
    await expect(store().write('partner', batch)).rejects.not.toThrow(StoreUnavailable);
    engine.answers = [{ status: 400, body: { message: 'Bad request' } }];
    await expect(store().write('partner', batch)).rejects.not.toThrow(StoreUnavailable);
    engine.answers = [{ status: 200, body: statuses(201) }];
    await expect(store().write('partner', batch)).rejects.not.toThrow(StoreUnavailable);
  });

  it('of which one write was throttled is to be tried later', async () => {
    engine.answers = [{ status: 207, body: statuses(424, 429, 424, 424) }];
    await expect(store().write('partner', batch)).rejects.toThrow(StoreUnavailable);
    expect(engine.heard).toHaveLength(1);
  });

  it('of which one write met another is repeated, because nothing happened', async () => {
    engine.answers = [{ status: 207, body: statuses(424, 449, 424, 424) }, done];
    expect(await store().write('partner', batch)).toMatchObject({ ok: true });
    expect(engine.heard).toHaveLength(2);
  });
});

describe('a single write on the wire', () => {
  const saved = { status: 201, body: { id: 'made', _etag: '"7"' }, headers: { etag: '"7"' } };

  it.each([
    [{ kind: 'create', document: { id: 'made', type: 'thing' } }, 'POST', '/docs'],
    [{ kind: 'replace', document: { id: 'made', type: 'thing' }, etag: '"6"' }, 'PUT', '/docs/made'],
    [{ kind: 'patch', id: 'made', patch: { set: { a: 1 } } }, 'PATCH', '/docs/made'],
    [{ kind: 'delete', id: 'made', etag: '"6"' }, 'DELETE', '/docs/made'],
  ] satisfies [Write, string, string][])('is no batch: %j', async (write, method, path) => {
    engine.answers = [saved];
    const outcome = await store().write('partner', [write]);
    expect(outcome).toEqual({ ok: true, etags: [write.kind === 'delete' ? undefined : '"7"'] });
    expect(engine.heard).toHaveLength(1);
    expect(engine.heard[0]).toMatchObject({ method, url: `/dbs/kesher/colls/partners${path}` });
    expect(engine.heard[0]?.headers['x-ms-cosmos-is-batch-request']).toBeUndefined();
    expect(engine.heard[0]?.headers['if-match']).toBe('etag' in write ? write.etag : undefined);
  });
});

/** Everything that the store can be asked. */
const questions: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a read', () => store().read(Document, { partition: 'partner', id: 'one' })],
  [
    'a read of what is known',
    () => store().read(Document, { partition: 'partner', id: 'one' }, { document: { id: 'one' }, etag: '"1"' }),
  ],
  ['a patch', () => store().patch(Document, { partition: 'partner', id: 'one' }, { increment: { n: 1 } })],
  ['a single replacement', () => store().write('partner', batch.slice(1, 2))],
  ['a single deletion', () => store().write('partner', batch.slice(3))],
  ['a batch', () => store().write('partner', batch)],
  ['a list', () => store().list(Document, { partition: 'partner', type: 'offer', limit: 5 })],
  ['what is due', () => store().due(Document, 'mail', new Date(0), 5)],
  ['what changed', () => store().changes(undefined, 5)],
  ['whether it answers', () => store().ping()],
];

describe.each(questions)('%s', (_name, ask) => {
  const denied = (status: number, substatus: number, message: string): Answer => ({
    status,
    body: { code: 'Forbidden', message },
    headers: { 'x-ms-substatus': String(substatus) },
  });

  it.each<[string, Answer, RegExp]>([
    ['whose replica is behind', denied(404, 1002, 'The read session is not available'), /does not answer now/u],
    ['whose container does not exist', denied(404, 1003, 'Owner resource does not exist'), /COSMOS_DATABASE/u],
    [
      'that knows the app by no key',
      denied(401, 0, 'The input authorization token cannot serve'),
      /identity or the key/u,
    ],
    [
      'that gave the app no role',
      denied(
        403,
        5301,
        'Request blocked by Auth x : principal [9d0f] does not have required RBAC permissions to perform action [Microsoft.DocumentDB/databaseAccounts/readMetadata] on resource [/].',
      ),
      /role.*databaseAccounts\/readMetadata/u,
    ],
    [
      'whose firewall does not know the app',
      denied(
        403,
        0,
        'Request originated from IP 203.0.113.7 through public internet. This is blocked by your firewall settings.',
      ),
      /firewall.*203\.0\.113\.7 /u,
    ],
    ['that forbids it without a reason', denied(403, 0, ''), /403.*role.*firewall.*region/u],
  ])('asked of an engine %s is to be repeated later, and says what is missing', async (_engine, answer, reason) => {
    engine.answers = [answer];
    const failed: unknown = await ask().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StoreUnavailable);
    expect(failed).toMatchObject({ message: expect.stringMatching(reason) as unknown });
    expect(failed instanceof StoreUnavailable && failed.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  });

  it('asked of an engine that fails over names the failover', async () => {
    engine.answers = [denied(403, 3, 'The requested operation cannot be performed at this region')];
    await expect(ask()).rejects.toThrow(/failover/u);
  });
});

describe('a batch in which one write', () => {
  it.each([
    [404, 1002, 'replica is behind'],
    [403, 0, 'is forbidden'],
    [401, 0, 'is not taken'],
  ])('was answered %i with substatus %i (%s) is to be tried later', async (statusCode, subStatusCode) => {
    const results = statuses(424, 424, 424, 424).map((one, at) =>
      at === 1 ? { ...one, statusCode, subStatusCode } : one,
    );
    engine.answers = [{ status: 207, body: results }];
    await expect(store().write('partner', batch)).rejects.toThrow(StoreUnavailable);
  });
});

const writes: readonly { readonly name: string; readonly writes: readonly Write[]; readonly success: Answer }[] = [
  {
    name: 'a batch',
    writes: batch,
    success: { status: 200, body: statuses(201, 200, 200, 204) },
  },
  {
    name: 'a single write',
    writes: batch.slice(0, 1),
    success: { status: 201, body: { id: 'made', _etag: '"1"' } },
  },
  {
    name: 'a single patch',
    writes: batch.slice(2, 3),
    success: { status: 200, body: { id: 'counter', _etag: '"1"' } },
  },
];

describe.each(writes)('$name whose fate is unknown', ({ writes, success }) => {
  const outcome = () => store().write('partner', writes);

  it.each<[string, Answer]>([
    ['the connection drops', 'drop'],
    ['the engine is down', { status: 503, body: { message: 'Service unavailable' } }],
    ['a gateway answers with a page', { status: 502, body: '<html>Bad gateway</html>' }],
    ['a gateway answers with nothing', { status: 503 }],
    ['the engine timed out', { status: 408, body: { message: 'Timed out' } }],
    ['the engine failed', { status: 500, body: { message: 'Oops' } }],
  ])('is never sent twice: %s', async (_, answer) => {
    engine.answers = [answer];
    await expect(outcome()).rejects.toThrow(StoreUnavailable);
    expect(engine.heard).toHaveLength(1);
  });

  it('is given up at the deadline', async () => {
    engine.answers = ['hang'];
    const started = performance.now();
    const outcome = hastyStore().write('partner', writes);
    await expect(outcome).rejects.toMatchObject({ name: 'StoreUnavailable', retryAfterSeconds: 1 });
    expect(performance.now() - started).toBeGreaterThan(350);
    expect(engine.heard).toHaveLength(1);
  });

  it('is repeated after 449, which says that nothing happened', async () => {
    const met = { status: 449, body: { message: 'Retry with' } };
    engine.answers = [met, met, success];
    expect(await outcome()).toMatchObject({ ok: true });
    expect(engine.heard).toHaveLength(3);
  });

  it('is given up when 449 does not end', async () => {
    engine.answers = [{ status: 449, body: { message: 'Retry with' } }];
    await expect(outcome()).rejects.toThrow(StoreUnavailable);
    expect(engine.heard.length).toBeGreaterThan(1);
    expect(engine.heard.length).toBeLessThan(6);
  });

  it('waits as long as a throttling engine asks, a few times, then tells the caller', async () => {
    const throttled = { status: 429, body: { message: 'Slow down' }, headers: { 'x-ms-retry-after-ms': '5' } };
    engine.answers = [throttled, success];
    expect(await outcome()).toMatchObject({ ok: true });
    engine.answers = [throttled];
    await expect(outcome()).rejects.toMatchObject({ name: 'StoreUnavailable', retryAfterSeconds: 1 });
    expect(engine.heard).toHaveLength(2 + 4);
  });

  it('tells the caller at the deadline when a throttling engine asks for more patience than there is', async () => {
    engine.answers = [{ status: 429, body: { message: 'Slow down' }, headers: { 'x-ms-retry-after-ms': '2500' } }];
    const outcome = hastyStore().write('partner', writes);
    await expect(outcome).rejects.toMatchObject({ name: 'StoreUnavailable', retryAfterSeconds: 3 });
    expect(engine.heard).toHaveLength(1);
  });
});

describe('reading on the wire', () => {
  it('is one request, and not there is undefined', async () => {
    engine.answers = [{ status: 404, body: { message: 'Not found' } }];
    expect(await store().read(Document, { partition: 'partner', id: 'a b%' })).toBeUndefined();
    expect(engine.heard).toHaveLength(1);
    expect(engine.heard[0]).toMatchObject({ method: 'GET', url: '/dbs/kesher/colls/partners/docs/a%20b%25' });
  });

  it('survives a connection that drops once', async () => {
    engine.answers = ['drop', { status: 200, body: { id: 'one', _etag: '"1"' } }];
    const usual = new CosmosDatabase({
      connection: { connectionString: engine.connectionString },
      databaseName: 'kesher',
    });
    expect(await usual.store('partners').read(Document, { partition: 'partner', id: 'one' })).toMatchObject({
      etag: '"1"',
    });
    await usual.close();
  });

  it.each<[string, Answer]>([
    ['the connection drops', 'drop'],
    ['the engine hangs', 'hang'],
    ['the engine is down', { status: 503 }],
  ])('ends at the deadline: %s', async (_, answer) => {
    engine.answers = [answer];
    await expect(hastyStore().read(Document, { partition: 'partner', id: 'one' })).rejects.toThrow(StoreUnavailable);
    await expect(hastyStore().ping()).rejects.toThrow(StoreUnavailable);
  });

  it('a list names its partition in the query and in the header, and asks for no plan', async () => {
    engine.answers = [{ status: 200, body: { Documents: [], _count: 0 } }];
    const where = [{ field: 'status', equals: `' OR 1=1 --` }];
    await store().list(Document, { partition: 'partner', type: 'offer', where, after: '9', limit: 20 });
    expect(engine.heard).toHaveLength(1);
    const { query, parameters } = Spec.parse(engine.heard[0]?.body);
    expect(query).toContain('WHERE c.partnerId = @p AND c.type = @type AND c.sortKey < @after');
    expect(query).not.toContain('1=1');
    expect(parameters).toContainEqual({ name: '@p', value: 'partner' });
    expect(parameters.map(({ value }) => value)).toContain(`' OR 1=1 --`);
    expect(engine.heard[0]?.headers['x-ms-documentdb-partitionkey']).toBe('["partner"]');
    expect(engine.heard[0]?.headers['x-ms-max-item-count']).toBe('21');
  });

  it('a list by places is one range of one index, in its order', async () => {
    engine.answers = [{ status: 200, body: { Documents: [], _count: 0 } }];
    const within = { list: 'w006300700074', from: 'cpt', below: 'cpt\x7f' };
    await store().list(Document, {
      partition: 'p',
      type: 'customer-words',
      in: within,
      order: 'oldest',
      after: 'cptx',
      limit: 20,
    });
    expect(Spec.parse(engine.heard[0]?.body)).toEqual({
      query:
        'SELECT * FROM c WHERE c.partnerId = @p AND c.type = @type AND c.places.w006300700074 > @after AND ' +
        'c.places.w006300700074 >= @from AND c.places.w006300700074 < @below ORDER BY c.places.w006300700074 ASC',
      parameters: [
        { name: '@after', value: 'cptx' },
        { name: '@from', value: 'cpt' },
        { name: '@below', value: 'cpt\x7f' },
        { name: '@p', value: 'p' },
        { name: '@type', value: 'customer-words' },
      ],
    });
  });

  it('a list by places without a range asks for those that stand in it, and arrays for what they hold', async () => {
    engine.answers = [{ status: 200, body: { Documents: [], _count: 0 } }];
    const where = [{ field: 'standing.statuses', has: 'active' }];
    await store().list(Document, { partition: 'p', type: 'customer', in: { list: 'name' }, where, limit: 20 });
    expect(Spec.parse(engine.heard[0]?.body).query).toBe(
      'SELECT * FROM c WHERE c.partnerId = @p AND c.type = @type AND IS_DEFINED(c.places.name) AND ' +
        'ARRAY_CONTAINS(c.standing.statuses, @v2) ORDER BY c.places.name DESC',
    );
    const indexed = containers.partners.indexingPolicy.includedPaths.map(({ path }) => path);
    expect(indexed).toEqual(expect.arrayContaining(['/places/*', '/standing/statuses/[]/?', '/foldedTags/[]/?']));
  });

  describe('a list that the engine answers in small pieces', () => {
    const piece = (...numbers: readonly number[]): Answer => ({
      status: 200,
      body: {
        Documents: numbers.map((n) => ({ id: `d${n}`, type: 'offer', sortKey: `2026-${n}`, _etag: `"${n}"` })),
        _count: numbers.length,
      },
      headers: { 'x-ms-continuation': 'more' },
    });
    const where = [{ field: 'searchText', contains: 'contoso' }];
    const page = async (more: Partial<ListQuery>) => {
      const { items, next } = await store().list(Document, { partition: 'p', type: 'offer', limit: 20, ...more });
      return [items.map(({ document }) => document.id), next];
    };

    it('ends a page with filters early, where the next one goes on', async () => {
      engine.answers = [piece(), piece(9), piece(), piece(8), piece(), piece(7)];
      expect(await page({ where })).toEqual([['d9', 'd8'], '2026-8']);
      expect(engine.heard).toHaveLength(5);
    });

    it('asks on while there is nothing to go on from', async () => {
      engine.answers = [piece(), piece(), piece(), piece(), piece(), piece(), piece(7), piece(6)];
      expect(await page({ where })).toEqual([['d7'], '2026-7']);
      expect(engine.heard).toHaveLength(7);
    });

    it('fills every page of a list without filters', async () => {
      engine.answers = [piece(9), piece(), piece(8), piece(), piece(7), piece(6), piece(5)];
      expect(await page({ limit: 3 })).toEqual([['d9', 'd8', 'd7'], '2026-7']);
    });
  });

  it('what is due is asked of all partitions', async () => {
    engine.answers = [{ status: 200, body: { Documents: [], _count: 0 } }];
    await store().due(Document, 'mail', new Date(0), 10);
    const queries = engine.heard.filter(({ headers }) => !headers['x-ms-cosmos-is-query-plan-request']);
    expect(queries).toHaveLength(1);
    expect(queries[0]?.headers['x-ms-documentdb-partitionkey']).toBeUndefined();
    expect(Spec.parse(queries[0]?.body)).toEqual({
      query: 'SELECT * FROM c WHERE c.queue = @q AND c.dueAt <= @b ORDER BY c.dueAt',
      parameters: [
        { name: '@q', value: 'mail' },
        { name: '@b', value: '1970-01-01T00:00:00.000Z' },
      ],
    });
  });
});

describe('a connection', () => {
  it('that nobody answers is an outage', async () => {
    const elsewhere = new ScriptedEngine();
    await elsewhere.start();
    await elsewhere.stop();
    const options = {
      connection: { connectionString: elsewhere.connectionString },
      databaseName: 'kesher',
      deadlineMs: 20_000,
    };
    const lost = new CosmosDatabase(options);
    await expect(lost.store('partners').ping()).rejects.toThrow(StoreUnavailable);
    await expect(lost.store('partners').write('partner', batch)).rejects.toThrow(StoreUnavailable);
    await lost.close();
  });

  it('without a token is an outage, and the credential is made when it is first needed', async () => {
    let made = 0;
    const credential = () => {
      made += 1;
      return Promise.resolve({ getToken: () => Promise.reject(new Error('No identity endpoint')) });
    };
    const connection = { endpoint: 'https://127.0.0.1:1/', credential };
    const database = new CosmosDatabase({ connection, databaseName: 'kesher', deadlineMs: 20_000 });
    const partners = database.store('partners');
    expect(made).toBe(0);
    await expect(partners.read(Document, { partition: 'partner', id: 'one' })).rejects.toThrow(StoreUnavailable);
    await expect(partners.write('partner', batch)).rejects.toThrow(StoreUnavailable);
    expect(made).toBe(1);
    await database.close();
  });
});
