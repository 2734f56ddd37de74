// One environment of Kesher, all of it in one resource group. `docs/operations.md` says how it is deployed.
targetScope = 'resourceGroup'

import { cloudFacts } from 'modules/clouds.bicep'
import { namesOf } from 'modules/names.bicep'
import { computePlan, databaseCapacity, mailService } from 'modules/types.bicep'

@description('Required. The name of the environment, as azd knows it; resources are named after it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Optional. The region; that of the resource group when left out.')
param location string = resourceGroup().location

@description('Required. The id of the tenant whose tokens may carry the app role Operator.')
@minLength(36)
@maxLength(36)
param operatorTenant string

@description('Required. The ids of the applications that tokens are made out to (their `aud`), the registration\'s own first.')
@minLength(1)
param apiAudience string[]

@description('Optional. Where customers reach the app, without a slash at the end; the app\'s own host when left out.')
param publicBaseUrl string = ''

@description('Optional. The clouds that partners may be in. The first is the one that this deployment stands in.')
@minLength(1)
param clouds ('global' | 'china')[] = ['global']

@description('Required. Who sends the mails, and how many it takes.')
param mail mailService

@description('Required. What the functions run on.')
param compute computePlan

@description('Required. What the database may take.')
param database databaseCapacity

@description('Optional. Exact origins of portals elsewhere, as browsers send them; the portal of this deployment is added.')
param portalOrigins string[] = []

@description('Optional. Who knows the people of customers: Kesher itself (embedded) or Microsoft Graph (graph).')
param directory 'embedded' | 'graph' = 'embedded'

@description('Required. The mail addresses that are alerted.')
@minLength(1)
param alertAddresses string[]

var names = namesOf(environmentName, uniqueString(subscription().id, resourceGroup().id, environmentName))
var tags = { 'azd-env-name': environmentName }
var cloud = cloudFacts[clouds[0]]
var sendsByCommunicationServices = mail.kind != 'smtp'
var baseUrl = publicBaseUrl == '' ? 'https://${names.api}.${cloud.appDomain}' : publicBaseUrl

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: names.identity, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { names: names, location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: { name: names.storage, location: location, tags: tags }
}

module cosmos 'modules/cosmos.bicep' = {
  name: 'cosmos'
  params: { name: names.cosmos, location: location, tags: tags, capacity: database }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: { name: names.keyVault, location: location, tags: tags }
}

module communication 'modules/mail.bicep' = if (sendsByCommunicationServices) {
  name: 'mail'
  params: { names: names, tags: tags, mail: mail, baseUrl: baseUrl }
}

module events 'modules/events.bicep' = if (sendsByCommunicationServices) {
  name: 'events'
  params: { name: names.topic, tags: tags, communicationServiceId: communication!.outputs.serviceId }
}

module portal 'modules/portal.bicep' = if (cloud.hasStaticWebApps) {
  name: 'portal'
  params: { name: names.portal, location: location, tags: tags }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: {
    names: names
    appPrincipalId: identity.outputs.principalId
    topicPrincipalId: sendsByCommunicationServices ? events!.outputs.principalId : ''
  }
  dependsOn: [monitoring, storage, cosmos, vault]
}

var ownOrigins = cloud.hasStaticWebApps ? [portal!.outputs.origin] : []
var allOrigins = concat(portalOrigins, ownOrigins)
var mailFrom = mail.kind == 'smtp' ? mail.from : communication!.outputs.from

@description('What shared/config.ts reads, name by name; a test compares the two. What is empty there counts as missing.')
var settings = {
  API_AUDIENCE: join(apiAudience, ',')
  CLOUDS: join(clouds, ',')
  COSMOS__accountEndpoint: cosmos.outputs.endpoint
  COSMOS_DATABASE: cosmos.outputs.databaseName
  DIRECTORY: directory
  ENTRA_AUTHORITY: cloud.authority
  LINK_KEYS: secretOf('link-keys', names.keyVault)
  MAIL_FROM: mailFrom
  MAIL_PER_HOUR: string(mail.quota.perHour)
  MAIL_PER_MINUTE: string(mail.quota.perMinute)
  OPERATOR_TENANT: operatorTenant
  PORTAL_ORIGINS: join(allOrigins, ',')
  PRODUCT_KEY_PEPPERS: secretOf('product-key-peppers', names.keyVault)
  PROVISIONER: 'worklist'
  PUBLIC_BASE_URL: baseUrl
  PUBLIC_MAIL_DOMAINS: join(mail.?publicDomains ?? [], ',')
  SMTP_NAME: mail.kind == 'smtp' ? mail.?serverName ?? '' : ''
}
var mailSettings = sendsByCommunicationServices
  ? { ACS_ENDPOINT: communication!.outputs.endpoint }
  : { SMTP_URL: secretOf('smtp-url', names.keyVault) }

// The roles come first: without them the app could neither be deployed nor start.
module api 'modules/api.bicep' = {
  name: 'api'
  params: {
    names: names
    location: location
    tags: tags
    compute: compute
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    storage: { blobEndpoint: storage.outputs.blobEndpoint, deploymentContainer: storage.outputs.deploymentContainer }
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    allowedOrigins: allOrigins
    settings: union(settings, mailSettings)
  }
  dependsOn: [roles]
}

module diagnostics 'modules/diagnostics.bicep' = {
  name: 'diagnostics'
  params: {
    names: names
    workspaceId: monitoring.outputs.workspaceId
    hasCommunicationServices: sendsByCommunicationServices
    hasPortal: cloud.hasStaticWebApps
  }
  dependsOn: [storage, cosmos, vault, events, portal, api]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    names: names
    location: location
    tags: tags
    addresses: alertAddresses
    baseUrl: baseUrl
    hasCommunicationServices: sendsByCommunicationServices
    lookedAtFrom: cloud.lookedAtFrom
  }
  dependsOn: [monitoring, cosmos, events]
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: { names: names, location: location, tags: tags }
  dependsOn: [monitoring, cosmos]
}

@description('The app reads a secret anew within a day after it changes, without a version in its address.')
func secretOf(name string, vaultName string) string =>
  '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${name})'

output ACS_ENDPOINT string = sendsByCommunicationServices ? communication!.outputs.endpoint : ''
output API_AUDIENCE string = join(apiAudience, ',')
output AZURE_CLIENT_ID string = identity.outputs.clientId
output AZURE_KEY_VAULT_NAME string = names.keyVault
output AZURE_LOCATION string = location
output AZURE_PRINCIPAL_ID string = identity.outputs.principalId
output AZURE_TENANT_ID string = tenant().tenantId
output COSMOS__accountEndpoint string = cosmos.outputs.endpoint
output COSMOS_DATABASE string = cosmos.outputs.databaseName
output DIRECTORY string = directory
output MAIL_FROM string = mailFrom
output OPERATOR_TENANT string = operatorTenant
output PORTAL_ORIGINS string = join(allOrigins, ',')
output PUBLIC_BASE_URL string = baseUrl

@description('Names of resources, as scripts need them.')
output EVENTS_TOPIC_NAME string = sendsByCommunicationServices ? names.topic : ''
output SERVICE_API_NAME string = names.api
output SERVICE_PORTAL_NAME string = cloud.hasStaticWebApps ? names.portal : ''
output STORAGE_ACCOUNT_NAME string = names.storage

@description('How the app runs: where it is a premium plan, its package is put into the container by a script.')
output SERVICE_API_PLAN string = compute.plan
output STORAGE_DEPLOYMENT_CONTAINER string = storage.outputs.deploymentContainer
output STORAGE_DEAD_LETTER_CONTAINER string = storage.outputs.deadLetterContainer
