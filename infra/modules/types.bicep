// What a deployment is told, as types: the compiler checks parameter files against them.

@export()
@description('How many mails the mail service takes. Azure Communication Services begins with 30 a minute and 100 an hour for a domain of one\'s own; a managed domain takes 5 and 10.')
type mailQuota = {
  @minValue(1)
  perMinute: int

  @minValue(1)
  perHour: int
}

@description('Where Azure Communication Services keeps what it keeps.')
type dataLocation =
  | 'Africa'
  | 'Asia Pacific'
  | 'Australia'
  | 'Brazil'
  | 'Canada'
  | 'Europe'
  | 'France'
  | 'Germany'
  | 'India'
  | 'Japan'
  | 'Korea'
  | 'Norway'
  | 'Switzerland'
  | 'UAE'
  | 'UK'
  | 'United States'

@description('Azure Communication Services with a domain that Azure manages: for trying it out.')
type managedDomainMail = {
  kind: 'managedDomain'
  dataLocation: dataLocation
  quota: mailQuota

  @description('Domains of more mail providers, whose addresses speak for no company.')
  publicDomains: string[]?
}

@description('Azure Communication Services with a domain of one\'s own. Until it is verified, mails go out from the managed domain.')
type customDomainMail = {
  kind: 'customDomain'
  dataLocation: dataLocation

  @description('For instance mail.partner.example; below the same registrable domain as the pages, so that phones fill in codes.')
  domain: string

  @description('What stands before the @: donotreply, until Azure has raised the limits of the domain.')
  sender: string

  @description('Whether Azure has verified the domain, SPF and both DKIM records. Azure refuses to link it before.')
  verified: bool
  quota: mailQuota

  @description('Domains of more mail providers, whose addresses speak for no company.')
  publicDomains: string[]?
}

@description('An SMTP relay. Its address, with user and password, lies in the key vault as smtp-url.')
type smtpMail = {
  kind: 'smtp'

  @description('The sender\'s whole address.')
  from: string

  @description('How the app introduces itself to the relay; the name of the pages when left out.')
  serverName: string?
  quota: mailQuota

  @description('Domains of more mail providers, whose addresses speak for no company.')
  publicDomains: string[]?
}

@export()
@description('Who sends the mails.')
@discriminator('kind')
type mailService = managedDomainMail | customDomainMail | smtpMail

@export()
@description('What the functions run on.')
type computePlan = {
  @description('flex: Flex Consumption. premium: Elastic Premium (EP1), where Flex Consumption is not offered.')
  plan: 'flex' | 'premium'
  nodeVersion: '22' | '24'

  @description('How many instances answer HTTP without a cold start.')
  @minValue(0)
  @maxValue(20)
  alwaysReady: int

  @description('Flex Consumption takes 40 to 1000, a premium plan at most 100.')
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int

  @description('Flex Consumption only.')
  instanceMemoryMB: 512 | 2048 | 4096
}

@export()
@description('What the database may take: paid by the request, or a throughput that scales between a tenth and its maximum, shared by all containers.')
@discriminator('kind')
type databaseCapacity = { kind: 'serverless' } | autoscaleDatabase

type autoscaleDatabase = {
  kind: 'autoscale'

  @description('In request units a second, in thousands.')
  @minValue(1000)
  maximumThroughput: int
}
