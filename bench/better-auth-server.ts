/** better-auth on Node.js itself, over a file of SQLite like Kesher's and with Kesher's own mailbox: what Kesher is measured beside. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { NodeSqliteDialect } from '@better-auth/kysely-adapter/node-sqlite-dialect';
import { DatabaseSync } from '@photostructure/sqlite';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { emailOTP } from 'better-auth/plugins/email-otp';
import { organization } from 'better-auth/plugins/organization';
import { LocalMailbox } from '../local/mailbox';

const { DATA_DIR: folder = '.' } = process.env;

const database = new DatabaseSync(join(folder, 'better-auth.db'));
database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL');
const mailbox = new LocalMailbox({ file: join(folder, 'mailbox.db'), clock: { now: () => new Date() } });

async function mailCode({ email, otp }: { readonly email: string; readonly otp: string }): Promise<void> {
  const sentence = `Your code is ${otp}.`;
  await mailbox.send({
    operationId: randomUUID(),
    kind: 'confirmationCode',
    to: { address: email },
    fromName: 'better-auth',
    subject: sentence,
    text: sentence,
    html: `<p>${sentence}</p>`,
    language: 'en',
    code: otp,
  });
}

function optionsAt(baseURL: string) {
  return {
    baseURL,
    secret: randomBytes(32).toString('base64'),
    // As better-auth sets itself up over `node:sqlite`, which Node.js 20 lacks and whose API this database has.
    database: { dialect: new NodeSqliteDialect({ database }), type: 'sqlite', transaction: true },
    plugins: [organization(), emailOTP({ sendVerificationOTP: mailCode })],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions;
}

async function main(): Promise<void> {
  // As long as Kesher keeps them: Node.js would close the client's connections while the other side has its turn.
  const server = createServer({ keepAliveTimeout: 65_000 });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const options = optionsAt(`http://127.0.0.1:${port}`);
  await (await getMigrations(options)).runMigrations();
  const handle = toNodeHandler(betterAuth(options));
  server.on('request', (request, response) => void handle(request, response));
  process.stdout.write(`Ready on http://localhost:${port}\n`);
}

void main();
