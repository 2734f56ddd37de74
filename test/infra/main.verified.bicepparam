using '../../infra/main.bicep'

// A domain of one's own that is verified, with a sender of its own, on the plan for clouds without Flex Consumption, and a portal elsewhere too.
param environmentName = 'verified'
param location = 'westeurope'
param operatorTenant = '00000000-0000-4000-8000-00000000000a'
param apiAudience = ['00000000-0000-4000-8000-00000000000b']
param publicBaseUrl = 'https://offers.partner.example'
param mail = {
  kind: 'customDomain'
  dataLocation: 'Europe'
  domain: 'mail.partner.example'
  sender: 'offers'
  verified: true
  quota: { perMinute: 30, perHour: 100 }
}
param compute = {
  plan: 'premium'
  nodeVersion: '22'
  alwaysReady: 2
  maximumInstances: 20
  instanceMemoryMB: 2048
}
param database = { kind: 'serverless' }
param portalOrigins = ['https://portal.partner.example']
param alertAddresses = ['one@partner.example', 'other@partner.example']
