// One environment of Kesher, all of it in one resource group. `docs/operations.md` says how it is deployed.
targetScope = 'resourceGroup'

import { cloudFacts } from 'modules/clouds.bicep'
import { databaseName, deadLetterContainer, deploymentContainer, namesOf } from 'modules/names.bicep'
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

@description('The app reads a secret anew within a day after it changes, without a version in its address.')
func secretOf(name string, vaultName string) string => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${name})'

@description('The names of all resources.')
var names = namesOf(environmentName, uniqueString(subscription().id, resourceGroup().id, environmentName))

@description('By these azd finds what belongs to it.')
var tags = { 'azd-env-name': environmentName }

@description('What is particular to the cloud.')
var cloud = cloudFacts[clouds[0]]

@description('Otherwise by a relay.')
var sendsByCommunicationServices = mail.kind != 'smtp'

@description('Where customers reach the app.')
var baseUrl = publicBaseUrl == '' ? 'https://${names.api}.${cloud.appDomain}' : publicBaseUrl

module identity 'modules/identity.bicep' = {
  params: { name: names.identity, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  params: { names: names, location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  params: { name: names.storage, location: location, tags: tags }
}

module cosmos 'modules/cosmos.bicep' = {
  params: { name: names.cosmos, location: location, tags: tags, capacity: database }
}

module vault 'modules/vault.bicep' = {
  params: { name: names.keyVault, location: location, tags: tags }
}

module communication 'modules/mail.bicep' = if (sendsByCommunicationServices) {
  params: { names: names, tags: tags, mail: mail, baseUrl: baseUrl }
}

module events 'modules/events.bicep' = if (sendsByCommunicationServices) {
  params: { name: names.topic, tags: tags, communicationServiceId: communication!.outputs.serviceId }
}

module portal 'modules/portal.bicep' = if (cloud.hasStaticWebApps) {
  params: { name: names.portal, location: location, tags: tags }
}

module roles 'modules/roles.bicep' = {
  params: {
    names: names
    appPrincipalId: identity.outputs.principalId
    hasCommunicationServices: sendsByCommunicationServices
    topicPrincipalId: sendsByCommunicationServices ? events!.outputs.principalId : ''
  }
  dependsOn: [monitoring, storage, cosmos, vault]
}

@description('The portal of this deployment, where it has one.')
var ownOrigins = cloud.hasStaticWebApps ? [portal!.outputs.origin] : []

@description('Whose pages may call the API: told to the app, and to the platform.')
var allOrigins = union(portalOrigins, ownOrigins)

@description('Who the mails are from.')
var mailFrom = mail.kind == 'smtp' ? mail.from : communication!.outputs.from

@description('How many mails may go out. A domain that Azure manages takes no more than 5 a minute and 10 an hour, and mails go out from it until one of one\'s own is verified.')
var mailQuota = (mail.kind == 'customDomain' ? mail.verified : true)
  ? mail.quota
  : { perMinute: min(mail.quota.perMinute, 5), perHour: min(mail.quota.perHour, 10) }

@description('What shared/config.ts reads, name by name; a test compares the two. What is empty there counts as missing.')
var settings = {
  API_AUDIENCE: join(apiAudience, ',')
  CLOUDS: join(clouds, ',')
  COSMOS__accountEndpoint: cosmos.outputs.endpoint
  COSMOS_DATABASE: databaseName
  DIRECTORY: directory
  ENTRA_AUTHORITY: cloud.authority
  LINK_KEYS: secretOf('link-keys', names.keyVault)
  MAIL_FROM: mailFrom
  MAIL_PER_HOUR: string(mailQuota.perHour)
  MAIL_PER_MINUTE: string(mailQuota.perMinute)
  OPERATOR_TENANT: operatorTenant
  PORTAL_ORIGINS: join(allOrigins, ',')
  PRODUCT_KEY_PEPPERS: secretOf('product-key-peppers', names.keyVault)
  PROVISIONER: 'worklist'
  PUBLIC_BASE_URL: baseUrl
  PUBLIC_MAIL_DOMAINS: join(mail.?publicDomains ?? [], ',')
  SMTP_NAME: mail.kind == 'smtp' ? mail.?serverName ?? '' : ''
}

@description('Where they are handed over.')
var mailSettings = sendsByCommunicationServices
  ? { ACS_ENDPOINT: communication!.outputs.endpoint }
  : { SMTP_URL: secretOf('smtp-url', names.keyVault) }

// The roles come first: without them the app could neither be deployed nor start.
module api 'modules/api.bicep' = {
  params: {
    names: names
    location: location
    tags: tags
    compute: compute
    allowedOrigins: allOrigins
    settings: union(settings, mailSettings)
  }
  dependsOn: [roles]
}

module diagnostics 'modules/diagnostics.bicep' = {
  params: {
    names: names
    workspaceId: monitoring.outputs.workspaceId
    hasCommunicationServices: sendsByCommunicationServices
    hasPortal: cloud.hasStaticWebApps
  }
  dependsOn: [storage, cosmos, vault, events, portal, api]
}

module alerts 'modules/alerts.bicep' = {
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
  params: { names: names, location: location, tags: tags }
  dependsOn: [monitoring, cosmos]
}

// Outputs are called what the settings are called, or what azd and the scripts call them. azd keeps them as variables: AZURE_CLIENT_ID and
// AZURE_PRINCIPAL_ID are none of them, because to azd those are whoever deploys.

@description('Where the app hands mails over to Azure Communication Services; nothing where a relay sends them.')
output ACS_ENDPOINT string = sendsByCommunicationServices ? communication!.outputs.endpoint : ''

@description('The ids of the applications that tokens are made out to.')
output API_AUDIENCE string = join(apiAudience, ',')

@description('The app\'s identity, as the app names it.')
output AZURE_IDENTITY_CLIENT_ID string = identity.outputs.clientId

@description('The key vault, for the script that makes secrets.')
output AZURE_KEY_VAULT_NAME string = names.keyVault

@description('The region.')
output AZURE_LOCATION string = location

@description('The app\'s identity, as roles and federated credentials name it.')
output AZURE_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('The tenant of the identity.')
output AZURE_TENANT_ID string = tenant().tenantId

@description('Where the database is reached.')
output COSMOS__accountEndpoint string = cosmos.outputs.endpoint

@description('The database.')
output COSMOS_DATABASE string = databaseName

@description('Who knows the people of customers: where that is graph, the app registration asks for more.')
output DIRECTORY string = directory

@description('Who mails are from by now.')
output MAIL_FROM string = mailFrom

@description('The tenant whose tokens may carry the app role Operator.')
output OPERATOR_TENANT string = operatorTenant

@description('The origins of portals, that of this deployment among them.')
output PORTAL_ORIGINS string = join(allOrigins, ',')

@description('Where customers reach the app.')
output PUBLIC_BASE_URL string = baseUrl

@description('The host that Azure gave the app, which a domain of one\'s own points to.')
output SERVICE_API_HOST string = '${names.api}.${cloud.appDomain}'

@description('The function app.')
output SERVICE_API_NAME string = names.api

@description('flex, or premium: then a script puts the package into the deployment container, as kesher.zip.')
output SERVICE_API_PLAN string = compute.plan

@description('The static web app of the portal; nothing where it is served from elsewhere.')
output SERVICE_PORTAL_NAME string = cloud.hasStaticWebApps ? names.portal : ''

@description('The topic of delivery reports, for delivery-reports.bicep; nothing where there are none.')
output EVENTS_TOPIC_NAME string = sendsByCommunicationServices ? names.topic : ''

@description('The e-mail service, whose custom domain is verified by a script; nothing where a relay sends mails.')
output EMAIL_SERVICE_NAME string = sendsByCommunicationServices ? names.email : ''

@description('The storage account.')
output STORAGE_ACCOUNT_NAME string = names.storage

@description('Where delivery reports lie that could not be delivered.')
output STORAGE_DEAD_LETTER_CONTAINER string = deadLetterContainer

@description('Where the package lies.')
output STORAGE_DEPLOYMENT_CONTAINER string = deploymentContainer
