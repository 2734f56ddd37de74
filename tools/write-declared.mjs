// `npm run declared`: writes what the Bicep must say just as the code does, for it to load: the containers, and who issues tokens in which cloud.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { format } from 'prettier';

const require = createRequire(import.meta.url);

/** What a module of the code exports. */
async function exportsOf(entryPoint) {
  const outfile = `.build/declared/${entryPoint}.cjs`;
  await build({ entryPoints: [entryPoint], outfile, bundle: true, platform: 'node', format: 'cjs' });
  return require(`../${outfile}`);
}

const { containers } = await exportsOf('shared/cosmos/containers.ts');
const { clouds } = await exportsOf('shared/catalogue/clouds.ts');
const declared = {
  containers: Object.entries(containers).map(([id, container]) => ({ id, ...container })),
  authorities: Object.fromEntries(Object.entries(clouds).map(([cloud, { authority }]) => [cloud, authority])),
};
for (const [name, value] of Object.entries(declared))
  await writeFile(`infra/${name}.json`, await format(JSON.stringify(value), { parser: 'json', printWidth: 120 }));
