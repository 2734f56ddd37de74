import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as z from 'zod';
import { deploy } from '../../infra/scripts/deployment.mjs';
import { parseKeys } from '../../shared/signing/keys';
import { repository } from '../end-to-end/running-kesher';
import { AnsweringApp, portal, problem } from './answering-app';
import { AzureStandIn, eventGridId, subscriptionId, tenantId } from './azure-stand-in';
import { runScript } from './run-script';

const app = new AnsweringApp();
let origin = '';
let azure: AzureStandIn;

/** What the Bicep gives, as azd keeps it. */
const outputs = () => ({
  ACS_ENDPOINT: 'https://acs-dev.europe.communication.azure.com',
  AZURE_KEY_VAULT_NAME: 'kv-dev',
  AZURE_IDENTITY_PRINCIPAL_ID: 'bbbbbbbb-0000-4000-8000-000000000002',
  AZURE_TENANT_ID: tenantId,
  DIRECTORY: 'embedded',
  EVENTS_TOPIC_NAME: 'evgt-dev',
  PORTAL_ORIGINS: portal,
  PUBLIC_BASE_URL: origin,
  SERVICE_API_HOST: 'func-dev.azurewebsites.net',
  SERVICE_API_NAME: 'func-dev',
  SERVICE_API_PLAN: 'flex',
  STORAGE_ACCOUNT_NAME: 'stdev',
  STORAGE_DEPLOYMENT_CONTAINER: 'deployments',
});

beforeAll(async () => (origin = await app.open()));
afterAll(() => app.close());
beforeEach(async () => {
  app.fault = (_asked, right) => right;
  app.seen.length = 0;
  azure = new AzureStandIn();
  await azure.open();
  mkdirSync(join(azure.folder, 'infra'));
  for (const part of [
    'predictions',
    'delivery-reports.bicep',
    ...['dev', 'prod', 'china'].map((name) => `main.${name}.bicepparam`),
  ])
    symlinkSync(join(repository, 'infra', part), join(azure.folder, 'infra', part));
  for (const namespace of [
    'Microsoft.App',
    'Microsoft.Web',
    'Microsoft.KeyVault',
    'Microsoft.Communication',
    'Microsoft.Compute',
  ])
    azure.providers.set(namespace, 'NotRegistered');
  azure.providers.set('microsoft.insights', 'Registered');
});
afterEach(() => azure.close());

interface How {
  readonly variables?: Readonly<Record<string, string>>;
  /** What is typed, or piped in. */
  readonly input?: string;
}

/** In this process, because a hundred of them would take a while; what it runs are processes all the same. */
async function run(words: readonly string[], { variables = {}, input = '' }: How = {}) {
  const said = { output: '', errors: '' };
  const code = await deploy(['--pause', '0', '--patience', '5', ...words], {
    ...{ folder: azure.folder, variables: { PATH: azure.path, ...variables }, stdin: Readable.from([input]) },
    say: (line) => (said.output += `${line}\n`),
    complain: (line) => (said.errors += `${line}\n`),
  });
  return { code, ...said };
}
const stage = (name: string, ...options: string[]) => run([name, '--azd', ...options]);
const provisioned = () => void Object.assign(azure.environment, outputs());
/** The verbs of what was changed: what it was done to. */
const verbs = (changes: readonly string[]) =>
  changes.map((change) =>
    /^(?:az rest --method \w+ --url \S+|.*?(?= --|$))/u.exec(change)?.[0].replace(/\/subscriptions.*\/sites/u, 'sites'),
  );
const registration = () => z.looseObject({ appId: z.string(), id: z.string() }).parse(azure.applications[0]);

let state: AzureStandIn['state'] | undefined;
/** As after the stage `prepare` and the Bicep; the stage itself runs once, the other tests begin with what it left behind. */
async function prepared() {
  if (state) azure.restore(state);
  else expect(await stage('prepare')).toMatchObject({ code: 0, errors: '' });
  state ??= azure.state;
  provisioned();
}

async function deployed() {
  const ran = [await stage('prepare')];
  provisioned();
  ran.push(await stage('provisioned'), await stage('deployed'));
  return ran;
}

