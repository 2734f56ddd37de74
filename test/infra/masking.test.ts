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
    .flatMap((operation) => ('route' in operation ? [operation.route] : []))
    .filter((route) => /\{(?:code|token)\}/u.test(route))
    .map((route) => `/${route.replace(/\{(?:code|token)\}/u, secret).replaceAll(/\{[a-zA-Z]+\}/gu, 'id')}`),
  ...[linkPaths(secret), accessPaths(secret), requestPaths(secret), revealPaths(secret)].flatMap((paths) =>
    Object.values<unknown>({ ...paths }).filter((path) => typeof path === 'string'),
  ),
  // Where a recipient stops mails.
  `/stop/${secret}`,
];

const Rule = z.object({
  dataFlows: z.array(z.object({ streams: z.array(z.string()).length(1), transformKql: z.string() })),
});

/** The columns that a transformation goes over, and what it makes of a text. */
function maskOf(kql: string) {
  const expressions = new Set([...kql.matchAll(/@"((?:[^"]|"")*)"/gu)].map(([, text = '']) => text));
  const [expression, ...others] = expressions;
  if (expression === undefined || others.length > 0) throw new Error('There is not one expression.');
  // It is RE2's: `(?s)` is a flag here.
  const pattern = new RegExp(expression.replace('(?s)', '').replaceAll('""', '"'), 'su');
  const masking =
    /\b(\w{1,40}) = iif\(\1 matches regex P, strcat\(extract\(P, 1, \1\), "\*\*\*", extract\(P, 2, \1\)\), \1\)/gu;
  const passes = [...kql.replaceAll(`@"${expression}"`, 'P').matchAll(masking)].map(([, column = '']) => column);
  const times = Math.min(...passes.map((column) => passes.filter((other) => other === column).length));
  const once = (text: string) => text.replace(pattern, (_, before: string, behind: string) => `${before}***${behind}`);
  return { columns: new Set(passes), mask: (text: string) => Array.from({ length: times }).reduce<string>(once, text) };
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
      expect([...columns]).toEqual(expect.arrayContaining([...(columnsWithAddresses[stream] ?? [])]));
  });

  it('names the rule, so that no row comes in past it', () => {
    const rule = ofType(prediction, 'Microsoft.Insights/dataCollectionRules')[0];
    expect(rule).toMatchObject({ kind: 'WorkspaceTransforms' });
    const named = ofType(prediction, 'Microsoft.OperationalInsights/workspaces').map(
      ({ properties }) => properties['defaultDataCollectionRuleResourceId'],
    );
    expect(named).toContain(rule?.id);
  });

  it.each(flows)('keeps no code of a link in $stream, and all else', ({ mask }) => {
    for (const path of secretPaths) {
      const hidden = path.replace(secret, '***');
      expect(mask(`https://offers.example${path}`)).toBe(`https://offers.example${hidden}`);
      expect(mask(`GET ${path}`)).toBe(`GET ${hidden}`);
      expect(mask(`{"uri":"${path}","method":"GET"}`)).toBe(`{"uri":"${hidden}","method":"GET"}`);
      expect(mask(`from ${path}\nto ${path}`)).toBe(`from ${hidden}\nto ${hidden}`);
    }
    for (const harmless of [
      'GET /api/offers?limit=10',
      '/problems/link-unknown',
      '/dbs/kesher/colls/partners',
      '/health/ready',
    ])
      expect(mask(harmless)).toBe(harmless);
  });
});
