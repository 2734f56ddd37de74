/** A function app that is small enough to show what the local runtime does for any app. */
import { app } from '@azure/functions';
import * as z from 'zod';
import { localPorts } from '../../shared/local-ports';
import type { Ports } from '../../shared/ports';

const Mail = z.object({ id: z.string(), type: z.literal('test-mail'), to: z.string() });

function provided(): Pick<Ports, 'partners' | 'clock' | 'mailer'> {
  const { partners, clock, mailer } = localPorts();
  if (partners === undefined || clock === undefined || mailer === undefined) throw new Error('Ports are missing.');
  return { partners, clock, mailer };
}

const { partners, clock, mailer } = provided();

app.http('ready', {
  methods: ['GET'],
  route: 'health/ready',
  authLevel: 'anonymous',
  handler: () => ({ jsonBody: { status: 'ready' } }),
});

app.http('settings', {
  methods: ['GET'],
  route: 'api/settings',
  handler: () => ({
    jsonBody: { url: process.env['PUBLIC_BASE_URL'], keys: process.env['LINK_KEYS'], now: clock.now() },
  }),
});

app.http('writeMail', {
  methods: ['POST'],
  route: 'api/mails/{id}',
  handler: async ({ params: { id = '' } }) => {
    const document = { id, partnerId: 'test', type: 'test-mail', sortKey: id, to: `${id}@contoso.example` };
    await partners.write('test', [{ kind: 'create', document }]);
    return { status: 202 };
  },
});

app.http('count', {
  methods: ['GET'],
  route: 'api/count',
  handler: async () => {
    let count = 0;
    let position: string | undefined;
    for (;;) {
      const page = await partners.changes(position, 1000);
      if (page.documents.length === 0) return { jsonBody: { count } };
      count += page.documents.length;
      position = page.position;
    }
  },
});

app.timer('remind', {
  schedule: '0 0 3 * * *',
  handler: async () => {
    const id = `reminder-${clock.now().toISOString().slice(0, 10)}`;
    await partners.write('test', [
      {
        kind: 'create',
        document: { id, partnerId: 'test', type: 'test-mail', sortKey: id, to: 'reminded@contoso.example' },
      },
    ]);
  },
});

app.cosmosDB('sendWrittenMail', {
  connection: 'COSMOS',
  databaseName: 'kesher',
  containerName: 'partners',
  handler: async (documents: unknown[]) => {
    for (const document of documents) {
      const mail = Mail.safeParse(document).data;
      if (mail === undefined) continue;
      const content = {
        kind: 'test',
        fromName: 'Northwind',
        subject: mail.id,
        text: 'text',
        html: '<p>html</p>',
        language: 'en',
      };
      await mailer.send({ ...content, operationId: mail.id, to: { address: mail.to } });
    }
  },
});
