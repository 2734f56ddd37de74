/** What somebody typed, as a search of Microsoft Graph's. */
import { lazily } from '../domain/lazily';

const searched = ['displayName', 'mail', 'userPrincipalName'] as const;
/** Nothing that is looked for has them, and some of them mislead. */
const unseen = lazily(() => /[\p{C}\p{Zl}\p{Zp}]+/gu);

/** The options of a search for people by name or address, or of the whole list in its order; undefined when nothing is left to look for. */
export function searchFor(typed: string): Readonly<Record<string, string>> | undefined {
  if (typed.trim() === '') return { $orderby: 'displayName' };
  const text = typed.replace(unseen(), ' ').replace(/\s+/gu, ' ').trim();
  if (text === '') return undefined;
  const quoted = text.replace(/["\\]/gu, String.raw`\$&`);
  return { $search: searched.map((property) => `"${property}:${quoted}"`).join(' OR '), $count: 'true' };
}
