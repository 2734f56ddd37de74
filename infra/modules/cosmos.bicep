// The database. Its containers are those that the code declares: containers.json is written from shared/cosmos/containers.ts.

import { databaseName } from 'names.bicep'
import { databaseCapacity, resourceTags } from 'types.bicep'

@description('Required. What it is called.')
param name string

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('Required. What it may take.')
param capacity databaseCapacity

@description('Paid by the request.')
var isServerless = capacity.kind == 'serverless'

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: false }]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    capabilities: isServerless ? [{ name: 'EnableServerless' }] : []
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: 'Enabled'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous30Days' } }
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2026-03-15' = {
  parent: account
  name: databaseName
  properties: { resource: { id: databaseName } }
}

// One after another: Cosmos DB refuses some changes while another is under way.
@batchSize(1)
resource containers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2026-03-15' = [
  for container in loadJsonContent('../containers.json'): {
    parent: database
    name: container.id
    properties: {
      resource: container
      options: capacity.kind == 'autoscale'
        ? { autoscaleSettings: { maxThroughput: container.id == 'partners' ? capacity.maximumThroughput : 1000 } }
        : {}
    }
  }
]

@description('Where the app and the host\'s trigger reach it.')
output endpoint string = account.properties.documentEndpoint
