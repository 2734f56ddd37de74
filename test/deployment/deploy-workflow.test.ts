import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { repository } from '../end-to-end/running-kesher';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');
const { jobs } = z
  .object({
    on: z.object({
      workflow_dispatch: z.object({ inputs: z.object({ environment: z.object({ options: z.array(z.string()) }) }) }),
    }),
    jobs: z.object({
      deploy: z.object({
        environment: z.string(),
        env: z.record(z.string(), z.string()),
        steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
      }),
    }),
  })
  .parse(parse(read('.github/workflows/deploy.yml')));
const { env, environment, steps } = jobs.deploy;

describe('the workflow that deploys', () => {
  it('goes in the order of docs/operations.md, from an environment that may ask somebody first', () => {
    expect(environment).toBe('${{ inputs.environment }}');
    const lines = steps.flatMap(({ uses, run }) => [run ?? uses?.split('@')[0] ?? '']);
    expect(lines.map((line) => line.split(' --resource')[0])).toEqual([
      ...['actions/checkout', 'actions/setup-node', 'npm ci', 'npm run package', 'azure/login'],
      'npm run deployment -- prepare',
      'az deployment group create',
      ...['provisioned', 'upload', 'deployed'].map((stage) => `npm run deployment -- ${stage}`),
    ]);
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/@[0-9a-f]{40}$/u);
  });

  it.each(['dev', 'prod'])('gives the parameter file of %s every value that it reads, and holds no secret', (name) => {
    const names = [...read(`infra/main.${name}.bicepparam`).matchAll(/readEnvironmentVariable\('(\w+)'/gu)];
    expect(Object.keys(env)).toEqual(expect.arrayContaining(names.map(([, variable]) => variable)));
    expect(read('.github/workflows/deploy.yml')).not.toContain('secrets.');
  });
});
