// What resources tell of themselves, into the workspace. Left out is what would hold people's addresses or links' codes, and what Application Insights has already.

// The version without "preview" is ten years old and knows no groups of categories.
#disable-diagnostics use-recent-api-versions

import { resourceNames } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The workspace that all of it goes to.')
param workspaceId string

@description('Required. Whether mails go out by Azure Communication Services.')
param hasCommunicationServices bool

@description('Required. Whether the portal is a static web app here.')
param hasPortal bool

@description('All that can be sent.')
var everyMeasurement = [{ category: 'AllMetrics', enabled: true }]

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: names.cosmos
}

resource ofCosmos 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: cosmos
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // Not DataPlaneRequests: a row for every read.
    logs: [
      { category: 'ControlPlaneRequests', enabled: true }
      { category: 'PartitionKeyStatistics', enabled: true }
    ]
    metrics: everyMeasurement
  }
}

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: names.keyVault
}

resource ofVault 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: everyMeasurement
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: names.storage

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource ofStorage 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: storage
  properties: { workspaceId: workspaceId, metrics: everyMeasurement }
}

resource ofBlobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: storage::blobs
  properties: {
    workspaceId: workspaceId
    // Not StorageRead and StorageWrite: the host renews its leases all the time.
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: everyMeasurement
  }
}

resource api 'Microsoft.Web/sites@2025-03-01' existing = {
  name: names.api
}

resource ofApi 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: api
  // Not FunctionAppLogs: Application Insights has the same lines, and there codes are hidden.
  properties: { workspaceId: workspaceId, metrics: everyMeasurement }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' existing = {
  name: names.plan
}

resource ofPlan 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: plan
  properties: { workspaceId: workspaceId, metrics: everyMeasurement }
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: names.workspace
}

resource ofWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: workspace
  // Who asked what of the logs.
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'audit', enabled: true }], metrics: everyMeasurement }
}

resource portal 'Microsoft.Web/staticSites@2025-03-01' existing = {
  name: names.portal
}

resource ofPortal 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (hasPortal) {
  name: 'to-workspace'
  scope: portal
  // Not StaticSiteHttpLogs: a row for every file. None of its measurements can be sent to a workspace.
  properties: { workspaceId: workspaceId, logs: [{ category: 'StaticSiteDiagnosticLogs', enabled: true }] }
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' existing = {
  name: names.communication
}

resource ofCommunication 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (hasCommunicationServices) {
  name: 'to-workspace'
  scope: communication
  properties: {
    workspaceId: workspaceId
    // Not EmailStatusUpdateOperational: it holds recipients' addresses, and delivery reports tell the app the same.
    logs: [{ category: 'EmailSendMailOperational', enabled: true }]
    metrics: everyMeasurement
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: names.topic
}

resource ofTopic 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (hasCommunicationServices) {
  name: 'to-workspace'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'DeliveryFailures', enabled: true }]
    metrics: everyMeasurement
  }
}
