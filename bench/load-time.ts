/** How long the bundle takes to load in a fresh process, to answer its first request and to send its first mail, against the smallest function app. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import * as module from 'node:module';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { offerKey } from '../shared/domain/offers/offer';
import { linkCodes } from '../shared/signing/link-codes';
import { loopbackCertificate } from '../test/loopback-certificate';
import { tenants, World } from '../test/world';
import { inTurns, median, shown, type Figure, type Measurement } from './figures';
import { built, printedBy, startNode } from './machine';

const Taken = z.object({ wall: z.number(), processor: z.number() });
const Printed = z.object({ load: Taken, first: Taken });
type Printed = z.infer<typeof Printed>;

const rounds = 15;

/** From Node.js 22 on. */
const canCache = 'enableCompileCache' in module;
const compileCache = join(built, 'compile-cache');

export async function measureLoadTime(): Promise<Measurement> {
  const { code, codeForEarlier, documents, linkKeys } = await offered();
  const engine = await cosmosEngine(documents);
  const mails = await mailService();
  const environment = { ...settings, LINK_KEYS: linkKeys };
  const flat = [...documents].flat();
  const hello = () => load({ app: 'hello', name: 'hello', accept: '*/*' });
  const kesher =
    (accept: string, more: Partial<Load> = {}) =>
    () =>
      load({ app: 'kesher', name: 'openLink', code, accept, documents: flat, environment, ...more });
  const page = kesher('text/html');
  const cached = kesher('text/html', { environment: { ...environment, NODE_COMPILE_CACHE: compileCache } });
  if (canCache) {
    rmSync(compileCache, { recursive: true, force: true });
    await cached();
  }
  const taken = await inTurns(rounds, {
    hello,
    json: kesher('application/json'),
    page,
    cached: canCache ? cached : undefined,
    earlier: codeForEarlier === undefined ? undefined : kesher('text/html', { app: 'earlier', code: codeForEarlier }),
    withCosmos: kesher('text/html', { documents: [], environment: { ...environment, COSMOS: engine.connection } }),
    mail: async () => Printed.parse(JSON.parse(await printedBy(startNode('mail/main.mjs', mails.start)))),
  });
  engine.server.close();
  mails.server.close();
  const of = (samples: readonly Printed[], part: keyof Printed, clock: keyof Printed['load']): number =>
    median(samples.map((sample) => sample[part][clock]));
  const figure = (
    name: string,
    samples: readonly Printed[],
    part: keyof Printed,
    goal?: Figure['goal'],
    beside: readonly Printed[] = taken.hello,
  ): Figure => {
    const [own, floor] = [of(samples, part, 'processor'), of(beside, part, 'processor')];
    const [ownWall, floorWall] = [of(samples, part, 'wall'), of(beside, part, 'wall')];
    return {
      name,
      value: own / floor,
      ...(goal ? { goal } : {}),
      measured: `${shown(own)} to ${shown(floor)} ms of processor time; by the clock ${shown(ownWall)} to ${shown(floorWall)} ms (${shown(ownWall / floorWall)})`,
    };
  };
  return {
    title: 'Cold start',
    figures: [
      figure('Loading the bundle', taken.page, 'load', { atMost: 2 }),
      figure('Loading it and opening a link, page', taken.page, 'first', { atMost: 1.5 }),
      ...(taken.cached.length > 0 ? [figure('The same with a compile cache that fits', taken.cached, 'first')] : []),
      ...(taken.earlier.length > 0
        ? [
            figure(
              'Loading it and opening a link, page, beside the earlier build',
              taken.page,
              'first',
              { atMost: 0.6 },
              taken.earlier,
            ),
          ]
        : []),
      figure('Loading it and opening a link, JSON', taken.json, 'first', { atMost: 1.5 }),
      figure('The same page with the client of Cosmos DB', taken.withCosmos, 'first'),
      figure('Loading the client of the mail service', taken.mail, 'load'),
      figure('Loading it and sending a first mail', taken.mail, 'first'),
    ],
    limits,
  };
}

