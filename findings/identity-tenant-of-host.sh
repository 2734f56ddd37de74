#!/usr/bin/env bash
# @azure/identity 4.13.1: a tenant may be named by any domain that it has verified, but one whose domain the address for signing in ends in, as
# `line.com` ends `https://login.microsoftonline.com`, is asked for as the tenant `undefined`. `getAuthority` takes an address that ends in the tenant's name
# for one that holds the tenant already (a pattern without an anchor, in which each dot stands for any character), and MSAL then finds no tenant in it.
# In capital letters the same domain is asked for as it is. Tenants named by their id are never met by this.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/identity@4.13.1 @azure/core-rest-pipeline@1.24.0 >/dev/null
cat >try.cjs <<'JS'
const { createHttpHeaders } = require('@azure/core-rest-pipeline');
const { ClientAssertionCredential } = require('@azure/identity');

/** Answers every request with a token, and says where it went. */
const asked = [];
const httpClient = {
  sendRequest: async (request) => {
    asked.push(new URL(request.url).pathname);
    const bodyAsText = JSON.stringify({ token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' });
    return { request, status: 200, headers: createHttpHeaders({ 'content-type': 'application/json' }), bodyAsText };
  },
};
const application = '11111111-1111-4111-8111-111111111111';
(async () => {
  for (const tenant of ['contoso.com', 'line.com', 'LINE.COM']) {
    const credential = new ClientAssertionCredential(tenant, application, async () => 'an-assertion', {
      disableInstanceDiscovery: true,
      httpClient,
    });
    await credential.getToken('https://graph.microsoft.com/.default');
    console.log(`${tenant}: ${asked.splice(0).join(' ')}`);
  }
})();
JS
seen=$(node try.cjs)
echo "$seen"
[ "$seen" = "contoso.com: /contoso.com/oauth2/v2.0/token
line.com: /undefined/oauth2/v2.0/token
LINE.COM: /line.com/oauth2/v2.0/token" ] || { echo 'This has changed.'; exit 1; }
