/** A Cosmos DB engine inside the test's process, on loopback. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createHttpServer } from '@vercel/cosmosdb-server';
import * as z from 'zod';

const Operations = z.array(z.record(z.string(), z.unknown()));

export interface CosmosServer {
  readonly connectionString: string;
  close(): Promise<void>;
}

/** Starts the engine on a free port. */
export async function startCosmosServer(): Promise<CosmosServer> {
  const server = createHttpServer({ keepAlive: true });
  const engine = server.listeners('request');
  server.removeAllListeners('request');
  const pass = (request: unknown, response: ServerResponse) =>
    engine.forEach((listener) => void Reflect.apply(listener, server, [request, response]));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.headers['x-ms-cosmos-is-batch-request']) pass(request, response);
    else void withPartitionKeys(request).then((batch) => pass(batch, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The engine listens nowhere');
  return {
    connectionString: `AccountEndpoint=http://127.0.0.1:${address.port}/;AccountKey=aw==;`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The SDK sends a batch's partition key once, as a header; this engine wants it on every operation. */
async function withPartitionKeys(request: IncomingMessage): Promise<unknown> {
  const partitionKey = request.headers['x-ms-documentdb-partitionkey'];
  const operations = Operations.parse(JSON.parse(await text(request)));
  const body = Buffer.from(JSON.stringify(operations.map((operation) => ({ partitionKey, ...operation }))));
  return Object.assign(Readable.from([body]), {
    method: request.method,
    url: request.url,
    headers: { ...request.headers, 'content-length': String(body.length) },
  });
}
