/** The clouds that a partner can work in. */
import * as z from 'zod';

export const Cloud = z.enum(['global', 'china'], 'Must be global or china.');
export type Cloud = z.infer<typeof Cloud>;
