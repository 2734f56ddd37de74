/** Loads the client of Azure's mail service in a fresh process, as the first mail does, sends that mail, and prints what both took. */
import { AcsMailer } from '../shared/mail/acs-mailer';

const [endpoint = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const token = { token: 'the-token', expiresOnTimestamp: Date.now() + 3_600_000 };
  const credential = { getToken: () => Promise.resolve(token) };
  const mailer = new AcsMailer({ endpoint, credential, senderAddress: 'kesher@kesher.example' });
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const taken = () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - startedAt, processor: (user + system) / 1000 };
  };
  await import('@azure/communication-email');
  const load = taken();
  const outcome = await mailer.send({
    operationId: '5f0c9a52-6d0e-5b1c-9a3f-0123456789ab',
    kind: 'confirmationCode',
    to: { address: 'dana@contoso.example' },
    fromName: 'Northwind',
    subject: 'Your code',
    text: '123456',
    html: '<p>123456</p>',
    language: 'en',
    code: '123456',
  });
  const first = taken();
  if (outcome.kind !== 'accepted') throw new Error(outcome.detail);
  process.stdout.write(JSON.stringify({ load, first }), () => process.exit(0));
}

void main();