const limits = `Each sample is a fresh process that imports the compiled \`main.mjs\` with \`@azure/functions-core\` stood in, then hands it one request through
the library, as the worker does; the bundle that only says "hello" is built with the same options and treated the same way. Processor time counts,
because it does not depend on what else the machine does.

What is left at the start is as much of zod as the settings need, their schema with its one use, and the registration of every function. Operations, texts, pages and adapters
are loaded by the first call that needs them, so the first opening pays for them: reading and compiling the one file that opening a link needs, evaluating it, and the first use of each schema.
Zod and the schemas of offers and partners, with the reading of one of each, take 23 ms of a process that does nothing else: most of it is zod's own code, run for the first time. \`fetch\`, which the library loads with its first request, is in
both figures. None of that is spent again by the second request. In the rows without Cosmos DB the documents come from memory; in its own row Kesher makes its
own database client and asks an engine on the loopback interface, which adds the client's own load and its first connection. The earlier build is commit 8bffe86, as above; it opens
the same documents, by a link in the form in which it issues them.

V8's compile cache (\`module.enableCompileCache\`, \`NODE_COMPILE_CACHE\`, from Node.js 22) takes what is compiled from files that an earlier process wrote. Where it fits, which its row measures on
such a Node.js, a first page costs an eighth less (22.23.5: 89 ms for 102; 24.22.3: 101 for 114); enabled by \`main.mjs\` itself, which is compiled before that, it saves three quarters of that. It is not
shipped, because whether it fits cannot be known when Kesher is built. Node.js looks in a folder named for its exact version, the processor's architecture, V8's version with its flags, and the user's
number. The cache of another patch is not found, and under the right name V8 refuses each file of it (22.22.0 and 22.23.5), which costs 4 % more than none; one of another user is not found either. On 22, and on 24.11, the
path of each file is in the names too: elsewhere nothing is found. 24.22 can leave it out (\`NODE_COMPILE_CACHE_PORTABLE\`), and then a folder that was moved with its cache fits. A folder that
may only be read is no obstacle: one that fits is used, and where there is none nothing is written and nothing lost. On Flex Consumption the platform chooses the patch and the user, and changes
them. What shortens the wait there is an instance kept ready.

The client of Azure Communication Services is loaded with the first mail, which nobody waits for in a request; its rows come on top of the others, less what it
shares with the client of Cosmos DB where that is loaded already. Its process holds the mailer alone, bundled as Kesher is; the first mail adds the first TLS connection
of the process, to a service on the loopback interface, with the system's whole list of certificates, and the mail itself. The token is there: what the identity's
library costs is not in it.`;

const settings = {
  PUBLIC_BASE_URL: 'https://kesher.example',
  OPERATOR_TENANT: tenants.operator,
  API_AUDIENCE: '00000000-0000-4000-8000-00000000000a',
  MAIL_FROM: 'kesher@kesher.example',
  PRODUCT_KEY_PEPPERS: `test:${Buffer.alloc(32, 1).toString('base64url')}`,
};

interface Load {
  readonly app: 'hello' | 'kesher' | 'earlier';
  readonly name: string;
  readonly accept: string;
  readonly code?: string;
  readonly documents?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

async function load({ app, name, accept, code = '', documents = [], environment = {} }: Load): Promise<Printed> {
  const bundle = resolve(built, app, 'dist/main.mjs');
  const url = `https://kesher.example/${code === '' ? name : `o/${code}`}`;
  const args = [bundle, name, url, code, accept, ...documents];
  return Printed.parse(JSON.parse(await printedBy(startNode('load-once.js', { args, env: environment }))));
}

/** What the earlier build makes links with: with another ending than today. */
const Earlier = z.object({ linkCodes: z.custom<typeof linkCodes>() });

/** An invitation, with the documents that opening its link reads; `codeForEarlier` where there is an earlier build. */
async function offered() {
  const key = { id: 'bench', bytes: new Uint8Array(randomBytes(32)) };
  const world = new World();
  world.now = Date.now();
  await world.addPartner();
  const { id } = await world.invite();
  const stored = await world.store.changes(undefined, 1_000);
  world.close();
  const read = stored.documents.filter((document) => document.id === 'partner' || document.id === offerKey(id));
  const link = { partnerId: tenants.northwind, offerId: id, linkVersion: 1 };
  const path = join(built, 'earlier-link-codes.js');
  const earlier = existsSync(path) ? Earlier.parse(await import(path)) : undefined;
  return {
    code: linkCodes([key]).issue(link),
    codeForEarlier: earlier?.linkCodes([key]).issue(link),
    linkKeys: `${key.id}:${Buffer.from(key.bytes).toString('base64url')}`,
    documents: new Map(read.map((document) => [document.id, JSON.stringify(document)])),
  };
}

/** The smallest engine that the client of Cosmos DB can read documents from. */
async function cosmosEngine(
  documents: ReadonlyMap<string, string>,
): Promise<{ readonly server: Server; readonly connection: string }> {
  const server = createServer((request, response) => {
    const id = decodeURIComponent(request.url ?? '').split('/docs/')[1];
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const location = [{ name: 'here', databaseAccountEndpoint: `http://localhost:${port}/` }];
    const account = { id: 'local', writableLocations: location, readableLocations: location };
    response.setHeader('content-type', 'application/json').setHeader('etag', '"1"');
    response.end(id === undefined ? JSON.stringify(account) : documents.get(id));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const key = Buffer.alloc(64).toString('base64');
  return { server, connection: `AccountEndpoint=http://localhost:${port}/;AccountKey=${key};` };
}

/** A mail service on the loopback interface that takes everything, and how to start a process that trusts it. */
async function mailService() {
  const certificate = await loopbackCertificate();
  const server = createSecureServer(certificate, (request, response) => {
    request.resume().on('end', () => response.writeHead(202).end());
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const trusted = join(built, 'loopback.pem');
  writeFileSync(trusted, certificate.cert);
  return { server, start: { args: [`https://localhost:${port}`], env: { NODE_EXTRA_CA_CERTS: trusted } } };
}
