// `npm run deployment -- STAGE…`: what a deployment needs beside the Bicep. azd runs the stages as hooks; without azd they are run by hand.
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { azure, Fault } from './az.mjs';
import { verifyMailDomain } from './mail-domain.mjs';
import { allowEventGrid, completeRegistration, register } from './registration.mjs';
import { makeSecrets } from './secrets.mjs';
import {
  bringReports,
  checkSignIn,
  chooseParameters,
  makeGroup,
  registerProviders,
  smokeCheck,
  upload,
  waitForApp,
} from './steps.mjs';

/** The order matters: see docs/adr/0047-how-it-is-deployed.md. */
const stages = {
  prepare: [checkSignIn, chooseParameters, registerProviders, makeGroup, register],
  registration: [checkSignIn, register, completeRegistration],
  provisioned: [checkSignIn, completeRegistration, makeSecrets],
  upload: [checkSignIn, upload],
  'mail-domain': [checkSignIn, verifyMailDomain],
  deployed: [checkSignIn, waitForApp, allowEventGrid, bringReports, smokeCheck],
};

const usage = `npm run deployment -- STAGE… [--azd] [--plan] [--pause SECONDS] [--patience SECONDS]

  prepare       before the Bicep: parameter file, resource providers, resource group, app registration
  provisioned   after the Bicep: addresses and proof in the registration, secrets
  upload        the package, where azd does not upload it
  deployed      once the package is there: waits for the app, delivery reports, smoke check
  registration  the app registration alone
  mail-domain   shows which DNS records a mail domain needs, and has Azure look at them

  --azd         values come from the environment that azd has chosen, and are kept there;
                without it they come from environment variables and the deployment named kesher
  --plan        reads, changes nothing, and shows what it would run
  --pause       between two looks at something that takes time (10)
  --patience    how long that may take (900)`;

const ofClouds = JSON.parse(readFileSync(new URL('../clouds.json', import.meta.url), 'utf8'));
/** By the names that `az` has for them. */
const clouds = { AzureCloud: ofClouds.global, AzureChinaCloud: ofClouds.china };

/** Resource Manager changes the case of outputs' names. */
async function outputsOf(az, group) {
  const words = ['deployment', 'group', 'show', '--resource-group', group, '--name', 'kesher'];
  const found = await az.find([...words, '--query', 'properties.outputs']);
  return Object.fromEntries(Object.entries(found ?? {}).map(([name, { value }]) => [name.toUpperCase(), value]));
}

async function contextOf({ azd, plan, pause, patience }, { variables, say, folder, stdin }) {
  const env = { ...variables };
  const az = azure({ plan, say, pause, env: variables, folder });
  const [account, cloud] = await Promise.all([
    az.read(['account', 'show']),
    az.read(['cloud', 'show']),
    azd && az.environment().then((values) => Object.assign(env, values)),
  ]);
  const facts = clouds[cloud.name];
  if (facts === undefined)
    throw new Fault(`Kesher is deployed to ${Object.keys(clouds).join(' or ')}, not to ${cloud.name}.`);
  for (const name of ['AZURE_ENV_NAME', 'AZURE_SUBSCRIPTION_ID'])
    if (!env[name]) throw new Fault(`${name} is missing: see docs/operations.md.`);
  const group = env.AZURE_RESOURCE_GROUP || `rg-kesher-${env.AZURE_ENV_NAME}`;
  if (!azd) for (const [name, value] of Object.entries(await outputsOf(az, group))) env[name] ??= value;
  const groupId = `/subscriptions/${account.id}/resourceGroups/${group}`;
  const graph = cloud.endpoints.microsoftGraphResourceId.replace(/\/$/u, '');

  let known;
  const me = async () => {
    if (known) return known;
    const isPerson = account.user.type === 'user';
    const path = isPerson ? 'me' : `servicePrincipals(appId='${account.user.name}')`;
    const { id } = await az.read(['rest', '--method', 'get', '--url', `${graph}/v1.0/${path}`]);
    return (known = { id, kind: isPerson ? 'User' : 'ServicePrincipal' });
  };
  const keep = async (name, value) => {
    if (env[name] === value) return;
    if (!plan) env[name] = value;
    if (azd) await az.keep(name, value);
    else say(`  export ${name}=${value}`);
  };
  return {
    ...{ az, env, say, me, keep, folder, stdin },
    ...{ azd, plan, pause, patience },
    ...{ account, tenantId: account.tenantId, group, groupId, graph },
    cloud: { name: cloud.name, ...facts },
    siteId: `${groupId}/providers/Microsoft.Web/sites/${env.SERVICE_API_NAME}`,
  };
}

const options = {
  azd: { type: 'boolean', default: false },
  plan: { type: 'boolean', default: false },
  pause: { type: 'string', default: '10' },
  patience: { type: 'string', default: '900' },
};

function parsed(args) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new Fault(`${error.message}\n\n${usage}`);
  }
}

function asked(words) {
  const { positionals, values } = parsed(words);
  const [pause, patience] = [values.pause, values.patience].map((seconds) => Number(seconds) * 1000);
  if (
    positionals.length === 0 ||
    positionals.some((stage) => !Object.hasOwn(stages, stage)) ||
    !(pause >= 0 && patience >= 0)
  )
    throw new Fault(usage);
  return { names: positionals, wishes: { azd: values.azd, plan: values.plan, pause, patience } };
}

/** Runs stages, and says with 0 or 1 whether all went well. */
export async function deploy(words, { complain = console.error, ...around } = {}) {
  const standard = { variables: process.env, say: console.log, folder: '.', stdin: process.stdin };
  try {
    const { names, wishes } = asked(words);
    const context = await contextOf(wishes, { ...standard, ...around });
    const steps = new Set(names.flatMap((name) => stages[name]));
    for (const { title, when, run } of steps) {
      if (when && !when(context)) continue;
      context.say(title);
      await run(context);
    }
    return 0;
  } catch (error) {
    // What nobody foresaw keeps its stack.
    complain(error instanceof Fault ? error.message : error.stack);
    return 1;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  deploy(process.argv.slice(2)).then((code) => (process.exitCode = code));
