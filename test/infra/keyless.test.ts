import * as z from 'zod';
import {
  environments,
  infraFile,
  isFlex,
  ofType,
  only,
  predictionOf,
  sendsByCommunicationServices,
} from './predictions';

/** Functions that give keys, and what keys look like where they are written out. */
const keys =
  /\blist(?:Keys|Secrets|AccountSas|ServiceSas|ConnectionStrings|AdminKeys|QueryKeys|Credentials)?\(|AccountKey|SharedAccessKey|InstrumentationKey=|[?&]sig=/iu;
/** Kinds of resources with keys or passwords of their own, and the property that puts them out of use. */
const withoutKeys: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'Microsoft.Communication/communicationServices': { disableLocalAuth: true },
  'Microsoft.DocumentDB/databaseAccounts': { disableLocalAuth: true },
  'Microsoft.Insights/components': { DisableLocalAuth: true },
  'Microsoft.KeyVault/vaults': { enableRbacAuthorization: true },
  'Microsoft.OperationalInsights/workspaces': { features: { disableLocalAuth: true } },
  'Microsoft.Storage/storageAccounts': { allowSharedKeyAccess: false },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { allow: false },
};
const everything = [...environments, predictionOf('delivery-reports')];

describe.each(everything)('what $file deploys', (prediction) => {
  it('holds no key, and asks for none', () => {
    expect(prediction.text).not.toMatch(keys);
  });

  it('tells no secret', () => {
    const told = Object.entries(prediction.outputs).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    for (const output of told)
      expect(output).not.toMatch(/key=|secret=|password|connectionString|SMTP_URL|LINK_KEYS/iu);
  });
});

describe.each(environments)('what $file deploys', (prediction) => {
  it.each(Object.entries(withoutKeys))('lets nobody into %s by a key', (type, properties) => {
    const resources = ofType(prediction, type);
    const isSent = sendsByCommunicationServices(prediction);
    expect(resources.length > 0).toBe(isSent || !type.startsWith('Microsoft.Communication/'));
    for (const resource of resources) expect(resource.properties).toMatchObject(properties);
  });

  it('lets nobody deploy with a password', () => {
    const names = ofType(prediction, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies').map(({ name }) =>
      name.split('/').at(-1),
    );
    expect(names.sort()).toEqual(['ftp', 'scm']);
  });

  it('makes no secret: the vault is filled by people', () => {
    expect(ofType(prediction, 'Microsoft.KeyVault/vaults/secrets')).toEqual([]);
    const vault = { enableSoftDelete: true, enablePurgeProtection: true };
    expect(only(prediction, 'Microsoft.KeyVault/vaults', z.looseObject({}))).toMatchObject(vault);
  });

  it('is a user-assigned identity, and only that: no other can stand for the app in another tenant', () => {
    const Site = z.object({
      identity: z.object({ type: z.string(), userAssignedIdentities: z.record(z.string(), z.unknown()) }),
    });
    const [identity] = ofType(prediction, 'Microsoft.ManagedIdentity/userAssignedIdentities');
    const { identity: used } = Site.parse(ofType(prediction, 'Microsoft.Web/sites')[0]);
    expect(used.type).toBe('UserAssigned');
    expect(Object.keys(used.userAssignedIdentities)).toEqual([identity?.id]);
  });

  it('is reached by TLS 1.2 at least, and in no other way', () => {
    expect(only(prediction, 'Microsoft.Web/sites', z.looseObject({}))).toMatchObject({
      httpsOnly: true,
      siteConfig: {
        minTlsVersion: '1.2',
        scmMinTlsVersion: '1.2',
        // Flex Consumption has no FTP.
        ...(!isFlex(prediction) && { ftpsState: 'Disabled' }),
        remoteDebuggingEnabled: false,
      },
    });
    expect(only(prediction, 'Microsoft.Storage/storageAccounts', z.looseObject({}))).toMatchObject({
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
    });
    expect(only(prediction, 'Microsoft.DocumentDB/databaseAccounts', z.looseObject({}))).toMatchObject({
      minimalTlsVersion: 'Tls12',
    });
    expect(prediction.text.match(/"http:\/\/[^"]*/gu) ?? []).toEqual([]);
  });

  it('shows no file to strangers', () => {
    expect(only(prediction, 'Microsoft.Storage/storageAccounts', z.looseObject({}))).toMatchObject({
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
    });
    for (const { properties } of ofType(prediction, 'Microsoft.Storage/storageAccounts/blobServices/containers'))
      expect(properties).toEqual({ publicAccess: 'None' });
  });
});

it('treats linter rules as errors', () => {
  const Rules = z.object({
    analyzers: z.object({
      core: z.object({ enabled: z.literal(true), rules: z.record(z.string(), z.object({ level: z.string() })) }),
    }),
  });
  const { rules } = Rules.parse(JSON.parse(infraFile('bicepconfig.json'))).analyzers.core;
  expect(Object.keys(rules).length).toBeGreaterThan(10);
  for (const { level } of Object.values(rules)) expect(['error', 'off']).toContain(level);
});
