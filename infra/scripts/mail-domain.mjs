// A domain of one's own to send mails from: which records it needs, and whether Azure has seen them.
import { Fault } from './az.mjs';

const version = 'api-version=2025-09-01';
/** What Azure wants verified before it lets a domain be linked; whose it is comes first. DMARC is the domain owner's own affair. */
const proofs = ['Domain', 'SPF', 'DKIM', 'DKIM2'];
const startable = ['NotStarted', 'VerificationFailed', 'CancellationRequested'];

/** Shows the records, has Azure look at those that are due, and notes when all are verified. Run again until they are. */
export const verifyMailDomain = {
  title: 'Mail domain',
  async run({ az, env, say, keep, groupId }) {
    const { EMAIL_SERVICE_NAME: service, MAIL_DOMAIN: domain } = env;
    if (!service || !domain)
      throw new Fault('This environment sends no mails from a domain of its own: see MAIL_DOMAIN.');
    const url = `${groupId}/providers/Microsoft.Communication/emailServices/${service}/domains/${domain}`;
    const { properties } = await az.read(['rest', '--method', 'get', '--url', `${url}?${version}`]);
    const records = properties.verificationRecords ?? {};
    const statusOf = (proof) => properties.verificationStates?.[proof]?.status ?? 'NotStarted';
    for (const proof of proofs) {
      const { type, name, value } = records[proof] ?? {};
      say(`  ${proof}: ${statusOf(proof)}`);
      if (statusOf(proof) !== 'Verified') say(`    ${type} ${name} ${value}`);
    }
    const left = proofs.filter((proof) => statusOf(proof) !== 'Verified');
    if (left.length === 0) {
      await keep('MAIL_DOMAIN_VERIFIED', 'true');
      say('  All are verified: provision again, and mails go out from it.');
      return;
    }
    const due = (left[0] === 'Domain' ? ['Domain'] : left).filter((proof) => startable.includes(statusOf(proof)));
    for (const verificationType of due) {
      say(`  has Azure look at ${verificationType}`);
      const words = ['rest', '--method', 'post', '--url', `${url}/initiateVerification?${version}`];
      await az.change(words, { body: { verificationType }, quiet: true });
    }
    say('  Put what is missing into the DNS, and run this again.');
  },
};
