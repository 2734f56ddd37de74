import { HtmlValidate, StaticConfigLoader, type ConfigData, type ResolvedConfig } from 'html-validate';
import { previewed, previewFiles } from '../../../local/preview/preview';
import { languages } from '../../../shared/domain/text';

/** What is looked for beyond the usual; what is not, and why. */
const everywhere = {
  'heading-level': 'error',
  'input-missing-label': 'error',
  'missing-doctype': 'error',
  'no-missing-references': 'error',
  'no-unknown-elements': 'error',
  // Written as Preact writes it: both spellings are valid.
  'doctype-style': 'off',
  'void-style': 'off',
  // Some speech recognition finds a field by its label only where the label names it, around the field or not.
  'no-redundant-for': 'off',
} as const;
const rulesOf = {
  page: {
    ...everywhere,
    // A rule for search engines, which are told to stay away; names of partners and products are as long as they are.
    'long-title': 'off',
    // The style sheet keeps telephone numbers on one line, and lets them break where there is no room for that.
    'tel-non-breaking': 'off',
  },
  mail: {
    ...everywhere,
    // Mail programs know tables, their old attributes and inline styles, and drop much of the rest.
    'no-inline-style': 'off',
    'no-deprecated-attr': 'off',
    // Valid without; parsers add it.
    'prefer-tbody': 'off',
  },
} as const satisfies Record<string, ConfigData['rules']>;

/** Works its rules out once, and not again for every document. */
class OneConfig extends StaticConfigLoader {
  #resolved: ResolvedConfig | Promise<ResolvedConfig> | undefined;

  override getConfigFor(handle: string, override?: ConfigData): ResolvedConfig | Promise<ResolvedConfig> {
    return (this.#resolved ??= super.getConfigFor(handle, override));
  }
}

const validatorOf = (kind: keyof typeof rulesOf) =>
  new HtmlValidate(
    new OneConfig({ root: true, extends: ['html-validate:recommended', 'html-validate:a11y'], rules: rulesOf[kind] }),
  );
const validators = { page: validatorOf('page'), mail: validatorOf('mail') };

/** What is wrong with a document, and where. */
function faultsOf(kind: keyof typeof rulesOf, html: string, path: string = kind): readonly string[] {
  const { results } = validators[kind].validateStringSync(html);
  return results.flatMap(({ messages }) =>
    messages.map(
      ({ ruleId, message, offset }) => `${path}: ${ruleId}: ${message} at ${html.slice(offset, offset + 80)}`,
    ),
  );
}

const documents = previewFiles(previewed()).filter(({ type }) => type === 'html');
const kinds = languages.flatMap((language) => (['page', 'mail'] as const).map((kind) => [kind, language] as const));

describe('valid HTML', () => {
  it.each(kinds)('is what every %s is, in every state: %s', (kind, language) => {
    const all = documents.filter(
      ({ path }) => path.startsWith(`${language}/`) && path.includes('/mail-') === (kind === 'mail'),
    );
    expect(all.length).toBeGreaterThan(15);
    expect(all.flatMap(({ path, body }) => faultsOf(kind, body, path))).toEqual([]);
  });

  const broken: readonly (readonly [keyof typeof rulesOf, string, string])[] = [
    ['page', '<p><div></div></p>', 'no-implicit-close'],
    ['page', '<label>Name <input type="text" name="n" autocomplete="nonsense"></label>', 'valid-autocomplete'],
    ['page', '<input type="text" name="n" id="n">', 'input-missing-label'],
    ['page', '<p id="a"></p><p id="a"></p>', 'no-dup-id'],
    ['page', '<a href="tel:+1">+1</a><img src="a.png">', 'wcag/h37'],
    ['page', '<p>one</p><label for="gone">Gone</label>', 'no-missing-references'],
    ['mail', '<h1>One</h1><h3>Three</h3>', 'heading-level'],
    ['mail', '<table><tr><p>out of place</p></tr></table>', 'element-permitted-content'],
    ['mail', '<td>no table</td><span><div></div></span>', 'element-permitted-content'],
  ];
  it.each(broken)('is not what a %s is that says %s', (kind, body, rule) => {
    const html = `<!doctype html><html lang="en"><head><title>T</title></head><body>${body}</body></html>`;
    expect(faultsOf(kind, html).join('\n')).toContain(`: ${rule}: `);
  });
});
