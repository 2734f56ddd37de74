// Where logs and measurements go. Application Insights takes them from the app's identity alone.

import { resourceNames, resourceTags } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

module masking 'masking.bicep' = {
  params: { names: names, location: location, tags: tags }
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: names.workspace
  location: location
  tags: tags
  properties: {
    ...loadJsonContent('../workspace.json')
    defaultDataCollectionRuleResourceId: masking.outputs.ruleId
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: names.insights
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

@description('The workspace.')
output workspaceId string = workspace.id
