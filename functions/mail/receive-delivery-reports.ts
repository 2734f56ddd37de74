/** Event Grid tells what became of mails that the mail service took. */
import { limits } from '../../shared/catalogue/limits';
import { DeliveryReport } from '../../shared/domain/mail/delivery-report';
import { eventsIn, readEvents, validationCodeIn } from '../../shared/http/event-grid';
import { eventGridOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { takeReport } from '../../shared/mail/delivery-reports';

/** How many reports are taken side by side: a batch of a thousand has to be answered within half a minute. */
const together = 20;

/** Takes each report to its mail, and passes over everything else: what is refused, Event Grid would drop or send for ever. */
export const receiveDeliveryReports = (ports: ApiPorts) =>
  eventGridOperation('receiveDeliveryReports', ports, async ({ request, now, traceId }) => {
    const body = await readEvents(request, limits.body.eventsBytes);
    if (!body.ok) return body;
    const events = eventsIn(body.value);
    const validationResponse = validationCodeIn(events);
    if (validationResponse !== undefined) return reply(200, { validationResponse });
    const reports = events
      .filter(({ type }) => type === 'Microsoft.Communication.EmailDeliveryReportReceived')
      .flatMap(({ data }) => DeliveryReport.safeParse(data).data ?? []);
    let taken = 0;
    for (let next = 0; next < reports.length; next += together) {
      const some = reports.slice(next, next + together);
      const outcomes = await Promise.all(some.map((report) => takeReport(ports, report, { now, traceId })));
      taken += outcomes.filter(Boolean).length;
    }
    return reply(200, { taken });
  });
