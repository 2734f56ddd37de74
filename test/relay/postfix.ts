/** A real Postfix for tests: its own queue, mailboxes and ports on the loopback interface, in a folder that goes when it does. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeWithTool } from '../with-tool';

const program = '/usr/sbin/postfix';

/** What one of its ports does beyond what all of them do. */
interface RelayPort {
  readonly name: string;
  /** Key and certificate for STARTTLS; without one it is not offered. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** TLS from the start. */
  readonly wrapped?: boolean;
}

export interface Relay {
  /** The number of the port with this name. */
  port(name: string): number;
  /** The raw messages in a mailbox, once there are so many. */
  messages(mailbox: string, count: number): Promise<readonly string[]>;
}

/** What a relay is told to be. */
export interface RelayPlan {
  readonly domain: string;
  readonly mailboxes: readonly string[];
  /** Whom it answers something else than it would by itself: `busy@… 451 4.7.1 …`. */
  readonly answers: readonly string[];
  readonly senderAnswers: readonly string[];
  readonly messageBytes: number;
  readonly ports: readonly RelayPort[];
}

function whyNot(): string | undefined {
  if (!existsSync(program)) return 'install postfix';
  return process.getuid?.() === 0 ? undefined : 'it can only be started by root';
}

/** Tests with a Postfix of their own. Without one they are skipped by name, and fail where REQUIRE_POSTFIX is set. */
export function describeWithPostfix(
  title: string,
  plan: () => Promise<RelayPlan>,
  body: (relay: () => Relay) => void,
): void {
  let running: RunningPostfix | undefined;
  const relay = (): Relay => {
    if (running === undefined) throw new Error('Postfix runs while tests do.');
    return running;
  };
  describeWithTool({ name: 'Postfix', missing: whyNot(), requiredBy: 'REQUIRE_POSTFIX' }, title, () => {
    beforeAll(async () => {
      running = await RunningPostfix.start(await plan());
    });
    afterAll(() => running?.stop());
    body(relay);
  });
}

class RunningPostfix implements Relay {
  readonly #folder: string;
  readonly #ports: ReadonlyMap<string, number>;
  readonly #domain: string;

  private constructor(folder: string, ports: ReadonlyMap<string, number>, domain: string) {
    this.#folder = folder;
    this.#ports = ports;
    this.#domain = domain;
  }

