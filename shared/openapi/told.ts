/** How the API's document tells of an operation. */
import type * as z from 'zod';
import type { Refusal } from '../domain/refusal';

type Tag = keyof typeof tags;

/** What operations are grouped by, in the order in which somebody meets them. */
export const tags = {
  overview: 'Who the partner is, what this user may use, and what needs attention',
  offers: 'Trial invitations, purchase offers and delegation offers: made, sent, answered',
  customers: 'Clients, their subscriptions, delegations and consents',
  productKeys: 'Product keys: loaded, looked at, used',
  provisioning: 'What is agreed and is to be set up at Microsoft',
  serviceRequests: 'Service requests for clients',
  passwords: 'Clients’ users and their passwords',
  company: 'The partner’s own company and users',
  activity: 'Notifications, mails, and who did what',
  links: 'What customers open: offers by their links',
  access: 'What customers open: their access page',
  reveal: 'What customers open: a password, once',
  stop: 'What readers open: no more offers and reminders',
  desk: 'What the desk of a service request opens',
  operator: 'For the operator of the deployment',
  service: 'About the service itself',
} as const;

/** What an answer brings: JSON of a schema, a page, an image, a file that is saved, or nothing. */
export type Brings = z.ZodType | 'page' | 'image' | 'file' | 'nothing';

/** One operation. What is checked of its request stands with the operation itself. */
export interface Told {
  readonly tag: Tag;
  /** What it does, where the permission table does not say it. */
  readonly title?: string;
  readonly answers: Readonly<Partial<Record<200 | 201 | 202 | 204 | 303, Brings>>>;
  /** Headers of good answers beyond those that all have. */
  readonly headers?: readonly ('ETag' | 'Location' | 'Content-Disposition' | 'Set-Cookie')[];
  /** A list that can be had as a file too. */
  readonly asFile?: boolean;
  /** It wants the ETag that was read; a PUT that creates wants it only of what exists. */
  readonly ifMatch?: 'always' | 'whenThere';
  /** It can be repeated safely under an Idempotency-Key; `strictly` where the key of another request is refused. */
  readonly repeatable?: 'strictly' | 'freely';
  /** Refusals that follow from its rules, beyond those of all operations of its kind. */
  readonly refusals?: readonly Refusal[];
  /** Other media types that its body may have. */
  readonly alsoTakes?: readonly string[];
}

/** What ends an offer. */
export const over = [
  'offer-expired',
  'offer-revoked',
  'offer-exhausted',
  'offer-replaced',
  'offer-unavailable',
] as const satisfies readonly Refusal[];
