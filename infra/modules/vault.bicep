// The secrets: made by a script and rotated by people, read by the app's identity, known to no template.

import { resourceTags } from 'types.bicep'

@description('Required. What it is called.')
param name string

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
  }
}
