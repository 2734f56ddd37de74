// Telemetry holds whole addresses, codes of customers' links included, before any code of the app runs. What the workspace keeps of them is said here.

import { resourceNames, resourceTags } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('What stands in a path before a secret: see shared/paths. A logo\'s address is none; whoever sees the page sees it.')
var secretPaths = 'o|access|reveal|requests|stop'

// Transformations know neither `replace_regex` nor `replace`; what is used here stands in the list of what they know:
// learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-transformations-kql
@description('What is before a code that is not hidden yet, the code, and what is behind it.')
var pattern = '@"(?s)^(.*?/(?:${secretPaths})/)[^/?#*\\s""\'&<>\\\\]+(.*)$"'

@description('A text without the first code that is not hidden yet.')
func hidden(column string, pattern string) string =>
  '${column} = iif(${column} matches regex ${pattern}, strcat(extract(${pattern}, 1, ${column}), "***", extract(${pattern}, 2, ${column})), ${column})'

@description('The columns of one row, each with its codes hidden. A text may name several addresses: it is gone over three times.')
func hiddenIn(columns string[], pattern string) string =>
  join(map(range(0, 3), _ => 'extend ${join(map(columns, column => hidden(column, pattern)), ', ')}'), ' | ')

@description('A transformation for texts and for columns that hold whole objects, which are gone over as texts.')
func hiding(texts string[], objects string[], pattern string) string =>
  join(
    [
      'source'
      'extend ${join(map(objects, name => '${name}Text = tostring(${name})'), ', ')}'
      hiddenIn(concat(texts, map(objects, name => '${name}Text')), pattern)
      'extend ${join(map(objects, name => '${name} = parse_json(${name}Text)'), ', ')}'
      'project-away ${join(map(objects, name => '${name}Text'), ', ')}'
    ],
    ' | '
  )

@description('Which columns of which table can hold an address. What people search for stands behind the question mark of a request: it is not kept at all.')
var transformations = {
  AppRequests: join(
    [
      hiding(['Url', 'Name', 'OperationName', 'Source'], ['Properties'], pattern)
      'extend Url = tostring(split(Url, "?")[0])'
    ],
    ' | '
  )
  AppDependencies: hiding(['Data', 'Name', 'OperationName', 'Target'], ['Properties'], pattern)
  AppTraces: hiding(['Message', 'OperationName'], ['Properties'], pattern)
  AppExceptions: hiding(
    ['OuterMessage', 'InnermostMessage', 'ProblemId', 'OperationName'],
    ['Details', 'Properties'],
    pattern
  )
}

@description('Said twice, and both times alike.')
var workspaceSettings = loadJsonContent('../workspace.json')

// The workspace must be there before its rule, and a workspace without the rule would keep codes:
// it is made bare only where there is none yet, and afterwards never said without its rule.
@onlyIfNotExists()
resource bare 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: names.workspace
  location: location
  tags: tags
  properties: workspaceSettings
}

resource rule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: names.maskingRule
  location: location
  tags: tags
  kind: 'WorkspaceTransforms'
  properties: {
    description: 'Hides codes of links and tokens of pages in telemetry.'
    dataSources: {}
    destinations: { logAnalytics: [{ name: 'workspace', workspaceResourceId: bare.id }] }
    dataFlows: map(
      items(transformations),
      table => { streams: ['Microsoft-Table-${table.key}'], destinations: ['workspace'], transformKql: table.value }
    )
  }
}

@description('The rule, for the workspace to name.')
output ruleId string = rule.id
