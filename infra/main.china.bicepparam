using 'main.bicep'

// The cloud of mainland China: no Communication Services, no Static Web Apps, and Flex Consumption not in every region.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'china')
param location = readEnvironmentVariable('AZURE_LOCATION', 'chinanorth3')
param operatorTenant = readEnvironmentVariable('OPERATOR_TENANT', '00000000-0000-0000-0000-000000000000')
param apiAudience = split(readEnvironmentVariable('API_AUDIENCE', '00000000-0000-0000-0000-000000000000'), ',')
param publicBaseUrl = readEnvironmentVariable('PUBLIC_BASE_URL', 'https://offers.kesher.example')
param clouds = ['china']
param mail = {
  kind: 'smtp'
  from: readEnvironmentVariable('MAIL_FROM', 'noreply@mail.kesher.example')
  quota: { perMinute: 30, perHour: 1000 }
}
param compute = {
  plan: 'premium'
  nodeVersion: '22'
  alwaysReady: 1
  maximumInstances: 20
  instanceMemoryMB: 2048
}
param database = { kind: 'autoscale', maximumThroughput: 4000 }
param portalOrigins = split(readEnvironmentVariable('PORTAL_ORIGINS', 'https://portal.kesher.example'), ',')
param alertAddresses = split(readEnvironmentVariable('ALERT_ADDRESSES', 'operations@kesher.example'), ',')
