import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { repository } from '../end-to-end/running-kesher';

/** What azd's own schema, schemas/v1.0/azure.yaml.json of Azure/azure-dev at commit 00cddf7, says of the parts that are used here; nothing else may be. */
const Script = z.strictObject({
  shell: z.enum(['sh', 'pwsh']),
  run: z.string(),
  interactive: z.boolean().optional(),
  continueOnError: z.boolean().optional(),
});
const Hook = z.strictObject({ posix: Script, windows: Script });
const when = ['provision', 'package', 'deploy', 'up', 'down', 'restore', 'publish'];
const hooksOf = (names: readonly string[]) =>
  z.partialRecord(z.enum(names.flatMap((name) => [`pre${name}`, `post${name}`])), Hook);
const AzureYaml = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u),
  metadata: z.strictObject({ template: z.string() }),
  requiredVersions: z.strictObject({ azd: z.string() }),
  infra: z.strictObject({ provider: z.literal('bicep'), path: z.string(), module: z.string() }),
  services: z.record(
    z.string(),
    z.strictObject({
      ...{ project: z.string(), language: z.enum(['js', 'ts']), host: z.literal('function'), dist: z.string() },
      remoteBuild: z.literal(false),
      hooks: hooksOf(['restore', 'build', 'package', 'publish', 'deploy']),
    }),
  ),
  hooks: hooksOf(when),
});

const file = AzureYaml.parse(parse(readFileSync(join(repository, 'azure.yaml'), 'utf8')));
const hooks = Object.entries(file.hooks).flatMap(([name, hook]) => (hook ? [{ name, ...hook }] : []));

describe('azure.yaml', () => {
  it('runs the same on Windows as elsewhere', () => {
    const { prepackage } = file.services.api?.hooks ?? {};
    expect(prepackage?.posix.run).toBe('npm run package');
    for (const { posix, windows } of [...hooks, ...(prepackage ? [prepackage] : [])])
      expect(windows).toEqual({ ...posix, shell: 'pwsh' });
  });

  it('runs each stage where its order wants it, with a console for whoever is asked for a secret', () => {
    expect(hooks.map(({ name, posix }) => [name, posix.run, posix.interactive])).toEqual(
      [
        ...[
          ['preup', 'prepare'],
          ['preprovision', 'prepare'],
        ],
        ...[
          ['postprovision', 'provisioned'],
          ['postdeploy', 'deployed'],
        ],
      ].map(([name, stage]) => [name, `node infra/scripts/deployment.mjs ${stage ?? ''} --azd`, true]),
    );
  });

  it('deploys what npm run package writes, to the app whose tag has this name', () => {
    const Package = z.object({ scripts: z.record(z.string(), z.string()) });
    const { scripts } = Package.parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')));
    expect(scripts.package).toContain('tools/package.mjs');
    expect(Object.entries(file.services)).toMatchObject([['api', { dist: '.build/deployment' }]]);
    const predicted = readFileSync(join(repository, 'infra/predictions/main.prod.json'), 'utf8');
    expect(predicted).toContain('"azd-service-name": "api"');
    for (const part of [`${file.infra.path}/${file.infra.module}.bicep`, 'infra/scripts/deployment.mjs'])
      expect(existsSync(join(repository, part))).toBe(true);
  });
});
