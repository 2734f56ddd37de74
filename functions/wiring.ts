/** The adapters behind the ports, chosen by the settings. Loaded with the first call. */
import { randomBytes } from 'node:crypto';
import type { Config } from '../shared/config';
import { CosmosDatabase } from '../shared/cosmos/cosmos-store';
import { azureCredential } from '../shared/identity/azure-credential';
import { entraTokens } from '../shared/identity/entra-tokens';
import type { LocalPorts } from '../shared/local-ports';
import { AcsMailer } from '../shared/mail/acs-mailer';
import { SmtpMailer } from '../shared/mail/smtp-mailer';
import type { Mailer, Ports, Store } from '../shared/ports';
import { accessTokens } from '../shared/signing/access-tokens';
import { linkCodes } from '../shared/signing/link-codes';
import { secretsFrom } from '../shared/signing/secrets';

type Credential = ReturnType<typeof azureCredential>;

/** Everything that operations may ask for, as this deployment has it; a local adapter goes before the deployed one. */
export function wire({ settings, entra, linkKeys, ...others }: Config, local: LocalPorts): Ports {
  const clock = local.clock ?? { now: () => new Date() };
  const credential = azureCredential();
  return {
    settings,
    clock,
    random: { bytes: (count) => randomBytes(count) },
    links: linkCodes(linkKeys),
    access: accessTokens(linkKeys),
    secrets: secretsFrom(linkKeys),
    tokens: entraTokens({ ...entra, clock }),
    partners: local.partners ?? cosmosStore(others, credential),
    mailer: local.mailer ?? mailService(others, credential),
  };
}

function cosmosStore(
  { cosmos, cosmosDatabase }: Pick<Config, 'cosmos' | 'cosmosDatabase'>,
  credential: Credential,
): Store {
  if (!cosmos) throw new Error('There is no database.');
  const connection =
    'endpoint' in cosmos ? { endpoint: cosmos.endpoint, credential: () => Promise.resolve(credential) } : cosmos;
  return new CosmosDatabase({ connection, databaseName: cosmosDatabase }).store('partners');
}

function mailService(
  { mail, mailFrom: senderAddress }: Pick<Config, 'mail' | 'mailFrom'>,
  credential: Credential,
): Mailer {
  if (mail?.kind === 'acs') return new AcsMailer({ endpoint: mail.endpoint, senderAddress, credential });
  if (mail?.kind === 'smtp') return new SmtpMailer({ url: mail.url, name: mail.name, senderAddress });
  throw new Error('There is no mail service.');
}
