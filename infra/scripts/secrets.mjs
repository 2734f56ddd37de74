// The secrets: made once, in the key vault, and neither shown nor replaced. To rotate one is a person's work: see docs/operations.md.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { Fault } from './az.mjs';
import { withRole } from './temporary-role.mjs';

const secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const references = 'config/configreferences/appsettings';
const webVersion = 'api-version=2024-11-01';

/** A key of 32 random bytes under an id that says when it was made, as shared/signing/keys.ts reads it. */
const newKey = () =>
  `k${new Date().toISOString().slice(0, 10).replaceAll('-', '')}:${randomBytes(32).toString('base64url')}`;

/** The first line of what is piped in; where somebody types, without showing it. */
async function typedIn(question, { say, stdin }) {
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (stdin.isTTY) say(`  ${question}:`);
  const lines = createInterface({ input: stdin, output: quiet, terminal: Boolean(stdin.isTTY) });
  for await (const line of lines) {
    lines.close();
    if (stdin.isTTY) say('');
    return line.trim();
  }
  return '';
}

async function smtpUrl(context) {
  const value = await typedIn('Address of the SMTP relay, such as smtps://user:password@relay.example', context);
  if (!URL.canParse(value) || !/^smtps?:$/u.test(new URL(value).protocol))
    throw new Fault(
      'The secret smtp-url is missing: type it, or pipe it in, as smtp://… or smtps://…, with % before what is special in user and password.',
    );
  return value;
}

const makers = { 'link-keys': newKey, 'product-key-peppers': newKey, 'smtp-url': smtpUrl };
const wantedIn = ({ ACS_ENDPOINT }) => Object.keys(makers).filter((name) => name !== 'smtp-url' || !ACS_ENDPOINT);

/** What the platform says about the settings that refer to secrets; nothing while it does not know the app's settings. */
async function unresolved({ az, siteId }) {
  const found = await az.find(['rest', '--method', 'get', '--url', `${siteId}/${references}?${webVersion}`]);
  const all = found?.value ?? [];
  return all.length === 0 ? undefined : all.filter(({ properties }) => properties.status !== 'Resolved');
}

/** Makes what is missing, and has the app read it. */
export const makeSecrets = {
  title: 'Secrets in the key vault',
  async run(context) {
    const { az, env, say, siteId, groupId, plan, pause, patience } = context;
    if ((await unresolved(context))?.length === 0) return say('  the app has all of them');
    const vault = env.AZURE_KEY_VAULT_NAME;
    const access = {
      role: secretsOfficer,
      scope: `${groupId}/providers/Microsoft.KeyVault/vaults/${vault}`,
      what: `set secrets in ${vault}`,
    };
    const made = new Map();
    await withRole(context, access, async () => {
      const list = await az.read(['keyvault', 'secret', 'list', '--vault-name', vault, '--query', '[].name']);
      for (const name of wantedIn(env)) {
        if (list.includes(name)) continue;
        say(`  makes ${name}`);
        const set = ['keyvault', 'secret', 'set', '--vault-name', vault, '--name', name, '--encoding', 'utf-8'];
        // What was typed is not asked for again when it takes two attempts.
        if (!plan && !made.has(name)) made.set(name, await makers[name](context));
        await az.change(set, { secret: plan ? 'not made' : made.get(name) });
      }
    });
    say('  has the app read them');
    await az.change(['rest', '--method', 'post', '--url', `${siteId}/${references}/refresh?${webVersion}`], {
      quiet: true,
    });
    if (plan) return undefined;
    for (const deadline = performance.now() + patience; ; await sleep(pause)) {
      const left = await unresolved(context);
      if (left?.length === 0) return undefined;
      if (performance.now() < deadline) continue;
      const what = (left ?? []).map(({ name, properties }) => `${name} (${properties.status})`);
      throw new Fault(
        `The app does not get its secrets: ${what.join(', ') || 'the platform says nothing about them'}.`,
      );
    }
  },
};
