/** Event Grid tells what became of mails that the mail service took. */
import { limits } from '../../shared/catalogue/limits';
import { readReport } from '../../shared/domain/mail/delivery-report';
import { eventsIn, eventsOfType, readEvents, validationCodeIn } from '../../shared/http/event-grid';
import { eventGridOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { takeReport } from '../../shared/mail/delivery-reports';

/** How many reports are taken side by side: a batch of a thousand has to be answered within half a minute. */
const together = 20;

/** Takes each report to its mail, and passes over everything else: what is refused, Event Grid would drop or send for ever. */
export const receiveDeliveryReports = (ports: ApiPorts) =>
  eventGridOperation('receiveDeliveryReports', ports, async ({ request, now, traceId, log }) => {
    const body = await readEvents(request, limits.body.eventsBytes);
    if (!body.ok) return body;
    const events = eventsIn(body.value);
    const validationResponse = validationCodeIn(events);
    if (validationResponse !== undefined) return reply(200, { validationResponse });
    const told = eventsOfType(events, 'Microsoft.Communication.EmailDeliveryReportReceived').map(readReport);
    const reports = told.flatMap((report) => (report && 'status' in report ? [report] : []));
    const unknown = new Set(
      told.flatMap((report) => (report && 'unknownStatus' in report ? [report.unknownStatus] : [])),
    );
    for (const status of unknown) log({ event: 'delivery-status-unknown', status });
    let taken = 0;
    for (let next = 0; next < reports.length; next += together) {
      const some = reports.slice(next, next + together);
      const outcomes = await Promise.all(some.map((report) => takeReport(ports, report, { now, traceId })));
      taken += outcomes.filter(Boolean).length;
    }
    return reply(200, { taken });
  });
