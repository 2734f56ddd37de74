/** Says, for the mails it is given as JSON, what each mail program lacks of what they use: a program of its own, because caniemail is an ES module. */
import { caniemail, rawData } from 'caniemail';
import { text } from 'node:stream/consumers';

const clients = ['outlook.windows', 'gmail.*', 'apple-mail.*', 'samsung-email.android', 'yahoo.*'];

const lacking = {};
for (const html of JSON.parse(await text(process.stdin))) {
  const { errors, warnings } = caniemail({ clients, html }).issues;
  for (const [how, issues] of Object.entries({ none: errors, partial: warnings }))
    for (const [client, found] of issues)
      for (const { title } of found)
        ((lacking[title] ??= {})[client] ??= how) === how || (lacking[title][client] = 'none');
}
process.stdout.write(JSON.stringify({ asOf: rawData.last_update_date, lacking }));
