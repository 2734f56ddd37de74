/** Forms that have a code mailed: a person says so on them, because link scanners press every button. */
import { SureRequest } from '../domain/mailed-code';
import { refuseFields } from '../domain/refusal';
import type { LinkCall } from './link-operation';

/** The refusal of a form that came without its answer. */
export const unsureRefusal = refuseFields({
  pointer: '/sure',
  detail: 'Must be true in a form: it has a code mailed.',
});

/** Whether a form came without its answer, and its key. Programs that send JSON, or nothing, mean what they send. */
export async function readSureForm(
  call: Pick<LinkCall, 'read'>,
): Promise<{ readonly isUnsure: boolean; readonly idempotencyKey: string | undefined }> {
  const { result, idempotencyKey } = await call.read(SureRequest, (form) => ({ sure: form.get('sure') === 'true' }), {
    bodyOptional: true,
  });
  return { isUnsure: result.ok && result.value.sure === false, idempotencyKey };
}
