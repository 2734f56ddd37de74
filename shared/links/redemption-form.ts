/** What a customer typed into the form of an offer, in the shape that programs send as JSON. */
import { foldNumber, isVisible } from '../domain/folding';

const answer = (value: string | undefined): boolean | string | undefined =>
  value === 'true' || value === 'on' ? true : value === 'false' ? false : value;

/** Reads the form of an answer, to whatever kind of offer; a field in which nothing can be seen is left out. */
export function redemptionFromForm(form: URLSearchParams): unknown {
  const field = (name: string): string | undefined => {
    const value = form.get(name)?.trim() ?? '';
    return isVisible(value) ? value : undefined;
  };
  const quantities = [...form.keys()]
    .filter((name) => name.startsWith('quantities.'))
    .flatMap((name) => {
      const typed = field(name);
      return typed === undefined
        ? []
        : [[name.slice('quantities.'.length), Number(foldNumber(typed).replace(/\s/gu, ''))] as const];
    });
  return withoutGaps({
    companyName: field('companyName'),
    primaryDomain: field('primaryDomain'),
    country: field('country'),
    contact: withoutGaps({ name: field('contact.name'), email: field('contact.email'), phone: field('contact.phone') }),
    acceptTerms: answer(field('acceptTerms')),
    authorize: answer(field('authorize')),
    acceptDelegatedAdministration: answer(field('acceptDelegatedAdministration')),
    quantities: quantities.length > 0 ? Object.fromEntries(quantities) : undefined,
    language: field('language'),
  });
}

function withoutGaps(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
