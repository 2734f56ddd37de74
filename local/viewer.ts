/** The page on which an answer of the API is looked at. */
import type { Persona } from './personas';

/** Where an answer of the API is shown as the persona sees it. */
export function viewer(persona: Persona, path: string): string {
  return `/local/start/view?${new URLSearchParams({ persona: persona.id, path }).toString()}`;
}
