// The functions. Flex Consumption takes its package from the deployment container; a premium plan runs it from there as well, so that neither needs a key.

import { appIdentity, appSettings, appStorage, computePlan, resourceNames, resourceTags } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('Required. What the functions run on.')
param compute computePlan

@description('Required. Who the app is.')
param identity appIdentity

@description('Required. Where the host keeps its own, and the package lies.')
param storage appStorage

@description('Required. Where telemetry is sent to; no secret, because local authentication is off there.')
param insightsConnectionString string

@description('Required. The origins of portals.')
param allowedOrigins string[]

@description('Required. The settings that Kesher reads.')
param settings appSettings

@description('Where it is not offered, a premium plan takes its place.')
var isFlex = compute.plan == 'flex'

@description('What one instance answers side by side. Requests wait for the database most of their time; bench/ says how many a core takes.')
var requestsAtOnce = 32

@description('The settings that the Functions host and the platform read.')
var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  AZURE_CLIENT_ID: identity.clientId
  AzureWebJobsDisableHomepage: 'true'
  AzureWebJobsStorage__blobServiceUri: storage.blobEndpoint
  AzureWebJobsStorage__clientId: identity.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  COSMOS__clientId: identity.clientId
  COSMOS__credential: 'managedidentity'
  // Four MB: no operation takes more than two.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '4194304'
}

@description('Flex Consumption says these in its own properties, and refuses them as settings.')
var premiumSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'node'
  WEBSITE_RUN_FROM_PACKAGE: '${storage.blobEndpoint}${storage.deploymentContainer}/kesher.zip'
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
}

@description('How the platform guards the app; the app itself answers for the same origins.')
var securityConfig = {
  cors: { allowedOrigins: allowedOrigins, supportCredentials: false }
  ftpsState: 'Disabled'
  http20Enabled: true
  minTlsVersion: '1.2'
  remoteDebuggingEnabled: false
  scmMinTlsVersion: '1.2'
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: names.plan
  location: location
  tags: tags
  kind: isFlex ? 'functionapp' : 'elastic'
  sku: isFlex ? { name: 'FC1', tier: 'FlexConsumption' } : { name: 'EP1', tier: 'ElasticPremium' }
  properties: isFlex
    ? { reserved: true }
    : { reserved: true, elasticScaleEnabled: true, maximumElasticWorkerCount: min(compute.maximumInstances, 100) }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: names.api
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identity.id
    siteConfig: isFlex
      ? securityConfig
      : {
          ...securityConfig
          linuxFxVersion: 'Node|${compute.nodeVersion}'
          healthCheckPath: '/health/live'
          minimumElasticInstanceCount: max(compute.alwaysReady, 1)
        }
    functionAppConfig: isFlex
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: '${storage.blobEndpoint}${storage.deploymentContainer}'
              authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
            }
          }
          runtime: { name: 'node', version: compute.nodeVersion }
          scaleAndConcurrency: {
            alwaysReady: compute.alwaysReady > 0 ? [{ name: 'http', instanceCount: compute.alwaysReady }] : []
            maximumInstanceCount: compute.maximumInstances
            instanceMemoryMB: compute.instanceMemoryMB
            triggers: { http: { perInstanceConcurrency: requestsAtOnce } }
          }
        }
      : null
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, hostSettings, isFlex ? {} : premiumSettings)
  }

  // Nobody deploys with a password.
  resource noFtpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('The function app.')
output id string = site.id
