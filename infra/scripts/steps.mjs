// The steps of a deployment, but for the registration and the secrets.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from './az.mjs';
import { smoke, untilReady } from './smoke.mjs';
import { withRole } from './temporary-role.mjs';

const blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const chosenFile = 'infra/main.bicepparam';
const zip = '.build/deployment.zip';

/** The parameter file of an environment: the one that KESHER_PARAMETERS names, else the one with the environment's name, else the one to try things out. */
function parametersOf({ env, folder }) {
  const named = env.KESHER_PARAMETERS;
  const exists = (name) => existsSync(join(folder, `infra/main.${name}.bicepparam`));
  if (named !== undefined && !exists(named)) throw new Fault(`There is no infra/main.${named}.bicepparam.`);
  return named ?? (exists(env.AZURE_ENV_NAME) ? env.AZURE_ENV_NAME : 'dev');
}

/** azd takes one parameter file, and always that of its module's name. */
export const chooseParameters = {
  title: 'Parameter file',
  async run(context) {
    const { env, say, azd, plan, folder } = context;
    const name = parametersOf(context);
    const text = await readFile(join(folder, `infra/main.${name}.bicepparam`), 'utf8');
    say(`  infra/main.${name}.bicepparam`);
    // What stands there as a sample is for predictions; nobody deploys it by mistake.
    const samples = /readEnvironmentVariable\('(\w+)', '(?:[^']*kesher\.example|00000000-[^']*)'\)/gu;
    const missing = [...text.matchAll(samples)]
      .map(([, variable]) => variable)
      .filter((variable) => !['API_AUDIENCE', 'OPERATOR_TENANT'].includes(variable))
      // Left empty on purpose, it is the host that Azure gives.
      .filter((variable) => !env[variable] && !(variable === 'PUBLIC_BASE_URL' && variable in env));
    if (missing.length > 0)
      throw new Fault(`These values are missing: ${missing.join(', ')}. Set each: azd env set NAME VALUE`);
    if (azd && !plan) await writeFile(join(folder, chosenFile), text);
  },
};

/** Whoever deploys to the wrong subscription finds out before anything is there. */
export const checkSignIn = {
  title: 'Who is signed in',
  async run({ env, say, account, cloud }) {
    say(`  ${account.user.name}, ${account.name} (${account.id}), ${cloud.name}`);
    if (account.id !== env.AZURE_SUBSCRIPTION_ID)
      throw new Fault(
        `az has chosen another subscription than AZURE_SUBSCRIPTION_ID: az account set --subscription ${env.AZURE_SUBSCRIPTION_ID}`,
      );
    return Promise.resolve();
  },
};

/** A subscription does not know the kinds of resources that it never had. */
export const registerProviders = {
  title: 'Resource providers',
  async run(context) {
    const { az, say, folder } = context;
    const file = join(folder, `infra/predictions/main.${parametersOf(context)}.json`);
    const { resources } = JSON.parse(await readFile(file, 'utf8'));
    const needed = new Set(resources.map(({ type }) => type.split('/')[0].toLowerCase()));
    // Nothing of it is deployed, but Flex Consumption runs there.
    if (resources.some(({ sku }) => sku?.tier === 'FlexConsumption')) needed.add('microsoft.app');
    const query = ['--query', '[].{namespace:namespace,state:registrationState}'];
    const missing = (await az.read(['provider', 'list', ...query]))
      .filter(({ namespace, state }) => needed.has(namespace.toLowerCase()) && state !== 'Registered')
      .map(({ namespace }) => namespace)
      .sort();
    for (const namespace of missing) {
      say(`  registers ${namespace}`);
      await az.change(['provider', 'register', '--namespace', namespace, '--wait'], { quiet: true });
    }
  },
};

/** Everything of one environment lies in it. */
export const makeGroup = {
  title: 'Resource group',
  async run({ az, env, group, say, keep }) {
    await keep('AZURE_RESOURCE_GROUP', group);
    if (await az.find(['group', 'show', '--name', group])) return;
    if (!env.AZURE_LOCATION) throw new Fault('AZURE_LOCATION is missing: azd env set AZURE_LOCATION westeurope');
    say(`  makes ${group}`);
    const tags = ['--tags', `azd-env-name=${env.AZURE_ENV_NAME}`];
    await az.change(['group', 'create', '--name', group, '--location', env.AZURE_LOCATION, ...tags]);
  },
};