describe('a deployment', () => {
  it('goes in an order in which each step finds what it needs, and its secrets are seen by nobody', async () => {
    azure.delay = 2;
    let asked = 0;
    app.fault = ({ path }, right) => {
      if (path !== '/health/ready') return right;
      azure.history.push(asked < 2 ? 'the app starts' : 'the app is ready');
      return (asked += 1) <= 2 ? problem(503, 'unavailable') : right;
    };

    const ran = await deployed();

    expect(ran.map(({ code, errors }) => ({ code, errors }))).toEqual(Array(3).fill({ code: 0, errors: '' }));
    const { id, appId } = registration();
    const graph = 'https://graph.microsoft.com/v1.0';
    expect(verbs(azure.changes)).toEqual([
      ...Array<string>(4).fill('az provider register'),
      'azd env set AZURE_RESOURCE_GROUP rg-kesher-dev',
      'az group create',
      `az rest --method post --url ${graph}/applications`,
      `az rest --method patch --url ${graph}/applications/${id}`,
      `az rest --method post --url ${graph}/servicePrincipals`,
      `azd env set API_AUDIENCE ${appId}`,
      `azd env set OPERATOR_TENANT ${tenantId}`,
      `az rest --method patch --url ${graph}/applications/${id}`,
      'az role assignment create',
      'az keyvault secret set',
      'az keyvault secret set',
      'az role assignment delete',
      'az rest --method post --url sites/func-dev/config/configreferences/appsettings/refresh?api-version=2024-11-01',
      `az rest --method post --url ${graph}/servicePrincipals`,
      `az rest --method post --url ${graph}/servicePrincipals/principal-of-${appId}/appRoleAssignedTo`,
      `az rest --method post --url ${graph}/servicePrincipals/principal-of-${appId}/appRoleAssignedTo`,
      'az deployment group create',
    ]);
    expect([...azure.providers].filter(([, state]) => state === 'NotRegistered')).toEqual([
      ['Microsoft.Compute', 'NotRegistered'],
    ]);
    expect(azure.environment).toMatchObject({
      ...{ AZURE_RESOURCE_GROUP: 'rg-kesher-dev', API_AUDIENCE: appId, OPERATOR_TENANT: tenantId },
    });

    const reports = azure.history.findIndex((line) => line.startsWith('az deployment group create'));
    expect(azure.history.indexOf('the app is ready')).toBeGreaterThan(
      azure.history.lastIndexOf('the app starts', reports),
    );
    expect(azure.history.slice(0, reports)).toContain('the app is ready');
    expect(azure.history[reports]).toContain(
      `--parameters topicName=evgt-dev storageAccountName=stdev publicBaseUrl=${origin} tenantId=${tenantId} applicationId=${appId}`,
    );

    expect([...azure.secrets.keys()]).toEqual(['link-keys', 'product-key-peppers']);
    expect(new Set(azure.secrets.values()).size).toBe(2);
    const said = ran.map(({ output, errors }) => output + errors).join('');
    for (const secret of azure.secrets.values()) {
      expect(parseKeys(secret)).toMatchObject([{ id: expect.stringMatching(/^k\d{8}$/u) as string }]);
      expect(said).not.toContain(secret.split(':')[1]);
      expect(azure.history.join()).not.toContain(secret.split(':')[1]);
    }
    const files = azure.calls.filter(({ words }) => words.includes('--encoding'));
    expect(files.map(({ mode, file = '' }) => [mode, existsSync(file)])).toEqual([
      [0o600, false],
      [0o600, false],
    ]);
    expect(azure.roles.size).toBe(0);
  });

  it('changes nothing the second time, but says anew where delivery reports go', async () => {
    await prepared();
    await run(['provisioned', 'deployed', '--azd']);
    const before = JSON.stringify([azure.applications, [...azure.secrets]]);
    azure.calls.length = 0;
    const ran = await deployed();
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(verbs(azure.changes)).toEqual(['az deployment group create']);
    expect(JSON.stringify([azure.applications, [...azure.secrets]])).toBe(before);
  });

  it('can be looked at first: what it would run is shown, and nothing is changed', async () => {
    const prepare = await stage('prepare', '--plan');
    expect(prepare).toMatchObject({ code: 0, errors: '' });
    for (const command of [
      'would run: az provider register --namespace Microsoft.App --wait',
      'would run: az group create --name rg-kesher-dev --location westeurope',
      'would run: azd env set API_AUDIENCE APPLICATION_ID',
      '"requestedAccessTokenVersion": 2',
      '"value": "access_as_user"',
    ])
      expect(prepare.output).toContain(command);
    await prepared();
    azure.calls.length = 0;
    azure.roles.add('b86a8fe4-44ce-4948-aee5-eccb2c155cd7');
    const rest = await run(['provisioned', 'deployed', '--azd', '--plan']);
    expect(rest).toMatchObject({ code: 0, errors: '' });
    expect(rest.output).toContain(
      'az keyvault secret set --vault-name kv-dev --name link-keys --encoding utf-8 --file FILE',
    );
    expect(rest.output).toContain('az deployment group create');
    expect(azure.changes).toEqual([]);
    expect(app.seen).toEqual([]);
  });

  it('makes no subscription when the app does not answer in time', async () => {
    await prepared();
    app.fault = () => problem(503, 'unavailable');
    azure.calls.length = 0;
    const { code, errors } = await run(['deployed', '--azd', '--patience', '0.1']);
    expect(code).toBe(1);
    expect(errors).toContain(
      `${origin} is not ready within 0.1 s: it answers 503. Does its name lead to func-dev.azurewebsites.net?`,
    );
    expect(azure.changes).toEqual([]);
  });

  it('tries the subscription again while the roles of a moment ago do not count, and fails when the app answers wrongly', async () => {
    await prepared();
    azure.failures = 2;
    app.fault = ({ path }, right) =>
      path === '/nowhere' || path === '/smoke-check' ? { ...right, status: 200 } : right;
    const { code, output, errors } = await stage('deployed');
    expect(azure.changes.filter((change) => change.startsWith('az deployment group create'))).toHaveLength(3);
    expect(output).toContain('FAIL  an address that is not there says so: it answers 200, not 404');
    expect({ code, errors }).toEqual({ code: 1, errors: 'The app does not answer as it should.\n' });
  });
});

