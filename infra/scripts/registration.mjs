// The app registration: what tokens for Kesher's API are made out to. Whatever else stands in it stays.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Fault } from './az.mjs';

const graphId = '00000003-0000-0000-c000-000000000000';
/** Microsoft.EventGrid in the global cloud; the cloud of mainland China has no Communication Services that could report. */
const eventGridId = '4962773b-9cdb-44cf-a8bf-237846a00ab7';
export const eventGridRole = 'AzureEventGridSecureWebhookSubscriber';

const scopes = [
  {
    value: 'access_as_user',
    type: 'User',
    isEnabled: true,
    userConsentDisplayName: 'Use Kesher for you',
    userConsentDescription: 'The portal works with Kesher in your name.',
    adminConsentDisplayName: 'Use Kesher for whoever is signed in',
    adminConsentDescription: 'The portal works with Kesher in the name of whoever is signed in.',
  },
];
const roles = [
  {
    value: 'Operator',
    allowedMemberTypes: ['User', 'Application'],
    isEnabled: true,
    displayName: 'Operator',
    description: 'Creates partners, and suspends or reinstates them.',
  },
  {
    // Whoever creates the subscription needs it as well, and may be a person. It lets nobody but an application deliver.
    value: eventGridRole,
    allowedMemberTypes: ['User', 'Application'],
    isEnabled: true,
    displayName: eventGridRole,
    description: 'Event Grid delivers reports about mails.',
  },
];
/** What is asked of Microsoft Graph about the people of customers, each the least for it: see docs/running.md. */
const graphPermissions = [
  'User.Read.All',
  'RoleManagement.Read.Directory',
  'GroupMember.Read.All',
  'Domain.Read.All',
  'LicenseAssignment.Read.All',
  'User-PasswordProfile.ReadWrite.All',
];

const sameMembers = (one, other) => isDeepStrictEqual([...one].sort(), [...other].sort());
const union = (have = [], wanted) => [...have, ...wanted.filter((entry) => !have.includes(entry))];

/** Entries that have a `value` keep their id, under which they may have been consented to or assigned. */
function mergedByValue(have = [], wanted) {
  const kept = have.map((entry) => {
    const now = wanted.find(({ value }) => value === entry.value);
    if (now === undefined) return entry;
    const members = now.allowedMemberTypes;
    const same = members !== undefined && sameMembers(entry.allowedMemberTypes ?? [], members);
    return { ...entry, ...now, ...(same ? { allowedMemberTypes: entry.allowedMemberTypes } : {}) };
  });
  const missing = wanted.filter(({ value }) => !have.some((entry) => entry.value === value));
  return [...kept, ...missing.map((entry) => ({ id: randomUUID(), ...entry }))];
}

function mergedPermissions(have = [], permissionIds) {
  if (permissionIds.length === 0) return have;
  const ofGraph = have.find(({ resourceAppId }) => resourceAppId === graphId) ?? {
    resourceAppId: graphId,
    resourceAccess: [],
  };
  const missing = permissionIds.filter((id) => !ofGraph.resourceAccess.some((access) => access.id === id));
  if (missing.length === 0) return have;
  const resourceAccess = [...ofGraph.resourceAccess, ...missing.map((id) => ({ id, type: 'Role' }))];
  return [...have.filter((entry) => entry !== ofGraph), { ...ofGraph, resourceAccess }];
}

/** The properties of a registration that have to change, each whole; none of what is as it should be. */
export function changesOf(app, { redirectUris, permissionIds }) {
  const claims = app.optionalClaims?.accessToken ?? [];
  const idtyp = { name: 'idtyp', essential: false, additionalProperties: [] };
  const wanted = {
    // The portal's users come from the tenants of all partners.
    signInAudience: 'AzureADMultipleOrgs',
    identifierUris: union(app.identifierUris, [`api://${app.appId}`]),
    api: {
      ...app.api,
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: mergedByValue(app.api?.oauth2PermissionScopes, scopes),
    },
    appRoles: mergedByValue(app.appRoles, roles),
    optionalClaims: claims.some(({ name }) => name === 'idtyp')
      ? app.optionalClaims
      : { ...app.optionalClaims, accessToken: [...claims, idtyp] },
    spa: { ...app.spa, redirectUris: union(app.spa?.redirectUris, redirectUris) },
    requiredResourceAccess: mergedPermissions(app.requiredResourceAccess, permissionIds),
  };
  const isNothing = (value) => isDeepStrictEqual(value, []) || isDeepStrictEqual(value, { redirectUris: [] });
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => !isDeepStrictEqual(value, app[name]) && !(app[name] == null && isNothing(value)),
    ),
  );
}

