/** Loads a compiled function app as the Functions worker does. */
import { Module } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { FunctionsCore } from './functions-core';

const coreModule = '@azure/functions-core';

/** Imports the app's entry file; whatever it registers ends up in `core`. */
export async function loadFunctionApp(core: FunctionsCore, entryFile: string): Promise<void> {
  const original: unknown = Reflect.get(Module.prototype, 'require');
  if (typeof original !== 'function') throw new Error('This Node.js version loads modules in an unknown way.');
  const requireWithCore = function (this: unknown, id: string): unknown {
    return id === coreModule ? core.module : Reflect.apply(original, this, [id]);
  };
  Reflect.set(Module.prototype, 'require', requireWithCore);
  try {
    await import(pathToFileURL(entryFile).href);
  } finally {
    Reflect.set(Module.prototype, 'require', original);
  }
  if (core.functions.size === 0) throw new Error(`${entryFile} registered no functions.`);
}
