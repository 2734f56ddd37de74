/** Sends mails in a process of its own: the certificates that Node.js trusts are read once, when it starts. */
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { SmtpMailerOptions } from '../../shared/mail/smtp-mailer';
import type { OutgoingMail, SendOutcome } from '../../shared/ports';

const run = promisify(execFile);

const program = `
import { SmtpMailer } from ${JSON.stringify(resolve('shared/mail/smtp-mailer.ts'))};
const { relays, mail } = JSON.parse(process.argv[2]);
const outcomes = await Promise.all(relays.map((options) => new SmtpMailer(options).send(mail)));
process.stdout.write(JSON.stringify(outcomes));
`;

const Outcomes = z.array(z.custom<SendOutcome>((value) => z.object({ kind: z.string() }).safeParse(value).success));

/** What becomes of the mail at each relay, where these certificates are in NODE_EXTRA_CA_CERTS. */
export async function sendTrusting(
  certificates: readonly string[],
  relays: readonly SmtpMailerOptions[],
  mail: OutgoingMail,
): Promise<readonly SendOutcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kesher-client-'));
  try {
    const [bundle, trusted] = [join(folder, 'client.mjs'), join(folder, 'trusted.pem')];
    writeFileSync(trusted, certificates.join('\n'));
    await build({
      stdin: { contents: program, resolveDir: resolve('.') },
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    const { stdout } = await run(process.execPath, [bundle, JSON.stringify({ relays, mail })], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted },
    });
    return Outcomes.parse(JSON.parse(stdout));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
