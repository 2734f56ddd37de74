// Delivery reports come from this topic. Who is told of them is said in delivery-reports.bicep, once the app answers.

import { resourceTags } from 'types.bicep'

@description('Required. What it is called.')
param name string

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('Required. The service whose events they are.')
param communicationServiceId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: 'global'
  tags: tags
  // By this identity it puts away what could not be delivered.
  identity: { type: 'SystemAssigned' }
  properties: {
    source: communicationServiceId
    topicType: 'Microsoft.Communication.CommunicationServices'
  }
}

@description('Who puts away what could not be delivered.')
output principalId string = topic.identity.principalId
