/** What Azure loads: reads the settings, wires the adapters, and registers every operation. */
import { randomBytes } from 'node:crypto';
import { app } from '@azure/functions';
import { azureCredential, bearerTokens } from '../shared/azure-credential';
import { readConfig, type Config } from '../shared/config';
import { CosmosDatabase } from '../shared/cosmos/cosmos-store';
import { entraTokens } from '../shared/identity/entra-tokens';
import { localPorts } from '../shared/local-ports';
import { acsScope, AcsMailer } from '../shared/mail/acs-mailer';
import { mailRenderer } from '../shared/mail/mail-renderer';
import { SmtpMailer } from '../shared/mail/smtp-mailer';
import type { Mailer, Ports, Store } from '../shared/ports';
import { linkCodes } from '../shared/signing/link-codes';
import { secretsFrom } from '../shared/signing/secrets';
import { httpOperations } from './http-operations';
import { sendDueMail } from './mail/send-due-mail';
import { sendWrittenMail } from './mail/send-written-mail';

const local = localPorts();
const config = loadConfig();
const ports = wire(config);
for (const [name, operation] of Object.entries(httpOperations(ports))) app.http(name, operation);
const delivery = { ...ports, render: mailRenderer(ports) };
app.cosmosDB('sendWrittenMail', sendWrittenMail(delivery, config.cosmosDatabase));
app.timer('sendDueMail', sendDueMail(delivery));

function loadConfig(): Config {
  try {
    return readConfig(process.env, { store: local.partners !== undefined, mailer: local.mailer !== undefined });
  } catch (error) {
    // The worker reports only that it found no functions; here is where the reason can be read.
    console.error(error instanceof Error ? error.message : error);
    throw error;
  }
}

function wire({ settings, entra, linkKeys, ...others }: Config): Ports {
  const clock = local.clock ?? { now: () => new Date() };
  const credential = azureCredential();
  return {
    settings,
    clock,
    random: { bytes: (count) => randomBytes(count) },
    links: linkCodes(linkKeys),
    secrets: secretsFrom(linkKeys),
    tokens: entraTokens({ ...entra, clock }),
    partners: local.partners ?? cosmosStore(others, credential),
    mailer: local.mailer ?? mailService(others, credential),
  };
}

function cosmosStore(
  { cosmos, cosmosDatabase }: Pick<Config, 'cosmos' | 'cosmosDatabase'>,
  credential: ReturnType<typeof azureCredential>,
): Store {
  if (!cosmos) throw new Error('Kesher cannot start without a database.');
  const connection =
    'endpoint' in cosmos ? { endpoint: cosmos.endpoint, credential: () => Promise.resolve(credential) } : cosmos;
  return new CosmosDatabase({ connection, databaseName: cosmosDatabase }).store('partners');
}

function mailService(
  { mail, mailFrom: senderAddress }: Pick<Config, 'mail' | 'mailFrom'>,
  credential: ReturnType<typeof azureCredential>,
): Mailer {
  if (mail?.kind === 'acs')
    return new AcsMailer({ endpoint: mail.endpoint, senderAddress, getToken: bearerTokens(credential, acsScope) });
  if (mail?.kind === 'smtp') return new SmtpMailer({ url: mail.url, senderAddress });
  throw new Error('Kesher cannot start without a mail service.');
}
