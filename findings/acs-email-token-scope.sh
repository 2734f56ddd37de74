#!/usr/bin/env bash
# @azure/communication-email 1.1.0 asks the credential for a token of the scope `https://communication.azure.com//.default`, with two slashes.
# Entra ID reads the scope by cutting off `/.default`, so the audience of the token ends in a slash: `https://communication.azure.com/`.
# A custom credential or a test that compares the scope with the documented `https://communication.azure.com/.default` never matches.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/communication-email@1.1.0 >/dev/null
cat >try.cjs <<'JS'
const { EmailClient } = require('@azure/communication-email');

const asked = [];
const credential = {
  getToken: async (scopes) => {
    asked.push(...[scopes].flat());
    throw new Error('No token here.');
  },
};
const client = new EmailClient('https://127.0.0.1:1', credential, { retryOptions: { maxRetries: 0 } });
const message = {
  senderAddress: 'a@contoso.example',
  recipients: { to: [{ address: 'b@fabrikam.example' }] },
  content: { subject: 's', plainText: 't' },
};
client.beginSend(message).catch(() => {
  console.log([...new Set(asked)].join(' '));
  process.exit();
});
JS
seen=$(node try.cjs)
echo "$seen"
[ "$seen" = 'https://communication.azure.com//.default' ] || { echo 'This has changed.'; exit 1; }
