import * as z from 'zod';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, settingNames } from '../../shared/config';

const Sample = z.object({ IsEncrypted: z.literal(false), Values: z.record(z.string(), z.string()) });
const sample = Sample.parse(
  JSON.parse(readFileSync(join(__dirname, '../../local.settings.sample.json'), 'utf8')),
).Values;

const key = Buffer.alloc(32, 7).toString('base64url');
const deployed = {
  PUBLIC_BASE_URL: 'https://kesher.contoso.com/',
  OPERATOR_TENANT: 'ABCDEF01-2345-6789-ABCD-EF0123456789',
  COSMOS__accountEndpoint: 'https://kesher.documents.azure.com:443/',
  API_AUDIENCE: '7D0D3B0C-5F27-4C1F-9A53-1C2B8E0F6A11',
  ACS_ENDPOINT: 'https://kesher.communication.azure.com',
  MAIL_FROM: 'offers@kesher.example',
  LINK_KEYS: `k1:${key}`,
  PRODUCT_KEY_PEPPERS: `p1:${key}`,
};

/** What is wrong with these settings, in words. */
function faults(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    readConfig(environment);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('the sample settings', () => {
  it('start the app', () => {
    expect(readConfig(sample)).toMatchObject({ mail: { kind: 'smtp' }, directory: { kind: 'embedded' } });
  });

  it('name every setting, what the platform itself needs, and nothing else', () => {
    const platform = ['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage'];
    expect(Object.keys(sample).sort()).toEqual([...settingNames, ...platform].sort());
  });
});

describe('settings that are left out', () => {
  it('have the values of a deployment in the global cloud', () => {
    expect(readConfig(deployed)).toMatchObject({
      settings: {
        publicBaseUrl: 'https://kesher.contoso.com',
        clouds: ['global'],
        operatorTenant: 'abcdef01-2345-6789-abcd-ef0123456789',
        portalOrigins: [],
        mailPerMinute: 30,
        mailPerHour: 100,
        publicMailDomains: [],
      },
      cosmos: { endpoint: 'https://kesher.documents.azure.com:443' },
      cosmosDatabase: 'kesher',
      entra: {
        authority: 'https://login.microsoftonline.com',
        audiences: ['7d0d3b0c-5f27-4c1f-9a53-1c2b8e0f6a11'],
      },
      mail: { kind: 'acs', endpoint: 'https://kesher.communication.azure.com' },
      directory: { kind: 'embedded' },
    });
  });

  it('take the directories of customers from Microsoft by the application that they consent to', () => {
    const applicationId = '7d0d3b0c-5f27-4c1f-9a53-1c2b8e0f6a11';
    const audiences = `api://kesher,${applicationId.toUpperCase()}`;
    expect(readConfig({ ...deployed, DIRECTORY: 'graph', API_AUDIENCE: audiences }).directory).toEqual({
      kind: 'graph',
      applicationId,
    });
    expect(faults({ ...deployed, DIRECTORY: 'graph', API_AUDIENCE: 'api://kesher' })).toBe(
      "Kesher cannot start. Settings: API_AUDIENCE must name the application's id (a GUID) where DIRECTORY is graph.",
    );
  });

  it('follow the cloud', () => {
    expect(readConfig({ ...deployed, CLOUDS: 'china' }).entra.authority).toBe(
      'https://login.partner.microsoftonline.cn',
    );
  });

  it('are the same as settings that are empty', () => {
    const empty = Object.fromEntries(settingNames.map((name) => [name, ' ']));
    expect(readConfig({ ...empty, ...deployed })).toEqual(readConfig(deployed));
  });

  it('are not needed where something stands in for what they configure', () => {
    const { COSMOS__accountEndpoint: _store, ACS_ENDPOINT: _mail, ...others } = deployed;
    const config = readConfig(others, { store: true, mailer: true });
    expect([config.cosmos, config.mail]).toEqual([undefined, undefined]);
    expect(faults(others)).toMatch(/COSMOS__accountEndpoint.*ACS_ENDPOINT/u);
  });
});

describe('the name that a relay is told', () => {
  const { ACS_ENDPOINT: _acs, ...others } = deployed;
  const relayed = { ...others, SMTP_URL: 'smtp://relay.example', MAIL_FROM: 'offers@mail.contoso.com' };

  it.each([
    ['the domain that the app is reached at', {}, 'kesher.contoso.com'],
    [
      'that domain alone, whatever else stands there',
      { PUBLIC_BASE_URL: 'https://Links.Contoso.com.:8443/x/' },
      'links.contoso.com',
    ],
    [
      'the domain that it sends from where it is reached at an address',
      { PUBLIC_BASE_URL: 'http://192.0.2.1:7071' },
      'mail.contoso.com',
    ],
    ['the same on the loopback interface', { PUBLIC_BASE_URL: 'http://[::1]:7071' }, 'mail.contoso.com'],
    ['the same where the name has no dot', { PUBLIC_BASE_URL: 'http://localhost:7071' }, 'mail.contoso.com'],
    ['what the setting says', { SMTP_NAME: 'out-1.contoso.com' }, 'out-1.contoso.com'],
    ['an address, when the setting says so', { SMTP_NAME: '[192.0.2.1]' }, '[192.0.2.1]'],
  ])('is %s', (_which, change, name) => {
    expect(readConfig({ ...relayed, ...change }).mail).toEqual({ kind: 'smtp', url: 'smtp://relay.example', name });
  });
});

describe('the start is refused', () => {
  it('with one message that names everything that is missing', () => {
    const message = faults({});
    for (const name of [...Object.keys(deployed), 'COSMOS', 'SMTP_URL']) expect(message).toContain(name);
    for (const name of ['CLOUDS', 'MAIL_PER_MINUTE', 'PORTAL_ORIGINS', 'DIRECTORY', 'PROVISIONER'])
      expect(message).not.toContain(name);
    expect(message.split('\n')).toHaveLength(1);
  });

  it.each([
    ['PUBLIC_BASE_URL', 'kesher.contoso.com'],
    ['PUBLIC_BASE_URL', 'ftp://kesher.contoso.com'],
    ['CLOUDS', 'mars'],
    ['CLOUDS', 'global,mars'],
    ['CLOUDS', ','],
    ['OPERATOR_TENANT', 'contoso'],
    ['COSMOS__accountEndpoint', 'kesher'],
    ['COSMOS', 'kesher'],
    ['ENTRA_AUTHORITY', 'login'],
    ['API_AUDIENCE', 'kesher'],
    ['API_AUDIENCE', ','],
    ['API_AUDIENCE', '7d0d3b0c-5f27-4c1f-9a53-1c2b8e0f6a11 api://kesher'],
    ['API_AUDIENCE', '7d0d3b0c-5f27-4c1f-9a53-1c2b8e0f6a11, 7d0d3b0c'],
    ['ACS_ENDPOINT', 'kesher'],
    ['SMTP_URL', 'https://relay'],
    ['SMTP_NAME', 'localhost'],
    ['SMTP_NAME', 'kesher.contoso.com\r\nMAIL FROM:<a@b.example>'],
    ['SMTP_NAME', '-kesher.contoso.com'],
    ['SMTP_NAME', '192.0.2.1'],
    ['MAIL_FROM', 'offers'],
    ['MAIL_FROM', `offers@${`${'a'.repeat(60)}.`.repeat(4)}example`],
    ['MAIL_PER_MINUTE', '0'],
    ['MAIL_PER_MINUTE', '-1'],
    ['MAIL_PER_MINUTE', '1.5'],
    ['MAIL_PER_HOUR', 'many'],
    ['LINK_KEYS', 'k1:c2hvcnQ'],
    ['PRODUCT_KEY_PEPPERS', key],
    ['PORTAL_ORIGINS', '*'],
    ['PORTAL_ORIGINS', 'https://portal.example/'],
    ['PORTAL_ORIGINS', 'https://portal.example, https://*.example'],
    ['PORTAL_ORIGINS', 'null'],
    ['PORTAL_ORIGINS', 'portal.example'],
    ['PORTAL_ORIGINS', 'https://Portal.example'],
    ['PORTAL_ORIGINS', 'HTTPS://portal.example'],
    ['PORTAL_ORIGINS', 'https://portal.example:443'],
    ['PORTAL_ORIGINS', 'http://portal.example:80'],
    ['PORTAL_ORIGINS', 'https://portal.example:*'],
    ['PORTAL_ORIGINS', 'https://portal.example/app'],
    ['PORTAL_ORIGINS', 'https://portal.example?'],
    ['PORTAL_ORIGINS', 'https://noa@portal.example'],
    ['PORTAL_ORIGINS', 'https://פורטל.example'],
    ['PORTAL_ORIGINS', 'file:///portal'],
    ['PORTAL_ORIGINS', 'https://one.example https://two.example'],
    ['PUBLIC_MAIL_DOMAINS', 'mail'],
    ['PUBLIC_MAIL_DOMAINS', 'galil.example mail.example'],
    ['PUBLIC_MAIL_DOMAINS', 'galil.example,*.mail.example'],
    ['PUBLIC_MAIL_DOMAINS', 'dana@galil.example'],
    ['PUBLIC_MAIL_DOMAINS', 'דואר.example'],
    ['PUBLIC_MAIL_DOMAINS', 'https://galil.example/'],
    ['DIRECTORY', 'ldap'],
    ['PROVISIONER', 'partner-center'],
  ])('when %s is %j', (name, value) => {
    expect(faults({ ...deployed, [name]: value })).toMatch(
      new RegExp(`^Kesher cannot start\\. Settings: ${name} `, 'u'),
    );
  });

  it('without repeating a secret', () => {
    const message = faults({
      ...deployed,
      LINK_KEYS: 'k1:topsecret',
      COSMOS: 'AccountKey=topsecret',
      SMTP_URL: 'http://u:topsecret@x',
    });
    expect(message).toMatch(/COSMOS .*SMTP_URL .*LINK_KEYS /u);
    expect(message).not.toContain('topsecret');
  });
});

it('more mail providers are read as domains are kept: in lower case, with or without the @ before them', () => {
  const PUBLIC_MAIL_DOMAINS = 'Mail.Galil.example, @xn--5dbq4b.example,';
  expect(readConfig({ ...deployed, PUBLIC_MAIL_DOMAINS }).settings.publicMailDomains).toEqual([
    'mail.galil.example',
    'xn--5dbq4b.example',
  ]);
});

it('several clouds, keys and origins are read in their order', () => {
  const config = readConfig({
    ...deployed,
    CLOUDS: 'global, china',
    LINK_KEYS: `new:${key},old:${key}`,
    PORTAL_ORIGINS: 'https://portal.example, http://localhost:3000',
  });
  expect(config.settings.clouds).toEqual(['global', 'china']);
  expect(config.linkKeys.map(({ id }) => id)).toEqual(['new', 'old']);
  expect(config.settings.portalOrigins).toEqual(['https://portal.example', 'http://localhost:3000']);
});

it.each([
  ['https://Portal.example:443/', 'https://portal.example'],
  ['http://localhost:3000/app', 'http://localhost:3000'],
  ['https://פורטל.example', 'https://xn--9dbgm3av.example'],
  ['*', 'https://portal.example'],
])('an origin that browsers never send, %s, is named with what was meant', (said, meant) => {
  const message = faults({ ...deployed, PORTAL_ORIGINS: `https://one.example,${said}` });
  expect(message).toContain(
    `PORTAL_ORIGINS must be exact origins with commas, as browsers send them (${meant}), not ${said}`,
  );
  expect(message).not.toContain('one.example');
});

describe('the audience of tokens', () => {
  const id = '7d0d3b0c-5f27-4c1f-9a53-1c2b8e0f6a11';
  const audienceOf = (API_AUDIENCE: string, more: Readonly<Record<string, string>> = {}) => {
    const { entra, warnings } = readConfig({ ...deployed, API_AUDIENCE, ...more });
    return { audiences: entra.audiences, warnings };
  };

  it.each([
    [id, [id]],
    [id.toUpperCase(), [id]],
    [`${id}, 00000000-0000-0000-0000-000000000002 ,`, [id, '00000000-0000-0000-0000-000000000002']],
    [`api://Kesher,${id}`, ['api://Kesher', id]],
  ])('%s: the id of the application, or several', (value, audiences) => {
    expect(audienceOf(value)).toEqual({ audiences, warnings: [] });
  });

  it.each(['api://kesher', 'api://a, api://b', `api://${id}`])('%s alone starts with a warning', (value) => {
    const { warnings } = audienceOf(value);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/API_AUDIENCE.*GUID.*401/u);
  });

  it.each(['http://localhost:7071/local/entra', 'http://127.0.0.1:7072/local/entra'])(
    'works with an api:// address alone where tokens come from %s',
    (ENTRA_AUTHORITY) => {
      expect(audienceOf('api://kesher', { ENTRA_AUTHORITY })).toEqual({ audiences: ['api://kesher'], warnings: [] });
    },
  );

  it('is an id in the sample', () => {
    expect(readConfig(sample).warnings).toEqual([]);
  });
});
