/** What can be offered. Ids are Kesher's own; business plans are limited to 300 people. */
import { limits } from './limits';

const everywhere = ['global', 'china'] as const;
const global = ['global'] as const;

const smallBusiness = { minimum: 1, maximum: 300, soldByKey: true } as const;
const enterprise = { minimum: 1, maximum: 10_000, soldByKey: false } as const;

export const products = [
  trial('microsoft-365-business-premium-trial', 'Microsoft 365 Business Premium', global),
  trial('microsoft-365-business-standard-trial', 'Microsoft 365 Business Standard', everywhere),
  trial('microsoft-365-e5-trial', 'Microsoft 365 E5', global),
  trial('exchange-online-plan-1-trial', 'Exchange Online (Plan 1)', everywhere),
  trial('power-bi-pro-trial', 'Power BI Pro', global),
  purchase('microsoft-365-business-basic', 'Microsoft 365 Business Basic', everywhere, smallBusiness),
  purchase('microsoft-365-business-standard', 'Microsoft 365 Business Standard', everywhere, smallBusiness),
  purchase('microsoft-365-business-premium', 'Microsoft 365 Business Premium', global, smallBusiness),
  purchase('microsoft-365-apps-for-business', 'Microsoft 365 Apps for business', everywhere, smallBusiness),
  purchase('office-365-e3', 'Office 365 E3', everywhere, enterprise),
  purchase('microsoft-365-e3', 'Microsoft 365 E3', global, enterprise),
  purchase('microsoft-365-e5', 'Microsoft 365 E5', global, enterprise),
  purchase('exchange-online-plan-1', 'Exchange Online (Plan 1)', everywhere, enterprise),
  purchase('power-bi-pro', 'Power BI Pro', global, enterprise),
] as const;

/** Which trial turns into which product when it is bought. */
export const conversions: Readonly<Record<string, string>> = {
  'microsoft-365-business-standard': 'microsoft-365-business-standard-trial',
  'microsoft-365-business-premium': 'microsoft-365-business-premium-trial',
  'microsoft-365-e5': 'microsoft-365-e5-trial',
  'exchange-online-plan-1': 'exchange-online-plan-1-trial',
  'power-bi-pro': 'power-bi-pro-trial',
};

type Clouds = readonly ('global' | 'china')[];

function trial(id: string, name: string, clouds: Clouds) {
  const { days: trialDays, licences } = limits.trial;
  return {
    id,
    kind: 'trial',
    name,
    minimum: licences,
    maximum: licences,
    soldByKey: false,
    clouds,
    trialDays,
  } as const;
}

function purchase(id: string, name: string, clouds: Clouds, counts: typeof smallBusiness | typeof enterprise) {
  return { id, kind: 'purchase', name, ...counts, clouds } as const;
}
