/** SpamAssassin with the rules that come with it: it asks nobody and has learnt nothing. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const program = '/usr/bin/spamassassin';

/** The tool of these tests. */
export const spamAssassin = {
  name: 'SpamAssassin',
  missing: existsSync(program) ? undefined : 'install spamassassin',
  requiredBy: 'REQUIRE_SPAMASSASSIN',
};

export interface Judgement {
  readonly points: number;
  /** What counted, with its points. */
  readonly rules: Readonly<Record<string, number>>;
}

const settings = ['use_bayes 0', 'use_auto_whitelist 0', 'clear_headers', 'add_header all Judged _TESTSSCORES(,)_'];

/** Judges raw messages by their ids, all in one process: loading the rules takes as long as a dozen of them. */
export async function judged(messages: readonly string[]): Promise<ReadonlyMap<string, Judgement>> {
  const home = mkdtempSync(join(tmpdir(), 'kesher-spam-'));
  try {
    const child = spawn(program, ['--local', '--mbox', '--nocreate-prefs', ...settings.map((line) => `--cf=${line}`)], {
      env: { PATH: process.env['PATH'] ?? '', HOME: home, LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(messages.map(inMailbox).join(''));
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
    // They come out in another order than they went in.
    const judgements = new Map(
      said
        .split(/^X-Spam-Judged:/mu)
        .slice(1)
        .map((message) => [/^Message-ID: <([^@>]*)/imu.exec(message)?.[1] ?? '', read(message)] as const),
    );
    if (judgements.size !== messages.length)
      throw new Error(`It judged ${judgements.size} of ${messages.length} mails. ${complained}`);
    return judgements;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const inMailbox = (message: string): string =>
  `From kesher@localhost Sun Nov 29 12:00:00 2026\n${message.replace(/\r\n/gu, '\n').replace(/^(?=>*From )/gmu, '>')}\n\n`;

/** What stands in the header at the beginning. */
function read(message: string): Judgement {
  const [list = ''] = message.split(/\n(?![ \t])/u);
  const rules = Object.fromEntries(
    [...list.matchAll(/\b([A-Z]\w*)=(-?[\d.]+)/gu)].map(([, rule = '', points]) => [rule, Number(points)]),
  );
  return { points: Object.values(rules).reduce((sum, points) => sum + points, 0), rules };
}
