/** A program that does with the app in its working folder what the Functions host and its worker do: load it, listen, and pass requests on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { loadFunctionApp } from '../../local/host/function-app';
import { FunctionsCore } from '../../local/host/functions-core';
import { routesOf } from '../../local/host/http-functions';
import { HttpHost } from '../../local/host/http-host';

async function serve(folder: string): Promise<void> {
  const core = new FunctionsCore();
  const { main } = z.object({ main: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  await loadFunctionApp(core, join(folder, main));
  await core.start(folder);
  const host = new HttpHost({ core, routers: [routesOf(core, 'worker', '')] });
  const port = await host.listen(0);
  process.stdout.write(`${JSON.stringify({ port, functions: [...core.functions.keys()] })}\n`);
}

serve(process.cwd()).catch((error: unknown) => {
  process.stdout.write(`Not loaded: ${String(error)}\n`);
  process.exit(1);
});
