// `npm run permissions`: writes docs/permissions.md from the table that the operations check.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const outfile = '.build/permissions-page.cjs';
await build({
  entryPoints: ['local/permissions-page.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
const { permissionsPage } = createRequire(import.meta.url)(`../${outfile}`);
await writeFile('docs/permissions.md', permissionsPage());