describe('without azd', () => {
  it('values come from variables and from the deployment, and what was made is printed', async () => {
    const variables = { ...azure.environment };
    const prepare = await run(['prepare'], { variables });
    expect(prepare).toMatchObject({ code: 0, errors: '' });
    const { appId } = registration();
    expect(prepare.output).toContain(`export API_AUDIENCE=${appId}\n`);
    // As Resource Manager gives them back.
    const given = Object.entries(outputs()).map(([name, value]) => [
      name.replace(/^[A-Z]+/u, (letters) => letters.toLowerCase()),
      { type: 'String', value },
    ]);
    azure.outputs = z
      .record(z.string(), z.object({ type: z.string(), value: z.string() }))
      .parse(Object.fromEntries(given));
    azure.environment.ACS_ENDPOINT = outputs().ACS_ENDPOINT;
    const more = { ...variables, API_AUDIENCE: appId, OPERATOR_TENANT: tenantId };
    mkdirSync(join(azure.folder, '.build'));
    writeFileSync(join(azure.folder, '.build/deployment.zip'), 'PK');
    expect(await run(['provisioned', 'upload', 'deployed'], { variables: more })).toMatchObject({
      code: 0,
      errors: '',
    });
    expect([...azure.secrets.keys()]).toEqual(['link-keys', 'product-key-peppers']);
    expect(azure.changes).toContain(
      'az functionapp deployment source config-zip --resource-group rg-kesher-dev --name func-dev --src .build/deployment.zip --build-remote false --output none',
    );
    expect(azure.changes.some((change) => change.startsWith('azd'))).toBe(false);
  });
});

