/** A whole Kesher over the embedded store, called through its handlers: time moves when told, people are who they say. */
import { HttpRequest, InvocationContext, type Cookie } from '@azure/functions';
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { httpFunctions, type HttpFunction } from '../functions/http-functions';
import { SqliteStore } from '../local/sqlite-store';
import type { PartnerEdit } from '../shared/domain/partners/partner-edit';
import { Administrators, administratorsKey, withAdministrator } from '../shared/domain/partners/administrators';
import { administers, userKey, type User } from '../shared/domain/partners/user';
import { embeddedDirectory } from '../shared/directory/embedded-directory';
import type { HttpOperationName } from '../shared/http/access';
import type { HttpAnswer } from '../shared/http/http-answer';
import { deliverDueMails } from '../shared/mail/deliver';
import { mailRenderer } from '../shared/mails/mail-renderer';
import type { Directory, OutgoingMail, Ports, SendOutcome, Store, TokenIdentity } from '../shared/ports';
import { worklist } from '../shared/provisioning/worklist';
import { accessTokens } from '../shared/signing/access-tokens';
import { keyFingerprints } from '../shared/signing/key-fingerprints';
import { parseKeys, type SigningKey } from '../shared/signing/keys';
import { linkCodes } from '../shared/signing/link-codes';
import { logoAddresses } from '../shared/signing/logo-addresses';
import { requestTokens } from '../shared/signing/request-tokens';
import { stopTokens } from '../shared/signing/stop-tokens';
import { reveals } from '../shared/signing/reveals';
import { secretsFrom } from '../shared/signing/secrets';
import { saved } from '../shared/store/saving';
import { contractFault } from './api-contract';

export const noon = new Date('2026-11-22T12:00:00.000Z');

export const tenants = {
  operator: '00000000-0000-4000-8000-000000000001',
  northwind: '11111111-1111-4111-8111-111111111111',
  fabrikam: '22222222-2222-4222-8222-222222222222',
  lotus: '33333333-3333-4333-8333-333333333333',
} as const;

const [linkKey] = parseKeys('test:dGhlIGxpbmsga2V5IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXM');
if (linkKey === undefined || typeof linkKey === 'string') throw new Error('The link key of the tests is no key.');

/** A pepper of that name. */
export function testPepper(id = 'pepper'): SigningKey {
  return { id, bytes: createHash('sha256').update(`the pepper ${id} of the tests`).digest() };
}

type Operations = Readonly<Record<HttpOperationName, HttpFunction>>;
export type OperationName = HttpOperationName;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly cookies: readonly Cookie[];
  /** The body as JSON; throws when it is none. */
  readonly json: Record<string, unknown>;
}

export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The query as it stands in the address, where a name comes twice. */
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly method?: string;
  readonly as?: TokenIdentity;
}

/** A person with a token: tenant and user id are who they are. */
export function person(tenantId: string, userId: string, ...roles: readonly string[]): TokenIdentity {
  return { kind: 'user', tenantId, userId, name: userId, roles };
}

/** An application with a token of its own. */
export function application(tenantId: string, userId: string, ...roles: readonly string[]): TokenIdentity {
  return { kind: 'app', tenantId, userId, name: '', roles };
}

export const operator = person(tenants.operator, 'operator', 'Operator');
export const noa = person(tenants.northwind, 'noa');

export const northwind = {
  name: 'Northwind',
  cloud: 'global',
  authorizations: ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'],
  globalAdministrator: { userId: 'noa', name: 'Noa Levi', email: 'noa@northwind.example' },
} as const satisfies PartnerEdit;

/** A store in this process. */
type LocalStore = Store & { readonly close: () => void };

export class World {
  now = noon.getTime();
  /** Mails that the mail service took. */
  readonly mails: OutgoingMail[] = [];
  /** How the mail service answers. */
  mailService: (mail: OutgoingMail) => SendOutcome = () => ({ kind: 'accepted' });
  readonly store: LocalStore;
  /** Who owns which product key. */
  readonly keyStore: LocalStore;
  readonly ports: Ports;
  readonly operations: Operations;
  readonly logged: string[] = [];
  readonly #salt: string;
  #drawn = 0;
  #called = 0;

