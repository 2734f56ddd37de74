// Azure Communication Services and the domains that it sends from.

import { mailService, resourceNames, resourceTags } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('Required. Who sends the mails.')
param mail mailService

@description('Required. Where customers reach the app.')
param baseUrl string

@description('The host of the pages.')
var pagesHost = split(split(baseUrl, '://')[1], '/')[0]

@description('The domain of the mails, and the one above it.')
var domains = mail.kind == 'customDomain' ? [mail.domain, join(skip(split(mail.domain, '.'), 1), '.')] : []

@description('Whether pages and mails are seen to belong together: phones fill in a mailed code only on a page of the sender\'s registrable domain.')
var belongsToPages = !empty(filter(
  domains,
  domain => contains(domain, '.') && (pagesHost == domain || endsWith(pagesHost, '.${domain}'))
))

@description('Where the service keeps what it keeps.')
var dataLocation = mail.kind == 'smtp' ? fail('An SMTP relay needs no Communication Services.') : mail.dataLocation

@description('Whether mails go out from the domain of one\'s own.')
var isVerified = mail.kind != 'customDomain'
  ? false
  : mail.verified && !belongsToPages
      ? fail('mail.domain and the host of publicBaseUrl must lie below one domain of yours.')
      : mail.verified

@description('What stands before the @.')
var username = mail.kind == 'customDomain' ? mail.sender : 'donotreply'

resource email 'Microsoft.Communication/emailServices@2026-03-18' = {
  name: names.email
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

// It stays when there is a domain of one's own: mails go out from it until that one is verified.
resource managedDomain 'Microsoft.Communication/emailServices/domains@2026-03-18' = {
  parent: email
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
}

// Engagement tracking would rewrite the links in mails, codes included.
resource customDomain 'Microsoft.Communication/emailServices/domains@2026-03-18' = if (mail.kind == 'customDomain') {
  parent: email
  name: mail.kind == 'customDomain' ? mail.domain : 'none'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }
}

resource service 'Microsoft.Communication/communicationServices@2026-03-18' = {
  name: names.communication
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    // Azure refuses to link a domain that is not verified.
    linkedDomains: isVerified ? [managedDomain.id, customDomain.id] : [managedDomain.id]
  }
}

// Azure makes `donotreply` for every domain, and lets others be made only where it has raised the domain's limits.
resource sender 'Microsoft.Communication/emailServices/domains/senderUsernames@2026-03-18' = if (isVerified && toLower(username) != 'donotreply') {
  parent: customDomain
  name: username
  properties: { username: username, displayName: 'Kesher' }
  dependsOn: [service]
}

@description('Where the app hands mails over.')
output endpoint string = 'https://${service.properties.hostName}'

@description('The service, whose events are delivery reports.')
output serviceId string = service.id

@description('Who the mails are from.')
output from string = isVerified
  ? '${username}@${customDomain.name}'
  : 'donotreply@${managedDomain.properties.fromSenderDomain}'
