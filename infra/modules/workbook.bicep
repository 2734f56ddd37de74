// One page to look at when something is wrong, or nothing is.

import { resourceNames, resourceTags } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: names.workspace
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: names.cosmos
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspace.id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Kesher'
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: toLower(workspace.id)
    serializedData: replace(
      replace(loadTextContent('../workbook.json'), '{workspaceId}', workspace.id),
      '{cosmosId}',
      cosmos.id
    )
  }
}
