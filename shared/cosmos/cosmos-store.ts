/** The document engine of the deployed app: Cosmos DB, or anything that speaks its protocol. */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Container,
  CosmosClient,
  CosmosClientOptions,
  ItemDefinition,
  JSONObject,
  OperationInput,
  RequestOptions,
  SqlQuerySpec,
} from '@azure/cosmos';
import * as z from 'zod';
import type {
  ChangePage,
  Condition,
  Count,
  CountQuery,
  DocumentRef,
  DocumentSchema,
  ListPage,
  ListQuery,
  Patch,
  Store,
  Stored,
  StoredDocument,
  Write,
  WriteOutcome,
  WriteRefusal,
} from '../ports';
import { StoreUnavailable } from '../ports';
import {
  asStoredDocument,
  checkConditions,
  checkFilters,
  checkId,
  checkLimit,
  checkPatch,
  checkPlaceList,
  checkUpTo,
  checkWrites,
  standsAt,
} from '../store/document-rules';
import type { ContainerName } from './containers';
import { containers, partitionKeyOf } from './containers';
import { denialOf } from './cosmos-denials';
import { countQuery, dueQuery, listQuery, patchBody, withoutSystemFields } from './cosmos-query';
import type { Conversation } from './cosmos-wire';
import { CosmosWire } from './cosmos-wire';

type TokenCredential = NonNullable<CosmosClientOptions['aadCredentials']>;

/** How to reach the engine: by a connection string, which means an emulator, or by the identity the app runs under. */
type CosmosConnection =
  | { readonly connectionString: string }
  | { readonly endpoint: string; readonly credential: () => Promise<TokenCredential> };

interface CosmosOptions {
  readonly connection: CosmosConnection;
  readonly databaseName: string;
  /** How long one request may take. */
  readonly requestTimeoutMs?: number;
  /** How long a call of the store may take, all attempts together. */
  readonly deadlineMs?: number;
}

const CosmosError = z.object({ code: z.union([z.number(), z.string()]).optional(), substatus: z.number().optional() });
const BatchResult = z.array(
  z.object({
    statusCode: z.number(),
    eTag: z.string().optional(),
    resourceBody: z.object({ _etag: z.string().optional() }).nullish(),
    subStatusCode: z.number().optional().catch(undefined),
  }),
);

const Etag = z.object({ _etag: z.string().optional() });
const JsonObject = z.custom<JSONObject>((value) => typeof value === 'object' && value !== null);

const mostConflictRetries = 3;
const mostAnswersPerPage = 5;
/** Time-out, gone, throttled, "retry with": nothing that is wrong with the request. */
const passingStatuses = new Set([408, 410, 429, 449]);
/** Substatuses of 404 that say nothing of the document: the replica is behind, the container is not there. */
const notOfDocument: readonly (number | undefined)[] = [1002, 1003];
const notModified = 304;
/** What an administrator has to mend takes longer than a moment. */
const deniedSeconds = 10;

/** One database and the client that its containers share. The SDK is loaded when it is first needed. */
export class CosmosDatabase {
  private readonly wire = new CosmosWire();
  private readonly options: Required<CosmosOptions>;
  private client: Promise<CosmosClient> | undefined;

  constructor(options: CosmosOptions) {
    this.options = { requestTimeoutMs: 5_000, deadlineMs: 8_000, ...options };
  }

  store(container: ContainerName): CosmosStore {
    return new CosmosStore(this, container);
  }

  /** Creates what is missing of the database and its containers; for the local runtime, elsewhere Bicep does it. */
  async ensureContainers(): Promise<void> {
    const id = this.options.databaseName;
    await this.ask((client) => unlessItExists(() => client.databases.createIfNotExists({ id })));
    for (const [name, { partitionKey, indexingPolicy, defaultTtl }] of Object.entries(containers)) {
      const definition = {
        id: name,
        partitionKey: { paths: [...partitionKey.paths], version: partitionKey.version },
        indexingPolicy: {
          ...indexingPolicy,
          includedPaths: [...indexingPolicy.includedPaths],
          excludedPaths: [...indexingPolicy.excludedPaths],
        },
        defaultTtl,
      };
      await this.ask((client) => unlessItExists(() => client.database(id).containers.createIfNotExists(definition)));
    }
  }

