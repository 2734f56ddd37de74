/** Tells the links that this instance issued from all other addresses. */
import type { Link } from '../shared/ports';
import { parseKeys } from '../shared/signing/keys';
import { linkCodes } from '../shared/signing/link-codes';

/** A link that was issued here. */
interface OwnLink {
  readonly link: Link;
  /** The path of the page that it opens. */
  readonly path: string;
}

/** Reads a link, or anything below it; undefined for what is on another site or was not issued here. */
export type ReadOwnLink = (text: string) => OwnLink | undefined;

/** Reads links of this origin, and of `PUBLIC_BASE_URL` where that is another one. */
export function ownLinks(origin: string, variables: Readonly<Record<string, string | undefined>>): ReadOwnLink {
  const base = variables['PUBLIC_BASE_URL'] ?? '';
  const origins = [origin, ...(URL.canParse(base) ? [new URL(base).origin] : [])];
  const keys = parseKeys(variables['LINK_KEYS'] ?? '');
  const [first, ...others] = typeof keys === 'string' ? [] : keys;
  const codes = first && linkCodes([first, ...others]);
  return (text) => {
    const typed = text.trim();
    if (!URL.canParse(typed)) return undefined;
    const url = new URL(typed);
    const code = /^\/o\/([\w-]+)/u.exec(url.pathname)?.[1] ?? '';
    const link = origins.includes(url.origin) ? codes?.read(code) : undefined;
    return link && { link, path: `/o/${code}` };
  };
}
