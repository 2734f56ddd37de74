#!/usr/bin/env bash
# Lists of free mail providers on npm hold names that are no providers' domains, so "on the list" cannot mean "anybody can have an address there".
# freemail 1.7.0, data/free.txt: a line '404: not found', left by a failed download, and three lines without a dot, that no address can end in.
# email-providers 2.26.0, all.json: a whole address instead of its domain; example.com, test.com and mydomain.com; and nus.edu.sg, a university,
# whose staff a sign-up form that trusts the list takes for private persons.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts freemail@1.7.0 email-providers@2.26.0 >/dev/null
seen=$(node -e '
  const { readFileSync } = require("node:fs");
  const free = readFileSync("node_modules/freemail/data/free.txt", "utf8").split(/\s+/u).filter(Boolean);
  const all = JSON.parse(readFileSync("node_modules/email-providers/all.json", "utf8"));
  console.log("freemail, without a dot:", free.filter((name) => !name.includes(".")).join(" "));
  console.log("email-providers, with an @:", all.filter((name) => name.includes("@")).length);
  console.log("email-providers, others:", ["example.com", "test.com", "mydomain.com", "nus.edu.sg"].filter((name) => all.includes(name)).join(" "));
')
echo "$seen"
[ "$seen" = 'freemail, without a dot: 404: not found asean-mail housefancom multiplechoices
email-providers, with an @: 1
email-providers, others: example.com test.com mydomain.com nus.edu.sg' ] || { echo 'This has changed.'; exit 1; }
