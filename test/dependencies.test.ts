/** What package.json names is justified, locked and under a licence that allows it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { dependenciesPage, licencesOf, shippedPackages } from '../local/dependencies-page';
import { directDependencies } from '../local/direct-dependencies';

const Names = z.record(z.string(), z.string());
const { dependencies, devDependencies } = z
  .object({ dependencies: Names, devDependencies: Names })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const Locked = z.object({
  version: z.string(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: z.array(z.string()).optional(),
  license: z.string().optional(),
});
const { '': root, ...locked } = z
  .object({ packages: z.record(z.string(), z.looseObject({})) })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8'))).packages;
const packages = Object.entries(locked).map(([path, entry]) => ({ path, ...Locked.parse(entry) }));

/** All of these allow use, change and passing on without a word about what stands beside them. */
const forWhatShips = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MIT-0'];
/** What only develops may also ask that its own files stay free, or be data or one of a choice. */
const forDevelopment = [
  ...forWhatShips,
  '(EDL-1.0 OR EPL-1.0)',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
  'Apache-2.0 AND MIT',
  'CC-BY-4.0',
  'CC0-1.0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
];

it('is justified in one table, all of it and nothing else', () => {
  expect(Object.keys(directDependencies).sort()).toEqual(
    [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort(),
  );
});

it('is decided where the table says so', () => {
  const records = readdirSync('docs/adr').sort();
  for (const [name, { adr }] of Object.entries(directDependencies)) {
    const record = records.find((file) => Number(file.slice(0, 4)) === adr);
    if (adr !== undefined)
      expect(readFileSync(join('docs/adr', record ?? ''), 'utf8').toLowerCase()).toContain(name.toLowerCase());
  }
});

it('is pinned to one version, the one in the lock file', () => {
  expect(root).toMatchObject({ dependencies, devDependencies });
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    // One package may be there twice, the second time under another name.
    const [, pinned] = /^(?:npm:[\w-]+@)?(\d+\.\d+\.\d+)$/u.exec(version) ?? [];
    expect(pinned).toBeDefined();
    expect(packages.find(({ path }) => path === `node_modules/${name}`)?.version).toBe(pinned);
  }
});

it('comes from the registry, and is what it was when it was locked', () => {
  const elsewhere = packages.filter(
    ({ resolved, link }) => link === true || !(resolved ?? registry).startsWith(registry),
  );
  expect(elsewhere).toEqual([]);
  const unsure = packages.filter(({ integrity = '' }) => !integrity.startsWith('sha512-'));
  // Builds for other platforms are named only, so that npm finds the same tree everywhere; nothing of that kind ships.
  expect(unsure.filter(({ dev, optional, os }) => !(dev === true && optional === true && os))).toEqual([]);
});

const registry = 'https://registry.npmjs.org/';

it('is under a licence that allows it', () => {
  const shipped = shippedPackages();
  expect([...licencesOf((name) => shipped.has(name)).keys()].filter((name) => !forWhatShips.includes(name))).toEqual(
    [],
  );
  expect([...licencesOf(() => true).keys()].filter((name) => !forDevelopment.includes(name))).toEqual([]);
  const silent = packages.filter(({ license, os }) => license === undefined && !os).map(({ path }) => path);
  expect(silent).toEqual(['node_modules/get-closest', 'node_modules/semaphore']);
});

it('ships only what is no development dependency, and all that is needed ships', () => {
  const shipped = shippedPackages();
  const runtime = packages.filter(({ dev }) => dev !== true).map(({ path }) => path.replace(/^.*node_modules\//u, ''));
  expect([...shipped.keys()].filter((name) => !runtime.includes(name))).toEqual([]);
  expect(Object.keys(dependencies).filter((name) => !shipped.has(name))).toEqual([]);
});

it('stands in the docs as it is: npm run licences', () => {
  const withoutSizes = (page: string): string =>
    page
      .replace(/about \d+ KB|below 1 KB/gu, 'KB')
      .replace(/ +/gu, ' ')
      .replace(/-+/gu, '-');
  expect(withoutSizes(readFileSync('docs/dependencies.md', 'utf8'))).toBe(withoutSizes(dependenciesPage()));
});
