// The portal: files only. Who is signed in is judged by the API.

param name string
param location string
param tags object

resource portal 'Microsoft.Web/staticSites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'portal' })
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { allowConfigFileUpdates: true, stagingEnvironmentPolicy: 'Disabled' }
}

output origin string = 'https://${portal.properties.defaultHostname}'
