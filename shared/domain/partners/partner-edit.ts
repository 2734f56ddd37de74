/** A partner as the operator describes it. */
import * as z from 'zod';
import { EmailAddress } from '../addresses';
import { Cloud } from '../cloud';
import { refuseFields, type Refused } from '../refusal';
import { line, UserId } from '../text';
import { Authorization } from './partner';

/** Whoever is named anew becomes a global administrator; who was named before, and is less by now, only with `restore`. */
const NamedAdministrator = z.strictObject({
  userId: UserId,
  name: line(100),
  email: EmailAddress,
  restore: z.boolean().optional(),
});

/** What the operator says of a partner; what only Kesher writes is let through and ignored. */
export const PartnerEdit = z
  .strictObject({
    name: line(100),
    cloud: Cloud,
    authorizations: z.array(Authorization).transform((named) => [...new Set(named)].sort()),
    status: z.enum(['active', 'suspended'], 'Must be active or suspended.').optional(),
    globalAdministrator: NamedAdministrator,
    id: z.unknown().optional(),
    createdAt: z.unknown().optional(),
  })
  .transform(({ id: _id, createdAt: _createdAt, ...edit }) => edit);
export type PartnerEdit = z.infer<typeof PartnerEdit>;

/** Refuses a cloud that this deployment does not serve. */
export function cloudFault({ cloud }: PartnerEdit, served: readonly Cloud[]): Refused | undefined {
  if (served.includes(cloud)) return undefined;
  return refuseFields({ pointer: '/cloud', detail: `Must be a cloud of this deployment: ${served.join(', ')}.` });
}
