import * as z from 'zod';
import { environments, ofType, predictionOf, sendsByCommunicationServices, type Prediction } from './predictions';

/** The built-in roles that are given, and to what: nothing larger, and none besides (learn.microsoft.com/azure/role-based-access-control/built-in-roles). */
const scopes: Readonly<Record<string, RegExp>> = {
  // Key Vault Secrets User
  '4633458b-17de-408a-b874-0445c86b69e6': /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/u,
  // Monitoring Metrics Publisher
  '3913510d-42f4-4e42-8a64-420c390055eb': /\/providers\/Microsoft\.Insights\/components\/[^/]+$/u,
  // Storage Blob Data Owner: what the Functions host asks for
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': /\/providers\/Microsoft\.Storage\/storageAccounts\/[^/]+$/u,
  // Storage Blob Data Contributor
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': /\/blobServices\/default\/containers\/dead-letters$/u,
};
const toTheMailService = /\/providers\/Microsoft\.Communication\/communicationServices\/[^/]+$/u;

const Assignment = z.object({ principalId: z.string(), principalType: z.string(), roleDefinitionId: z.string() });
const inCosmos = z.object({ principalId: z.string(), roleDefinitionId: z.string(), scope: z.string() });

const assignments = (prediction: Prediction) =>
  ofType(prediction, 'Microsoft.Authorization/roleAssignments').map(({ id, name, properties }) => ({
    name,
    scope: id.slice(0, id.lastIndexOf('/providers/Microsoft.Authorization/')),
    ...Assignment.parse(properties),
  }));
const documentsOf = (prediction: Prediction) =>
  ofType(prediction, 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments').map(({ name, properties }) => ({
    name,
    ...inCosmos.parse(properties),
  }));

describe.each(environments)('what $file deploys', (prediction) => {
  it('gives each role to one resource, never to a group of them or a subscription', () => {
    const given = assignments(prediction);
    expect(given.length).toBeGreaterThan(2);
    for (const { scope, roleDefinitionId, principalType } of given) {
      const role = roleDefinitionId.split('/').at(-1) ?? '';
      const custom = ofType(prediction, 'Microsoft.Authorization/roleDefinitions').some(({ name }) => name === role);
      expect(scope).toMatch(custom ? toTheMailService : (scopes[role] ?? /there is no such role/u));
      expect(principalType).toBe('ServicePrincipal');
    }
  });

  it('gives the app what it needs, and the topic its dead letters', () => {
    const [identity] = ofType(prediction, 'Microsoft.ManagedIdentity/userAssignedIdentities');
    const [topic] = ofType(prediction, 'Microsoft.EventGrid/systemTopics');
    const scopesOf = (id = 'nobody') =>
      [...assignments(prediction), ...documentsOf(prediction)]
        .filter(({ principalId }) => principalId.includes(`'${id}'`))
        .map(({ scope }) =>
          scope
            .split('/providers/')
            .at(-1)
            ?.replace(/\/[^/]*$/u, ''),
        )
        .sort();
    const isSent = sendsByCommunicationServices(prediction);
    expect(scopesOf(identity?.id)).toEqual([
      ...(isSent ? ['Microsoft.Communication/communicationServices'] : []),
      expect.stringMatching(/^Microsoft\.DocumentDB\/databaseAccounts\/[^/]+\/dbs$/u),
      'Microsoft.Insights/components',
      'Microsoft.KeyVault/vaults',
      'Microsoft.Storage/storageAccounts',
    ]);
    expect(scopesOf(topic?.id)).toHaveLength(isSent ? 1 : 0);
  });

  it('assigns no role twice', () => {
    const all = [...assignments(prediction), ...documentsOf(prediction)];
    const alike = all.map(({ scope, principalId, roleDefinitionId }) => [scope, principalId, roleDefinitionId].join());
    expect(new Set(alike).size).toBe(all.length);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('lets the app into the database, not the account', () => {
    const [account] = ofType(prediction, 'Microsoft.DocumentDB/databaseAccounts');
    const database = `${account?.id}/dbs/kesher`;
    expect(documentsOf(prediction).map(({ scope }) => scope)).toEqual([database]);
    const Role = z.object({
      assignableScopes: z.array(z.string()),
      permissions: z.array(z.object({ dataActions: z.array(z.string()) })),
    });
    const roles = ofType(prediction, 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions');
    for (const { properties } of roles) {
      const { assignableScopes, permissions } = Role.parse(properties);
      expect(assignableScopes).toEqual([database]);
      const actions = permissions.flatMap(({ dataActions }) => dataActions);
      // Tokens are refused without the first; the SDK and the trigger of the Functions host need the others.
      expect(actions.map((action) => action.replace('Microsoft.DocumentDB/databaseAccounts/', '')).sort()).toEqual([
        'readMetadata',
        'sqlDatabases/containers/executeQuery',
        'sqlDatabases/containers/items/*',
        'sqlDatabases/containers/readChangeFeed',
      ]);
    }
    expect(roles).toHaveLength(1);
  });

  it('gives the mail service a role of its own, which reads no keys and deletes nothing', () => {
    const roles = ofType(prediction, 'Microsoft.Authorization/roleDefinitions');
    expect(roles).toHaveLength(sendsByCommunicationServices(prediction) ? 1 : 0);
    const Role = z.object({
      assignableScopes: z.array(z.string()),
      permissions: z.array(z.object({ actions: z.array(z.string()), dataActions: z.array(z.string()) })),
    });
    for (const { properties } of roles) {
      const { assignableScopes, permissions } = Role.parse(properties);
      // Azure takes no resource here; it is assigned to one.
      expect(assignableScopes).toEqual([expect.stringMatching(/\/resourceGroups\/[^/]+$/u)]);
      for (const { actions, dataActions } of permissions) {
        expect(dataActions).toEqual([]);
        for (const action of actions)
          expect(action).toMatch(
            /^Microsoft\.Communication\/(?:CommunicationServices|EmailServices)\/(?:Read|Write)$/iu,
          );
      }
    }
  });
});

it('gives no role with the delivery reports', () => {
  expect(predictionOf('delivery-reports').resources.filter(({ type }) => /Authorization|Role/u.test(type))).toEqual([]);
});
