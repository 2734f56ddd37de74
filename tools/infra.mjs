// `npm run infra`: builds all Bicep without a single diagnostic and writes what it would deploy to infra/predictions/.
// `npm run infra -- --check` writes nothing, and fails where that is not what is committed.
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { diff } from 'jest-diff';
import { format, resolveConfig } from 'prettier';
import { outlineOf } from './template-outline.mjs';
import { downloadedCompiler, foundCompiler, startCompiler } from './bicep.mjs';

const checking = process.argv.includes('--check');
const predictions = 'infra/predictions';
const checked = '.build/infra/checked';
/** Without them names stay expressions. They are nobody's. */
const scope = {
  tenantId: '22222222-2222-4222-8222-222222222222',
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  resourceGroup: 'rg-kesher',
  deploymentName: 'kesher',
};
/** Names that azd takes for an environment (`[a-zA-Z0-9-()_.]{1,64}`), the longest and the oddest. */
const oddNames = ['x', '(_.-)', '2026-A_very.Long-(environment)-name-with_all.characters-of-azd()'];

/** Deploys resources of every kind. */
const everyResource = 'test/infra/main.verified.bicepparam';

/** What is wrong, in words for whoever reads the log. */
const faults = new Set();
const plain = (text) => text;

function told({ source, range: { start }, level, code, message }) {
  return `${relative('.', source)}(${start.line + 1},${start.char + 1}): ${level} ${code}: ${message}`;
}

/** The same text for the same resources: the compiler gives the outputs in another order each time. */
async function written(value) {
  const file = `${predictions}/any.json`;
  return format(JSON.stringify(value), { ...(await resolveConfig(file)), filepath: file });
}

const byName = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
function inOrder({ predictedResources, diagnostics, outputs = {} }) {
  return {
    resources: predictedResources.toSorted((one, other) => byName(one.type, other.type) || byName(one.id, other.id)),
    outputs: Object.fromEntries(Object.entries(outputs).sort(([one], [other]) => byName(one, other))),
    ...(diagnostics.length > 0 && { diagnostics }),
  };
}

async function filesIn(folder, ending) {
  const names = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort(byName);
}

async function keep(file, text) {
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed === text) return;
  if (!checking) {
    await writeFile(file, text);
    console.log(`${file} was written.`);
    return;
  }
  const colours = { aColor: plain, bColor: plain, changeColor: plain, commonColor: plain, patchColor: plain };
  const annotations = { aAnnotation: 'committed', bAnnotation: 'compiled', expand: false, contextLines: 3 };
  faults.add(
    `${file} is not what the Bicep says now; npm run infra writes it.\n${diff(committed, text, { ...colours, ...annotations })}`,
  );
}

async function tidied(compiler, file) {
  const { contents } = await compiler.ask('format', { path: resolve(file) });
  await keep(file, contents);
}

async function compiled(compiler, file) {
  const { success, diagnostics, template } = await compiler.ask('compileParams', {
    path: resolve(file),
    parameterOverrides: {},
  });
  for (const diagnostic of diagnostics) faults.add(told(diagnostic));
  if (!success && diagnostics.length === 0) faults.add(`${file} does not compile.`);
  return template;
}

async function predicted(compiler, file) {
  const location = file.includes('china') ? 'chinanorth3' : 'westeurope';
  const { snapshot } = await compiler.ask('getSnapshot', { path: resolve(file), metadata: { ...scope, location } });
  return inOrder(JSON.parse(snapshot));
}

/** The names of all resources of an environment with this name, and else as the parameter file says. */
async function namesIn(compiler, environmentName, file) {
  const folder = '.build/infra';
  const text = (await readFile(file, 'utf8'))
    .replace(
      /^using '(.*)'$/mu,
      (_, template) => `using '${relative(folder, join(dirname(file), template)).replaceAll('\\', '/')}'`,
    )
    .replace(/^param environmentName = .*$/mu, `param environmentName = '${environmentName}'`);
  const odd = join(folder, 'odd.bicepparam');
  await mkdir(folder, { recursive: true });
  await writeFile(odd, text);
  const { resources } = await predicted(compiler, odd);
  const names = resources.filter(({ name }) => !name.startsWith('[')).map(({ type, name }) => `${type} ${name}`);
  return [...new Set(names)].sort(byName);
}

async function run(compiler) {
  const sources = await filesIn('infra', '.bicep');
  // Those among the tests are of cases that no environment shows.
  const parameterFiles = [...(await filesIn('infra', '.bicepparam')), ...(await filesIn('test/infra', '.bicepparam'))]
    // The copy that azd is given: see infra/scripts/steps.mjs.
    .filter((file) => file !== 'infra/main.bicepparam');
  for (const file of [...sources, ...parameterFiles]) await tidied(compiler, file);
  const templates = {};
  for (const file of parameterFiles) templates[basename(file).split('.')[0]] = await compiled(compiler, file);
  if (faults.size > 0) return;

  await mkdir(predictions, { recursive: true });
  const kept = new Map();
  for (const file of parameterFiles)
    kept.set(join(predictions, `${basename(file, '.bicepparam')}.json`), await predicted(compiler, file));
  const names = {};
  for (const environmentName of oddNames)
    names[environmentName] = await namesIn(compiler, environmentName, everyResource);
  kept.set(`${predictions}/names.json`, names);
  const outlines = Object.entries(templates).map(([name, template]) => [name, outlineOf(JSON.parse(template))]);
  kept.set(`${predictions}/templates.json`, Object.fromEntries(outlines));
  for (const [file, prediction] of kept) await keep(file, await written(prediction));
  for (const file of await filesIn(predictions, '.json')) {
    if (kept.has(file)) continue;
    if (checking) faults.add(`${file} has no parameter file.`);
    else await rm(file);
  }
  console.log(`${parameterFiles.length} parameter files compile without a diagnostic, and all that they deploy.`);
}

/** What was found to be in order stays so until one of these changes: the run of the tests need not compile it once more. */
async function inputs() {
  const files = [
    ...(await filesIn('infra', '')),
    ...(await filesIn('test/infra', '.bicepparam')),
    ...(await filesIn('tools', '.mjs')),
  ];
  const hash = createHash('sha256');
  for (const file of files.filter((file) => statSync(file).isFile()))
    hash.update(`${file}\n`).update(await readFile(file));
  return hash.digest('hex');
}

async function main() {
  if (checking && (await readFile(checked, 'utf8').catch(() => '')) === (await inputs())) {
    console.log('Nothing has changed since infra/ and its predictions were found to be in order.');
    return 0;
  }
  const found = foundCompiler();
  const { path, because } = found ? { path: found } : downloadedCompiler();
  if (path === undefined) {
    console.error(`did not run without the Bicep compiler: building infra/ and comparing its predictions (${because})`);
    return checking && !process.env.REQUIRE_BICEP ? 0 : 1;
  }
  const compiler = await startCompiler(path);
  try {
    await run(compiler);
  } finally {
    compiler.stop();
  }
  for (const fault of faults) console.error(fault);
  if (faults.size > 0) return 1;
  await mkdir(dirname(checked), { recursive: true });
  await writeFile(checked, await inputs());
  return 0;
}

process.exitCode = await main();