  constructor(
    more: {
      /** Stores that are there already, to be gone on with by their clock. */
      readonly over?: Pick<World, 'store' | 'keyStore'>;
      /** What its chances are drawn from; worlds over the same stores must not draw the same. */
      readonly salt?: string;
      readonly mailer?: Ports['mailer'];
      readonly settings?: Partial<Ports['settings']>;
      readonly store?: (store: Store) => Store;
      readonly keyStore?: (store: Store) => Store;
      readonly provisioner?: Ports['provisioner'];
      readonly directory?: (directory: Directory) => Directory;
    } = {},
  ) {
    const clock = { now: () => new Date(this.now) };
    this.#salt = more.salt ?? '';
    this.store =
      more.over?.store ??
      new SqliteStore({ file: ':memory:', container: 'partners', partitionKey: 'partnerId', clock });
    this.keyStore =
      more.over?.keyStore ?? new SqliteStore({ file: ':memory:', container: 'productKeys', partitionKey: 'id', clock });
    if (typeof linkKey === 'string' || linkKey === undefined) throw new Error('There is no link key.');
    const directory = embeddedDirectory({ partners: this.store, clock });
    this.ports = {
      partners: more.store ? more.store(this.store) : this.store,
      productKeys: more.keyStore ? more.keyStore(this.keyStore) : this.keyStore,
      keyFingerprints: keyFingerprints([testPepper()]),
      clock,
      random: { bytes: (count) => this.#draw(count) },
      mailer: more.mailer ?? {
        send: (mail) => {
          const outcome = this.mailService(mail);
          if (outcome.kind === 'accepted') this.mails.push(mail);
          return Promise.resolve(outcome);
        },
      },
      provisioner: more.provisioner ?? worklist,
      directory: more.directory ? more.directory(directory) : directory,
      links: linkCodes([linkKey]),
      access: accessTokens([linkKey]),
      requests: requestTokens([linkKey]),
      stops: stopTokens([linkKey]),
      logos: logoAddresses([linkKey]),
      reveals: reveals([linkKey]),
      secrets: secretsFrom([linkKey]),
      tokens: { validate: (token) => Promise.resolve(identityOf(token) ?? { faults: ['form'] }) },
      settings: {
        publicBaseUrl: 'https://kesher.example',
        clouds: ['global', 'china'],
        operatorTenant: tenants.operator,
        portalOrigins: ['https://portal.example'],
        mailPerMinute: 1000,
        mailPerHour: 10_000,
        publicMailDomains: [],
        ...more.settings,
      },
    };
    this.operations = Object.fromEntries(
      httpFunctions(() => Promise.resolve(this.ports)).map((operation) => [operation.name, operation]),
    ) as Operations;
  }

  close(): void {
    this.store.close();
    this.keyStore.close();
  }

  pass(time: { readonly days?: number; readonly minutes?: number; readonly seconds?: number }): void {
    this.now += ((time.days ?? 0) * 86_400 + (time.minutes ?? 0) * 60 + (time.seconds ?? 0)) * 1000;
  }

  /** Calls an operation as the platform does. */
  async call(name: OperationName, call: Call = {}): Promise<Answer> {
    const answer = await answerOf(await this.answer(name, call));
    const fault = call.method === 'HEAD' ? undefined : contractFault(name, answer);
    if (fault !== undefined) throw new Error(fault);
    return answer;
  }

  /** The same, with what it answers before it is sent. */
  answer(name: OperationName, call: Call = {}): Promise<HttpAnswer> {
    const operation = this.operations[name];
    const path = Object.entries(call.params ?? {}).reduce(
      (route, [parameter, value]) =>
        route.replace(`{${parameter}}`, encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))),
      operation.route,
    );
    const url = `https://kesher.example/${path}?${call.search ?? new URLSearchParams(call.query).toString()}`;
    const { body, type } = encode(call);
    const request = new HttpRequest({
      url,
      method: call.method ?? operation.methods[0] ?? 'GET',
      params: { ...call.params },
      ...(call.search === undefined ? { query: { ...call.query } } : {}),
      headers: {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(call.as ? { authorization: `Bearer ${tokenOf(call.as)}` } : {}),
        ...call.headers,
      },
      ...(body === undefined ? {} : { body: { bytes: body } }),
    });
    const context = new InvocationContext({
      functionName: name,
      invocationId: this.#invocation(),
      logHandler: (_level, ...line) => this.logged.push(line.map(String).join(' ')),
    });
    return operation.handler(request, context);
  }

  /** Adds a partner with a complete profile, as the operator and its administrator do. */
  async addPartner(tenantId: string = tenants.northwind, edit: Partial<PartnerEdit> = {}): Promise<void> {
    const body = { ...northwind, ...edit };
    const made = await this.call('putPartner', { as: operator, params: { partnerId: tenantId }, body });
    if (made.status !== 201) throw new Error(`The partner was not added: ${made.text}`);
    const administrator = person(tenantId, body.globalAdministrator.userId);
    const company = await this.call('getCompany', { as: administrator });
    await this.call('updateCompany', {
      as: administrator,
      headers: { 'if-match': company.headers.get('etag') ?? '' },
      body: { ...company.json, phone: '+972 3 555 0100', email: `hello@${body.name.toLowerCase()}.example` },
    });
  }

  /** Adds a user with these switches, who is mailed nothing. */
  async addUser(
    user: Pick<User, 'userId' | 'companyRole' | 'supportedCompanies'>,
    tenantId: string = tenants.northwind,
  ): Promise<TokenIdentity> {
    const document: User = {
      ...user,
      id: userKey(user.userId),
      partnerId: tenantId,
      type: 'user',
      schemaVersion: 1,
      name: user.userId,
      email: `${user.userId}@northwind.example`,
      status: 'active',
      removable: false,
      searchText: user.userId,
      sortKey: `${noon.toISOString()}~${user.userId}`,
      revision: 1,
    };
    const stored = await this.store.read(Administrators, { partition: tenantId, id: administratorsKey });
    const administrators = stored && withAdministrator(stored.document, user.userId);
    await this.store.write(tenantId, [
      { kind: 'create', document },
      ...(administers(document) && administrators ? [saved(administrators, stored)] : []),
    ]);
    return person(tenantId, user.userId);
  }

  /** Creates an invitation and gives it with the code of its link. */
  async invite(
    body: Readonly<Record<string, unknown>> = {},
    as: TokenIdentity = noa,
  ): Promise<{ readonly id: string; readonly code: string; readonly offer: Record<string, unknown> }> {
    return offered(await this.call('createTrialInvitation', { as, body: { ...invitation, ...body } }));
  }

  /** Creates a purchase offer and gives it with the code of its link. */
  async offerToSell(
    body: Readonly<Record<string, unknown>> = {},
    as: TokenIdentity = noa,
  ): Promise<{ readonly id: string; readonly code: string; readonly offer: Record<string, unknown> }> {
    return offered(await this.call('createPurchaseOffer', { as, body: { ...purchase, ...body } }));
  }

  /** Creates a delegation offer and gives it with the code of its link. */
  async askToDelegate(
    body: Readonly<Record<string, unknown>> = {},
    as: TokenIdentity = noa,
  ): Promise<{ readonly id: string; readonly code: string; readonly offer: Record<string, unknown> }> {
    return offered(
      await this.call('createDelegationOffer', { as, body: { usageLocation: 'IL', language: 'en', ...body } }),
    );
  }

  /** Accepts a delegation offer, and gives the id of the redemption. */
  async authorize(code: string, body: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const accepted = await this.call('acceptDelegation', {
      params: { code },
      body: { ...contoso, authorize: true, ...body },
    });
    if (accepted.status !== 202) throw new Error(`The offer was not accepted: ${accepted.text}`);
    return String(accepted.json.redemptionId);
  }

  /** Answers an offer, and gives the id of the redemption. */
  async redeem(code: string, body: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const redeemed = await this.call('redeemOffer', { params: { code }, body: { ...contoso, ...body } });
    if (redeemed.status !== 202) throw new Error(`The offer was not redeemed: ${redeemed.text}`);
    return String(redeemed.json.redemptionId);
  }

  /** Sends what is due, as the timer does. */
  async deliver(): Promise<void> {
    await deliverDueMails({ ...this.ports, render: mailRenderer(this.ports) });
  }

  /** The newest code that was mailed to this address. */
  async mailedCode(address: string): Promise<string> {
    await this.deliver();
    const code = this.mails.findLast((mail) => mail.to.address === address && mail.code !== undefined)?.code;
    if (code === undefined) throw new Error(`No code was mailed to ${address}.`);
    return code;
  }

  confirm(code: string, redemptionId: string, confirmationCode: string): Promise<Answer> {
    return this.call('confirmRedemption', { params: { code, redemptionId }, body: { confirmationCode } });
  }

  /** Everything that is stored for a partner, by type. */
  async documents(type: string): Promise<readonly Record<string, unknown>[]> {
    const { documents } = await this.store.changes(undefined, 10_000);
    return documents.filter((document) => document.type === type);
  }

  #invocation(): string {
    this.#called += 1;
    const salt = createHash('sha256').update(this.#salt).digest('hex').slice(0, 8);
    return `${this.#salt === '' ? '00000000' : salt}-0000-4000-8000-${String(this.#called).padStart(12, '0')}`;
  }

  #draw(count: number): Uint8Array {
    this.#drawn += 1;
    return new Uint8Array(createHash('sha512').update(`${this.#salt}${this.#drawn}`).digest().subarray(0, count));
  }
}

