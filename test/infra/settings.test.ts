import * as z from 'zod';
import { readConfig, settingNames } from '../../shared/config';
import { clouds } from '../../shared/catalogue/clouds';
import { appSettings, environments, isFlex, ofType, only, sendsByCommunicationServices } from './predictions';

/** What the Functions host and the platform read; Kesher reads none of it. */
const hostSettings = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  // No secret while local authentication is off: it says where telemetry goes.
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AZURE_CLIENT_ID',
  'AzureWebJobsDisableHomepage',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'COSMOS__clientId',
  'COSMOS__credential',
  'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT',
];
/** Flex Consumption says these in its own properties. */
const ofOtherPlans = [
  'FUNCTIONS_EXTENSION_VERSION',
  'FUNCTIONS_WORKER_RUNTIME',
  'WEBSITE_RUN_FROM_PACKAGE',
  'WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID',
];

/** The settings as the app would read them: what only Azure knows is made up, and the vault has answered. */
function asRead(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const key = Buffer.alloc(32, 1).toString('base64url');
  const inVault: Readonly<Record<string, string>> = {
    'link-keys': `k1:${key}`,
    'product-key-peppers': `p1:${key}`,
    'smtp-url': 'smtps://user:secret@relay.example',
  };
  const made: Readonly<Record<string, string>> = {
    ACS_ENDPOINT: 'https://acs.communication.example',
    COSMOS__accountEndpoint: 'https://cosmos.documents.example:443/',
    MAIL_FROM: 'donotreply@azurecomm.example',
    PORTAL_ORIGINS: 'https://portal.example',
    PUBLIC_BASE_URL: 'https://app.example',
  };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const [, secret] = /SecretName=([a-z-]+)\)$/u.exec(value) ?? [];
      return [
        name,
        secret === undefined ? (value.startsWith('[') ? (made[name] ?? value) : value) : (inVault[secret] ?? value),
      ];
    }),
  );
}

describe.each(environments)('the app that $file deploys', (prediction) => {
  const settings = appSettings(prediction);
  const isSent = sendsByCommunicationServices(prediction);

  it('has the settings that the code reads, all of them, and those of the host', () => {
    const others = isSent ? ['COSMOS', 'SMTP_URL'] : ['COSMOS', 'ACS_ENDPOINT'];
    expect(Object.keys(settings).sort()).toEqual(
      [
        ...settingNames.filter((name) => !others.includes(name)),
        ...hostSettings,
        ...(isFlex(prediction) ? [] : ofOtherPlans),
      ].sort(),
    );
  });

  it('starts with them', () => {
    const config = readConfig(asRead(settings));
    expect(config.warnings).toEqual([]);
    expect(config.mail?.kind).toBe(isSent ? 'acs' : 'smtp');
    expect(config.cosmos).toHaveProperty('endpoint');
    expect(config.cosmosDatabase).toBe('kesher');
    expect(config.entra.authority).toBe(clouds[config.settings.clouds[0] ?? 'global'].authority);
  });

  it('is who the identity is, to the SDK, the trigger and the telemetry alike', () => {
    const identity = ofType(prediction, 'Microsoft.ManagedIdentity/userAssignedIdentities')[0]?.id;
    for (const name of ['AZURE_CLIENT_ID', 'COSMOS__clientId', 'AzureWebJobsStorage__clientId'])
      expect(settings[name]).toMatch(new RegExp(`^\\[reference\\('${identity}', '[\\d-]+'\\)\\.clientId\\]$`, 'u'));
    expect(settings['APPLICATIONINSIGHTS_AUTHENTICATION_STRING']).toContain(`'${identity}'`);
    for (const name of ['COSMOS__credential', 'AzureWebJobsStorage__credential'])
      expect(settings[name]).toBe('managedidentity');
    const site = only(prediction, 'Microsoft.Web/sites', z.object({ keyVaultReferenceIdentity: z.string() }));
    expect(site.keyVaultReferenceIdentity).toBe(identity);
  });

  it('has its secrets from the vault, in whatever version is the newest', () => {
    const vault = ofType(prediction, 'Microsoft.KeyVault/vaults')[0]?.name;
    const referring = Object.entries(settings).filter(([, value]) => value.startsWith('@'));
    expect(Object.fromEntries(referring)).toEqual({
      LINK_KEYS: `@Microsoft.KeyVault(VaultName=${vault};SecretName=link-keys)`,
      PRODUCT_KEY_PEPPERS: `@Microsoft.KeyVault(VaultName=${vault};SecretName=product-key-peppers)`,
      ...(!isSent && { SMTP_URL: `@Microsoft.KeyVault(VaultName=${vault};SecretName=smtp-url)` }),
    });
  });

  it('lets the same pages call it that the platform does', () => {
    const Site = z.object({
      siteConfig: z.object({ cors: z.object({ allowedOrigins: z.unknown(), supportCredentials: z.literal(false) }) }),
    });
    const { allowedOrigins } = only(prediction, 'Microsoft.Web/sites', Site).siteConfig.cors;
    const origins = settings['PORTAL_ORIGINS'] ?? '';
    const said = Array.isArray(allowedOrigins)
      ? allowedOrigins.join(',')
      : `[join(${String(allowedOrigins).slice(1, -1)}, ',')]`;
    expect(said).toBe(origins);
    expect(origins).not.toContain('*');
  });

  it('takes bodies of 4 MB, more than any operation does', () => {
    expect(Number(settings['FUNCTIONS_REQUEST_BODY_SIZE_LIMIT'])).toBe(4 * 1024 * 1024);
  });
});

describe('the plan', () => {
  const Site = z.object({
    functionAppConfig: z.object({
      runtime: z.object({ name: z.literal('node'), version: z.enum(['22', '24']) }),
      scaleAndConcurrency: z.object({
        alwaysReady: z.array(z.object({ name: z.literal('http'), instanceCount: z.int().min(1) })),
        maximumInstanceCount: z.int().min(40).max(1000),
        instanceMemoryMB: z.literal([512, 2048, 4096]),
      }),
      deployment: z.object({
        storage: z.object({ authentication: z.object({ type: z.literal('UserAssignedIdentity') }) }),
      }),
    }),
  });
  const Other = z.object({
    functionAppConfig: z.null().optional(),
    siteConfig: z.object({
      linuxFxVersion: z.enum(['NODE|22', 'NODE|24', 'Node|22', 'Node|24']),
      minimumElasticInstanceCount: z.int().min(1),
    }),
  });

  it.each(environments)(
    'of $file has instances that are always ready for HTTP, and no keys to its package',
    (prediction) => {
      if (isFlex(prediction)) expect(() => only(prediction, 'Microsoft.Web/sites', Site)).not.toThrow();
      else expect(() => only(prediction, 'Microsoft.Web/sites', Other)).not.toThrow();
    },
  );

  it('is Flex Consumption where people try it out and where they use it', () => {
    expect(environments.filter(isFlex).map(({ file }) => file)).toEqual(['main.dev', 'main.prod']);
    const prod = environments.find(({ file }) => file === 'main.prod');
    expect(
      prod && only(prod, 'Microsoft.Web/sites', Site).functionAppConfig.scaleAndConcurrency.alwaysReady,
    ).toHaveLength(1);
  });
});
