// `npm run declared`: writes what infra/ must say just as the code does: the containers, and who issues and exchanges tokens in which cloud.
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { exportsOf } from './exports-of.mjs';

const { containers } = await exportsOf('shared/cosmos/containers.ts');
const { clouds } = await exportsOf('shared/catalogue/clouds.ts');
const declared = {
  containers: Object.entries(containers).map(([id, container]) => ({ id, ...container })),
  clouds: Object.fromEntries(
    Object.entries(clouds).map(([cloud, { authority, tokenExchange }]) => [cloud, { authority, tokenExchange }]),
  ),
};
for (const [name, value] of Object.entries(declared))
  await writeFile(`infra/${name}.json`, await format(JSON.stringify(value), { parser: 'json', printWidth: 120 }));
