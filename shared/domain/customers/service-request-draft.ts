/** What a partner says of a service request: its own words, and whom its desk asks back. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { EmailAddress } from '../addresses';
import { sameMailbox } from '../mailbox';
import { PhoneNumber } from '../phone-numbers';
import { findProduct } from '../product';
import { refuse, refuseFields, type Refused } from '../refusal';
import { domainOf, line, paragraphs } from '../text';
import type { Customer } from './customer';
import { RequestStatus, Severity, type ServiceRequest } from './service-request';

const { titleLength, textLength } = limits.serviceRequest;

const typedContact = z.strictObject({
  name: line(limits.address.nameLength),
  email: EmailAddress,
  phone: PhoneNumber.optional(),
});

/** Plain text of several lines that says something. */
const requestText = paragraphs(textLength).refine((text) => text !== '', 'Must not be empty.');

/** What somebody says of a request. What is attached to mails elsewhere has no field here, and is refused as any unknown one. */
export const ServiceRequestDraft = z.strictObject({
  title: line(titleLength),
  description: requestText,
  severity: Severity,
  productId: z.string().optional(),
  contact: typedContact.optional(),
});
export type ServiceRequestDraft = z.infer<typeof ServiceRequestDraft>;

/** What is changed of one; what is left out stays as it is. */
export const ServiceRequestEdit = z.strictObject({
  ...ServiceRequestDraft.partial().shape,
  productId: z.string().nullable().optional(),
  status: RequestStatus.optional(),
});
export type ServiceRequestEdit = z.infer<typeof ServiceRequestEdit>;

type Whose = Pick<Customer, 'primaryDomain' | 'otherDomains' | 'contact' | 'claim'>;

/** Refuses a contact who is the customer's own: its desk is the partner, and nobody else asks the customer. */
export function contactFault({ email }: ServiceRequest['contact'], customer: Whose): Refused | undefined {
  const domain = domainOf(email);
  const { primaryDomain, otherDomains = [], contact, claim } = customer;
  const people = [contact, ...(claim ? [claim.contact] : [])];
  const isTheirs =
    people.some((person) => sameMailbox(person.email) === sameMailbox(email)) ||
    [primaryDomain ?? '', ...otherDomains].some(
      (theirs) => theirs !== '' && (domain === theirs || domain.endsWith(`.${theirs}`)),
    );
  if (!isTheirs) return undefined;
  return refuseFields({
    pointer: '/contact/email',
    detail: 'Must be somebody at your company: the contact of a service request is never the customer’s.',
  });
}

/** Refuses a product that there is none of. */
export function productFault(productId: string | null | undefined): Refused | undefined {
  if (productId === null || productId === undefined || findProduct(productId)) return undefined;
  const detail = 'There is no such product.';
  return refuse('product-unavailable', { detail, errors: [{ pointer: '/productId', detail }] });
}
