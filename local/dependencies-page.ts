/** The page `docs/dependencies.md`: what is used and why, what of it is deployed, and under which licences. `npm run build` says what is deployed. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { directDependencies, type Reason } from './direct-dependencies';
import { tableOf } from './markdown-table';

const Packages = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
});

/** Bytes of each deployed package in the bundle, by name. */
export function shippedPackages(): ReadonlyMap<string, number> {
  return new Map(Object.entries(z.record(z.string(), z.int()).parse(readJson('.build/shipped.json'))));
}

/** Some say their licence in an older form, which the lock file leaves out. */
const olderForms: Readonly<Record<string, string>> = { 'get-closest': 'MIT', semaphore: 'MIT' };

/** The licences that the lock file names, each with its packages; builds for other platforms are as what they are built from. */
export function licencesOf(wanted: (name: string) => boolean): ReadonlyMap<string, readonly string[]> {
  const licences = new Map<string, Set<string>>();
  for (const [path, { license }] of Object.entries(Packages.parse(readJson('package-lock.json')).packages)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = license ?? olderForms[name];
    if (path === '' || licence === undefined || !wanted(name)) continue;
    licences.set(licence, (licences.get(licence) ?? new Set()).add(name));
  }
  return new Map([...licences].map(([licence, names]) => [licence, [...names].sort()] as const).sort());
}

/** The page, as the formatter leaves it. Sizes change with every line of code, so they are rounded. */
export function dependenciesPage(): string {
  const shipped = shippedPackages();
  const rowOf = ([name, { use, because, adr }]: readonly [string, Reason]): readonly string[] => [
    `\`${name}\``,
    use,
    because,
    shipped.has(name) ? kilobytes(shipped.get(name) ?? 0) : '–',
    adr === undefined ? '–' : `ADR ${adr}`,
  ];
  const ofWhatShips = [...licencesOf((name) => shipped.has(name))];
  return `# Dependencies

Made by \`npm run licences\` of \`local/direct-dependencies.ts\`, the lock file and the bundle; tests hold it to all three. Versions are pinned exactly. The deployment is one bundle without
\`node_modules\`: what is in it is what ships. \`npm run sbom\` prints what is installed without development as CycloneDX. \`npm audit --omit=dev\` runs in the GitHub workflow, because
not every registry answers it.

## What is used, and why

${tableOf(['package', 'what for', 'why this one', 'in the bundle', 'decided in'], Object.entries(directDependencies).map(rowOf))}

## What ships

${tableOf(
  ['licence', 'packages'],
  ofWhatShips.map(([licence, names]) => [licence, names.map((name) => `\`${name}\``).join(', ')]),
)}

## What is installed in all

${tableOf(
  ['licence', 'packages'],
  [...licencesOf(() => true)].map(([licence, names]) => [
    licence,
    names.length > 12 ? `${names.length} packages` : names.map((name) => `\`${name}\``).join(', '),
  ]),
)}
`;
}

function kilobytes(bytes: number): string {
  return bytes < 1_000 ? 'below 1 KB' : `about ${Number((bytes / 1_000).toPrecision(1))} KB`;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
