// Delivery reports come from this topic. Who is told of them is said in delivery-reports.bicep, once the app answers.

param name string
param tags object
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

output principalId string = topic.identity.principalId
