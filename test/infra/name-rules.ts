/**
 * What Azure takes as the name of a resource, one part for each resource that it lies in. From "Naming rules and restrictions for Azure resources"
 * (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules); the mail service, which is not in it, from the types that the
 * compiler checks by (github.com/Azure/azure-rest-api-specs).
 */
const alphanumericsAndHyphens = (shortest: number, longest: number) =>
  new RegExp(`^[a-z0-9-]{${shortest},${longest}}$`, 'iu');
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
/** Of what Azure Monitor refuses in one kind of its resources or another, all of it. */
const monitor = /^[^*#&+:<>?@%{}\\/]{0,259}[^*#&+:<>?@%{}\\/ .]$/u;
const communication = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/iu;
const domain = /^(?=.{1,253}$)(?:AzureManagedDomain|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})$/u;
const cosmos = /^(?=.{3,44}$)[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const inCosmos = /^[a-zA-Z0-9-]{1,255}$/u;
const storage = /^[a-z0-9]{3,24}$/u;
const blobContainer = /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/u;
/** No longer than what the Functions host tells apps in one storage account apart by (learn.microsoft.com/azure/azure-functions/storage-considerations#host-id-considerations). */
const site = /^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/u;
/** That of topics: for system topics none is published. */
const topic = alphanumericsAndHyphens(3, 50);
/** Where no rule is published. */
const cautious = alphanumericsAndHyphens(3, 40);

export const nameRules: Readonly<Record<string, readonly RegExp[]>> = {
  'Microsoft.Authorization/roleAssignments': [guid],
  'Microsoft.Authorization/roleDefinitions': [guid],
  'Microsoft.Communication/communicationServices': [communication],
  'Microsoft.Communication/emailServices': [communication],
  'Microsoft.Communication/emailServices/domains': [communication, domain],
  'Microsoft.Communication/emailServices/domains/senderUsernames': [communication, domain, /^[a-zA-Z0-9._-]{1,64}$/u],
  'Microsoft.DocumentDB/databaseAccounts': [cosmos],
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases': [cosmos, inCosmos],
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers': [cosmos, inCosmos, inCosmos],
  'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments': [cosmos, guid],
  'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions': [cosmos, guid],
  'Microsoft.EventGrid/systemTopics': [topic],
  'Microsoft.EventGrid/systemTopics/eventSubscriptions': [topic, alphanumericsAndHyphens(3, 64)],
  'Microsoft.Insights/actionGroups': [monitor],
  'Microsoft.Insights/components': [monitor],
  'Microsoft.Insights/dataCollectionRules': [cautious],
  'Microsoft.Insights/diagnosticSettings': [monitor],
  'Microsoft.Insights/metricAlerts': [monitor],
  'Microsoft.Insights/scheduledQueryRules': [monitor],
  'Microsoft.Insights/webtests': [monitor],
  'Microsoft.Insights/workbooks': [guid],
  'Microsoft.KeyVault/vaults': [/^(?=.{3,24}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/iu],
  'Microsoft.ManagedIdentity/userAssignedIdentities': [/^[a-z0-9][a-z0-9_-]{2,127}$/iu],
  'Microsoft.OperationalInsights/workspaces': [/^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/iu],
  'Microsoft.Storage/storageAccounts': [storage],
  'Microsoft.Storage/storageAccounts/blobServices': [storage, /^default$/u],
  'Microsoft.Storage/storageAccounts/blobServices/containers': [storage, /^default$/u, blobContainer],
  'Microsoft.Storage/storageAccounts/managementPolicies': [storage, /^default$/u],
  'Microsoft.Web/serverfarms': [alphanumericsAndHyphens(1, 60)],
  'Microsoft.Web/sites': [site],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': [site, /^(?:ftp|scm)$/u],
  'Microsoft.Web/sites/config': [site, /^[a-z]+$/u],
  'Microsoft.Web/staticSites': [cautious],
};