  /** Closes the connections; the stores cannot be used afterwards. */
  async close(): Promise<void> {
    (await this.client)?.dispose();
    this.wire.close();
  }

  /** Gives the work a container; whatever keeps the engine from answering becomes {@link StoreUnavailable}. */
  askContainer<T>(
    container: ContainerName,
    work: (container: Container) => Promise<T>,
    scope: 'one partition' | 'all partitions' = 'one partition',
  ): Promise<T> {
    return this.ask((client) => work(client.database(this.options.databaseName).container(container)), scope);
  }

  private async ask<T>(
    work: (client: CosmosClient) => Promise<T>,
    scope: 'one partition' | 'all partitions' = 'one partition',
  ): Promise<T> {
    const client = await this.connect();
    const deadline = new AbortController();
    const conversation: Conversation = { deadline: deadline.signal, onePartition: scope === 'one partition' };
    // Neither an attempt that hangs nor the SDK's own waits may hold up the caller; the wire sends nothing any more after this.
    const tooLate = new Promise<never>((_, reject) => {
      deadline.signal.addEventListener('abort', () => reject(unavailable('in time', conversation)));
    });
    const timer = setTimeout(() => deadline.abort(), this.options.deadlineMs);
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await Promise.race([this.wire.during(conversation, () => work(client)), tooLate]);
        } catch (error) {
          // 449: concurrent writes got into each other's way and this one did not happen.
          const again = error instanceof RetryWith || (conversation.status === 449 && !deadline.signal.aborted);
          if (!again || attempt > mostConflictRetries) throw translated(error, conversation);
          await sleep(10 + Math.random() * 40 * attempt);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private connect(): Promise<CosmosClient> {
    this.client ??= import('@azure/cosmos').then((sdk) => {
      const { connection, requestTimeoutMs } = this.options;
      return new sdk.CosmosClient({
        ...('connectionString' in connection
          ? { connectionString: connection.connectionString }
          : { endpoint: connection.endpoint, aadCredentials: this.lazyCredential(connection.credential) }),
        httpClient: this.wire,
        connectionPolicy: {
          requestTimeout: requestTimeoutMs,
          // An emulator announces addresses that only it can reach.
          enableEndpointDiscovery: !('connectionString' in connection),
          // Both would repeat a write whose outcome nobody knows.
          useMultipleWriteLocations: false,
          enablePartitionLevelFailover: false,
          retryOptions: { maxRetryAttemptCount: 3, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 5 },
        },
      });
    });
    return this.client;
  }

  private lazyCredential(make: () => Promise<TokenCredential>): TokenCredential {
    let credential: TokenCredential | undefined;
    return {
      getToken: (scopes, options) =>
        this.wire.notingFailure(async () => {
          credential ??= await make();
          return credential.getToken(scopes, options);
        }),
    };
  }
}

/** A {@link Store} over one container. A write that may have happened is never repeated here. */
export class CosmosStore implements Store {
  private readonly partitionKey: string;

  constructor(
    private readonly database: CosmosDatabase,
    private readonly container: ContainerName,
  ) {
    this.partitionKey = partitionKeyOf(container);
  }

  async read<T>(
    schema: DocumentSchema<T>,
    { partition, id }: DocumentRef,
    known?: Stored<T>,
  ): Promise<Stored<T> | undefined> {
    checkId(partition);
    checkId(id);
    const unlessKnown = known && { accessCondition: { type: 'IfNoneMatch', condition: known.etag } };
    const { resource, etag, statusCode } = await this.ask((container) =>
      readItem(container, { partition, id }, unlessKnown),
    );
    return statusCode === notModified ? known : resource && stored(schema, resource, etag);
  }

  async write(partition: string, writes: readonly Write[]): Promise<WriteOutcome> {
    const checked = checkWrites(this.partitionKey, partition, writes);
    const [first] = checked;
    return checked.length === 1 && first ? this.writeOne(partition, first) : this.writeBatch(partition, checked);
  }

