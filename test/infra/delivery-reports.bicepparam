using '../../infra/delivery-reports.bicep'

// As the script deploys it, with the outputs of main.bicep.
param topicName = 'evgt-prod'
param storageAccountName = 'stprod'
param publicBaseUrl = 'https://offers.partner.example'
param tenantId = '00000000-0000-4000-8000-00000000000a'
param applicationId = '00000000-0000-4000-8000-00000000000b'
