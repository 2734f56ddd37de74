/** What can be offered. Ids are Kesher's own; business plans are limited to 300 people. */
import { limits } from './limits';

const everywhere = ['global', 'china'] as const;
const global = ['global'] as const;

export const products = [
  trial('microsoft-365-business-premium-trial', 'Microsoft 365 Business Premium', global),
  trial('microsoft-365-business-standard-trial', 'Microsoft 365 Business Standard', everywhere),
  trial('microsoft-365-e5-trial', 'Microsoft 365 E5', global),
  trial('exchange-online-plan-1-trial', 'Exchange Online (Plan 1)', everywhere),
  trial('power-bi-pro-trial', 'Power BI Pro', global),
  {
    id: 'microsoft-365-business-basic',
    kind: 'purchase',
    name: 'Microsoft 365 Business Basic',
    minimum: 1,
    maximum: 300,
    clouds: everywhere,
    soldByKey: true,
  },
  {
    id: 'microsoft-365-business-standard',
    kind: 'purchase',
    name: 'Microsoft 365 Business Standard',
    minimum: 1,
    maximum: 300,
    clouds: everywhere,
    soldByKey: true,
    convertsFrom: 'microsoft-365-business-standard-trial',
  },
  {
    id: 'microsoft-365-business-premium',
    kind: 'purchase',
    name: 'Microsoft 365 Business Premium',
    minimum: 1,
    maximum: 300,
    clouds: global,
    soldByKey: true,
    convertsFrom: 'microsoft-365-business-premium-trial',
  },
  {
    id: 'microsoft-365-apps-for-business',
    kind: 'purchase',
    name: 'Microsoft 365 Apps for business',
    minimum: 1,
    maximum: 300,
    clouds: everywhere,
    soldByKey: true,
  },
  { id: 'office-365-e3', kind: 'purchase', name: 'Office 365 E3', minimum: 1, maximum: 10_000, clouds: everywhere },
  { id: 'microsoft-365-e3', kind: 'purchase', name: 'Microsoft 365 E3', minimum: 1, maximum: 10_000, clouds: global },
  {
    id: 'microsoft-365-e5',
    kind: 'purchase',
    name: 'Microsoft 365 E5',
    minimum: 1,
    maximum: 10_000,
    clouds: global,
    convertsFrom: 'microsoft-365-e5-trial',
  },
  {
    id: 'exchange-online-plan-1',
    kind: 'purchase',
    name: 'Exchange Online (Plan 1)',
    minimum: 1,
    maximum: 10_000,
    clouds: everywhere,
    convertsFrom: 'exchange-online-plan-1-trial',
  },
  {
    id: 'power-bi-pro',
    kind: 'purchase',
    name: 'Power BI Pro',
    minimum: 1,
    maximum: 10_000,
    clouds: global,
    convertsFrom: 'power-bi-pro-trial',
  },
] as const;

function trial<Id extends string, Clouds extends readonly string[]>(id: Id, name: string, clouds: Clouds) {
  return {
    id,
    kind: 'trial',
    name,
    minimum: limits.trial.licences,
    maximum: limits.trial.licences,
    trialDays: limits.trial.days,
    clouds,
  } as const;
}
