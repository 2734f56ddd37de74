#!/usr/bin/env bash
# Bicep 0.49.2: `bicep snapshot` gives the outputs of one and the same template in another order each time it runs, and `--mode validate` does not look at them:
# it succeeds although an output has another value now. Resources come in one order and are compared.
# Seen: four snapshots of eight outputs are not one text (one chance in 40,320 to the third that they are by accident); sorted, they are one.
# Needs the .NET SDK 10 (`dotnet package download`), which gets the compiler from NuGet.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
package=Azure.Bicep.CommandLine.linux-$([ "$(uname -m)" = aarch64 ] && echo arm64 || echo x64)
dotnet package download "$package@0.49.2" --output . >/dev/null
bicep=./${package,,}/0.49.2/tools/bicep
chmod +x "$bicep"
{
  echo "targetScope = 'resourceGroup'"
  for name in a b c d e f g h; do echo "output $name string = '$name'"; done
} >main.bicep
echo "using 'main.bicep'" >main.bicepparam
for run in 1 2 3 4; do
  "$bicep" snapshot main.bicepparam --mode overwrite
  cp main.snapshot.json "$run.json"
done
as_they_are=$(sha256sum [1-4].json | cut -c1-64 | sort -u | wc -l)
sorted=$(for run in [1-4].json; do node -p "Object.entries(require('./$run').outputs).sort().join()"; done | sort -u | wc -l)
sed -i "s/= 'a'/= 'changed'/" main.bicep
"$bicep" snapshot main.bicepparam --mode validate >/dev/null && validated=succeeds || validated=fails
seen="one text: $([ "$as_they_are" = 1 ] && echo yes || echo no); sorted: $sorted; with a changed output, validate $validated"
echo "$seen"
[ "$seen" = 'one text: no; sorted: 1; with a changed output, validate succeeds' ] || { echo 'This has changed.'; exit 1; }
