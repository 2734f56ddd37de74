/** What the API says of service requests, clients' users and resets of their passwords. */
import * as z from 'zod';
import { Contact } from '../domain/customers/customer';
import { RequestStatus, Severity } from '../domain/customers/service-request';
import { PasswordHome } from '../domain/directory/directory-user';
import { ResetState, SecondFactor } from '../domain/passwords/password-reset';
import { Language, Timestamp } from '../domain/text';
import { named, person, shownBeside } from './parts';

const requestFields = {
  id: z.string(),
  number: z.string(),
  customerId: z.string(),
  companyName: z.string(),
  title: z.string(),
  severity: Severity,
  status: RequestStatus,
  productId: z.string().optional(),
  contact: z.object({ ...Contact.shape, ...shownBeside }),
  raisedBy: person,
  createdAt: Timestamp,
  changedAt: Timestamp,
  closedAt: Timestamp.optional(),
  untouchedUntil: Timestamp.optional(),
  overdue: z.boolean(),
  noteCount: z.int(),
  shared: z.boolean(),
};

export const requestLine = z.object(requestFields);

export const requestInList = requestLine.extend({ etag: z.string() });

export const note = z.object({
  id: z.string(),
  text: z.string(),
  shared: z.boolean(),
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('user'), userId: z.string(), name: z.string() }),
    z.object({ kind: z.literal('desk'), verified: z.boolean(), name: z.string().optional() }),
  ]),
  at: Timestamp,
});
named.add(note, { id: 'ServiceNote', description: 'A note on a service request.' });

const sentTo = z.object({
  kind: z.enum(['ownDesk', 'distributor', 'microsoft']),
  email: z.string().nullable(),
  url: z.string().optional(),
});

export const serviceRequest = requestLine.extend({ description: z.string(), sentTo, notes: z.array(note) });
named.add(serviceRequest, {
  id: 'ServiceRequest',
  description: 'Something that a customer needs help with, with its notes.',
});

export const requestAtDesk = serviceRequest.extend({ answers: z.string() });

export const clientUser = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  ...shownBeside,
  enabled: z.boolean(),
  passwordIn: PasswordHome,
  roles: z.array(z.object({ role: z.string(), templateId: z.string().optional(), name: z.string().optional() })),
  licences: z.array(
    z.object({
      productId: z.string().optional(),
      name: z.string().optional(),
      skuId: z.string().optional(),
      skuPartNumber: z.string().optional(),
    }),
  ),
  passwordReset: z.object({
    available: z.boolean(),
    reason: z.string().optional(),
    needsApproval: z.boolean().optional(),
    secondFactors: z.array(SecondFactor).optional(),
  }),
});
named.add(clientUser, { id: 'ClientUser', description: 'Somebody in the directory of a customer.' });

const resetFields = {
  id: z.string(),
  status: ResetState,
  customerId: z.string(),
  companyName: z.string(),
  user: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  secondFactor: SecondFactor,
  language: Language,
  needsApproval: z.boolean(),
  askedBy: person,
  createdAt: Timestamp,
  approvedBy: person.optional(),
  approvedAt: Timestamp.optional(),
  expiresAt: Timestamp,
  setAt: Timestamp.optional(),
  shownAt: Timestamp.optional(),
  endedAt: Timestamp.optional(),
};

export const passwordReset = z.object(resetFields);
named.add(passwordReset, {
  id: 'PasswordReset',
  description: 'A temporary password on its way to somebody; the password itself is never in an answer.',
});

export const passwordResetWithLink = passwordReset.extend({ revealUrl: z.string() });
named.add(passwordResetWithLink, {
  id: 'PasswordResetWithLink',
  description: 'The same with the link that shows the password once.',
});
