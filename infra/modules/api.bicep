// The functions. Flex Consumption takes its package from the deployment container; a premium plan runs it from there as well, so that neither needs a key.

import { deploymentContainer } from 'names.bicep'
import { appSettings, computePlan, resourceNames, resourceTags } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('Required. What the functions run on.')
param compute computePlan

@description('Required. The origins of portals.')
param allowedOrigins string[]

@description('Required. The settings that Kesher reads.')
param settings appSettings

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.identity
}

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: names.storage
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

@description('Where it is not offered, a premium plan takes its place.')
var isFlex = compute.plan == 'flex'

@description('What one instance answers side by side. Requests wait for the database most of their time.')
var requestsAtOnce = 32

@description('Where packages lie.')
var packages = '${storage.properties.primaryEndpoints.blob}${deploymentContainer}'

@description('The settings that the Functions host and the platform read.')
var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  // No secret: it says where to send to. Who may is said by the role, because local authentication is off.
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  AZURE_CLIENT_ID: identity.properties.clientId
  AzureWebJobsDisableHomepage: 'true'
  AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
  AzureWebJobsStorage__clientId: identity.properties.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  COSMOS__clientId: identity.properties.clientId
  COSMOS__credential: 'managedidentity'
  // Four MB: no operation takes more than two.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '4194304'
}

@description('Flex Consumption says these in its own properties, and refuses them as settings.')
var premiumSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'node'
  // Azure Files, where premium plans keep packages otherwise, wants a key.
  WEBSITE_RUN_FROM_PACKAGE: '${packages}/kesher.zip'
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
}

@description('How the platform guards the app; the app itself answers for the same origins.')
var guards = {
  cors: { allowedOrigins: allowedOrigins, supportCredentials: false }
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
      ? guards
      : {
          ...guards
          // Flex Consumption has no FTP, and no such property
          // (learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations).
          ftpsState: 'Disabled'
          linuxFxVersion: 'Node|${compute.nodeVersion}'
          healthCheckPath: '/health/live'
          minimumElasticInstanceCount: max(compute.alwaysReady, 1)
        }
    functionAppConfig: isFlex
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: packages
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
