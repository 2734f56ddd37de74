import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { repository } from '../end-to-end/running-kesher';
import { environments, ofType, only, sendsByCommunicationServices, type Prediction } from './predictions';

const alerts = [
  'cosmos-throttled',
  'delivery-reports-dead',
  'health',
  'mails-failed',
  'mails-parked',
  'outbox-age',
  'server-errors',
  'timers-stopped',
];
const Metric = z.object({
  enabled: z.literal(true),
  description: z.string().min(20),
  scopes: z.array(z.string()).min(1),
  actions: z.array(z.object({ actionGroupId: z.string() })),
});
const Question = z.object({
  enabled: z.literal(true),
  description: z.string().min(20),
  scopes: z.array(z.string()).min(1),
  criteria: z.object({ allOf: z.array(z.object({ query: z.string() })).length(1) }),
  actions: z.object({ actionGroups: z.array(z.string()) }),
});

function alertsOf(prediction: Prediction) {
  const metrics = ofType(prediction, 'Microsoft.Insights/metricAlerts').map(({ name, properties }) => {
    const { scopes, actions } = Metric.parse(properties);
    return { name, scopes, groups: actions.map(({ actionGroupId }) => actionGroupId), query: '' };
  });
  const questions = ofType(prediction, 'Microsoft.Insights/scheduledQueryRules').map(({ name, properties }) => {
    const { scopes, actions, criteria } = Question.parse(properties);
    return { name, scopes, groups: actions.actionGroups, query: criteria.allOf.map(({ query }) => query).join() };
  });
  return [...metrics, ...questions].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What the app says about itself, name by name. */
const events = new Set(
  ['shared', 'functions']
    .flatMap((folder) =>
      readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(join(repository, folder, file), 'utf8')),
    )
    .flatMap((text) => [...text.matchAll(/\bevent: '([a-z-]+)'/gu)].map(([, name]) => name)),
);
const eventsIn = (query: string): readonly string[] =>
  [...query.matchAll(/\bevent (?:==|in) (?:\(([^)]*)\)|("[^"]*"))/gu)].flatMap(([, list = '', one = '']) =>
    [...`${list}${one}`.matchAll(/"([^"]*)"/gu)].map(([, name = '']) => name),
  );

describe.each(environments)('what $file deploys', (prediction) => {
  const isSent = sendsByCommunicationServices(prediction);

  it('alerts people of everything that somebody has to look at', () => {
    const wanted = alerts.filter((name) => isSent || name !== 'delivery-reports-dead');
    expect(alertsOf(prediction).map(({ name }) => name)).toEqual(wanted);
    const [group] = ofType(prediction, 'Microsoft.Insights/actionGroups');
    const { emailReceivers } = only(
      prediction,
      'Microsoft.Insights/actionGroups',
      z.object({
        enabled: z.literal(true),
        groupShortName: z.string().min(1).max(12),
        emailReceivers: z.array(z.object({ emailAddress: z.email() })),
      }),
    );
    expect(emailReceivers.length).toBeGreaterThan(0);
    for (const { groups } of alertsOf(prediction)) expect(groups).toEqual([group?.id]);
  });

  it('looks at resources that are there', () => {
    const ids = new Set(prediction.resources.map(({ id }) => id));
    for (const { name, scopes } of alertsOf(prediction))
      expect({ name, missing: scopes.filter((scope) => !ids.has(scope)) }).toEqual({ name, missing: [] });
  });

  it('asks the logs for events that the app tells', () => {
    const asked = alertsOf(prediction).flatMap(({ query }) => eventsIn(query));
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((event) => !events.has(event))).toEqual([]);
  });

  it('has a workbook that says what to look at', () => {
    const { serializedData, sourceId } = only(
      prediction,
      'Microsoft.Insights/workbooks',
      z.object({
        displayName: z.string(),
        category: z.literal('workbook'),
        sourceId: z.string(),
        serializedData: z.string(),
      }),
    );
    const Workbook = z.object({
      version: z.literal('Notebook/1.0'),
      items: z.array(z.object({ type: z.int(), name: z.string(), content: z.unknown() })).min(4),
    });
    const { items } = Workbook.parse(JSON.parse(serializedData));
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length);
    expect(serializedData).not.toMatch(/\{(?:workspaceId|cosmosId)\}/u);
    expect(prediction.resources.map(({ id }) => id.toLowerCase())).toContain(sourceId);
    const queries = items.flatMap(
      ({ content }) => z.object({ query: z.string() }).safeParse(content).data?.query ?? [],
    );
    expect(queries.flatMap(eventsIn).filter((event) => !events.has(event))).toEqual([]);
  });

  /** Kinds of resources that tell of themselves (learn.microsoft.com/azure/azure-monitor/reference/logs-index and metrics-index); Application Insights is the workspace itself. */
  const telling = new Set([
    'Microsoft.Communication/communicationServices',
    'Microsoft.DocumentDB/databaseAccounts',
    'Microsoft.EventGrid/systemTopics',
    'Microsoft.KeyVault/vaults',
    'Microsoft.OperationalInsights/workspaces',
    'Microsoft.Storage/storageAccounts',
    'Microsoft.Storage/storageAccounts/blobServices',
    'Microsoft.Web/serverfarms',
    'Microsoft.Web/sites',
    'Microsoft.Web/staticSites',
  ]);

  it('has what resources tell of themselves sent to the workspace', () => {
    const workspace = ofType(prediction, 'Microsoft.OperationalInsights/workspaces')[0]?.id;
    const settings = ofType(prediction, 'Microsoft.Insights/diagnosticSettings');
    const told = settings.map(({ id }) => id.slice(0, id.indexOf('/providers/Microsoft.Insights/diagnosticSettings/')));
    const wanted = prediction.resources.filter(({ type }) => telling.has(type)).map(({ id }) => id);
    expect(told.sort()).toEqual([...new Set(wanted)].sort());
    for (const { properties } of settings) {
      expect(properties['workspaceId']).toBe(workspace);
      const { logs, metrics } = z
        .object({ logs: z.array(z.looseObject({})).default([]), metrics: z.array(z.looseObject({})).default([]) })
        .parse(properties);
      expect(logs.length + metrics.length).toBeGreaterThan(0);
    }
  });

  it('keeps nobody’s addresses and no codes in the logs of the platform', () => {
    expect(JSON.stringify(ofType(prediction, 'Microsoft.Insights/diagnosticSettings'))).not.toMatch(
      /"(?:EmailStatusUpdateOperational|EmailUserEngagementOperational|FunctionAppLogs|AppServiceHTTPLogs|DataPlaneRequests|QueryRuntimeStatistics|allLogs)"/u,
    );
  });
});
