/** For how long a customer delegates administration; records, mails and notifications say it alike. */
import * as z from 'zod';
import { Timestamp } from './text';

/** Since when, and until when; without an end, until somebody ends it. */
export const DelegationPeriod = z.object({ since: Timestamp, until: Timestamp.optional() });
export type DelegationPeriod = z.infer<typeof DelegationPeriod>;
