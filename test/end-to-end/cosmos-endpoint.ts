/** A Cosmos DB endpoint on loopback that can go away and come back: the in-process engine, with atomic batches that it could not do itself. */
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { startCosmosServer } from '../store/cosmos-server';

const Operations = z.array(
  z.object({
    operationType: z.enum(['Create', 'Replace', 'Patch', 'Delete']),
    id: z.string().optional(),
    ifMatch: z.string().optional(),
    resourceBody: z.unknown(),
  }),
);
type Operation = z.infer<typeof Operations>[number];

const methods = { Create: 'POST', Replace: 'PUT', Patch: 'PATCH', Delete: 'DELETE' } as const;

/** What belongs to the connection or is worked out anew. */
const notPassedOn = ['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect'];

/** What is answered in the end. */
interface Passed {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export class CosmosEndpoint {
  readonly connectionString: string;
  readonly #engine: Awaited<ReturnType<typeof startCosmosServer>>;
  readonly #engineUrl: string;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true });
  #server: Server;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(engine: Awaited<ReturnType<typeof startCosmosServer>>, server: Server, port: number) {
    this.#engine = engine;
    this.#engineUrl = /AccountEndpoint=([^;]+?)\/?;/u.exec(engine.connectionString)?.[1] ?? '';
    this.#server = server;
    this.#port = port;
    this.connectionString = `AccountEndpoint=http://127.0.0.1:${port}/;AccountKey=aw==;`;
    this.#serve();
  }

  static async start(): Promise<CosmosEndpoint> {
    const engine = await startCosmosServer();
    const server = await listening(0);
    const { port } = z.object({ port: z.int() }).parse(server.address());
    return new CosmosEndpoint(engine, server, port);
  }

  /** Nobody answers any more. */
  async goAway(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Answers again, with everything that was there. */
  async comeBack(): Promise<void> {
    this.#server = await listening(this.#port);
    this.#serve();
  }

  async close(): Promise<void> {
    await this.goAway();
    this.#agent.destroy();
    await this.#engine.close();
  }

  #serve(): void {
    this.#server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !notPassedOn.includes(name) ? [[name, value]] : [],
      ),
    );
    const body = await text(request);
    const isBatch = headers['x-ms-cosmos-is-batch-request'] !== undefined;
    const { method = 'GET', url = '/' } = request;
    const answer = await this.#inTurn<Passed>(() =>
      isBatch ? this.#batch(url, headers, Operations.parse(JSON.parse(body))) : this.#pass(method, url, headers, body),
    );
    for (const [name, value] of answer.headers) if (!notPassedOn.includes(name)) response.setHeader(name, value);
    response.writeHead(answer.status);
    response.end(answer.body);
  }

  /** Nobody reads or writes between the operations of a batch. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #pass(method: string, path: string, headers: Readonly<Record<string, string>>, body: string) {
    const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = request(`${this.#engineUrl}${path}`, {
      method,
      headers: { ...headers, ...length },
      agent: this.#agent,
    });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return {
      status: response.statusCode ?? 500,
      headers: Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const),
      body: await text(response),
    };
  }

  /** One operation after the other; when one fails, what those before it did is undone. */
  async #batch(path: string, headers: Readonly<Record<string, string>>, operations: readonly Operation[]) {
    const { 'x-ms-cosmos-is-batch-request': _isBatch, 'x-ms-cosmos-batch-atomic': _isAtomic, ...others } = headers;
    const done: { readonly id: string; readonly before: string | undefined }[] = [];
    const results: { readonly statusCode: number; readonly resourceBody?: unknown }[] = [];
    for (const { operationType, id, ifMatch, resourceBody } of operations) {
      const document = id ?? z.object({ id: z.string() }).parse(resourceBody).id;
      const before = await this.#pass('GET', `${path}/${encodeURIComponent(document)}`, others, '');
      const { status, body } = await this.#pass(
        methods[operationType],
        id === undefined ? path : `${path}/${encodeURIComponent(id)}`,
        { ...others, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
        resourceBody === undefined ? '' : JSON.stringify(resourceBody),
      );
      if (status >= 300) {
        for (const one of done.reverse()) await this.#undo(path, others, one);
        return batchAnswer(
          207,
          operations.map((_, at) => ({ statusCode: at === results.length ? status : 424 })),
        );
      }
      done.push({ id: document, before: before.status === 200 ? before.body : undefined });
      results.push({ statusCode: status, ...(body === '' ? {} : { resourceBody: JSON.parse(body) as unknown }) });
    }
    return batchAnswer(200, results);
  }

  async #undo(
    path: string,
    headers: Readonly<Record<string, string>>,
    { id, before }: { readonly id: string; readonly before: string | undefined },
  ): Promise<void> {
    const address = `${path}/${encodeURIComponent(id)}`;
    const { status } =
      before === undefined
        ? await this.#pass('DELETE', address, headers, '')
        : await this.#pass('POST', path, { ...headers, 'x-ms-documentdb-is-upsert': 'true' }, before);
    if (status >= 300) throw new Error(`The engine did not undo a write: ${status}.`);
  }
}

function batchAnswer(status: number, results: readonly object[]): Passed {
  return { status, headers: [['content-type', 'application/json']], body: JSON.stringify(results) };
}

async function listening(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
