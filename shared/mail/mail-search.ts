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
    ...thatWereStopped(stopped),
  ];
}

/** Mails or suppressions that people stopped, or did not; all without a wish. */
export function thatWereStopped(stopped: boolean | undefined): readonly Filter[] {
  if (stopped === undefined) return [];
  return [stopped ? { field: 'stopped', equals: true } : { field: 'stopped', differs: true }];
}
