#!/usr/bin/env bash
# @azure/communication-email 1.1.0: `beginSend` rejects for a mail that the service has taken.
# The POST is answered 202. Before it resolves, the client reads the operation's status once, a request with a small quota of its own
# (60 a minute); when that read is refused (here 429 without Retry-After), the promise rejects, and nothing in the error says that the mail is on its way.
# Seen: POST, GET, then RestError 429. Whoever sends again on a rejection sends twice, unless an operationId was given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/communication-email@1.1.0 @azure/core-auth@1.10.1 >/dev/null
cat >try.cjs <<'JS'
const { createServer } = require('node:http');
const { EmailClient } = require('@azure/communication-email');
const { AzureKeyCredential } = require('@azure/core-auth');

const seen = [];
const server = createServer((request, response) => {
  seen.push(request.method);
  request.resume().on('end', () => {
    if (request.method === 'GET') return response.writeHead(429, { 'content-type': 'application/json' }).end('{"error":{"code":"TooManyRequests","message":"-"}}');
    const operation = `http://127.0.0.1:${server.address().port}/emails/operations/1?api-version=2023-03-31`;
    response.writeHead(202, { 'content-type': 'application/json', 'operation-location': operation }).end('{"id":"1","status":"Running"}');
  });
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
  const outcome = await client.beginSend(message).then(
    () => 'resolved',
    (error) => `rejected ${error.name} ${error.statusCode}`,
  );
  console.log(`${seen.join(' ')}: ${outcome}`);
  process.exit();
});
JS
seen=$(node try.cjs)
echo "$seen"
[ "$seen" = 'POST GET: rejected RestError 429' ] || { echo 'This has changed.'; exit 1; }