export const invitation = {
  usageLocation: 'IL',
  productId: 'microsoft-365-business-premium-trial',
  language: 'en',
} as const;

export const purchase = {
  usageLocation: 'IL',
  lines: [
    { productId: 'microsoft-365-business-premium', quantity: 10 },
    { productId: 'exchange-online-plan-1', quantity: 3 },
  ],
  language: 'en',
} as const;

export const contoso = {
  companyName: 'Contoso',
  primaryDomain: 'contoso.example',
  country: 'IL',
  contact: { name: 'Dana Cohen', email: 'dana@contoso.example', phone: '+972 3 555 0111' },
  acceptTerms: true,
} as const;

function offered(made: Answer) {
  if (made.status !== 201) throw new Error(`The offer was not made: ${made.text}`);
  const { id, url } = made.json;
  return { id: String(id), code: String(url).split('/o/')[1] ?? '', offer: made.json };
}

const JsonObject = z.record(z.string(), z.unknown());
const Identity = z.object({
  kind: z.enum(['user', 'app']),
  tenantId: z.string(),
  userId: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
});

function tokenOf(identity: TokenIdentity): string {
  return Buffer.from(JSON.stringify(identity)).toString('base64url');
}

function identityOf(token: string): TokenIdentity | undefined {
  const decoded = Buffer.from(token, 'base64url').toString();
  return decoded.startsWith('{') ? Identity.parse(JSON.parse(decoded)) : undefined;
}

function encode({ body, form, raw }: Call): { readonly body?: Uint8Array; readonly type?: string } {
  if (form)
    return { body: Buffer.from(new URLSearchParams(form).toString()), type: 'application/x-www-form-urlencoded' };
  if (raw !== undefined) return { body: Buffer.from(raw), type: 'application/json' };
  return body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)), type: 'application/json' };
}

/** The body of an answer to the end. */
async function bytesOf(body: HttpAnswer['body'] = ''): Promise<Buffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same as text, with its byte order mark if it has one. */
export async function textOf(body: HttpAnswer['body']): Promise<string> {
  return (await bytesOf(body)).toString();
}

async function answerOf({ status, headers, body, cookies = [] }: HttpAnswer): Promise<Answer> {
  const bytes = await bytesOf(body);
  const text = bytes.toString();
  return {
    status,
    bytes,
    cookies,
    headers: new Headers(headers),
    text,
    get json() {
      return JsonObject.parse(JSON.parse(text));
    },
  };
}
