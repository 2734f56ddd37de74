// The names of all resources. Nothing else makes one, so that lengths and alphabets are looked after here alone.

import { resourceNames } from 'types.bicep'

@description('What is left of a name when only small letters and digits are.')
func lettersOf(name string) string =>
  join(
    filter(
      map(range(0, length(name)), place => substring(toLower(name), place, 1)),
      letter => contains('abcdefghijklmnopqrstuvwxyz0123456789', letter)
    ),
    ''
  )

@description('Short enough for every kind of resource: the hash has 13 characters, and a storage account\'s name at most 24.')
func partOf(environmentName string, longest int) string =>
  take(empty(lettersOf(environmentName)) ? 'kesher' : lettersOf(environmentName), longest)

@export()
@description('The names of one environment; the hash tells it apart from all others in Azure.')
func namesOf(environmentName string, hash string) resourceNames => {
  identity: 'id-${partOf(environmentName, 12)}-${hash}'
  workspace: 'log-${partOf(environmentName, 12)}-${hash}'
  insights: 'appi-${partOf(environmentName, 12)}-${hash}'
  maskingRule: 'dcr-${partOf(environmentName, 12)}-${hash}'
  actionGroup: 'ag-${partOf(environmentName, 12)}-${hash}'
  storage: 'st${partOf(environmentName, 9)}${hash}'
  cosmos: 'cosmos-${partOf(environmentName, 12)}-${hash}'
  keyVault: 'kv-${partOf(environmentName, 7)}-${hash}'
  communication: 'acs-${partOf(environmentName, 12)}-${hash}'
  email: 'email-${partOf(environmentName, 12)}-${hash}'
  topic: 'evgt-${partOf(environmentName, 12)}-${hash}'
  plan: 'plan-${partOf(environmentName, 12)}-${hash}'
  // The host tells apps in one storage account apart by the first 32 characters: this is no longer than that.
  api: 'func-${partOf(environmentName, 12)}-${hash}'
  portal: 'stapp-${partOf(environmentName, 12)}-${hash}'
}

@export()
@description('The database.')
var databaseName = 'kesher'

@export()
@description('Where packages lie.')
var deploymentContainer = 'deployments'

@export()
@description('Where delivery reports lie that could not be delivered.')
var deadLetterContainer = 'dead-letters'
