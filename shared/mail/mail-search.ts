/** What a partner looks for among its mails. */
import { storedStatuses, ToldStatus } from '../domain/mail/mail';
import type { Filter } from '../ports';

/** Mails that stand so, and that people stopped, or did not. */
export function mailsThatAre({
  status,
  stopped,
}: {
  readonly status?: ToldStatus | undefined;
  readonly stopped?: boolean | undefined;
}): readonly Filter[] {
  return [
    { field: 'status', oneOf: (status ? [status] : ToldStatus.options).flatMap(storedStatuses) },
    ...(stopped === undefined
      ? []
      : [stopped ? ({ field: 'stopped', equals: true } as const) : ({ field: 'stopped', differs: true } as const)]),
  ];
}
