// Who the app is, to everything it calls. User-assigned: Microsoft takes no other kind as a federated credential, and it outlives the app.

import { resourceTags } from 'types.bicep'

@description('Required. What it is called.')
param name string

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The identity as the app names it.')
output clientId string = identity.properties.clientId

@description('The identity as roles name it.')
output principalId string = identity.properties.principalId
