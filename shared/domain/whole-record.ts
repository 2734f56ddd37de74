/** Records in requests. */
import * as z from 'zod';

/** Values under names that the caller chooses. Every name counts: zod's own record passes over one that is `__proto__`, as if it had not been sent. */
export const wholeRecord = <Value extends z.ZodType>(value: Value) =>
  z
    .unknown()
    .check(({ value: given, issues }) => {
      if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__'))
        issues.push({ code: 'unrecognized_keys', keys: ['__proto__'], input: { ...given } });
    })
    .pipe(z.record(z.string(), value));
