/** An invocation's context that costs nothing until it is looked at; on the surface it is the library's. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { format } from 'node:util';
import type {
  EffectiveFunctionOptions,
  FunctionInput,
  FunctionOutput,
  InvocationContext,
  InvocationContextExtraInputs,
  InvocationContextExtraOutputs,
  TraceContext,
} from '@azure/functions';
import type { FunctionMetadata, FunctionsCore, LogLevel } from './functions-core';
import { traceContextOf } from './trace-context';

class NamedValues implements InvocationContextExtraInputs, InvocationContextExtraOutputs {
  readonly #values = new Map<string, unknown>();

  get(named: FunctionInput | FunctionOutput | string): unknown {
    return this.#values.get(typeof named === 'string' ? named : named.name);
  }

  set(named: FunctionInput | FunctionOutput | string, value: unknown): void {
    this.#values.set(typeof named === 'string' ? named : named.name, value);
  }
}

/** The options that a function runs with, as its context shows them. */
export function effectiveOptions(metadata: FunctionMetadata): EffectiveFunctionOptions {
  const named = Object.entries(metadata.bindings).map(([name, binding]) => ({ ...binding, name }));
  const trigger = named.find(({ type }) => /trigger$/iu.test(type)) ?? { type: 'unknown', name: 'unknown' };
  const result = named.find(({ name }) => name === '$return');
  const others = named.filter((binding) => binding !== trigger && binding !== result);
  return {
    trigger,
    ...(result === undefined ? {} : { return: result }),
    extraInputs: others.filter(({ direction }) => direction === 'in'),
    extraOutputs: others.filter(({ direction }) => direction === 'out'),
  };
}

/** The context of one HTTP invocation. */
export class LightContext implements InvocationContext {
  readonly functionName: string;
  readonly options: EffectiveFunctionOptions;
  readonly #core: FunctionsCore;
  readonly #headers: IncomingHttpHeaders;
  #invocationId: string | undefined;
  #traceContext: TraceContext | undefined;
  #extraInputs: NamedValues | undefined;
  #extraOutputs: NamedValues | undefined;

  constructor(
    core: FunctionsCore,
    functionName: string,
    options: EffectiveFunctionOptions,
    headers: IncomingHttpHeaders,
  ) {
    this.#core = core;
    this.functionName = functionName;
    this.options = options;
    this.#headers = headers;
  }

  get invocationId(): string {
    return (this.#invocationId ??= randomUUID());
  }

  get traceContext(): TraceContext {
    return (this.#traceContext ??= traceContextOf(this.#headers));
  }

  get extraInputs(): InvocationContextExtraInputs {
    return (this.#extraInputs ??= new NamedValues());
  }

  get extraOutputs(): InvocationContextExtraOutputs {
    return (this.#extraOutputs ??= new NamedValues());
  }

  log(...values: unknown[]): void {
    this.#write('information', values);
  }

  trace(...values: unknown[]): void {
    this.#write('trace', values);
  }

  debug(...values: unknown[]): void {
    this.#write('debug', values);
  }

  info(...values: unknown[]): void {
    this.#write('information', values);
  }

  warn(...values: unknown[]): void {
    this.#write('warning', values);
  }

  error(...values: unknown[]): void {
    this.#write('error', values);
  }

  #write(level: LogLevel, values: unknown[]): void {
    this.#core.log(level, 'user', format(...values), this);
  }
}
