/** Reads what Event Grid delivers: events of its own schema, or cloud events, one or many. */
import * as z from 'zod';
import { refuse, type Result } from '../domain/refusal';
import { mediaType, parseJson, readText, type IncomingRequest } from './request';

const mediaTypes = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

export interface DeliveredEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Either schema names the type of an event in its own way. */
const Event = z
  .union([
    z.object({ eventType: z.string(), data: z.unknown() }).transform(({ eventType: type, data }) => ({ type, data })),
    z.object({ specversion: z.string(), type: z.string(), data: z.unknown() }),
  ])
  .transform(({ type, data }): DeliveredEvent => ({ type, data }));

const Validation = z.object({ validationCode: z.string().min(1).max(1000) });

/** The body of a delivery. */
export async function readEvents(request: IncomingRequest, limit: number): Promise<Result<unknown>> {
  if (!mediaTypes.includes(mediaType(request)))
    return refuse('unsupported-media-type', { detail: `Send events as ${mediaTypes.join(', ')}.` });
  const text = await readText(request, limit);
  return text.ok ? parseJson(text.value) : text;
}

/** The events of a delivery; what is none is left out. */
export function eventsIn(body: unknown): readonly DeliveredEvent[] {
  const rows: readonly unknown[] = Array.isArray(body) ? body : [body];
  return rows.flatMap((row) => Event.safeParse(row).data ?? []);
}

/** What the events of this type carry; letter case does not make another type. */
export function eventsOfType(events: readonly DeliveredEvent[], named: string): readonly unknown[] {
  return events.filter(({ type }) => type.toLowerCase() === named.toLowerCase()).map(({ data }) => data);
}

/** What Event Grid wants to hear back, when it asks whether a new subscription is wanted here. */
export function validationCodeIn(events: readonly DeliveredEvent[]): string | undefined {
  const [asked] = eventsOfType(events, 'Microsoft.EventGrid.SubscriptionValidationEvent');
  return Validation.safeParse(asked).data?.validationCode;
}
