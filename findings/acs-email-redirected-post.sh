#!/usr/bin/env bash
# @azure/communication-email 1.1.0: with retries off (`maxRetries: 0`) a POST that is answered with a redirect is posted again, up to 20 times.
# The redirect policy of @azure/core-rest-pipeline (1.24.0) is apart from the retry policy, and follows 307 for POST too, within the same host.
# Seen: one `beginSend`, 21 POSTs. With `redirectOptions: { maxRetries: 0 }` as well it is one POST.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/communication-email@1.1.0 @azure/core-rest-pipeline@1.24.0 @azure/core-auth@1.10.1 >/dev/null
cat >try.cjs <<'JS'
const { createServer } = require('node:http');
const { EmailClient } = require('@azure/communication-email');
const { AzureKeyCredential } = require('@azure/core-auth');

let posts = 0;
const server = createServer((request, response) => {
  if (request.method === 'POST') posts += 1;
  request.resume().on('end', () => response.writeHead(307, { location: `http://127.0.0.1:${server.address().port}/again` }).end());
});
server.listen(0, '127.0.0.1', async () => {
  const client = new EmailClient(`http://127.0.0.1:${server.address().port}`, new AzureKeyCredential('a2V5'), {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  const message = {
    senderAddress: 'a@contoso.example',
    recipients: { to: [{ address: 'b@fabrikam.example' }] },
    content: { subject: 's', plainText: 't' },
  };
  await client.beginSend(message).catch(() => undefined);
  console.log(`${posts} POSTs`);
  process.exit();
});
JS
seen=$(node try.cjs)
echo "$seen"
[ "$seen" = '21 POSTs' ] || { echo 'This has changed.'; exit 1; }
