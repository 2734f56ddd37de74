import * as z from 'zod';
import { access } from '../../shared/http/access';
import { accessPaths } from '../../shared/paths/access-paths';
import { linkPaths } from '../../shared/paths/link-paths';
import { requestPaths } from '../../shared/paths/request-paths';
import { revealPaths } from '../../shared/paths/reveal-paths';
import { environments, ofType, only } from './predictions';

const secret = 'k1AbC-_9.x2~Z';
/** Every route that a code or a token opens, and the addresses that pages and mails are made of. */
const secretPaths: readonly string[] = [
  ...Object.values(access)
    .map(({ route }: { readonly route: string }) => route)
    .filter((route) => /\{(?:code|token)\}/u.test(route))
    .map((route) => `/${route.replace(/\{(?:code|token)\}/u, secret).replaceAll(/\{\w+\}/gu, 'id')}`),
  ...[linkPaths(secret), accessPaths(secret), requestPaths(secret), revealPaths(secret)]
    .flatMap((paths) => Object.values<string | ((id: string) => string)>(paths))
    .map((path) => (typeof path === 'string' ? path : path('id'))),
  // Where a recipient stops mails.
  `/stop/${secret}`,
];

const Rule = z.object({
  dataFlows: z.array(z.object({ streams: z.array(z.string()).length(1), transformKql: z.string() })),
});

/** The columns that a transformation goes over, and what it makes of a text: the expression is RE2's, whose `(?s)` is a flag here. */
function maskOf(kql: string) {
  const [expression, ...others] = new Set([...kql.matchAll(/@"((?:[^"]|"")*)"/gu)].map(([, text = '']) => text));
  if (expression === undefined || others.length > 0) throw new Error('There is not one expression.');
  const pattern = new RegExp(expression.replace('(?s)', '').replaceAll('""', '"'), 'su');
  const passes = [
    ...kql.matchAll(
      /(\w+) = iif\(\1 matches regex @"[^"]*(?:""[^"]*)*", strcat\(extract\(@"[^"]*(?:""[^"]*)*", 1, \1\), "\*\*\*", extract\(@"[^"]*(?:""[^"]*)*", 2, \1\)\), \1\)/gu,
    ),
  ].map(([, column = '']) => column);
  const columns = new Map(passes.map((column) => [column, passes.filter((other) => other === column).length]));
  const mask = (text: string, times: number): string =>
    times === 0
      ? text
      : mask(
          text.replace(pattern, (_, before: string, behind: string) => `${before}***${behind}`),
          times - 1,
        );
  return { columns, mask };
}

/** The columns of each table that can hold an address (learn.microsoft.com/azure/azure-monitor/reference/tables). */
const columnsWithAddresses: Readonly<Record<string, readonly string[]>> = {
  'Microsoft-Table-AppRequests': ['Url', 'Name', 'OperationName', 'PropertiesText'],
  'Microsoft-Table-AppDependencies': ['Data', 'Name', 'OperationName', 'Target', 'PropertiesText'],
  'Microsoft-Table-AppTraces': ['Message', 'OperationName', 'PropertiesText'],
  'Microsoft-Table-AppExceptions': [
    'OuterMessage',
    'InnermostMessage',
    'OperationName',
    'DetailsText',
    'PropertiesText',
  ],
};

it('knows the paths that hold a secret', () => {
  const beginnings = new Set(secretPaths.map((path) => path.split('/')[1]));
  expect([...beginnings].sort()).toEqual(['access', 'o', 'requests', 'reveal', 'stop']);
});

describe.each(environments)('the workspace that $file deploys', (prediction) => {
  const { dataFlows } = only(prediction, 'Microsoft.Insights/dataCollectionRules', Rule);
  const flows = dataFlows.map(({ streams, transformKql }) => ({ stream: streams.join(), ...maskOf(transformKql) }));

  it('goes over every table and column that can hold an address', () => {
    expect(flows.map(({ stream }) => stream).sort()).toEqual(Object.keys(columnsWithAddresses).sort());
    for (const { stream, columns } of flows)
      expect([...columns.keys()]).toEqual(expect.arrayContaining([...(columnsWithAddresses[stream] ?? [])]));
  });

  it('names the rule, so that no row comes in past it', () => {
    const rule = ofType(prediction, 'Microsoft.Insights/dataCollectionRules')[0];
    expect(rule).toMatchObject({ kind: 'WorkspaceTransforms' });
    const named = ofType(prediction, 'Microsoft.OperationalInsights/workspaces').map(
      ({ properties }) => properties['defaultDataCollectionRuleResourceId'],
    );
    expect(named).toContain(rule?.id);
  });

  it.each(flows)('keeps no code of a link in $stream, and all else', ({ columns, mask }) => {
    const times = Math.min(...columns.values());
    for (const path of secretPaths) {
      const hidden = path.replace(secret, '***');
      expect(mask(`https://offers.example${path}`, times)).toBe(`https://offers.example${hidden}`);
      expect(mask(`GET ${path}`, times)).toBe(`GET ${hidden}`);
      expect(mask(`{"uri":"${path}","method":"GET"}`, times)).toBe(`{"uri":"${hidden}","method":"GET"}`);
      expect(mask(`from ${path}\nto ${path}`, times)).toBe(`from ${hidden}\nto ${hidden}`);
    }
    for (const harmless of [
      'GET /api/offers?limit=10',
      '/problems/link-unknown',
      '/dbs/kesher/colls/partners',
      '/health/ready',
    ])
      expect(mask(harmless, times)).toBe(harmless);
  });
});
