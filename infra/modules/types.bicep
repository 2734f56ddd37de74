// What a deployment is told, as types: the compiler checks parameter files against them.

@export()
@description('How many mails the mail service takes. Azure Communication Services begins with 30 a minute and 100 an hour for a domain of one\'s own; a managed domain takes 5 and 10.')
type mailQuota = {
  @description('In any minute.')
  @minValue(1)
  perMinute: int

  @description('In any hour.')
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
  @description('A domain that Azure manages.')
  kind: 'managedDomain'

  @description('Where the service keeps what it keeps.')
  dataLocation: dataLocation

  @description('How many mails it takes.')
  quota: mailQuota

  @description('Domains of more mail providers, whose addresses speak for no company.')
  publicDomains: string[]?
}

@description('Azure Communication Services with a domain of one\'s own. Until it is verified, mails go out from the managed domain.')
type customDomainMail = {
  @description('A domain of one\'s own.')
  kind: 'customDomain'

  @description('Where the service keeps what it keeps.')
  dataLocation: dataLocation

  @description('For instance mail.partner.example; below the same registrable domain as the pages, so that phones fill in codes.')
  domain: string

  @description('What stands before the @: donotreply, until Azure has raised the limits of the domain.')
  sender: string

  @description('Whether Azure has verified the domain, SPF and both DKIM records. Azure refuses to link it before.')
  verified: bool

  @description('How many mails it takes.')
  quota: mailQuota

  @description('Domains of more mail providers, whose addresses speak for no company.')
  publicDomains: string[]?
}

@description('An SMTP relay. Its address, with user and password, lies in the key vault as smtp-url.')
type smtpMail = {
  @description('A relay.')
  kind: 'smtp'

  @description('The sender\'s whole address.')
  from: string

  @description('How the app introduces itself to the relay; the name of the pages when left out.')
  serverName: string?

  @description('How many mails it takes.')
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

  @description('The version of Node.js.')
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
@description('What the database may take: paid by the request, or a throughput that scales by itself.')
@discriminator('kind')
type databaseCapacity = serverlessDatabase | autoscaleDatabase

@description('Paid by the request.')
type serverlessDatabase = {
  @description('Paid by the request.')
  kind: 'serverless'
}

@description('A throughput that scales between a tenth and its maximum.')
type autoscaleDatabase = {
  @description('Scales.')
  kind: 'autoscale'

  @description('Of the container partners, in request units a second: a multiple of 1000.')
  @minValue(1000)
  maximumThroughput: int
}

@export()
@description('The names of one environment.')
type resourceNames = {
  @description('The app\'s identity.')
  identity: string

  @description('The Log Analytics workspace.')
  workspace: string

  @description('Application Insights.')
  insights: string

  @description('The rule that hides codes.')
  maskingRule: string

  @description('Who is alerted.')
  actionGroup: string

  @description('The storage account.')
  storage: string

  @description('The Cosmos DB account.')
  cosmos: string

  @description('The key vault.')
  keyVault: string

  @description('Azure Communication Services.')
  communication: string

  @description('The e-mail service behind it.')
  email: string

  @description('The topic of delivery reports.')
  topic: string

  @description('What the functions run on.')
  plan: string

  @description('The function app.')
  api: string

  @description('The static web app.')
  portal: string
}

@export()
@description('What every resource is tagged with.')
type resourceTags = {
  @description('The environment, for azd.')
  'azd-env-name': string
}

@export()
@description('Settings of the function app.')
type appSettings = {
  @description('A setting.')
  *: string
}
