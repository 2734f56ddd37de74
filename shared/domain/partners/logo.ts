/** The logo of a partner: a document of its own, because pages and mails name it by its hash and nothing else reads it. */
import * as z from 'zod';
import { secondsKept } from '../../catalogue/records';
import { documentId, documentOf } from '../document';

/** Which logo it is, and how large: all that pages and mails need. */
export const LogoImage = z.object({ hash: z.string(), width: z.int(), height: z.int() });
export type LogoImage = z.infer<typeof LogoImage>;

export const Logo = documentOf('logo', {
  hash: z.string(),
  mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp']),
  /** Base64. */
  data: z.string(),
});
export type Logo = z.infer<typeof Logo>;

/** The document id of a logo: the same image is one document, however often it is chosen. */
export function logoKey(hash: string): string {
  return documentId('logo', hash);
}

/** The logo once another one has taken its place: mails that were sent before go on showing it. */
export function outdatedLogo(logo: Logo): Logo {
  return { ...logo, ttl: secondsKept('logo') };
}