describe('the parameter file', () => {
  const chosen = () => readFileSync(join(azure.folder, 'infra/main.bicepparam'), 'utf8');
  const committed = (name: string) => readFileSync(join(repository, `infra/main.${name}.bicepparam`), 'utf8');

  it('is the one that is named, else the one of the environment, else the one to try things out', async () => {
    azure.environment.AZURE_ENV_NAME = 'mine';
    await stage('prepare');
    expect(chosen()).toBe(committed('dev'));
    Object.assign(azure.environment, {
      ...{ AZURE_ENV_NAME: 'prod', PUBLIC_BASE_URL: '', MAIL_DOMAIN: 'mail.partner.example' },
    });
    await stage('prepare');
    expect(chosen()).toBe(committed('prod'));
    azure.environment.KESHER_PARAMETERS = 'dev';
    await stage('prepare');
    expect(chosen()).toBe(committed('dev'));
    azure.environment.KESHER_PARAMETERS = 'test';
    expect((await stage('prepare')).errors).toBe('There is no infra/main.test.bicepparam.\n');
  });

  it('is not taken with the values of the sample', async () => {
    azure.environment.AZURE_ENV_NAME = 'prod';
    azure.environment.ALERT_ADDRESSES = '';
    const { code, errors } = await stage('prepare');
    expect(code).toBe(1);
    expect(errors).toBe(
      'These values are missing: PUBLIC_BASE_URL, MAIL_DOMAIN, ALERT_ADDRESSES. Set each: azd env set NAME VALUE\n',
    );
    expect(azure.changes).toEqual([]);
  });
});