  async patch<T>(
    schema: DocumentSchema<T>,
    { partition, id }: DocumentRef,
    patch: Patch,
    where: readonly Condition[] = [],
  ): Promise<Stored<T> | 'missing' | 'condition'> {
    checkId(partition);
    checkId(id);
    checkPatch(this.partitionKey, patch);
    checkConditions(where);
    const outcome = await this.ask(async (container) =>
      refusalOr(refusals.patch, async () => {
        const body = patchBody(this.partitionKey, partition, patch, where);
        const { resource, etag } = await container.item(id, partition).patch<ItemDefinition>(body);
        if (!resource) throw new TypeError('The engine answered a patch without the document');
        return { resource, etag };
      }),
    );
    return typeof outcome === 'string' ? outcome : stored(schema, outcome.resource, outcome.etag);
  }

  async list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>> {
    checkId(query.partition);
    checkFilters(query.where ?? []);
    checkPlaceList(query);
    checkLimit(query);
    const { partition: partitionKey, where = [] } = query;
    const { items, isWhole } = await this.ask((container) =>
      fetch(container, listQuery(this.partitionKey, query), query.limit + 1, {
        partitionKey,
        ...(where.length === 0 ? {} : { mostAnswers: mostAnswersPerPage }),
      }),
    );
    const page = items.slice(0, query.limit);
    const next = items.length > query.limit || !isWhole ? standsAt(asStoredDocument(page.at(-1)), query) : undefined;
    return { items: page.map((item) => stored(schema, item)), ...(next === undefined ? {} : { next }) };
  }

  async count(query: CountQuery): Promise<Count> {
    const { partition: partitionKey, upTo } = query;
    checkId(partitionKey);
    checkFilters(query.where ?? []);
    checkUpTo(query);
    const { items, isWhole } = await this.ask((container) =>
      fetch(container, countQuery(this.partitionKey, query), upTo + 1, {
        partitionKey,
        mostAnswers: mostAnswersPerPage,
        evenWithout: true,
      }),
    );
    return { count: Math.min(items.length, upTo), more: items.length > upTo || !isWhole };
  }

  async due<T>(schema: DocumentSchema<T>, queue: string, before: Date, limit: number): Promise<readonly Stored<T>[]> {
    checkLimit({ limit });
    const { items } = await this.ask((container) => fetch(container, dueQuery(queue, before), limit), 'all partitions');
    return items.map((item) => stored(schema, item));
  }

  async changes(after: string | undefined, limit: number): Promise<ChangePage> {
    checkLimit({ limit });
    const { ChangeFeedStartFrom } = await import('@azure/cosmos');
    return this.ask(async (container) => {
      const start = after === undefined ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.Continuation(after);
      const options = { maxItemCount: limit, changeFeedStartFrom: start };
      const page = await container.items.getChangeFeedIterator<ItemDefinition>(options).readNext();
      return {
        documents: page.result.flatMap((item) => asStoredDocument(withoutSystemFields(item)) ?? []),
        position: page.continuationToken,
      };
    });
  }

  async ping(): Promise<void> {
    await this.ask((container) => readItem(container, { partition: '~ping', id: '~ping' }));
  }

  private writeOne(partition: string, write: Write): Promise<WriteOutcome> {
    return this.ask(async (container) => {
      const outcome = await refusalOr(refusals[write.kind], async () => ({
        etags: [await writeItem(container, this.partitionKey, partition, write)],
      }));
      return typeof outcome === 'string'
        ? { ok: false, index: 0, reason: outcome }
        : { ok: true, etags: outcome.etags };
    });
  }

  private writeBatch(partition: string, writes: readonly Write[]): Promise<WriteOutcome> {
    return this.ask(async (container) => {
      const operations = writes.map((write) => batchOperation(this.partitionKey, partition, write));
      const { result } = await container.items.batch(operations, partition);
      return batchOutcome(writes, BatchResult.parse(result));
    });
  }

