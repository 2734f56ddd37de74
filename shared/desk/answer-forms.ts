/** The forms of a service request's page, as what their JSON would be. */

/** An answer: an empty field says nothing, and what only the desk decides is not read from anybody else's form. */
export function answerFromForm(form: URLSearchParams, isDesk: boolean): Readonly<Record<string, unknown>> {
  const name = form.get('name')?.trim() ?? '';
  const status = form.get('status') ?? '';
  return {
    text: form.get('text') ?? '',
    ...(name === '' ? {} : { name }),
    ...(isDesk && status !== '' ? { status } : {}),
    ...(isDesk && form.get('shared') === 'true' ? { shared: true } : {}),
  };
}
