using 'main.bicep'

// To try it out: pays by the request, and mails come from a domain that Azure manages.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param publicBaseUrl = readEnvironmentVariable('PUBLIC_BASE_URL', '')
param operatorTenant = readEnvironmentVariable('OPERATOR_TENANT', '00000000-0000-0000-0000-000000000000')
param apiAudience = split(readEnvironmentVariable('API_AUDIENCE', '00000000-0000-0000-0000-000000000000'), ',')
param mail = {
  kind: 'managedDomain'
  dataLocation: 'Europe'
  quota: { perMinute: 5, perHour: 10 }
}
param compute = {
  plan: 'flex'
  nodeVersion: '22'
  alwaysReady: 0
  maximumInstances: 40
  instanceMemoryMB: 2048
}
param database = { kind: 'serverless' }
param alertAddresses = split(readEnvironmentVariable('ALERT_ADDRESSES', 'operations@kesher.example'), ',')
