/** What a spam filter at the customer's makes of every mail, as it comes from the relay. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { previewed } from '../../../local/preview/preview';
import type { PreviewedMail } from '../../../local/preview/customer-mails';
import { samples } from '../../../local/preview/samples';
import { SmtpMailer } from '../../../shared/mail/smtp-mailer';
import { describeWithTool } from '../../with-tool';
import { judged, spamAssassin, type Judgement } from './spam-assassin';

/** A filter parks a mail at 5 points; links and words of a partner's own must have room. */
const mostPoints = 0.9;
/** What nobody has asked for has to be beyond doubt. */
const mostOfOffers = (template: string): number | undefined =>
  template === 'offer' || template === 'offerReminder' ? 0.1 : undefined;

/** One of each template, and all offers: they go to people who know nothing of it. */
const mails = previewed()
  .flatMap(({ language, mails: ofLanguage }) => {
    const isFirst = ({ template, state }: PreviewedMail) =>
      ofLanguage.find((mail) => mail.template === template)?.state === state;
    return ofLanguage
      .filter((mail) => mostOfOffers(mail.template) !== undefined || isFirst(mail))
      .map(({ template, state, mail }) => ({
        name: `${state} (${language})`,
        language,
        mail,
        most: mostOfOffers(template) ?? mostPoints,
      }));
  })
  .map((mail, index) => ({ ...mail, id: `5f0c9a52-6d0e-5b1c-9a3f-${String(index).padStart(12, '0')}` }));

describeWithTool(spamAssassin, 'a spam filter with its usual rules', () => {
  let judgements: ReadonlyMap<string, Judgement>;
  beforeAll(async () => {
    judgements = await judged(await asTheyTravel());
  }, 120_000);

  it.each(mails)('gives $name at most $most points', ({ id, most }) => {
    const { points, rules } = judgements.get(id) ?? { points: NaN, rules: {} };
    expect({ fine: points <= most, rules }).toEqual({ fine: true, rules });
  });
});

/** Every mail as the customer's mail server has it, from our mailer through a server that notes where it came from. */
async function asTheyTravel(): Promise<readonly string[]> {
  const raw: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        raw.push(`${noted(raw.length)}${Buffer.concat(chunks).toString('latin1')}`);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.server.address() as AddressInfo;
    const mailer = new SmtpMailer({
      url: `smtp://127.0.0.1:${port}`,
      senderAddress: 'offers@kesher.example',
      name: 'kesher.example',
    });
    for (const { id, language, mail } of mails) {
      const { customer, partner } = samples[language];
      const outcome = await mailer.send({
        ...mail,
        operationId: id,
        kind: 'offer',
        to: { address: customer.contactEmail, name: customer.contactName },
        fromName: partner.name,
        replyTo: { address: partner.email ?? '', name: partner.name },
        language,
      });
      if (outcome.kind !== 'accepted') throw new Error(`A mail was not taken: ${outcome.kind}.`);
    }
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
  return raw;
}

/** What the server that takes it in from the world puts before it. */
function noted(index: number): string {
  const when = new Date().toUTCString().replace('GMT', '+0000');
  return [
    'Return-Path: <offers@kesher.example>',
    `Received: from mail.kesher.example (mail.kesher.example [20.50.0.25])`,
    `\tby mx.contoso.example (Postfix) with ESMTPS id 4Z${index}`,
    `\tfor <dana@contoso.example>; ${when}`,
    '',
  ].join('\r\n');
}
