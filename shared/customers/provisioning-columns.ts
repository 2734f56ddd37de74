/** Tasks as rows of a spreadsheet, in the words of its reader: what is needed to do them by hand. */
import { taskStateNow, type ProvisioningKind, type TaskState } from '../domain/customers/provisioning-task';
import { microsoftIdsOf, type TaskInContext } from '../domain/customers/provisioning-view';
import { productNameOf } from '../domain/product';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import type { PlainTextKey, Texts } from '../i18n/texts';
import type { Column } from '../spreadsheets/column';

const states = {
  pending: 'export.taskPending',
  claimed: 'export.taskClaimed',
  done: 'export.taskDone',
  failed: 'export.taskFailed',
  moot: 'export.taskMoot',
} as const satisfies Record<TaskState, PlainTextKey>;

const kinds = {
  start: 'export.kindStart',
  convert: 'export.kindConvert',
  extend: 'export.kindExtend',
  addLicences: 'export.kindAddLicences',
  changeQuantity: 'export.kindChangeQuantity',
  suspend: 'export.kindSuspend',
  resume: 'export.kindResume',
  cancel: 'export.kindCancel',
  turnRenewalOn: 'export.kindTurnRenewalOn',
  turnRenewalOff: 'export.kindTurnRenewalOff',
} as const satisfies Record<ProvisioningKind, PlainTextKey>;

/** One row for each task, as it stands at this moment. */
export function taskColumns(texts: Texts, now: Date): readonly Column<TaskInContext>[] {
  const said = (key: PlainTextKey): string => texts.say(key);
  return [
    { heading: said('export.status'), value: ({ task }) => said(states[taskStateNow(task, now)]) },
    { heading: said('export.taskKinds'), value: ({ task }) => task.kinds.map((kind) => said(kinds[kind])).join(' · ') },
    { heading: said('export.company'), value: ({ customer }) => customer.companyName },
    {
      heading: said('export.domain'),
      leftToRight: true,
      value: ({ customer: { primaryDomain } }) => primaryDomain && shownDomain(primaryDomain),
    },
    { heading: said('export.country'), leftToRight: true, value: ({ customer }) => customer.country },
    { heading: said('export.contactName'), value: ({ customer }) => customer.contact.name },
    {
      heading: said('export.contactEmail'),
      leftToRight: true,
      value: ({ customer }) => shownAddress(customer.contact.email),
    },
    { heading: said('export.product'), value: ({ task }) => productNameOf(task.to.productId, texts.language) },
    {
      heading: said('export.microsoftProduct'),
      leftToRight: true,
      value: ({ task }) => microsoftIdsOf(task.to.productId).microsoft?.productId,
    },
    {
      heading: said('export.microsoftSku'),
      leftToRight: true,
      value: ({ task }) => microsoftIdsOf(task.to.productId).microsoft?.skuId,
    },
    { heading: said('export.licences'), value: ({ task }) => task.to.quantity },
    { heading: said('export.licencesBefore'), value: ({ task }) => task.from?.quantity },
    { heading: said('export.renews'), value: ({ task }) => said(task.to.autoRenew ? 'export.yes' : 'export.no') },
    { heading: said('export.until'), value: ({ task }) => new Date(task.endsAt) },
    {
      heading: said('export.lastFive'),
      leftToRight: true,
      value: ({ task }) => task.keys.map(({ lastFive }) => lastFive).join(' '),
    },
    {
      heading: said('export.microsoftReference'),
      leftToRight: true,
      value: ({ task, reference }) => reference ?? task.reference,
    },
    {
      heading: said('export.claimedBy'),
      value: ({ task: { claim } }) => claim && (claim.by.kind === 'user' ? claim.by.name : said('export.byUpkeep')),
    },
    { heading: said('export.claimedAt'), value: ({ task: { claim } }) => claim && new Date(claim.at) },
    { heading: said('export.reason'), value: ({ task }) => task.reason },
    { heading: said('export.createdAt'), value: ({ task }) => new Date(task.createdAt) },
  ];
}
