// `npm run package`: writes what is deployed, as the folder that azd uploads and as the zip for whoever deploys without azd. Run after the build.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';

const [target = '.build'] = process.argv.slice(2);
const folder = join(target, 'deployment');

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await cp('host.json', join(folder, 'host.json'));
await cp('dist', join(folder, 'dist'), { recursive: true, filter: (source) => !source.endsWith('.map') });
// Without scripts and dependencies nobody, neither azd nor the platform, has a reason to install or build anything there.
const { name, version, license, main, engines } = JSON.parse(await readFile('package.json', 'utf8'));
await writeFile(
  join(folder, 'package.json'),
  `${JSON.stringify({ name, version, private: true, license, main, engines }, undefined, 2)}\n`,
);

const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const contents = await Promise.all(
  files.map(async (file) => [file.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(file)]),
);
// The same build gives the same zip: no file carries the time of its copy.
const zip = zipSync(Object.fromEntries(contents), { level: 9, mtime: new Date(1980, 0, 1) });
await writeFile(join(target, 'deployment.zip'), zip);

const bytes = contents.reduce((sum, [, content]) => sum + content.length, 0);
const megabytes = (count) => `${(count / 1_000_000).toFixed(1)} MB`;
console.log(`${folder}: ${files.length} files, ${megabytes(bytes)}; as a zip ${megabytes(zip.length)}`);
