// Who may do what: every assignment of this deployment stands here.

import { databaseName, deadLetterContainer } from 'names.bicep'
import { resourceNames } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The app\'s identity.')
param appPrincipalId string

@description('Required. Whether mails go out by Azure Communication Services, and reports of them come back.')
param hasCommunicationServices bool

@description('Conditional. The identity of the topic of delivery reports. Required where there is one.')
param topicPrincipalId string = ''

@description('Ids of roles that Azure has (learn.microsoft.com/azure/role-based-access-control/built-in-roles).')
var builtIn = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.identity
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: names.topic
}

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: names.keyVault
}

resource appReadsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, builtIn.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', builtIn.keyVaultSecretsUser)
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

resource appPublishesTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, identity.id, builtIn.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      builtIn.monitoringMetricsPublisher
    )
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: names.storage

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: deadLetterContainer
    }
  }
}

// The host makes its own containers for leases and keys in this account, which holds nothing of the app's.
resource hostKeepsItsOwn 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, identity.id, builtIn.storageBlobDataOwner)
  scope: storage
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', builtIn.storageBlobDataOwner)
  }
}

resource topicPutsReportsAway 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (hasCommunicationServices) {
  name: guid(storage::blobs::deadLetters.id, topic.id, builtIn.storageBlobDataContributor)
  scope: storage::blobs::deadLetters
  properties: {
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      builtIn.storageBlobDataContributor
    )
  }
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' existing = {
  name: names.communication
}

// Narrower than the built-in Communication and Email Service Owner, which may delete the service and list its keys too
// (learn.microsoft.com/azure/communication-services/quickstarts/email/send-email-smtp/smtp-authentication).
resource mailSender 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (hasCommunicationServices) {
  name: guid(communication.id, 'mail-sender')
  properties: {
    // Names of roles are unique in a tenant.
    roleName: 'Kesher mail sender (${names.communication})'
    description: 'Sends mails by Azure Communication Services.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.Communication/CommunicationServices/Read'
          'Microsoft.Communication/CommunicationServices/Write'
          'Microsoft.Communication/EmailServices/Write'
        ]
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource appSendsMails 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (hasCommunicationServices) {
  name: guid(communication.id, identity.id, 'mail-sender')
  scope: communication
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: mailSender.id
  }
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: names.cosmos
}

@description('Nothing but the database: not the account, nor another database in it.')
var databaseScope = '${cosmos.id}/dbs/${databaseName}'

// Less than the built-in data contributor, which may run stored procedures and settle conflicts; the host's trigger needs no more either.
resource documentsRole 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions@2026-03-15' = {
  parent: cosmos
  name: guid(cosmos.id, 'documents')
  properties: {
    roleName: 'Kesher documents'
    type: 'CustomRole'
    assignableScopes: [databaseScope]
    permissions: [
      {
        dataActions: [
          'Microsoft.DocumentDB/databaseAccounts/readMetadata'
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/executeQuery'
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/readChangeFeed'
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*'
        ]
      }
    ]
  }
}

resource appKeepsDocuments 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = {
  parent: cosmos
  name: guid(databaseScope, identity.id, 'documents')
  properties: {
    principalId: appPrincipalId
    roleDefinitionId: documentsRole.id
    scope: databaseScope
  }
}