  private ask<T>(work: (container: Container) => Promise<T>, scope?: 'one partition' | 'all partitions'): Promise<T> {
    return this.database.askContainer(this.container, work, scope);
  }
}

/** What an engine's status means to a write; any other failure is an error. */
const refusals = {
  create: { 409: 'exists' },
  replace: { 404: 'missing', 412: 'stale' },
  patch: { 404: 'missing', 412: 'condition' },
  delete: { 404: 'missing', 412: 'stale' },
} as const satisfies Record<Write['kind'], Readonly<Record<number, WriteRefusal>>>;

/** Some operation of a batch met a concurrent write; nothing happened. */
class RetryWith extends Error {
  override readonly name = 'RetryWith';
}

function stored<T>(schema: DocumentSchema<T>, item: ItemDefinition, etag?: string): Stored<T> {
  const version = etagOf(item) ?? etag;
  if (version === undefined) throw new TypeError('The engine answered with a document that has no etag');
  return { document: schema.parse(withoutSystemFields(item)), etag: version };
}

function etagOf(item: ItemDefinition): string | undefined {
  const { _etag } = Etag.parse(item);
  return _etag;
}

/** The SDK gives every 404 as an answer, also those that do not say that there is no such document. */
async function readItem(container: Container, { partition, id }: DocumentRef, options?: RequestOptions) {
  const response = await container.item(id, partition).read<ItemDefinition>(options);
  if (notOfDocument.includes(Number(response.substatus))) throw new NotOfDocument();
  return response;
}

/** A 404 that says nothing of the document that was asked for. */
class NotOfDocument extends Error {
  override readonly name = 'NotOfDocument';
}

/** Asks until there are as many items as wanted, or no more. With `mostAnswers` it also ends, not whole, when the engine finds little at a time. */
async function fetch(
  container: Container,
  query: SqlQuerySpec,
  wanted: number,
  {
    mostAnswers = Infinity,
    evenWithout = false,
    ...options
  }: { readonly partitionKey?: string; readonly mostAnswers?: number; readonly evenWithout?: boolean } = {},
): Promise<{ readonly items: readonly ItemDefinition[]; readonly isWhole: boolean }> {
  const iterator = container.items.query<ItemDefinition>(query, { ...options, maxItemCount: wanted });
  const items: ItemDefinition[] = [];
  let answers = 0;
  for await (const { resources } of iterator.getAsyncIterator()) {
    items.push(...resources);
    answers += 1;
    if (items.length >= wanted) break;
    // A page without any item would have no place to go on from.
    if (answers >= mostAnswers && (items.length > 0 || evenWithout) && iterator.hasMoreResults())
      return { items, isWhole: false };
  }
  return { items: items.slice(0, wanted), isWhole: true };
}

async function refusalOr<T, R extends WriteRefusal>(
  meanings: Readonly<Record<number, R>>,
  work: () => Promise<T>,
): Promise<T | R> {
  try {
    return await work();
  } catch (error) {
    const { code, substatus } = codeOf(error);
    const reason = typeof code === 'number' && !notOfDocument.includes(substatus) ? meanings[code] : undefined;
    if (reason) return reason;
    throw error;
  }
}

async function writeItem(
  container: Container,
  partitionKey: string,
  partition: string,
  write: Write,
): Promise<string | undefined> {
  switch (write.kind) {
    case 'create': {
      const { resource, etag } = await container.items.create<ItemDefinition>(sendable(write.document));
      return (resource && etagOf(resource)) ?? etag;
    }
    case 'replace': {
      const { id } = write.document;
      const { resource, etag } = await container.item(id, partition).replace<ItemDefinition>(sendable(write.document), {
        accessCondition: { type: 'IfMatch', condition: write.etag },
      });
      return (resource && etagOf(resource)) ?? etag;
    }
    case 'patch': {
      const body = patchBody(partitionKey, partition, write.patch, write.where ?? []);
      const { resource, etag } = await container.item(write.id, partition).patch<ItemDefinition>(body);
      return (resource && etagOf(resource)) ?? etag;
    }
    case 'delete':
      await container.item(write.id, partition).delete({ accessCondition: { type: 'IfMatch', condition: write.etag } });
      return undefined;
  }
}

function batchOperation(partitionKey: string, partition: string, write: Write): OperationInput {
  switch (write.kind) {
    case 'create':
      return { operationType: 'Create', resourceBody: sendable(write.document) };
    case 'replace':
      return {
        operationType: 'Replace',
        id: write.document.id,
        ifMatch: write.etag,
        resourceBody: sendable(write.document),
      };
    case 'patch':
      return {
        operationType: 'Patch',
        id: write.id,
        resourceBody: patchBody(partitionKey, partition, write.patch, write.where ?? []),
      };
    case 'delete': {
      const operation = { operationType: 'Delete' as const, id: write.id, ifMatch: write.etag };
      return operation;
    }
  }
}

/** The service answers a batch with 207 when something failed, other engines with 200: only the operations tell. */
function batchOutcome(writes: readonly Write[], results: z.infer<typeof BatchResult>): WriteOutcome {
  const index = results.findIndex(({ statusCode }) => statusCode !== 424 && (statusCode < 200 || statusCode > 299));
  const failed = results[index];
  const write = writes[index];
  if (!failed || !write) {
    if (results.length !== writes.length) throw new Error('The engine answered only a part of the batch');
    return {
      ok: true,
      etags: results.map(({ eTag, resourceBody }, position) =>
        writes[position]?.kind === 'delete' ? undefined : (eTag ?? resourceBody?._etag),
      ),
    };
  }
  const meanings: Readonly<Record<number, WriteRefusal>> = refusals[write.kind];
  const reason = notOfDocument.includes(failed.subStatusCode) ? undefined : meanings[failed.statusCode];
  if (reason) return { ok: false, index, reason };
  const message = `The engine answered ${failed.statusCode} to write ${index} of a batch (${write.kind})`;
  if (failed.statusCode === 413) throw new RangeError(message);
  if (failed.statusCode === 449) throw new RetryWith(message);
  const denial = denialOf({ status: failed.statusCode, substatus: failed.subStatusCode });
  if (denial !== undefined) throw new StoreUnavailable(denial, deniedSeconds);
  if (isPassing(failed.statusCode) || failed.statusCode === 404) throw new StoreUnavailable(message, 1);
  throw new Error(message);
}

/** The SDK writes it as JSON.stringify does. */
function sendable(document: StoredDocument): JSONObject {
  return JsonObject.parse(document);
}

/** What the caller of the store gets to see of a failure. */
function translated(error: unknown, conversation: Conversation): unknown {
  if (error instanceof StoreUnavailable) return error;
  const { status, failure } = conversation;
  const { code } = codeOf(error);
  const unanswered =
    failure !== undefined || (typeof code === 'string' && /^(E[A-Z]+|TimeoutError|DEADLINE_PASSED)$/.test(code));
  const passing = [status, code].some((each) => typeof each === 'number' && isPassing(each));
  const elsewhere =
    error instanceof NotOfDocument || (status === 404 && notOfDocument.includes(conversation.substatus));
  const denied = denialOf(conversation) !== undefined;
  if (unanswered || passing || elsewhere || denied || error instanceof RetryWith)
    return unavailable('now', conversation, error);
  return status === 413 ? new RangeError('The write is too large for the database', { cause: error }) : error;
}

function unavailable(when: 'now' | 'in time', conversation: Conversation, error?: unknown): StoreUnavailable {
  const { failure, retryAfterMs = 0 } = conversation;
  const cause = { cause: failure ?? error };
  const denial = failure === undefined ? denialOf(conversation) : undefined;
  if (denial !== undefined) return new StoreUnavailable(denial, deniedSeconds, cause);
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new StoreUnavailable(`The database does not answer ${when}`, seconds, cause);
}

function isPassing(status: number): boolean {
  return passingStatuses.has(status) || status >= 500;
}

function codeOf(error: unknown): z.infer<typeof CosmosError> {
  const parsed = CosmosError.safeParse(error);
  return parsed.success ? parsed.data : {};
}

/** Several instances may start at once, so the other one's container is as good as ours. */
async function unlessItExists(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (codeOf(error).code !== 409) throw error;
  }
}
