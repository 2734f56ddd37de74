/** List prices, to be changed here and nowhere else: US dollars, pay as you go, East US. `npm run costs` works them into docs/costs.md. */
import type { Source } from './request-units';

/** How far a price was checked: in Microsoft's documentation; in what somebody else wrote; or not at all, because the price page shows it in a browser alone. */
type Checked = 'documentation' | 'second hand' | 'no';

export interface Price {
  readonly name: string;
  readonly dollars: number;
  readonly per: string;
  readonly source: Source;
  readonly checked: Checked;
}

export const region = 'East US';

const cosmosBill: Source = {
  page: 'https://learn.microsoft.com/azure/cosmos-db/understand-your-bill',
  of: '2022-03-31',
};
const backup: Source = {
  page: 'https://learn.microsoft.com/azure/cosmos-db/continuous-backup-restore-introduction',
  of: '2024-04-15',
};
const functionsCosts: Source = {
  page: 'https://learn.microsoft.com/azure/azure-functions/functions-consumption-costs',
  of: '2026',
};
const priceOf = (service: string): Source => ({
  page: `https://azure.microsoft.com/pricing/details/${service}/`,
  of: '–',
});

export const prices = {
  serverlessUnits: {
    name: 'Cosmos DB, serverless',
    dollars: 0.25,
    per: '1,000,000 request units',
    source: cosmosBill,
    checked: 'documentation',
  },
  /** One and a half times the manual price, which is 0.008. */
  autoscaleUnits: {
    name: 'Cosmos DB, autoscale',
    dollars: 0.012,
    per: '100 RU/s and hour, of the highest second in each hour',
    source: cosmosBill,
    checked: 'documentation',
  },
  data: {
    name: 'Cosmos DB, data and index',
    dollars: 0.25,
    per: 'GB and month',
    source: cosmosBill,
    checked: 'documentation',
  },
  backup: {
    name: 'Cosmos DB, continuous backup of 30 days (7 days: free)',
    dollars: 0.2,
    per: 'GB and month',
    source: backup,
    checked: 'documentation',
  },
  restore: { name: 'Cosmos DB, a restore', dollars: 0.15, per: 'GB', source: backup, checked: 'documentation' },
  executions: {
    name: 'Functions Flex, executions',
    dollars: 0.4,
    per: '1,000,000',
    source: functionsCosts,
    checked: 'documentation',
  },
  onDemand: {
    name: 'Functions Flex, on demand',
    dollars: 0.000026,
    per: 'GB-s of active time',
    source: functionsCosts,
    checked: 'documentation',
  },
  readyBaseline: {
    name: 'Functions Flex, always ready, baseline',
    dollars: 0.000004,
    per: 'GB-s',
    source: priceOf('functions'),
    checked: 'no',
  },
  readyActive: {
    name: 'Functions Flex, always ready, active',
    dollars: 0.000016,
    per: 'GB-s of active time',
    source: priceOf('functions'),
    checked: 'no',
  },
  mails: {
    name: 'Communication Services, e-mail',
    dollars: 0.00025,
    per: 'mail',
    source: {
      page: 'https://learn.microsoft.com/azure/communication-services/concepts/email-pricing',
      of: '2022-04-15',
    },
    checked: 'documentation',
  },
  mailData: {
    name: 'Communication Services, e-mail data',
    dollars: 0.00012,
    per: 'MB',
    source: {
      page: 'https://learn.microsoft.com/azure/communication-services/concepts/email-pricing',
      of: '2022-04-15',
    },
    checked: 'documentation',
  },
  events: {
    name: 'Event Grid, after the first 100,000 in a month',
    dollars: 0.6,
    per: '1,000,000 operations',
    source: priceOf('event-grid'),
    checked: 'no',
  },
  logs: {
    name: 'Log Analytics, after the first 5 GB in a month',
    dollars: 2.3,
    per: 'GB taken in',
    source: { page: 'https://monitoringcost.com/azure-monitor-cost', of: '2026' },
    checked: 'second hand',
  },
  logAlert: {
    name: 'Azure Monitor, an alert over logs, looked at every five minutes',
    dollars: 1.5,
    per: 'rule and month',
    source: priceOf('monitor'),
    checked: 'no',
  },
  metricAlert: {
    name: 'Azure Monitor, an alert over a metric',
    dollars: 0.1,
    per: 'series and month',
    source: priceOf('monitor'),
    checked: 'no',
  },
  webTest: {
    name: 'Application Insights, a look from outside (standard test)',
    dollars: 0.0006,
    per: 'look',
    source: priceOf('monitor'),
    checked: 'no',
  },
  vault: {
    name: 'Key Vault, standard',
    dollars: 0.03,
    per: '10,000 operations',
    source: { page: 'https://learn.microsoft.com/answers/questions/5608202/', of: '2025' },
    checked: 'second hand',
  },
  blobWrites: {
    name: 'Storage, writes (hot, locally redundant)',
    dollars: 0.05,
    per: '10,000',
    source: { page: 'https://cal53.calculator.city/azure-blob-storage-pricing-calculator/', of: '2023' },
    checked: 'second hand',
  },
  blobOthers: {
    name: 'Storage, reads and renewals of leases',
    dollars: 0.004,
    per: '10,000',
    source: { page: 'https://cal53.calculator.city/azure-blob-storage-pricing-calculator/', of: '2023' },
    checked: 'second hand',
  },
  staticSite: {
    name: 'Static Web Apps, standard (free: 0)',
    dollars: 9,
    per: 'app and month',
    source: priceOf('app-service/static'),
    checked: 'no',
  },
} as const satisfies Record<string, Price>;

/** What is free each month, with the price page that says so. */
export const grants = { eventOperations: 100_000, logGigabytes: 5 } as const;
