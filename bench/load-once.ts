/** Loads one bundle in a fresh process as the Functions worker does, lets one function answer once, and prints what both took. */
import { loadFunctionApp } from '../local/host/function-app';
import { FunctionsCore } from '../local/host/functions-core';
import { invokeAsWorker } from '../local/host/invocation';
import type { Store } from '../shared/ports';

const [bundle = '', name = '', url = '', code = '', accept = '', ...documents] = process.argv.slice(2);

const unused = (): Promise<never> => Promise.reject(new Error('Opening a link only reads.'));

/** Documents given by id and text, one after the other. */
function storeOf(given: readonly string[]): Store {
  const read: Store['read'] = (schema, { id }) => {
    const text = given[given.indexOf(id) + 1];
    return Promise.resolve(text === undefined ? undefined : { document: schema.parse(JSON.parse(text)), etag: '1' });
  };
  return {
    read,
    write: unused,
    patch: unused,
    list: unused,
    count: unused,
    due: unused,
    changes: unused,
    ping: unused,
  };
}

globalThis.kesherLocalPorts = {
  mailer: { send: () => Promise.resolve({ kind: 'accepted' }) },
  ...(documents.length > 0 ? { partners: storeOf(documents), productKeys: storeOf([]) } : {}),
};

async function main(): Promise<void> {
  const core = new FunctionsCore();
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const taken = () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - startedAt, processor: (user + system) / 1000 };
  };
  await loadFunctionApp(core, bundle);
  const load = taken();
  const registered = core.functions.get(name);
  if (registered === undefined) throw new Error(`There is no function ${name}.`);
  await core.start(process.cwd());
  const http = { method: 'GET', url, headers: { accept }, params: { code } };
  const answer = await invokeAsWorker(core, registered, { http });
  const first = taken();
  if (answer?.statusCode !== '200') throw new Error(`It answered ${answer?.statusCode ?? 'nothing'}.`);
  process.stdout.write(JSON.stringify({ load, first }), () => process.exit(0));
}

void main();
