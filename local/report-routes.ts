/** Says in the local mailbox what became of a mail: as Event Grid tells it, through the function that it calls. */
import * as z from 'zod';
import { refuse, refuseFields } from '../shared/domain/refusal';
import { apiHeaders } from '../shared/http/security-headers';
import { eventGridRole } from '../shared/identity/token-kinds';
import type { LocalRoute } from './host/http-functions';
import { localRoute } from './local-routes';
import type { LocalMailbox } from './mailbox';
import type { OwnApi } from './own-api';
import { tenants } from './personas';
import { postedForm } from './posted-form';
import type { Applicant } from './token-issuer';

export interface ReportWorld {
  readonly api: Pick<OwnApi, 'post'>;
  readonly mailbox: Pick<LocalMailbox, 'message'>;
}

const eventGrid: Applicant = {
  tenantId: tenants.operator,
  userId: '0f7d2c7e-5d34-4c8a-9a1e-7f6d3b2c1a00',
  name: 'Event Grid',
  roles: [eventGridRole],
};

const Status = z.enum(['Delivered', 'Bounced']);

/** A mail's page asks for it, and is shown again. */
export function reportRoutes({ api, mailbox }: ReportWorld): readonly LocalRoute[] {
  return [
    localRoute('localReport', 'POST', 'local/mailbox/{id}/reports', async (request) => {
      const fields = await postedForm(request);
      if (!fields.ok) return fields;
      const message = mailbox.message(request.params['id'] ?? '');
      if (message === undefined) return refuse('not-found', { detail: 'There is no such mail.' });
      const status = Status.safeParse(fields.value.get('status'));
      if (!status.success) return refuseFields({ pointer: '/status', detail: 'Must be Delivered or Bounced.' });
      const event = {
        id: message.id,
        eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
        data: { messageId: message.id, recipient: message.to, status: status.data },
      };
      const told = await api.post(eventGrid, '/events/mail', [event], z.object({ taken: z.int() }));
      if (!told.ok) return refuse('unavailable', { detail: told.problem.title });
      const Location = `/local/mailbox/${message.id}?told=${status.data}`;
      return { status: 303, headers: { ...apiHeaders, Location } };
    }),
  ];
}
