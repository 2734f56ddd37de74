/** The adapters behind the ports, chosen by the settings. Loaded with the first call; what a call can do without is loaded by the first that uses it. */
import { randomBytes } from 'node:crypto';
import type { Config } from '../shared/config';
import { CosmosDatabase } from '../shared/cosmos/cosmos-store';
import { lazily } from '../shared/domain/lazily';
import { azureCredential } from '../shared/identity/azure-credential';
import type { LocalPorts } from '../shared/local-ports';
import type { Clock, Directory, Mailer, Ports, Provisioner, Tokens } from '../shared/ports';
import { worklist } from '../shared/provisioning/worklist';
import { accessTokens } from '../shared/signing/access-tokens';
import { keyFingerprints } from '../shared/signing/key-fingerprints';
import { linkCodes } from '../shared/signing/link-codes';
import { logoAddresses } from '../shared/signing/logo-addresses';
import { requestTokens } from '../shared/signing/request-tokens';
import { stopTokens } from '../shared/signing/stop-tokens';
import { reveals } from '../shared/signing/reveals';
import { secretsFrom } from '../shared/signing/secrets';

type Credential = ReturnType<typeof azureCredential>;

/** Everything that operations may ask for, as this deployment has it; a local adapter goes before the deployed one. */
export function wire({ settings, entra, linkKeys, productKeyPeppers, ...others }: Config, local: LocalPorts): Ports {
  const clock = local.clock ?? { now: () => new Date() };
  const credential = azureCredential();
  const database = lazily(() => cosmosDatabase(others, credential));
  const partners = local.partners ?? database().store('partners');
  return {
    settings,
    clock,
    random: { bytes: (count) => randomBytes(count) },
    links: linkCodes(linkKeys),
    access: accessTokens(linkKeys),
    requests: requestTokens(linkKeys),
    stops: stopTokens(linkKeys),
    logos: logoAddresses(linkKeys),
    reveals: reveals(linkKeys),
    secrets: secretsFrom(linkKeys),
    tokens: tokensOf({ entra }, clock),
    partners,
    productKeys: local.productKeys ?? database().store('productKeys'),
    keyFingerprints: keyFingerprints(productKeyPeppers),
    mailer: local.mailer ?? mailService(others, credential),
    provisioner: provisioners[others.provisioner],
    directory: directoryOf(others, { partners, clock, credential }),
  };
}

/** Whose directory tells of the people of customers. */
function directoryOf(
  { directory }: Pick<Config, 'directory'>,
  { credential, ...kept }: Pick<Ports, 'partners' | 'clock'> & { readonly credential: Credential },
): Directory {
  const load = async (): Promise<Directory> => {
    if (directory.kind === 'embedded')
      return (await import('../shared/directory/embedded-directory')).embeddedDirectory(kept);
    const { GraphDirectory } = await import('../shared/directory/graph-directory');
    return new GraphDirectory({ applicationId: directory.applicationId, credential });
  };
  const loaded = lazily(load);
  return {
    listUsers: async (...asked) => (await loaded()).listUsers(...asked),
    readUser: async (...asked) => (await loaded()).readUser(...asked),
    administrators: async (...asked) => (await loaded()).administrators(...asked),
    setTemporaryPassword: async (...asked) => (await loaded()).setTemporaryPassword(...asked),
  };
}

/** Who checks what callers of the API send to be known by. */
function tokensOf({ entra }: Pick<Config, 'entra'>, clock: Clock): Tokens {
  const loaded = lazily(async () => {
    const { entraTokens } = await import('../shared/identity/entra-tokens');
    return entraTokens({ ...entra, clock });
  });
  return { validate: async (token) => (await loaded()).validate(token) };
}

/** Who sets subscriptions up at Microsoft. */
const provisioners = { worklist } as const satisfies Record<Config['provisioner'], Provisioner>;

function cosmosDatabase(
  { cosmos, cosmosDatabase: databaseName }: Pick<Config, 'cosmos' | 'cosmosDatabase'>,
  credential: Credential,
): CosmosDatabase {
  if (!cosmos) throw new Error('There is no database.');
  const connection =
    'endpoint' in cosmos ? { endpoint: cosmos.endpoint, credential: () => Promise.resolve(credential) } : cosmos;
  return new CosmosDatabase({ connection, databaseName });
}

function mailService(
  { mail, mailFrom: senderAddress }: Pick<Config, 'mail' | 'mailFrom'>,
  credential: Credential,
): Mailer {
  if (!mail) throw new Error('There is no mail service.');
  const loaded = lazily(async (): Promise<Mailer> => {
    if (mail.kind === 'smtp') {
      const { SmtpMailer } = await import('../shared/mail/smtp-mailer');
      return new SmtpMailer({ url: mail.url, name: mail.name, senderAddress });
    }
    const { AcsMailer } = await import('../shared/mail/acs-mailer');
    return new AcsMailer({ endpoint: mail.endpoint, senderAddress, credential });
  });
  return { send: async (message) => (await loaded()).send(message) };
}
