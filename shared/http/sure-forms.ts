/** Forms that have a code mailed: a person says so on them, because link scanners press every button. */
import type * as z from 'zod';
import { SureRequest } from '../domain/mailed-code';
import { refuseFields, type Refused } from '../domain/refusal';
import type { LinkCall } from './link-operation';

/** The refusal of a form that came without its answer. */
export const unsureRefusal = refuseFields({
  pointer: '/sure',
  detail: 'Must be true in a form: it has a code mailed.',
});

/** What such an operation takes; programs may leave it out. */
export const sureForm = { body: SureRequest, bodyOptional: true } as const;

/** What is wrong with the body, whether a form came without its answer, and its key. Programs that send JSON, or nothing, mean what they send. */
export async function readSureForm(call: Pick<LinkCall<z.infer<typeof SureRequest>>, 'read'>): Promise<{
  readonly fault: Refused | undefined;
  readonly isUnsure: boolean;
  readonly idempotencyKey: string | undefined;
}> {
  const { result, idempotencyKey } = await call.read((form) => ({ sure: form.get('sure') === 'true' }));
  if (!result.ok) return { fault: result, isUnsure: false, idempotencyKey };
  return { fault: undefined, isUnsure: result.value.sure === false, idempotencyKey };
}
