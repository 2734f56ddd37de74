// What somebody is woken for. docs/operations.md says what each alert means and what to do, under a heading of the same name.

import { resourceNames, resourceTags } from 'types.bicep'

@description('Required. The names of all resources.')
param names resourceNames

@description('Required. The region.')
param location string

@description('Required. The tags of what is made here.')
param tags resourceTags

@description('Required. The mail addresses that are alerted.')
param addresses string[]

@description('Required. Where customers reach the app.')
param baseUrl string

@description('Required. Whether mails go out by Azure Communication Services.')
param hasCommunicationServices bool

@description('Required. Where the app is looked at from; ids of places differ from cloud to cloud.')
param lookedAtFrom string[]

@description('What the app wrote about itself, one line of JSON each.')
var told = 'AppTraces | where Message startswith "{\\"event\\":" | extend line = parse_json(Message) | extend event = tostring(line.event)'

@description('Questions to the logs. Each gives one row with `found`, and somebody is told when that is above (or below) the bound.')
var questions = [
  {
    name: 'mails-failed'
    description: 'Most attempts to send mails come to nothing, or none can go out at all.'
    severity: 1
    minutes: 15
    query: '${told} | where event in ("mails-tried", "mail-held-up") | summarize sent = sum(toint(line.sent)), lost = sum(toint(line.queued)) + sum(toint(line.failed)), heldUp = countif(event == "mail-held-up") | project found = toint(heldUp > 0 or (lost >= 5 and lost > sent))'
    operator: 'GreaterThan'
    bound: 0
  }
  {
    name: 'mails-parked'
    description: 'Mails were given up after all their attempts. A person has to look, and send them again.'
    severity: 2
    minutes: 60
    query: '${told} | where event == "mails-parked" | summarize found = coalesce(sum(toint(line.parked)), 0)'
    operator: 'GreaterThan'
    bound: 0
  }
  {
    name: 'outbox-age'
    description: 'Mails that are due wait: codes and other single mails for more than ten minutes, lists for more than a day.'
    severity: 1
    minutes: 15
    query: '${told} | where event == "mails-waiting" | extend single = max_of(coalesce(toint(line.codes), 0), coalesce(toint(line.receipts), 0), coalesce(toint(line.notices), 0)), lists = coalesce(toint(line.lists), 0) | summarize found = countif(single > 600 or lists > 86400)'
    operator: 'GreaterThan'
    bound: 2
  }
  {
    name: 'server-errors'
    description: 'The app answers requests with 5xx.'
    severity: 1
    minutes: 15
    query: 'AppRequests | where toint(ResultCode) between (500 .. 599) | summarize found = coalesce(sum(ItemCount), 0)'
    operator: 'GreaterThan'
    bound: 5
  }
  {
    name: 'timers-stopped'
    description: 'The timer that sends due mails, and with it most likely every other, does not run every minute any more.'
    severity: 1
    minutes: 15
    query: 'union AppRequests, AppTraces | where OperationName == "sendDueMail" | summarize found = dcount(bin(TimeGenerated, 1m))'
    operator: 'LessThan'
    bound: 5
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: names.workspace
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: names.cosmos
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: names.topic
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: names.actionGroup
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'kesher'
    enabled: true
    emailReceivers: [
      for (address, place) in addresses: { name: 'address-${place}', emailAddress: address, useCommonAlertSchema: true }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for question in questions: {
    name: question.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Kesher: ${question.name}'
      description: question.description
      severity: question.severity
      enabled: true
      // The tables of a new workspace are made with their first rows.
      skipQueryValidation: true
      scopes: [workspace.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT${question.minutes}M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: question.query
            metricMeasureColumn: 'found'
            timeAggregation: 'Maximum'
            operator: question.operator
            threshold: question.bound
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource throttled 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'cosmos-throttled'
  location: 'global'
  tags: tags
  properties: {
    description: 'The database turns requests away because they want more than it may take, or one partner more than a partition gives.'
    severity: 2
    enabled: true
    scopes: [cosmos.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'turned away'
          metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
          metricName: 'TotalRequests'
          dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 100
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource dead 'Microsoft.Insights/metricAlerts@2026-01-01' = if (hasCommunicationServices) {
  name: 'delivery-reports-dead'
  location: 'global'
  tags: tags
  properties: {
    description: 'Reports of what became of mails could not be delivered to the app, and lie among the dead letters.'
    severity: 2
    enabled: true
    scopes: [topic.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'put away'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource look 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'health-${names.insights}'
  location: location
  tags: union(tags, { 'hidden-link:${insights.id}': 'Resource' })
  kind: 'standard'
  properties: {
    Name: 'health'
    SyntheticMonitorId: 'health-${names.insights}'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: map(lookedAtFrom, place => { Id: place })
    Request: { HttpVerb: 'GET', RequestUrl: '${baseUrl}/health/ready', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

resource health 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'health'
  location: 'global'
  tags: tags
  properties: {
    description: 'The app does not answer that it is ready, seen from two places at least, or its certificate runs out within a week.'
    severity: 0
    enabled: true
    scopes: [look.id, insights.id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: look.id
      componentId: insights.id
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: people.id }]
  }
}
