/** What is typed into the forms of notes to the partner, in the shape that programs send as JSON. */
import { isVisible } from '../domain/folding';

const typedIn =
  (form: URLSearchParams) =>
  (name: string): Record<string, string> => {
    const value = form.get(name)?.trim() ?? '';
    return isVisible(value) ? { [name]: value } : {};
  };

/** Reads the form of a "no"; one with nothing in it has to say that it means it. */
export function refusalFromForm(form: URLSearchParams): unknown {
  const field = typedIn(form);
  return { ...field('reason'), ...field('email'), ...field('language'), sure: form.get('sure') === 'true' };
}

/** Reads the form that asks for a fresh link. Whoever asks there wants an answer, so it takes an address. */
export function freshLinkFromForm(form: URLSearchParams): unknown {
  const field = typedIn(form);
  return { email: '', ...field('email'), ...field('name'), ...field('message'), ...field('language') };
}
