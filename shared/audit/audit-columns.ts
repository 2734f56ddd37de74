/** The audit trail as rows of a spreadsheet, in the words of its reader. */
import type { AuditView } from '../domain/activity/audit';
import type { Texts } from '../i18n/texts';
import type { Column } from '../spreadsheets/column';

const actors = {
  user: 'export.byPartner',
  operator: 'export.byOperator',
  customer: 'export.byCustomer',
  mailService: 'export.byMailService',
  upkeep: 'export.byUpkeep',
  desk: 'export.byDesk',
  recipient: 'export.byRecipient',
} as const;

/** One row for each entry; what its reader may not see stays empty. Actions are named as the list is searched by them. */
export function auditColumns(texts: Texts): readonly Column<AuditView>[] {
  return [
    { heading: texts.say('export.at'), value: ({ at }) => (at === undefined ? undefined : new Date(at)) },
    {
      heading: texts.say('export.actor'),
      value: ({ actor }) => (actor?.kind ? texts.say(actors[actor.kind]) : undefined),
    },
    {
      heading: texts.say('export.actorName'),
      value: ({ actor }) => (actor && 'name' in actor ? actor.name : undefined),
    },
    {
      heading: texts.say('export.actorId'),
      leftToRight: true,
      value: ({ actor }) => (actor && 'userId' in actor ? actor.userId : undefined),
    },
    { heading: texts.say('export.action'), leftToRight: true, value: ({ action }) => action },
    { heading: texts.say('export.subject'), leftToRight: true, value: ({ subject }) => subject },
    { heading: texts.say('export.customer'), leftToRight: true, value: ({ customerId }) => customerId },
    { heading: texts.say('export.traceId'), leftToRight: true, value: ({ traceId }) => traceId },
    { heading: texts.say('export.entryId'), leftToRight: true, value: ({ id }) => id },
  ];
}
