// The portal: files only. Who is signed in is judged by the API.

import { resourceTags } from 'types.bicep'

@description('Required. What it is called.')
param name string

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('Where static web apps can be managed from; their files are served from everywhere.')
var offeredIn = ['westeurope', 'westus2', 'centralus', 'eastus2', 'eastasia']

resource portal 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: contains(offeredIn, location) ? location : offeredIn[0]
  tags: union(tags, { 'azd-service-name': 'portal' })
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { allowConfigFileUpdates: true, stagingEnvironmentPolicy: 'Disabled' }
}

@description('The origin of its pages.')
output origin string = 'https://${portal.properties.defaultHostname}'