const commaSeparated = (value = '') => value.split(',').filter(Boolean);
const isKept = ({ env }) => env.KESHER_REGISTRATION === 'kept';
const url = ({ graph }, path) => ['--url', `${graph}/v1.0/${path}`];

async function registered(context) {
  const { az, env } = context;
  if (context.planned) return context.planned;
  const [applicationId] = commaSeparated(env.API_AUDIENCE);
  if (applicationId !== undefined) {
    const app = await az.find(['rest', '--method', 'get', ...url(context, `applications(appId='${applicationId}')`)]);
    if (app === undefined)
      throw new Fault(`API_AUDIENCE is ${applicationId}, but this tenant has no such registration.`);
    return app;
  }
  const name = `kesher-${env.AZURE_ENV_NAME}`;
  const filter = ['--url-parameters', `$filter=displayName eq '${name}'`];
  const { value } = await az.read(['rest', '--method', 'get', ...url(context, 'applications'), ...filter]);
  if (value.length > 1)
    throw new Fault(`There are ${value.length} registrations named ${name}: say which in API_AUDIENCE.`);
  return value[0];
}

async function createRegistration(context) {
  const { az, env, say, plan } = context;
  const body = { displayName: `kesher-${env.AZURE_ENV_NAME}`, signInAudience: 'AzureADMultipleOrgs' };
  say(`  creates ${body.displayName}`);
  const planned = { ...body, id: 'OBJECT_ID', appId: 'APPLICATION_ID' };
  if (plan) context.planned = planned;
  return az.change(['rest', '--method', 'post', ...url(context, 'applications')], { body, planned });
}

async function servicePrincipalOf(context, appId) {
  const { az } = context;
  const found = await az.find(['rest', '--method', 'get', ...url(context, `servicePrincipals(appId='${appId}')`)]);
  if (found) return found;
  return az.change(['rest', '--method', 'post', ...url(context, 'servicePrincipals')], {
    body: { appId },
    planned: { id: `SERVICE_PRINCIPAL_OF_${appId}`, appRoles: [] },
    tries: 6,
    // A registration of a moment ago is not known everywhere.
    again: /NoBackingApplicationObject|Not Found|ResourceNotFound|does not exist/u,
  });
}

async function bringUpToDate(context, app, wanted) {
  const { az, say } = context;
  const changes = changesOf(app, wanted);
  const names = Object.keys(changes);
  if (names.length === 0) return;
  say(`  changes ${names.join(', ')}`);
  await az.change(['rest', '--method', 'patch', ...url(context, `applications/${app.id}`)], {
    body: changes,
    tries: 6,
  });
}

async function permissionIdsOf(context) {
  if (context.env.DIRECTORY !== 'graph') return [];
  const { appRoles } = await context.az.read([
    ...['rest', '--method', 'get'],
    ...url(context, `servicePrincipals(appId='${graphId}')`),
  ]);
  return graphPermissions.map((value) => {
    const found = appRoles.find((role) => role.value === value);
    if (found === undefined) throw new Fault(`Microsoft Graph has no application permission ${value} here.`);
    return found.id;
  });
}

