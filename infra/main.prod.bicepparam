using 'main.bicep'

// One instance is always ready, the database scales by itself, and mails come from a domain of one's own once it is verified.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param operatorTenant = readEnvironmentVariable('OPERATOR_TENANT', '00000000-0000-0000-0000-000000000000')
param apiAudience = split(readEnvironmentVariable('API_AUDIENCE', '00000000-0000-0000-0000-000000000000'), ',')
param publicBaseUrl = readEnvironmentVariable('PUBLIC_BASE_URL', 'https://offers.kesher.example')
param mail = {
  kind: 'customDomain'
  dataLocation: 'Europe'
  domain: readEnvironmentVariable('MAIL_DOMAIN', 'mail.kesher.example')
  sender: readEnvironmentVariable('MAIL_SENDER', 'donotreply')
  verified: bool(readEnvironmentVariable('MAIL_DOMAIN_VERIFIED', 'false'))
  quota: { perMinute: 30, perHour: 100 }
}
param compute = {
  plan: 'flex'
  nodeVersion: '24'
  alwaysReady: 1
  maximumInstances: 100
  instanceMemoryMB: 2048
}
param database = { kind: 'autoscale', maximumThroughput: 4000 }
param portalOrigins = filter(split(readEnvironmentVariable('PORTAL_ORIGINS', ''), ','), origin => !empty(origin))
param directory = 'graph'
param alertAddresses = split(readEnvironmentVariable('ALERT_ADDRESSES', 'operations@kesher.example'), ',')
