/** What can become of a mailed code, for the pages where it is entered. */
import type { CodeError } from '../../shared/pages/code/code-form';

/** Every error of a code, with how long to wait where it says so. */
export const codeErrors: Readonly<Record<CodeError, { readonly retryAfterSeconds?: number }>> = {
  'confirmation-code-wrong': {},
  'confirmation-code-expired': {},
  'too-many-attempts': {},
  'resend-too-soon': { retryAfterSeconds: 45 },
  invalid: {},
  unsure: {},
};

/** Whether this is an error of a code. */
export const isCodeError = (error: string): error is CodeError => error in codeErrors;
