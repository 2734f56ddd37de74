/** Runs registered functions between their hooks: directly, or through the library in the form in which the worker does. */
import { randomUUID } from 'node:crypto';
import type {
  Context,
  CoreInvocation,
  FunctionsCore,
  HttpAnswer,
  RegisteredFunction,
  TraceContext,
  TriggerData,
} from './functions-core';
import { traceContextOf } from './trace-context';

type Call = (inputs: unknown[], handler: RegisteredFunction['handler']) => unknown;

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** Calls the handler between the app's invocation hooks, which may change what goes in and what comes out. */
export async function invokeBetweenHooks(
  core: FunctionsCore,
  handler: RegisteredFunction['handler'],
  invocationContext: Context,
  inputs: unknown[],
  call: Call,
  afterwards: () => void = () => undefined,
): Promise<unknown> {
  const shared = { hookData: {}, appHookData: core.appHookData, invocationContext };
  const before = { ...shared, inputs, functionCallback: handler };
  await core.runHooks('preInvocation', before);
  const after: { inputs: unknown[]; result: unknown; error: unknown } & typeof shared = {
    ...shared,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  try {
    after.result = await call(before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error('The function failed without saying why.');
  }
  afterwards();
  await core.runHooks('postInvocation', after);
  if (after.error !== null && after.error !== undefined) return Promise.reject(asError(after.error));
  return after.result;
}

/** Runs a function as the worker does and gives its HTTP answer, if it has one; throws what the function throws. */
export async function invokeAsWorker(
  core: FunctionsCore,
  { metadata, triggerName, handler }: RegisteredFunction,
  data: TriggerData,
  traceContext: TraceContext = traceContextOf(),
  invocationId: string = randomUUID(),
  triggerMetadata: CoreInvocation['request']['triggerMetadata'] = {},
): Promise<HttpAnswer | undefined> {
  const started: { context?: Context } = {};
  const invocation: CoreInvocation = {
    invocationId,
    metadata,
    request: { invocationId, inputData: [{ name: triggerName, data }], triggerMetadata, traceContext },
    log: (level, category, message) => core.log(level, category, message, started.context),
  };
  const model = core.model.getInvocationModel(invocation);
  const { context: invocationContext, inputs } = await model.getArguments();
  started.context = invocationContext;
  invocation.state = 'preInvocationHooks';
  const call: Call = (changed, callback) => {
    invocation.state = 'invocation';
    return model.invokeFunction(invocationContext, changed, callback);
  };
  const result = await invokeBetweenHooks(core, handler, invocationContext, inputs, call, () => {
    invocation.state = 'postInvocationHooks';
  });
  const response = await model.getResponse(invocationContext, result);
  return response.returnValue?.http;
}
