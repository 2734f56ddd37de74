/** Texts that people and programs may send as a name. */
import * as fc from 'fast-check';
import type * as z from 'zod';

export const anyText = fc.string({ unit: 'binary', maxLength: 60 });
export const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

/** Letters of many scripts with what is easily typed, pasted or smuggled between them. */
const letters = Array.from(
  'abzxn019--..Cßıðþéüаосрпжαονאבםדוח׳״ابه٣۴نकख१ทบ中一国カタノー々한글\u00ad\u200b\u200c\u200d\u200e\u2011\u2013\u2212。．｡＠ＡＺ０９\u0301\u0308\u05b0\u064e\ufe0f\u3164',
);
const typedName = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });
export const typedDomain = fc
  .tuple(typedName, fc.constantFrom('.com', '.co.il', '.example', '.ישראל', '.公司', '。ru', '．gr', ''))
  .map((parts) => parts.join(''));

/** A kept form is a fixed point: keeping it again changes nothing. */
export function keepsWhatItKept(schema: z.ZodType<string>, values: fc.Arbitrary<string>, numRuns = 300): void {
  fc.assert(
    fc.property(values, (value) => {
      const kept = schema.safeParse(value);
      if (kept.success) expect(schema.parse(kept.data)).toBe(kept.data);
    }),
    { numRuns },
  );
}
