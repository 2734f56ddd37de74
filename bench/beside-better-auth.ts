/** Kesher beside better-auth, a library that knows invitations and mailed codes as well: the same people on the same machine, in turns. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { company } from '../test/link-world';
import { contoso, invitation } from '../test/world';
import { inTurns, median, quantile, shown, type Figure, type Measurement } from './figures';
import type { Timed } from './lanes';
import { workUntilMailed, type MailedWork } from './mailed-work';
import { RunningServer } from './running-app';

const rounds = 5;
const warmUp = 2;
const inParallel = 50;
const perRound = 400;
/** better-auth reads all that are pending in an organisation with each new one, and refuses more than a hundred. */
const toAnOrganisation = 10;

/** What a person does on one of the sides; each step is given what the one before led to. */
interface Steps {
  readonly server: RunningServer;
  /** How many mails a confirmation leads to. */
  readonly confirmationMails: number;
  /** What happens before a round, and is not counted. */
  prepare(round: number): Promise<void>;
  invite(person: number): Promise<string>;
  askForCode(person: number, invited: string): Promise<string>;
  confirm(person: number, asked: string, code: string): Promise<void>;
}

const emailOf = (person: number): string => company(person).contact.email;

async function startKesher(): Promise<Steps> {
  const server = await RunningServer.startApp('kesher');
  const headers = await server.headersOf('northwind-admin');
  const Created = z.object({ url: z.string() });
  const Redemption = z.object({ redemptionId: z.string() });
  return {
    server,
    confirmationMails: 2,
    prepare: () => Promise.resolve(),
    invite: async () => {
      const { url } = await server.read(Created, { path: '/api/trial-invitations', headers, body: invitation });
      return new URL(url).pathname;
    },
    askForCode: async (person, link) => {
      const body = { ...contoso, ...company(person) };
      const { redemptionId } = await server.read(Redemption, { path: `${link}/redemptions`, body });
      return `${link}/redemptions/${redemptionId}/confirmation`;
    },
    confirm: async (_person, path, confirmationCode) => {
      await server.ask({ path, body: { confirmationCode } });
    },
  };
}

async function startBetterAuth(): Promise<Steps> {
  const server = await RunningServer.startBetterAuth();
  const headers = { origin: server.origin };
  const Identified = z.object({ id: z.string() });
  const askForCode = async (email: string): Promise<void> => {
    await server.ask({ path: '/api/auth/email-otp/send-verification-otp', headers, body: { email, type: 'sign-in' } });
  };
  const signIn = (email: string, name: string, otp: string): Promise<string> =>
    server.cookiesFrom({ path: '/api/auth/sign-in/email-otp', headers, body: { email, name, otp } });

  const owner = 'owner@northwind.example';
  await askForCode(owner);
  const ofOwner = { ...headers, cookie: await signIn(owner, 'Owner', server.codesMailed().get(owner) ?? '') };
  let organizations: readonly string[] = [];
  return {
    server,
    confirmationMails: 0,
    prepare: async (round) => {
      const created: string[] = [];
      while (created.length < perRound / toAnOrganisation) {
        const slug = `round-${round}-${created.length}`;
        const body = { name: slug, slug };
        const { id } = await server.read(Identified, {
          path: '/api/auth/organization/create',
          headers: ofOwner,
          body,
        });
        created.push(id);
      }
      organizations = created;
    },
    invite: async (person) => {
      const organizationId = organizations[person % organizations.length];
      const body = { organizationId, email: emailOf(person), role: 'member' };
      const path = '/api/auth/organization/invite-member';
      return (await server.read(Identified, { path, headers: ofOwner, body })).id;
    },
    askForCode: async (person, invitationId) => {
      await askForCode(emailOf(person));
      return invitationId;
    },
    confirm: async (person, invitationId, code) => {
      const cookie = await signIn(emailOf(person), company(person).contact.name, code);
      const path = '/api/auth/organization/accept-invitation';
      await server.ask({ path, headers: { ...headers, cookie }, body: { invitationId } });
    },
  };
}

/** The people of a side, of whom the next come in each round. */
class Side {
  #rounds = 0;
  #people: readonly number[] = [];
  readonly #invited = new Map<number, string>();
  readonly #asked = new Map<number, string>();

  constructor(private readonly steps: Steps) {}

  async invite(): Promise<MailedWork> {
    const from = this.#rounds * perRound;
    this.#people = Array.from({ length: perRound }, (_, index) => from + index);
    await this.steps.prepare(this.#rounds);
    this.#rounds += 1;
    return this.#work(0, async (person) => {
      this.#invited.set(person, await this.steps.invite(person));
    });
  }

  askForCodes(): Promise<MailedWork> {
    return this.#work(1, async (person) => {
      this.#asked.set(person, await this.steps.askForCode(person, this.#invited.get(person) ?? ''));
    });
  }

  confirm(): Promise<MailedWork> {
    const codes = this.steps.server.codesMailed();
    return this.#work(this.steps.confirmationMails, async (person) => {
      await this.steps.confirm(person, this.#asked.get(person) ?? '', codes.get(emailOf(person)) ?? '');
    });
  }

  stop(): Promise<void> {
    return this.steps.server.stop();
  }

  #work(mails: number, one: (person: number) => Promise<void>): Promise<MailedWork> {
    return workUntilMailed({ server: this.steps.server, items: this.#people, inParallel, mails }, one);
  }
}

