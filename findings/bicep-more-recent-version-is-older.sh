#!/usr/bin/env bash
# Bicep 0.49.2: the linter's rule `use-recent-api-versions` asks for a "more recent" version of Microsoft.Insights/diagnosticSettings than 2021-05-01-preview,
# and accepts nothing but 2016-09-01. A version without "preview" wins, however much older it is; that one knows no `categoryGroup`.
# Seen: "Use more recent API version … Acceptable versions: 2016-09-01". With 2016-09-01 the rule is content, and the compiler does not know the property (BCP037).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
dotnet package download Azure.Bicep.CommandLine.linux-x64@0.49.2 --output . >/dev/null
bicep=azure.bicep.commandline.linux-x64/0.49.2/tools/bicep
chmod +x "$bicep"
echo '{ "analyzers": { "core": { "rules": { "use-recent-api-versions": { "level": "warning" } } } } }' >bicepconfig.json
with() {
  cat >try.bicep <<BICEP
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: 'a-vault'
}
resource audit 'Microsoft.Insights/diagnosticSettings@$1' = {
  name: 'service'
  scope: vault
$2  properties: { workspaceId: 'a', logs: [{ categoryGroup: 'audit', enabled: true }] }
}
BICEP
  "$bicep" build try.bicep --stdout 2>&1 >/dev/null | grep -e diagnosticSettings -e BCP037 || true
}
seen=$(with 2021-05-01-preview '')
echo "$seen"
grep -q "Acceptable versions: 2016-09-01 " <<<"$seen" || { echo 'This has changed.'; exit 1; }
seen=$(with 2016-09-01 "  location: 'global'
")
echo "$seen"
grep -q 'BCP037.*"categoryGroup"' <<<"$seen" && ! grep -q use-recent <<<"$seen" || { echo 'This has changed.'; exit 1; }