  static async start(plan: RelayPlan): Promise<RunningPostfix> {
    const folder = mkdtempSync(join(tmpdir(), 'kesher-postfix-'));
    const numbers = await freePorts(plan.ports.length);
    const ports = new Map(plan.ports.map(({ name }, index) => [name, numbers[index] ?? 0]));
    const postfix = new RunningPostfix(folder, ports, plan.domain);
    try {
      postfix.#configure(plan);
      execFileSync(program, ['-c', folder, 'start'], { stdio: 'pipe' });
      await Promise.all(numbers.map(answers));
      return postfix;
    } catch (error) {
      const log = join(folder, 'log');
      const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
      await postfix.stop();
      throw new Error(`Postfix did not start. ${said}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      spawn(program, ['-c', this.#folder, 'abort'], { stdio: 'ignore' }).on('exit', resolve).on('error', resolve);
    });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  port(name: string): number {
    const port = this.#ports.get(name);
    if (port === undefined) throw new Error(`There is no port ${name}.`);
    return port;
  }

  async messages(mailbox: string, count: number): Promise<readonly string[]> {
    const arrived = join(this.#folder, 'mailboxes', this.#domain, mailbox, 'new');
    for (let waited = 0; waited < 5_000; waited += 20) {
      const files = existsSync(arrived) ? readdirSync(arrived) : [];
      if (files.length >= count) return files.map((file) => readFileSync(join(arrived, file), 'utf8'));
      await pause(20);
    }
    throw new Error(`There are no ${count} mails for ${mailbox}: ${readFileSync(join(this.#folder, 'log'), 'utf8')}`);
  }

  #configure({ domain, mailboxes, answers: recipients, senderAnswers, messageBytes, ports }: RelayPlan): void {
    const { uid, gid } = userNamed('nobody');
    const folder = this.#folder;
    execFileSync('chmod', ['755', folder]);
    for (const name of ['queue', 'data', 'mailboxes', 'certificates']) mkdirSync(join(folder, name));
    mkdirSync(join(folder, 'mailboxes', domain));
    execFileSync('chown', ['-R', `${uid}:${gid}`, join(folder, 'mailboxes')]);
    execFileSync('chown', ['postfix', join(folder, 'data')]);
    const file = (name: string, lines: readonly string[]) => writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    file(
      'boxes',
      mailboxes.map((mailbox) => `${mailbox}@${domain} ${domain}/${mailbox}/`),
    );
    file('recipients', recipients);
    file('senders', senderAnswers);
    file('main.cf', [
      'compatibility_level = 3.6',
      `queue_directory = ${folder}/queue`,
      `data_directory = ${folder}/data`,
      `maillog_file = ${folder}/log`,
      `maillog_file_prefixes = ${folder}`,
      'inet_interfaces = 127.0.0.1',
      'inet_protocols = ipv4',
      `myhostname = relay.${domain}`,
      'mydestination =',
      'mynetworks =',
      'alias_maps =',
      'local_recipient_maps =',
      'smtpd_peername_lookup = no',
      'smtpd_helo_required = yes',
      'smtpd_helo_restrictions = reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname',
      `smtpd_sender_restrictions = check_sender_access texthash:${folder}/senders`,
      'smtpd_relay_restrictions = reject_unauth_destination',
      `smtpd_recipient_restrictions = check_recipient_access texthash:${folder}/recipients`,
      `message_size_limit = ${messageBytes}`,
      'virtual_mailbox_limit = 0',
      `virtual_mailbox_domains = ${domain}`,
      `virtual_mailbox_base = ${folder}/mailboxes`,
      `virtual_mailbox_maps = texthash:${folder}/boxes`,
      `virtual_minimum_uid = 1`,
      `virtual_uid_maps = static:${uid}`,
      `virtual_gid_maps = static:${gid}`,
    ]);
    file('master.cf', [
      ...ports.flatMap((port) => [
        `127.0.0.1:${this.port(port.name)} inet n - n - - smtpd`,
        ...this.#tlsOf(port).map((option) => `  -o ${option}`),
      ]),
      'cleanup unix n - n - 0 cleanup',
      'qmgr unix n - n 300 1 qmgr',
      'rewrite unix - - n - - trivial-rewrite',
      'bounce unix - - n - 0 bounce',
      'defer unix - - n - 0 bounce',
      'trace unix - - n - 0 bounce',
      'proxymap unix - - n - - proxymap',
      'error unix - - n - - error',
      'retry unix - - n - - error',
      'virtual unix - n n - - virtual',
      'anvil unix - - n - 1 anvil',
      'tlsmgr unix - - n 1000? 1 tlsmgr',
      'postlog unix-dgram n - n - 1 postlogd',
    ]);
  }

  #tlsOf({ name, certificate, wrapped }: RelayPort): string[] {
    if (certificate === undefined) return ['smtpd_tls_security_level=none'];
    const chain = join(this.#folder, 'certificates', `${name}.pem`);
    writeFileSync(chain, `${certificate.key}\n${certificate.cert}\n`, { mode: 0o600 });
    return [
      'smtpd_tls_security_level=may',
      `smtpd_tls_chain_files=${chain}`,
      ...(wrapped === true ? ['smtpd_tls_wrappermode=yes'] : []),
    ];
  }
}

function userNamed(name: string): { readonly uid: number; readonly gid: number } {
  const id = (option: string) => Number(execFileSync('id', [option, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Ports that were free together a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function answers(port: number): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).on('error', () => resolve(false));
    });
    if (connected) return;
    await pause(50);
  }
  throw new Error(`Nothing answers at port ${port}.`);
}
