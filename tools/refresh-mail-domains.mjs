// Makes shared/catalogue/mail-providers.ts anew from lists that others maintain: `npm run refresh:mail-domains`, then look at the diff and commit it.
// The packages are unpacked, never installed: one of them fetches from the web when it is.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainToASCII, fileURLToPath, URL } from 'node:url';
import { format } from 'prettier';
import { getPublicSuffix } from 'tldts';

const target = fileURLToPath(new URL('../shared/catalogue/mail-providers.ts', import.meta.url));

const sources = [
  { name: 'email-providers', read: (folder) => JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8')) },
  { name: 'free-email-domains', read: (folder) => JSON.parse(readFileSync(join(folder, 'domains.json'), 'utf8')) },
  { name: 'freemail', read: (folder) => readFileSync(join(folder, 'data/free.txt'), 'utf8').split(/\s+/u) },
];

/** What a list has and should not: names that RFC 2606 keeps for examples. */
const wrong = new Set(['example.com', 'example.net', 'example.org']);

const domainName = /^(?=.{4,190}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;

const npm = (...given) => execFileSync('npm', given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const scratch = mkdtempSync(join(tmpdir(), 'mail-domains-'));
try {
  const lists = sources.map(({ name, read }) => {
    const { version, license, time } = JSON.parse(npm('view', name, 'version', 'license', 'time', '--json'));
    const [{ filename }] = JSON.parse(
      npm('pack', `${name}@${version}`, '--ignore-scripts', '--json', '--pack-destination', scratch),
    );
    const folder = mkdtempSync(join(scratch, 'package-'));
    execFileSync('tar', ['xzf', join(scratch, filename), '-C', folder, '--strip-components', '1']);
    const given = read(folder).map((entry) => domainToASCII(String(entry).trim().toLowerCase()));
    const domains = given.filter((domain) => domainName.test(domain) && !wrong.has(domain));
    // A list that has shrunk to nothing is a list that could not be read.
    if (domains.length < 1000) throw new Error(`${name} ${version} names ${domains.length} domains only.`);
    return { source: { name, version, license, publishedAt: time[version].slice(0, 10) }, domains };
  });
  const isSuffix = (domain) => getPublicSuffix(domain, { allowPrivateDomains: true }) === domain;
  const all = [...new Set(lists.flatMap(({ domains }) => domains))].filter((domain) => !isSuffix(domain)).sort();
  const text = `/** Domains of mail providers, as others list them. Made by tools/refresh-mail-domains.mjs: additions of our own stand in public-mail-domains.ts. */

/** Where the names come from. */
export const mailProviderSources = ${JSON.stringify(lists.map(({ source }) => source))} as const;

/** One name on each line, sorted; public suffixes are told by their own list. */
export const mailProviderDomains = \`
${all.join('\n')}
\`;
`;
  writeFileSync(target, await format(text, { parser: 'typescript', printWidth: 120, singleQuote: true }));
  console.log(`${all.length} domains of ${lists.map(({ source }) => `${source.name} ${source.version}`).join(', ')}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