/** azd uploads by itself, but for a premium plan, which takes its package from the container. */
export const upload = {
  title: 'Package',
  async run(context) {
    const { az, env, group, groupId, siteId, say, folder } = context;
    if (!existsSync(join(folder, zip))) throw new Fault(`There is no ${zip}: npm run package`);
    const app = ['--resource-group', group, '--name', env.SERVICE_API_NAME];
    if (env.SERVICE_API_PLAN !== 'premium') {
      const options = ['--src', zip, '--build-remote', 'false'];
      await az.change(['functionapp', 'deployment', 'source', 'config-zip', ...app, ...options], { quiet: true });
      return;
    }
    const account = env.STORAGE_ACCOUNT_NAME;
    const container = env.STORAGE_DEPLOYMENT_CONTAINER;
    const access = {
      role: blobContributor,
      scope: `${groupId}/providers/Microsoft.Storage/storageAccounts/${account}/blobServices/default/containers/${container}`,
      what: `write to ${container} in ${account}`,
    };
    const blob = ['--account-name', account, '--container-name', container, '--name', 'kesher.zip', '--file', zip];
    const words = [
      'storage',
      'blob',
      'upload',
      ...blob,
      '--overwrite',
      'true',
      '--auth-mode',
      'login',
      '--no-progress',
    ];
    await withRole(context, access, () => az.change(words, { quiet: true }));
    say('  has the app take it');
    await az.change(['functionapp', 'restart', ...app], { quiet: true });
    const sync = `${siteId}/syncfunctiontriggers?api-version=2024-11-01`;
    await az.change(['rest', '--method', 'post', '--url', sync], { quiet: true });
  },
};

/** Event Grid asks the app whether it wants reports: before it answers, there is nobody to ask. */
export const waitForApp = {
  title: 'The app answers',
  async run({ env, say, patience, plan }) {
    const base = env.PUBLIC_BASE_URL;
    if (plan) return say(`  would wait until ${base}/health/ready answers 200`);
    try {
      await untilReady(base, patience / 1000, (line) => say(`  ${line}`));
    } catch (error) {
      throw new Fault(`${error.message} Does its name lead to ${env.SERVICE_API_HOST}? See docs/operations.md.`);
    }
    return undefined;
  },
};

/** Has delivery reports brought to the app. */
export const bringReports = {
  title: 'Delivery reports',
  when: ({ env }) => Boolean(env.EVENTS_TOPIC_NAME),
  async run(context) {
    const { az, env, group } = context;
    const parameters = {
      topicName: env.EVENTS_TOPIC_NAME,
      storageAccountName: env.STORAGE_ACCOUNT_NAME,
      publicBaseUrl: env.PUBLIC_BASE_URL,
      tenantId: env.OPERATOR_TENANT,
      applicationId: env.API_AUDIENCE.split(',')[0],
    };
    await az.change(
      [
        ...['deployment', 'group', 'create', '--resource-group', group, '--name', 'delivery-reports'],
        ...['--template-file', 'infra/delivery-reports.bicep', '--parameters'],
        ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
      ],
      // A role of a moment ago does not count everywhere yet.
      context.assigned ? { quiet: true, tries: 10, again: /./u } : { quiet: true },
    );
  },
};

/** The last look. */
export const smokeCheck = {
  title: 'Smoke check',
  async run({ env, say, plan }) {
    const base = env.PUBLIC_BASE_URL;
    if (plan) return say(`  would run: npm run smoke -- ${base}`);
    const [portal] = (env.PORTAL_ORIGINS ?? '').split(',').filter(Boolean);
    const failed = await smoke(base, { portal }, (line) => say(`  ${line}`));
    if (failed > 0) throw new Fault('The app does not answer as it should.');
    return undefined;
  },
};
