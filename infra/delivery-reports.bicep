// Has delivery reports brought to the app. It must answer by now: Event Grid asks it first whether it wants them.
targetScope = 'resourceGroup'

import { deadLetterContainer } from 'modules/names.bicep'

@description('Required. The topic of delivery reports: EVENTS_TOPIC_NAME of main.bicep.')
param topicName string

@description('Required. Where the dead letters lie: STORAGE_ACCOUNT_NAME of main.bicep.')
param storageAccountName string

@description('Required. Where customers reach the app: PUBLIC_BASE_URL of main.bicep.')
param publicBaseUrl string

@description('Required. The tenant of the app registration: OPERATOR_TENANT.')
@minLength(36)
@maxLength(36)
param tenantId string

@description('Required. The app registration\'s id, which the token of a delivery is made out to: the first of API_AUDIENCE.')
@minLength(36)
@maxLength(36)
param applicationId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageAccountName
}

resource reports 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'delivery-reports'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: { includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived'] }
    destination: {
      endpointType: 'WebHook'
      properties: {
        // An address with a key in it would be a secret; here a token says who calls.
        #disable-next-line use-secure-value-for-secure-inputs
        endpointUrl: '${publicBaseUrl}/events/mail'
        azureActiveDirectoryTenantId: tenantId
        azureActiveDirectoryApplicationIdOrUri: applicationId
        maxEventsPerBatch: 100
        preferredBatchSizeInKilobytes: 256
        minimumTlsVersionAllowed: '1.2'
      }
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: storage.id, blobContainerName: deadLetterContainer }
      }
    }
  }
}
