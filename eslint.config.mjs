import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const pure = (regex, message) => ['error', { patterns: [{ regex, message }] }];

/** Rooms of a house, from the ground up: each sees the floors below it, never its neighbours nor what is above. */
const floors = (house, ...plan) =>
  plan
    .flatMap((rooms, floor) => rooms.map((room) => ({ room, above: plan.slice(floor).flat() })))
    .map(({ room, above }) => ({
      target: `./${house}/${room}`,
      from: above.filter((other) => other !== room).map((other) => `./${house}/${other}`),
      message: `${house}/${room} stands below it, or beside it: see docs/architecture.md.`,
    }))
    .filter(({ from }) => from.length > 0);

const rooms = floors(
  'shared',
  ['catalogue'],
  ['domain'],
  ['company', 'i18n', 'identity', 'mailboxes', 'paths', 'provisioning', 'signing', 'spreadsheets', 'store'],
  ['cosmos', 'directory', 'kit', 'mail'],
  ['mails', 'pages'],
  ['http'],
  ['audit', 'customers', 'offers', 'users'],
  ['keys', 'passwords'],
  ['access', 'desk', 'links'],
  ['reveal'],
  ['openapi'],
);

/** What stands at the root of the domain is shared by all of it. */
const subjects = floors(
  'shared/domain',
  ['activity', 'directory', 'partners'],
  ['mail'],
  ['customers'],
  ['offers', 'passwords'],
  ['redemptions'],
  ['keys'],
);

export default tseslint.config(
  { ignores: ['dist/', '.build/', 'coverage/', '.data*/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    // What needs types to know is in .oxlintrc.json.
    extends: [...tseslint.configs.strict],
    plugins: { 'import-x': importX, regexp },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'] })],
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      'import-x/no-default-export': 'error',
      // The time that an expression takes grows no faster than the text, wherever in it the search begins.
      'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }],
      'regexp/no-super-linear-move': ['error', { report: 'certain' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Markup is written as components; only shared/kit/style-sheet.tsx holds raw text.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
    },
  },
  {
    // What a file of data, or a package without types, exports is not ours to choose.
    files: ['**/*.d.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['shared/domain/**'],
    rules: {
      'no-restricted-imports': pure(
        '^(?!\\./|\\.\\./[a-z-]+(/[a-z-]+)?$|\\.\\./\\.\\./catalogue/|zod$|punycode/$|tr46$|@noble/hashes/(hmac|sha2|utils)$)',
        'The domain imports zod, its siblings and what is pure over text.',
      ),
      'import-x/no-restricted-paths': ['error', { zones: subjects }],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'fetch', 'setTimeout', 'crypto'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument.' },
        { object: 'Math', property: 'random', message: 'Randomness is an argument.' },
      ],
    },
  },
  {
    files: [
      'shared/domain/**',
      'shared/store/**',
      'shared/links/**',
      'shared/access/**',
      'shared/desk/**',
      'shared/audit/**',
      'shared/offers/**',
      'shared/keys/**',
      'shared/passwords/**',
      'shared/reveal/**',
      'functions/**',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TemplateElement[value.raw=/^[a-z-]+:$/]',
          message: 'Ids of documents have an end: documentId makes them.',
        },
      ],
    },
  },
  {
    files: ['shared/domain/*.ts'],
    rules: {
      'no-restricted-imports': pure(
        '^(?!\\./[a-z-]+$|\\.\\./catalogue/|zod$|punycode/$|tr46$|@noble/hashes/(hmac|sha2|utils)$)',
        'What all of the domain shares knows none of its subjects.',
      ),
    },
  },
  {
    files: ['shared/catalogue/**'],
    rules: { 'no-restricted-imports': pure('^(?!\\./|zod$)', 'The catalogue is data.') },
  },
  {
    files: ['functions/**'],
    rules: {
      'no-restricted-imports': pure(
        '(^|/)local/|^@azure/(core|cosmos|identity|communication)|^nodemailer|/shared/(cosmos|directory|identity)/|/shared/mail/[a-z]+-mailer$',
        'Operations see ports, not adapters.',
      ),
    },
  },
  {
    files: ['functions/wiring.ts'],
    rules: { 'no-restricted-imports': pure('(^|/)local/', 'The local runtime is not deployed.') },
  },
  {
    files: ['shared/**'],
    ignores: ['shared/domain/**', 'shared/catalogue/**'],
    rules: {
      'no-restricted-imports': pure('(^|/)(local|functions)/', 'What functions share does not know them.'),
      'import-x/no-restricted-paths': ['error', { zones: rooms }],
    },
  },
  { files: ['shared/kit/style-sheet.tsx'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'error' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['AbortSignal', 'console', 'fetch', 'performance', 'process', 'URL'].map((name) => [name, 'readonly']),
      ),
    },
  },
);
