/** The six digits of a mail. */
import * as z from 'zod';
import { foldNumber } from './folding';

/** A mailed code as people type or paste it: spaces, dashes, what cannot be seen and the script of its digits do not count. */
export const MailedCode = z
  .string()
  .transform((typed) => foldNumber(typed).replace(/[\s-]/gu, ''))
  .pipe(z.string().regex(/^\d{6}$/u, 'Must be the six digits from the mail.'));