describe('the registration', () => {
  const scope = { id: 'their-scope', value: 'access_as_user', type: 'User', isEnabled: true };
  const other = { id: 'another', value: 'Auditor', allowedMemberTypes: ['User'], isEnabled: true };

  it('is the one that docs/running.md describes', async () => {
    await prepared();
    const text = readFileSync(join(repository, 'docs/running.md'), 'utf8');
    const Manifest = z.object({
      api: z.object({
        requestedAccessTokenVersion: z.literal(2),
        oauth2PermissionScopes: z.array(z.looseObject({ id: z.string() })),
      }),
      appRoles: z.array(z.looseObject({ id: z.string() })),
      optionalClaims: z.object({ accessToken: z.array(z.looseObject({ name: z.string() })) }),
    });
    const described = Manifest.parse(JSON.parse(/```json\n(\{\s+"api": \{[\s\S]*?)\n```/u.exec(text)?.[1] ?? ''));
    const made = Manifest.parse(registration());
    const withoutId = <T extends { id: string }>(entries: readonly T[]) =>
      entries.map((entry) => ({ ...entry, id: '' }));
    expect(withoutId(made.api.oauth2PermissionScopes)).toEqual(withoutId(described.api.oauth2PermissionScopes));
    expect(withoutId(made.appRoles)).toEqual(withoutId(described.appRoles));
    expect(made.optionalClaims.accessToken).toMatchObject(described.optionalClaims.accessToken);
    expect(registration()).toMatchObject({
      ...{ signInAudience: 'AzureADMultipleOrgs', identifierUris: [`api://${registration().appId}`] },
    });
  });

  it('keeps what others put into it, and the ids of what is there', async () => {
    azure.addApplication({
      ...{ displayName: 'kesher-dev', appRoles: [other], spa: { redirectUris: ['https://their.example/'] } },
      ...{
        identifierUris: ['api://their-own'],
        api: { oauth2PermissionScopes: [scope], preAuthorizedApplications: ['theirs'] },
      },
      ...{ requiredResourceAccess: [{ resourceAppId: 'other', resourceAccess: [{ id: 'r', type: 'Scope' }] }] },
    });
    await deployed();
    const { appId } = registration();
    expect(registration()).toMatchObject({
      identifierUris: ['api://their-own', `api://${appId}`],
      spa: { redirectUris: ['https://their.example/', `${portal}/portal/`] },
      api: {
        ...{ requestedAccessTokenVersion: 2, preAuthorizedApplications: ['theirs'] },
        oauth2PermissionScopes: [
          { id: 'their-scope', value: 'access_as_user', userConsentDisplayName: 'Use Kesher for you' },
        ],
      },
      appRoles: [other, { value: 'Operator' }, { value: 'AzureEventGridSecureWebhookSubscriber' }],
      requiredResourceAccess: [{ resourceAppId: 'other' }],
    });
    expect(azure.applications).toHaveLength(1);
  });

  it('lets Event Grid and whoever creates the subscription in', async () => {
    await prepared();
    await stage('deployed');
    const { appId } = registration();
    const roles = z
      .object({ appRoles: z.array(z.object({ id: z.string(), value: z.string() })) })
      .parse(registration());
    const [, role] = roles.appRoles;
    expect(role?.value).toBe('AzureEventGridSecureWebhookSubscriber');
    expect(azure.assignments).toEqual(
      [`principal-of-${eventGridId}`, 'aaaaaaaa-0000-4000-8000-000000000001'].map((principalId) => ({
        ...{ principalId, resourceId: `principal-of-${appId}`, appRoleId: role?.id },
      })),
    );
  });

  it.each([
    ['AzureCloud', 'https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
    ['AzureChinaCloud', 'https://login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'],
  ] as const)(
    'trusts the managed identity of %s when people are those of their directories',
    async (cloud, issuer, audience) => {
      azure.cloud = cloud;
      await stage('prepare');
      provisioned();
      azure.environment.DIRECTORY = 'graph';
      await stage('provisioned');
      expect(azure.credentials).toMatchObject([
        {
          ...{ name: 'managed-identity', issuer: `${issuer}/${tenantId}/v2.0`, audiences: [audience] },
          subject: outputs().AZURE_IDENTITY_PRINCIPAL_ID,
        },
      ]);
      const { requiredResourceAccess: needed } = z
        .object({
          requiredResourceAccess: z.tuple([z.object({ resourceAccess: z.array(z.object({ id: z.string() })) })]),
        })
        .parse(registration());
      expect(needed[0].resourceAccess).toHaveLength(6);
      expect(needed[0].resourceAccess).toContainEqual({ id: 'id-of-User-PasswordProfile.ReadWrite.All' });

      azure.calls.length = 0;
      await stage('provisioned');
      expect(azure.changes).toEqual([]);
      azure.environment.AZURE_IDENTITY_PRINCIPAL_ID = 'cccccccc-0000-4000-8000-000000000003';
      await stage('provisioned');
      expect(azure.credentials).toMatchObject([{ subject: azure.environment.AZURE_IDENTITY_PRINCIPAL_ID }]);
    },
  );

  it('is left to others where they keep it', async () => {
    Object.assign(azure.environment, { KESHER_REGISTRATION: 'kept', OPERATOR_TENANT: tenantId });
    expect((await stage('prepare')).errors).toContain(
      'API_AUDIENCE is missing, and the registration is kept by somebody',
    );
    azure.environment.API_AUDIENCE = 'an-id';
    const ran = await deployed();
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(azure.history.filter((line) => line.includes('graph.microsoft.com/v1.0/app'))).toEqual([]);
  });

  it('is not made twice, nor in another tenant', async () => {
    azure.addApplication({});
    azure.addApplication({});
    expect((await stage('prepare')).errors).toContain(
      'There are 2 registrations named kesher-dev: say which in API_AUDIENCE.',
    );
    azure.environment.API_AUDIENCE = 'nobody';
    expect((await stage('prepare')).errors).toContain(
      'API_AUDIENCE is nobody, but this tenant has no such registration.',
    );
    azure.environment.OPERATOR_TENANT = subscriptionId;
    expect((await stage('prepare')).errors).toContain(
      `OPERATOR_TENANT is ${subscriptionId}, but az is signed in to ${tenantId}.`,
    );
    expect(azure.applications).toHaveLength(2);
  });
});

describe('secrets', () => {
  const smtp = 'smtps://kesher:s3cret%40@relay.partner.example';

  it('are made where one is missing, and never replaced', async () => {
    await prepared();
    azure.secrets.set('link-keys', 'old:of-before');
    await stage('provisioned');
    expect(azure.secrets.get('link-keys')).toBe('old:of-before');
    expect(azure.secrets.size).toBe(2);
  });

  it('the address of a mail relay is asked for, and shown to nobody', async () => {
    await prepared();
    Object.assign(azure.environment, { ACS_ENDPOINT: '', EVENTS_TOPIC_NAME: '' });
    for (const input of ['', 'relay.partner.example\n']) {
      const { code, errors } = await run(['provisioned', '--azd'], { input });
      expect(code).toBe(1);
      expect(errors).toContain('The secret smtp-url is missing: type it, or pipe it in');
      expect(azure.roles.size).toBe(0);
    }
    const words = ['provisioned', '--azd', '--pause', '0'];
    const around = { folder: azure.folder, variables: { PATH: azure.path }, input: `${smtp}\n` };
    const { code, output, errors } = await runScript('infra/scripts/deployment.mjs', words, around);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(azure.secrets.get('smtp-url')).toBe(smtp);
    expect(output + azure.history.join()).not.toContain('s3cret');

    azure.calls.length = 0;
    expect((await stage('deployed')).code).toBe(0);
    expect(azure.changes).toEqual([]);
  });
});

it('a premium plan takes its package from the container', async () => {
  await prepared();
  azure.environment.SERVICE_API_PLAN = 'premium';
  expect((await stage('upload')).errors).toBe('There is no .build/deployment.zip: npm run package\n');
  mkdirSync(join(azure.folder, '.build'));
  writeFileSync(join(azure.folder, '.build/deployment.zip'), 'PK');
  azure.calls.length = 0;
  expect(await stage('upload')).toMatchObject({ code: 0, errors: '' });
  expect(verbs(azure.changes)).toEqual([
    'az storage blob upload',
    'az role assignment create',
    'az storage blob upload',
    'az role assignment delete',
    'az functionapp restart',
    'az rest --method post --url sites/func-dev/syncfunctiontriggers?api-version=2024-11-01',
  ]);
});

it('a mail domain is looked at in the order that Azure wants, and is a sender only when all is verified', async () => {
  await prepared();
  expect((await stage('mail-domain')).errors).toContain('This environment sends no mails from a domain of its own');
  Object.assign(azure.environment, { EMAIL_SERVICE_NAME: 'email-dev', MAIL_DOMAIN: 'mail.partner.example' });
  const asked = async () => {
    azure.calls.length = 0;
    const { output } = await stage('mail-domain');
    return { output, asked: azure.calls.flatMap(({ content }) => (content === undefined ? [] : [content])) };
  };
  const first = await asked();
  expect(first.output).toContain('Domain: NotStarted\n    TXT name-of-Domain value-of-Domain\n');
  expect(first.asked).toEqual(['{"verificationType":"Domain"}']);
  expect((await asked()).asked).toEqual([]);
  Object.assign(azure.proofs, { Domain: 'Verified', SPF: 'VerificationFailed' });
  const rest = ['SPF', 'DKIM', 'DKIM2'];
  expect((await asked()).asked).toEqual(rest.map((verificationType) => JSON.stringify({ verificationType })));
  expect(azure.environment).not.toHaveProperty('MAIL_DOMAIN_VERIFIED');
  for (const proof of rest) azure.proofs[proof] = 'Verified';
  await asked();
  expect(azure.changes).toEqual(['azd env set MAIL_DOMAIN_VERIFIED true']);
});

describe('whoever deploys is told in one line', () => {
  it.each([
    ['that az is signed out', () => (azure.signedIn = false), "Please run 'az login' to setup account."],
    [
      'that az has chosen another subscription',
      () => (azure.environment.AZURE_SUBSCRIPTION_ID = 'b'),
      'az account set --subscription b',
    ],
    ['that the environment has no name', () => delete azure.environment.AZURE_ENV_NAME, 'AZURE_ENV_NAME is missing'],
    ['that there is no region', () => delete azure.environment.AZURE_LOCATION, 'AZURE_LOCATION is missing'],
  ])('%s', async (_what, how, expected) => {
    how();
    const { code, errors } = await stage('prepare');
    expect(code).toBe(1);
    expect(errors).toContain(expected);
    expect(errors).not.toContain('\n    at ');
    expect(azure.applications).toEqual([]);
  });

  it('that az is not there', async () => {
    const { code, errors } = await runScript('infra/scripts/deployment.mjs', ['prepare'], {
      variables: { PATH: '/nowhere' },
    });
    expect({ code, errors }).toEqual({ code: 1, errors: 'az is not installed, or not on the path.\n' });
  });

  it.each([[['nonsense']], [['prepare', '--nonsense']]])(
    'how the script is used, when it is called with %j',
    async (words) => {
      const { code, errors } = await runScript('infra/scripts/deployment.mjs', words);
      expect(code).toBe(1);
      expect(errors).toContain('npm run deployment -- STAGE…');
    },
  );
});
