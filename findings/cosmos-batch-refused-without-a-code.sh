#!/usr/bin/env bash
# @azure/cosmos 4.9.3: a batch that the service answers with 404 and substatus 1002 (this replica has not caught up with the session yet) rejects with a plain
# `Error`: no code, no substatus, only words. The same answer to `create` rejects with an ErrorResponse that has both, and to a point read it does not reject
# at all: statusCode 404, no resource, as if the document did not exist. So "try again in a moment" takes three different tests.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/cosmos@4.9.3 >/dev/null
cat >try.cjs <<'JS'
const { createServer } = require('node:http');
const { CosmosClient } = require('@azure/cosmos');

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const here = `http://127.0.0.1:${server.address().port}/`;
    const location = [{ name: 'West Europe', databaseAccountEndpoint: here }];
    const [status, body, headers] =
      request.url === '/'
        ? [200, { id: 'account', writableLocations: location, readableLocations: location, userConsistencyPolicy: { defaultConsistencyLevel: 'Session' } }, {}]
        : [404, { code: 'NotFound', message: 'The read session is not available for the input session token.' }, { 'x-ms-substatus': '1002' }];
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
});
server.listen(0, '127.0.0.1', async () => {
  const client = new CosmosClient({
    endpoint: `http://127.0.0.1:${server.address().port}/`,
    key: 'a2V5',
    connectionPolicy: { enableEndpointDiscovery: false },
  });
  const container = client.database('offers').container('partners');
  const told = ({ statusCode, code, substatus }) => `${statusCode ?? code ?? 'no code'} ${substatus ?? 'no substatus'}`;
  const refused = (call) => call.then((answer) => `answered ${told(answer)}`, (error) => `${error.name} ${told(error)}`);
  const document = { id: '1', partnerId: 'northwind' };
  console.log(`batch: ${await refused(container.items.batch([{ operationType: 'Create', resourceBody: document }], 'northwind'))}`);
  console.log(`create: ${(await refused(container.items.create(document))).replace(/^\S+ /u, '')}`);
  console.log(`read: ${await refused(container.item('1', 'northwind').read())}`);
  process.exit();
});
JS
seen=$(node try.cjs)
echo "$seen"
[ "$seen" = $'batch: Error no code no substatus\ncreate: 404 1002\nread: answered 404 1002' ] || { echo 'This has changed.'; exit 1; }