export async function measureBesideBetterAuth(): Promise<Measurement> {
  const [own, other] = [new Side(await startKesher()), new Side(await startBetterAuth())];
  const taking = {
    ownInvitations: () => own.invite(),
    otherInvitations: () => other.invite(),
    ownCodes: () => own.askForCodes(),
    otherCodes: () => other.askForCodes(),
    ownConfirmations: () => own.confirm(),
    otherConfirmations: () => other.confirm(),
  };
  await inTurns(warmUp, taking);
  const taken = await inTurns(rounds, taking);
  await Promise.all([own.stop(), other.stop()]);

  return {
    title: 'Beside better-auth',
    figures: [
      rate('Invitations created, against better-auth', taken.ownInvitations, taken.otherInvitations, answered, 6),
      rate('Codes asked for, against better-auth', taken.ownCodes, taken.otherCodes, answered, 3),
      rate('The same, until the last is mailed', taken.ownCodes, taken.otherCodes, mailed),
      rate('Confirmations, against better-auth', taken.ownConfirmations, taken.otherConfirmations, answered, 8),
      rate('The same, until their last mail is sent', taken.ownConfirmations, taken.otherConfirmations, mailed),
      {
        name: 'Confirmations, p99 against p50',
        value: median(taken.ownConfirmations.map(slowest)),
        measured: inMilliseconds(taken.ownConfirmations),
      },
      {
        name: 'Confirmations of better-auth, p99 against p50',
        value: median(taken.otherConfirmations.map(slowest)),
        measured: inMilliseconds(taken.otherConfirmations),
      },
    ],
    limits: limits(),
  };
}

const mailed = ({ mailedPerSecond }: MailedWork): number => mailedPerSecond;
const answered = ({ perSecond }: MailedWork): number => perSecond;

function rate(
  name: string,
  ownWork: readonly MailedWork[],
  otherWork: readonly MailedWork[],
  perSecond: (work: MailedWork) => number,
  atLeast?: number,
): Figure {
  const [own, other] = [median(ownWork.map(perSecond)), median(otherWork.map(perSecond))];
  const [ownTime, otherTime] = [ownWork, otherWork].map((side) => median(side.map(({ processor }) => processor)));
  const times = `${shown(ownTime ?? 0)} to ${shown(otherTime ?? 0)} ms of the server's processor each`;
  return {
    name,
    value: own / other,
    ...(atLeast === undefined ? {} : { goal: { atLeast } }),
    measured: `${shown(own)} to ${shown(other)} a second${atLeast === undefined ? '' : `; ${times}, its mails included`}`,
  };
}

const slowest = ({ times }: Timed): number => quantile(times, 0.99) / quantile(times, 0.5);

function inMilliseconds(rounds: readonly Timed[]): string {
  const [p99, p50] = [0.99, 0.5].map((share) => median(rounds.map(({ times }) => quantile(times, share))));
  return `${shown(p99 ?? 0)} to ${shown(p50 ?? 0)} ms`;
}

const Manifest = z.object({ devDependencies: z.object({ 'better-auth': z.string() }) });

function limits(): string {
  const { devDependencies } = Manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  return `better-auth ${devDependencies['better-auth']} is a library for signing in; its organisations invite by link, and it mails codes. ${rounds} rounds of ${perRound} people after ${warmUp} to warm up, ${inParallel} at a time, both servers
running, the sides in turns; the next begins when the last mail of the one before was sent, and mails are sent while people are answered. Both keep everything in files of SQLite (WAL, synchronous NORMAL) through \`@photostructure/sqlite\`, because Node.js 20 has no \`node:sqlite\`, and their mails in Kesher's local mailbox.
better-auth stands on Node.js itself, Kesher on its stand-in for the Functions host. better-auth has its own dialect for \`node:sqlite\`, the transactions that it
takes with it, production mode, no limits of rates, no telemetry, and its defaults otherwise.

- **An invitation.** Kesher checks an access token, reads partner and user, and writes the offer and its audit entry; the link may serve many customers, here each has its own. better-auth
  makes eight queries, session and permission among them, and inserts an invitation to one address. One of them reads whatever is pending in the organisation, so only ${toAnOrganisation} are made in each: more would slow it down.
- **A code.** Kesher takes the answer of a company: five reads, and five documents in two writes, the mail among them; then the mail is claimed, rendered in the reader's language, kept and marked as sent.
  It stores no code. better-auth inserts the code as it is, looks for the user, and answers once its mail, a single sentence, is kept.
- **A confirmation.** Kesher counts the try, then writes customer, subscription, lists and audit, up to 14 documents in one batch, and mails customer and partner what was agreed. better-auth is asked twice, as its own
  client does it: signing in makes user and session, accepting makes the member. That is eight reads and seven writes in five transactions, without mail or audit.

So Kesher does more for a code and for a confirmation; better-auth answers one request more and begins a session, which Kesher's customers do not have. A stream that does not end
would be answered as fast as its mails go out: the figures with mails tell what a server holds out, those of answers what people wait for.`;
}
