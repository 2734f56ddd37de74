/** What brought delegated administration to an end: its record, its mails and its notifications say so alike. */
import * as z from 'zod';

export const EndedBy = z.enum(['customer', 'partner', 'time']);
export type EndedBy = z.infer<typeof EndedBy>;