/** Makes the registration, or brings it up to date, and keeps its id and its tenant. */
export const register = {
  title: 'App registration: scope, roles, version 2 tokens',
  async run(context) {
    const { env, tenantId, say, keep } = context;
    if (isKept(context)) {
      for (const name of ['API_AUDIENCE', 'OPERATOR_TENANT'])
        if (!env[name]) throw new Fault(`${name} is missing, and the registration is kept by somebody else.`);
      return say('  kept by somebody else (KESHER_REGISTRATION=kept)');
    }
    if (env.OPERATOR_TENANT && env.OPERATOR_TENANT.toLowerCase() !== tenantId.toLowerCase())
      throw new Fault(`OPERATOR_TENANT is ${env.OPERATOR_TENANT}, but az is signed in to ${tenantId}.`);
    const app = (await registered(context)) ?? (await createRegistration(context));
    await bringUpToDate(context, app, { redirectUris: [], permissionIds: [] });
    await servicePrincipalOf(context, app.appId);
    await keep('API_AUDIENCE', env.API_AUDIENCE || app.appId);
    await keep('OPERATOR_TENANT', tenantId);
    return undefined;
  },
};

/** What is known only once the resources are there: where the portal is, and whose proof the app brings to Microsoft Graph. */
export const completeRegistration = {
  title: 'App registration: addresses of the portal, proof of the app',
  async run(context) {
    const { az, env, say } = context;
    if (isKept(context)) return say('  kept by somebody else (KESHER_REGISTRATION=kept)');
    const app = await registered(context);
    if (app === undefined) throw new Fault('There is no registration: run the stage prepare first.');
    const redirectUris = commaSeparated(env.PORTAL_ORIGINS).map((origin) => `${origin}/portal/`);
    await bringUpToDate(context, app, { redirectUris, permissionIds: await permissionIdsOf(context) });
    if (env.DIRECTORY !== 'graph') return undefined;
    const path = `applications/${app.id}/federatedIdentityCredentials`;
    const { value } = await az.read(['rest', '--method', 'get', ...url(context, path)]);
    const wanted = {
      issuer: `${context.cloud.authority}/${tenantOf(context)}/v2.0`,
      subject: env.AZURE_IDENTITY_PRINCIPAL_ID,
      audiences: [context.cloud.tokenExchange],
    };
    const name = 'managed-identity';
    const there = value.find((credential) => credential.name === name);
    const isAsWanted = (credential) =>
      Object.entries(wanted).every(([key, is]) => isDeepStrictEqual(credential[key], is));
    if (value.some(isAsWanted)) return undefined;
    say('  lets the managed identity prove that it is the app');
    if (there) await az.change(['rest', '--method', 'patch', ...url(context, `${path}/${there.id}`)], { body: wanted });
    else await az.change(['rest', '--method', 'post', ...url(context, path)], { body: { name, ...wanted } });
    return undefined;
  },
};

const tenantOf = ({ env, tenantId }) => env.AZURE_TENANT_ID ?? tenantId;

/** Event Grid may deliver, and whoever is signed in may have it deliver here. */
export const allowEventGrid = {
  title: 'Roles for delivery reports',
  when: ({ env }) => Boolean(env.EVENTS_TOPIC_NAME),
  async run(context) {
    const { az, say, me } = context;
    if (isKept(context)) return say('  kept by somebody else (KESHER_REGISTRATION=kept)');
    const app = await registered(context);
    if (app === undefined) throw new Fault('There is no registration: run the stage prepare first.');
    const role = app.appRoles.find(({ value }) => value === eventGridRole);
    if (role === undefined)
      throw new Fault(`The registration has no role ${eventGridRole}: run the stage prepare first.`);
    const resource = await servicePrincipalOf(context, app.appId);
    const eventGrid = await servicePrincipalOf(context, eventGridId);
    const path = `servicePrincipals/${resource.id}/appRoleAssignedTo`;
    const { value } = await az.read([
      ...['rest', '--method', 'get', ...url(context, path)],
      ...['--url-parameters', '$top=999'],
    ]);
    const assign = async (principalId, whose) => {
      if (value.some((entry) => entry.principalId === principalId && entry.appRoleId === role.id)) return;
      say(`  assigns ${eventGridRole} to ${whose}`);
      const body = { principalId, resourceId: resource.id, appRoleId: role.id };
      await az.change(['rest', '--method', 'post', ...url(context, path)], { body, tries: 6 });
      context.assigned = true;
    };
    await assign(eventGrid.id, 'Microsoft.EventGrid');
    await assign((await me()).id, 'whoever creates the subscription');
    return undefined;
  },
};
