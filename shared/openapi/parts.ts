/** What the answers of the API are made of. */
import * as z from 'zod';
import { Contact } from '../domain/customers/customer';
import { Partner } from '../domain/partners/partner';

/** Names a schema in the API's document: whatever uses it refers to it. */
export const named = z.registry<{ readonly id: string; readonly description: string }>();

/** Who of the partner's own people did it. */
export const person = z.object({ userId: z.string(), name: z.string() });

/** Addresses and domains in their own letters, where those cannot mislead. */
export const shownBeside = { shownDomain: z.string().optional(), shownEmail: z.string().optional() };

/** Who a customer is, as it said itself. */
export const whoIs = {
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  country: z.string(),
  contact: Contact,
  ...shownBeside,
};

/** Fields that are left out for users who may not see them, and then named. */
export function asSeen<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ ...z.object(shape).partial().shape, withheld: z.array(z.string()).optional() });
}

/** A page of a list. */
export function listOf(item: z.ZodType, more: z.ZodRawShape = {}) {
  return z.object({ ...more, items: z.array(item), nextCursor: z.string().optional() });
}

/** Where customers find help. */
export const support = Partner.shape.profile.shape.support.unwrap();

/** The partner as customers see it. */
export const partnerCard = z.object({
  name: z.string(),
  officeName: z.string().optional(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  website: z.string().nullable(),
  address: z.string().nullable(),
  support,
});

/** Fields of a change that is refused. */
const fieldError = z.object({ pointer: z.string(), detail: z.string() });

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  traceId: z.string(),
  errors: z.array(fieldError).optional(),
});

named.add(problem, {
  id: 'Problem',
  description: 'Why a request was refused (RFC 9457). `type` leads to a page that explains it.',
});
