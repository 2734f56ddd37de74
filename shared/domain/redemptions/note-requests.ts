/** What whoever holds a link may tell the partner. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { EmailAddress } from '../addresses';
import { Language, paragraphs } from '../text';
import { plainName } from '../unverified-text';

/** What somebody may say who declines; the address is for having no reminders. */
export const RefusalRequest = z.strictObject({
  reason: paragraphs(limits.note.textLength).optional(),
  email: EmailAddress.optional(),
  language: Language.optional(),
  /** False when a form came as link scanners send it: with nothing filled in. */
  sure: z.boolean().optional(),
});
export type RefusalRequest = z.infer<typeof RefusalRequest>;

/** What somebody may say who asks for a fresh link. */
export const FreshLinkRequest = z.strictObject({
  email: EmailAddress.optional(),
  name: plainName(limits.note.nameLength).optional(),
  message: paragraphs(limits.note.textLength).optional(),
  language: Language.optional(),
});
export type FreshLinkRequest = z.infer<typeof FreshLinkRequest>;
