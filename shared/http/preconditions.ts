/** ETags of what people edit: the document's revision, so that counters never make an edit stale. */
import { refuse, type Refused } from '../domain/refusal';
import type { IncomingRequest } from './request';

/** The ETag of a revision. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** What proxies that compress add to a tag: a mark that it is weak, or the coding that they used. */
const addedByProxies = /^W\/|--?(?:br|deflate|gzip|zstd)(?="$)/gu;

/** Refuses a change that does not say which revision it was made from, or names another one. */
export function preconditionFault(request: Pick<IncomingRequest, 'headers'>, revision: number): Refused | undefined {
  const ifMatch = request.headers.get('if-match');
  if (ifMatch === null) return refuse('precondition-required');
  const named = ifMatch.split(',').map((tag) => tag.trim().replace(addedByProxies, ''));
  return named.includes(etagOf(revision)) || named.includes('*') ? undefined : refuse('stale');
}

/** The same of a PUT that creates what is not there yet: then there is no revision that it could have been made from. */
export function creationFault(
  request: Pick<IncomingRequest, 'headers'>,
  revision: number | undefined,
): Refused | undefined {
  if (revision !== undefined) return preconditionFault(request, revision);
  return request.headers.has('if-match') ? refuse('stale') : undefined;
}
