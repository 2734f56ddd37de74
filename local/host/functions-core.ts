/** The module that `@azure/functions` looks for as `@azure/functions-core`: it collects what an app registers and calls its hooks. */
import type { InvocationContext } from '@azure/functions';

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';

/** Where log lines go. */
export type LogSink = (level: LogLevel, category: LogCategory, message: string, functionName?: string) => void;

/** One binding of a function, as the library describes it. */
interface Binding {
  readonly type: string;
  readonly direction: 'in' | 'out';
  readonly [property: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
}

export type Callback = (...args: unknown[]) => unknown;

/** A function that the app registered, with the binding that starts it. */
export interface RegisteredFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly handler: Callback;
  readonly triggerName: string;
  readonly trigger: Binding;
}

export interface TraceContext {
  readonly traceParent: string;
  readonly traceState?: string;
  readonly attributes?: Record<string, string>;
}

interface HttpData {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Uint8Array };
}

/** What starts a function, in the form in which the worker receives it. */
export type TriggerData = { readonly json: string } | { readonly http: HttpData };

interface Nullable<T> {
  readonly value: T;
}

export interface HttpAnswerCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: Nullable<string>;
  readonly path?: Nullable<string>;
  readonly expires?: Nullable<{ readonly seconds: number }>;
  readonly secure?: Nullable<boolean>;
  readonly httpOnly?: Nullable<boolean>;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  readonly maxAge?: Nullable<number>;
}

/** An HTTP response in the form in which the worker sends it. */
export interface HttpAnswer {
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly HttpAnswerCookie[];
  readonly body?: { readonly bytes?: Uint8Array } | null;
}

export interface CoreInvocation {
  readonly invocationId: string;
  readonly metadata: FunctionMetadata;
  readonly request: {
    readonly invocationId: string;
    readonly inputData: readonly { readonly name: string; readonly data: TriggerData }[];
    readonly triggerMetadata: Readonly<Record<string, { readonly json?: string; readonly string?: string }>>;
    readonly traceContext: TraceContext;
  };
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks';
  log(level: LogLevel, category: LogCategory, message: string): void;
}

/** An invocation's context: the library's own, or one with the same surface. */
export type Context = Pick<InvocationContext, keyof InvocationContext>;

interface InvocationModel {
  getArguments(): Promise<{ readonly context: Context; readonly inputs: unknown[] }>;
  invokeFunction(context: Context, inputs: unknown[], handler: Callback): Promise<unknown>;
  getResponse(
    context: Context,
    result: unknown,
  ): Promise<{ readonly returnValue?: { readonly http?: HttpAnswer } | null }>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(invocation: CoreInvocation): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): Promise<Readonly<Record<string, string>>>;
}

const hookNames = ['preInvocation', 'postInvocation', 'appStart', 'appTerminate', 'log'] as const;
export type HookName = (typeof hookNames)[number];
type Hook = (context: object) => unknown;

/** One app's registrations. Nothing can be registered once the app has started. */
export class FunctionsCore {
  readonly functions = new Map<string, RegisteredFunction>();
  readonly appHookData: Record<string, unknown> = {};
  readonly #hooks: Record<HookName, Hook[]> = {
    preInvocation: [],
    postInvocation: [],
    appStart: [],
    appTerminate: [],
    log: [],
  };
  readonly #sink: LogSink;
  #model: ProgrammingModel | undefined;
  #started = false;

  constructor(sink: LogSink = () => undefined) {
    this.#sink = sink;
  }

  /** What `require('@azure/functions-core')` gives. */
  readonly module = {
    version: '4.0.0',
    hostVersion: '4.0.0',
    setProgrammingModel: (model: ProgrammingModel): void => {
      this.#model = model;
    },
    getProgrammingModel: (): ProgrammingModel | undefined => this.#model,
    registerFunction: (metadata: FunctionMetadata, handler: Callback) => this.#register(metadata, handler),
    registerHook: (name: string, callback: Hook) => this.#registerHook(name, callback),
    log: (level: LogLevel, category: LogCategory, message: string): void => this.log(level, category, message),
  };

  get model(): ProgrammingModel {
    if (this.#model === undefined) throw new Error('The app registered no functions.');
    return this.#model;
  }

  /** Ends the time of registration; resolves when the app's own start hooks are done. */
  async start(functionAppDirectory: string): Promise<Readonly<Record<string, string>>> {
    const capabilities = await this.model.getCapabilities({});
    this.#started = true;
    await this.runHooks('appStart', { hookData: {}, appHookData: this.appHookData, functionAppDirectory });
    return capabilities;
  }

  /** Resolves when the app has had the chance to end what it holds. */
  async terminate(): Promise<void> {
    await this.runHooks('appTerminate', { hookData: {}, appHookData: this.appHookData });
  }

  hasHooks(name: HookName): boolean {
    return this.#hooks[name].length > 0;
  }

  /** Runs the hooks one after another, in the order of their registration. */
  async runHooks(name: HookName, context: object): Promise<void> {
    for (const hook of this.#hooks[name]) await hook(context);
  }

  log(level: LogLevel, category: LogCategory, message: string, invocation?: Context): void {
    if (this.#hooks.log.length === 0) {
      this.#sink(level, category, message, invocation?.functionName);
      return;
    }
    const entry = {
      hookData: {},
      appHookData: this.appHookData,
      level,
      category,
      message,
      invocationContext: invocation,
    };
    for (const hook of this.#hooks.log) hook(entry);
    this.#sink(entry.level, entry.category, entry.message, invocation?.functionName);
  }

  #register(metadata: FunctionMetadata, handler: Callback): { dispose(): void } {
    const { name } = metadata;
    if (this.#started) throw new Error(`Function "${name}" can only be registered while the app starts.`);
    if (this.functions.has(name)) throw new Error(`A function named "${name}" is already registered.`);
    const trigger = Object.entries(metadata.bindings).find(([, { type }]) => /trigger$/iu.test(type));
    if (trigger === undefined) throw new Error(`Function "${name}" has no trigger.`);
    this.functions.set(name, { name, metadata, handler, triggerName: trigger[0], trigger: trigger[1] });
    return { dispose: () => void this.functions.delete(name) };
  }

  #registerHook(name: string, callback: Hook): { dispose(): void } {
    const known = hookNames.find((hookName) => hookName === name);
    if (known === undefined) throw new RangeError(`There is no hook named "${name}".`);
    const hooks = this.#hooks[known];
    hooks.push(callback);
    return {
      dispose: () => {
        const index = hooks.indexOf(callback);
        if (index >= 0) hooks.splice(index, 1);
      },
    };
  }
}
