/** Forms of the local pages. */
import { limits } from '../shared/catalogue/limits';
import { refuse, type Result } from '../shared/domain/refusal';
import { readText } from '../shared/http/request';
import type { LightRequest } from './host/light-request';

/** Reads a form that one of our own pages posted, and refuses those of other sites. */
export async function postedForm(request: LightRequest): Promise<Result<URLSearchParams>> {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') {
    return refuse('forbidden', { detail: 'This form was posted by another site.' });
  }
  const text = await readText(request, limits.body.standardBytes);
  return text.ok ? { ok: true, value: new URLSearchParams(text.value) } : text;
}
