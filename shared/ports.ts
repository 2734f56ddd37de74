/** What an operation may ask of the world. Adapters live beside their technology; `functions/main.ts` wires them. */
import type { MailFaultCode } from './catalogue/mail-faults';
import type { Cloud } from './domain/cloud';
import type { ProvisioningKind } from './domain/customers/provisioning-task';
import type { AtMicrosoft } from './domain/customers/subscription';
import type { DirectoryUser } from './domain/directory/directory-user';
import type { WholeKey } from './domain/keys/typed-key';
import type { SealedPassword } from './domain/passwords/password-reset';

/** The moment an operation happens at. */
export interface Clock {
  now(): Date;
}

/** Bytes nobody can guess. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** A document as it is stored: `id` is unique among the documents of one partition, whatever their type. */
export interface StoredDocument {
  readonly id: string;
  readonly type: string;
  /** Seconds after the last write when the document may be collected as garbage. */
  readonly ttl?: number | undefined;
  /** The queue that the document waits in until `dueAt`; timers find it there. */
  readonly queue?: string | undefined;
  /** ISO 8601 UTC with milliseconds. */
  readonly dueAt?: string | undefined;
  /** Where the document stands in lists: unique within its type, later is newer. */
  readonly sortKey?: string | undefined;
  /** Where it stands in further lists, by their names: ASCII, and unique among the documents of its type in such a list. */
  readonly places?: Readonly<Record<string, string>> | undefined;
  readonly [field: string]: unknown;
}

/** A document together with the version under which it was read. */
export interface Stored<T> {
  readonly document: T;
  readonly etag: string;
}

/** Turns a raw document into a typed one, or throws: a zod schema. */
export interface DocumentSchema<T> {
  parse(value: unknown): T;
}

export interface DocumentRef {
  readonly partition: string;
  readonly id: string;
}

/** Holds when the top-level field satisfies the comparison; an absent field satisfies none of them but `differs`. Strings compare by code unit. */
export type Condition =
  | { readonly field: string; readonly equals: string | number | boolean }
  | { readonly field: string; readonly differs: string | number | boolean }
  | { readonly field: string; readonly atMost: string | number }
  | { readonly field: string; readonly below: string | number }
  | { readonly field: string; readonly atLeast: string | number };

/**
 * Holds for documents in a list; `contains` is a case-sensitive substring, `has` finds one of the texts of an array, `anyOf` holds where one of its
 * filters does. The field may also lie in a top-level object, as `actor.userId` does. A page with ranges of `sortKey` alone looks at nothing outside of
 * them, and one of documents named by their `id` at nothing but those.
 */
export type Filter =
  | Condition
  | { readonly field: string; readonly above: string | number }
  | { readonly field: string; readonly oneOf: readonly string[] }
  | { readonly field: string; readonly contains: string }
  | { readonly field: string; readonly has: string }
  | { readonly anyOf: readonly Filter[] };

/** Changes to top-level fields, at most ten together. Incrementing an absent field sets it; removing an absent one is an error. */
export interface Patch {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly increment?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
}

/** One step of an atomic batch. */
export type Write =
  | { readonly kind: 'create'; readonly document: StoredDocument }
  | { readonly kind: 'replace'; readonly document: StoredDocument; readonly etag: string }
  | { readonly kind: 'patch'; readonly id: string; readonly patch: Patch; readonly where?: readonly Condition[] }
  | { readonly kind: 'delete'; readonly id: string; readonly etag: string };

/** Why a write changed nothing: the id is taken, the document is not there, its etag has moved on, or a condition does not hold. */
export type WriteRefusal = 'exists' | 'missing' | 'stale' | 'condition';

/** Either every write happened (with each document's new etag, none for a delete), or none did and `index` names the first that could not. */
export type WriteOutcome =
  | { readonly ok: true; readonly etags: readonly (string | undefined)[] }
  | { readonly ok: false; readonly index: number; readonly reason: WriteRefusal };

/** A list that documents stand in by `places`, or the part of it from one place on, up to but not including another. */
export interface PlaceList {
  readonly list: string;
  readonly from?: string;
  readonly below?: string;
}

export interface ListQuery {
  readonly partition: string;
  readonly type: string;
  readonly where?: readonly Filter[];
  /** The documents that have a place in this list, in its order; those that have a `sortKey`, by that, when left out. */
  readonly in?: PlaceList | undefined;
  /** The last of the order first when left out. */
  readonly order?: 'newest' | 'oldest';
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

export interface ListPage<T> {
  readonly items: readonly Stored<T>[];
  /**
   * Where the next page begins, present when items may follow. A page of a list with filters can be short, or empty, and
   * have it: one call looks at a bounded number of documents.
   */
  readonly next?: string;
}

/** Which of the documents that lists show are counted. */
export interface CountQuery {
  readonly partition: string;
  readonly type: string;
  readonly where?: readonly Filter[];
  /** Nobody needs to know of more. */
  readonly upTo: number;
}

export interface Count {
  /** How many there are, or, with `more`, how many there are at least. */
  readonly count: number;
  /** There may be more: beyond `upTo`, or beyond what one call looks at. */
  readonly more: boolean;
}

export interface ChangePage {
  /** The latest version of each changed document, oldest change first; deletions are not told. */
  readonly documents: readonly StoredDocument[];
  /** Pass it as `after` to go on from here. */
  readonly position: string;
}

/** One container of documents. Throws {@link StoreUnavailable} when the engine cannot answer; then a write may or may not have happened. */
export interface Store {
  /** `known` is the same document as an earlier read gave it, and is given back when that is still what is stored: the engine need not send it again. */
  read<T>(schema: DocumentSchema<T>, ref: DocumentRef, known?: Stored<T>): Promise<Stored<T> | undefined>;
  /** Does all of the writes or none: at most 100, at most 2 MB together (RangeError beyond), in one partition. */
  write(partition: string, writes: readonly Write[]): Promise<WriteOutcome>;
  /** Patches one document where all conditions hold and returns it as it is afterwards. */
  patch<T>(
    schema: DocumentSchema<T>,
    ref: DocumentRef,
    patch: Patch,
    where?: readonly Condition[],
  ): Promise<Stored<T> | 'missing' | 'condition'>;
  /** The documents of one type in one partition that stand in a list. */
  list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>>;
  /** Counts documents of one type in one partition that have a `sortKey`, at a cost that does not grow with how many there are. */
  count(query: CountQuery): Promise<Count>;
  /** The documents of a queue that are due, in every partition, longest due first. The only query across partitions. */
  due<T>(schema: DocumentSchema<T>, queue: string, before: Date, limit: number): Promise<readonly Stored<T>[]>;
  /** What changed since `after` (since the beginning without it). */
  changes(after: string | undefined, limit: number): Promise<ChangePage>;
  /** Resolves when the engine answers. */
  ping(): Promise<void>;
}

/** Something that an operation depends on is down, throttled or did not answer in time. */
export class ServiceUnavailable extends Error {
  override readonly name: string = 'ServiceUnavailable';
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether something was down. Told by name: the local runtime and the app it loads each have their own copy of the class. */
export function isUnavailable(error: unknown): error is ServiceUnavailable {
  return error instanceof Error && ['ServiceUnavailable', 'StoreUnavailable'].includes(error.name);
}

/** The document engine is down, throttled or did not answer in time. */
export class StoreUnavailable extends ServiceUnavailable {
  override readonly name = 'StoreUnavailable';
}

/** A mail as a mail service takes it. */
export interface OutgoingMail {
  /** A UUID derived from the mail document's id: the same for every attempt. */
  readonly operationId: string;
  /** The template it was made from, for instance `confirmationCode`. */
  readonly kind: string;
  readonly to: { readonly address: string; readonly name?: string };
  /** The partner, in whose name the mail is sent. */
  readonly fromName: string;
  readonly replyTo?: { readonly address: string; readonly name?: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: string;
  /** Where its reader stops mails of its kind; only of offers and reminders. */
  readonly stop?: { readonly url: string; readonly partnerId: string };
  /** The confirmation code that the mail carries; only the local mailbox looks at it. */
  readonly code?: string;
}

/** What became of an attempt: taken; to be tried again (throttled, down, or nobody knows); refused for good; or not possible for anybody, because of us or of the way to the service. */
export type SendOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number; readonly detail: string }
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'senderFault'; readonly code: MailFaultCode; readonly detail: string };

/** Hands mails to a mail service, one attempt a call. It never retries, never polls, and does not throw for what the service or network does. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<SendOutcome>;
}

/** What a link's code says, once its signature has been checked. */
export interface Link {
  readonly partnerId: string;
  readonly offerId: string;
  readonly linkVersion: number;
}

/** Issues and reads the codes in customer links. */
export interface LinkCodes {
  issue(link: Link): string;
  /** Undefined for anything that was not issued here, without asking anybody. */
  read(code: string): Link | undefined;
}

/** What the token of an access page says, once its signature has been checked. */
export interface Access {
  readonly partnerId: string;
  readonly customerId: string;
}

/** Issues and reads the tokens of access pages. */
export interface AccessTokens {
  issue(access: Access): string;
  /** Undefined for anything that was not issued here, without asking anybody. */
  read(token: string): Access | undefined;
}

/** What the token in the link of a service request says, once its signature has been checked. */
export interface RequestName {
  readonly partnerId: string;
  readonly requestNumber: string;
}

/** Issues and reads the tokens by which a support desk gets to a service request. */
export interface RequestTokens {
  issue(request: RequestName): string;
  /** Undefined for anything that was not issued here, without asking anybody. */
  read(token: string): RequestName | undefined;
}

/** What the token in the link of a mailing says, once its signature has been checked: whose mails, and to which mailbox. */
export interface Stop {
  readonly partnerId: string;
  /** The mailbox, as a hash. */
  readonly recipientKey: string;
}

/** Issues and reads the tokens by which the reader of a mailing stops it. */
export interface StopTokens {
  issue(stop: Stop): string;
  /** Undefined for anything that was not issued here, without asking anybody. */
  read(token: string): Stop | undefined;
}

/** What the address of a logo says: whose it is, and which. */
export interface LogoName {
  readonly partnerId: string;
  readonly hash: string;
}

/** Issues and reads the addresses under which logos are shown; nobody learns from one whose it is. */
export interface LogoAddresses {
  /** Always the same for the same logo. */
  issue(logo: LogoName): string;
  /** Undefined for anything that was not issued here, without asking anybody. */
  read(address: string): LogoName | undefined;
}

/** What a link that shows a password says, once its signature has been checked; its secret is stored nowhere. */
export interface Reveal {
  readonly partnerId: string;
  readonly resetId: string;
  /** 128 bits, base64url. */
  readonly secret: string;
}

/** Issues and reads the links that show a password once, and seals passwords to them. */
export interface Reveals {
  issue(reveal: Reveal): string;
  /** Undefined for anything that was not issued here, without asking anybody. */
  read(token: string): Reveal | undefined;
  /** What can be kept of a secret: passwords are sealed to it, and nothing is opened with it. */
  publicKeyOf(secret: string): string;
  /** Seals a text to a link, bound to what it is about. */
  seal(text: string, to: { readonly publicKey: string; readonly about: readonly string[] }): SealedPassword;
  /** Undefined for what does not open with this secret, or about this. */
  open(sealed: SealedPassword, by: { readonly secret: string; readonly about: readonly string[] }): string | undefined;
}

/** Derives, from keys that no document holds, what only the right person may know. */
export interface Secrets {
  /** The id of the key that new secrets are derived with; kept beside whatever is to be derived again. */
  readonly keyId: string;
  /** Six digits for the `number`th code of a redemption. */
  confirmationCode(subject: { readonly keyId: string; readonly redemptionId: string; readonly number: number }): string;
  /** Six digits for the `number`th code of a customer's access page. */
  accessCode(subject: Access & { readonly keyId: string; readonly number: number }): string;
  /** Six digits for the `number`th code of the desk that looks after a service request. */
  deskCode(subject: RequestName & { readonly keyId: string; readonly number: number }): string;
  /** Six digits for the `number`th code of one of the two mailboxes of a change of administrator. */
  administratorCode(subject: {
    readonly keyId: string;
    readonly changeId: string;
    readonly number: number;
    readonly side: 'current' | 'new';
  }): string;
  /** Six digits for the `number`th code that proves the mailbox of a redemption. */
  claimCode(subject: { readonly keyId: string; readonly redemptionId: string; readonly number: number }): string;
  /** Six digits for the `number`th code of a link that shows a password. */
  revealCode(subject: { readonly keyId: string; readonly resetId: string; readonly number: number }): string;
  /** 128 bits, base64url, that cannot be guessed without the key. */
  derive(keyId: string, purpose: string, ...parts: readonly string[]): string;
  /** Whether the key of this id is still there; what others derive is derived with the key of today. */
  knows(keyId: string): boolean;
}

/** Names product keys without saying them. */
export interface KeyFingerprints {
  /** Under every pepper, the one of today first. */
  of(key: WholeKey): readonly [string, ...string[]];
  /** The same, in the one order in which all instances claim keys, whatever the order of their peppers. */
  inClaimOrder(key: WholeKey): readonly string[];
  /** The same text for the same parts under the pepper of today; nobody without it can tell what they were. */
  secret(purpose: string, ...parts: readonly string[]): string;
}

/** Who is behind a call, as the identity provider vouches for them: a person, or an application that acts for itself. */
export interface TokenIdentity {
  readonly kind: 'user' | 'app';
  readonly tenantId: string;
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/**
 * What can be wrong with a token; `form` is one that cannot be read, `claims` one that does not say who calls, `kind` one that is for no API, `version` one
 * of version 1.0, `signer` one that is signed for another issuer than its own.
 */
export type TokenFault =
  'form' | 'signature' | 'signer' | 'version' | 'issuer' | 'audience' | 'age' | 'kind' | 'scope' | 'role' | 'claims';

/** A token that is not valid here and now. */
export interface InvalidToken {
  readonly faults: readonly TokenFault[];
}

/** Validates bearer tokens. */
export interface Tokens {
  validate(token: string): Promise<TokenIdentity | InvalidToken>;
}

/** What is to be done at Microsoft about one subscription. */
export interface ProvisioningOrder {
  /** The same for every attempt at the same order: whoever carries it out again finds out first what became of the attempt before. */
  readonly operationId: string;
  readonly partnerId: string;
  readonly cloud: Cloud;
  readonly customer: {
    readonly customerId: string;
    readonly companyName: string;
    readonly primaryDomain: string | null;
    readonly country: string;
  };
  readonly kinds: readonly ProvisioningKind[];
  /** How Microsoft has it; left out when there is nothing yet. */
  readonly from: AtMicrosoft | undefined;
  readonly to: AtMicrosoft;
  readonly endsAt: string;
  /** The last five characters of the product keys that are to be entered. */
  readonly keys: readonly string[];
  /** Microsoft's id of the subscription, where it has one. */
  readonly reference: string | undefined;
}

/** What became of an attempt: done; not possible, for a reason that its customer can read; left to people; to be tried again, because nothing was done or nobody knows. */
export type ProvisioningOutcome =
  | { readonly kind: 'done'; readonly reference?: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'left' }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'unknown' };

/** Carries out at Microsoft what was agreed, one attempt a call. It does not throw for what the service or network does; what throws counts as unknown. */
export interface Provisioner {
  /** Whether it takes such an order upon itself; what it does not take is people's to do. */
  takes(order: ProvisioningOrder): boolean;
  carryOut(order: ProvisioningOrder): Promise<ProvisioningOutcome>;
}

/** Whose directory is meant: a customer's, by what names its tenant at Microsoft. */
export interface Tenant {
  readonly partnerId: string;
  readonly customerId: string;
  readonly cloud: Cloud;
  /** Any domain that the tenant has verified names it; null for a customer that has none of its own. */
  readonly primaryDomain: string | null;
}

/**
 * Why a directory does not answer, or does not do something: the partner has no relationship with the customer there any more (or none that was granted to
 * it), the person is not there, the rules of the directory do not take the password, it is not allowed to set this person's, or this person's password is
 * decided elsewhere (synchronised from the customer's premises, or federated), where it has to be set.
 */
export interface DirectoryRefusal {
  readonly kind: 'refused';
  readonly reason: 'relationshipGone' | 'userGone' | 'passwordRefused' | 'notAllowed' | 'passwordElsewhere';
}

/** The part of a directory that is asked for. */
export interface DirectoryQuery {
  /** In names and addresses; whatever the directory finds by it. */
  readonly q?: string | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

export interface DirectoryPage {
  readonly kind: 'found';
  readonly users: readonly DirectoryUser[];
  /** Where the next page begins, present when people may follow; a page can be short, or empty, and have it. */
  readonly next?: string;
}

/** What became of setting a password: it is set; it is not, for a reason that will last; or nobody knows. */
export type PasswordOutcome = { readonly kind: 'done' } | { readonly kind: 'unknown' } | DirectoryRefusal;

/**
 * The people of customers' directories. Every method makes an attempt of its own and throws {@link ServiceUnavailable}, with when to come again, where the directory
 * is down or throttles: then nothing has been done.
 */
export interface Directory {
  /** People, in the order of the directory, with what they administer and use. */
  listUsers(tenant: Tenant, query: DirectoryQuery): Promise<DirectoryPage | DirectoryRefusal>;
  /** One of them; `userId` is whatever somebody typed, and names nobody when it cannot. */
  readUser(
    tenant: Tenant,
    userId: string,
  ): Promise<{ readonly kind: 'found'; readonly user: DirectoryUser } | DirectoryRefusal>;
  /** Who administers the directory as a whole, and can sign in: to be told of what is done there. */
  administrators(
    tenant: Tenant,
  ): Promise<{ readonly kind: 'found'; readonly users: readonly DirectoryUser[] } | DirectoryRefusal>;
  /**
   * Sets a password that must be changed at the next sign-in, in one attempt that is never repeated: what was sent and not answered is `unknown`. `operationId` names
   * this attempt in the logs of both sides.
   */
  setTemporaryPassword(
    tenant: Tenant,
    attempt: { readonly userId: string; readonly password: string; readonly operationId: string },
  ): Promise<PasswordOutcome>;
}

/** Settings that operations need. */
export interface Settings {
  readonly publicBaseUrl: string;
  readonly clouds: readonly ('global' | 'china')[];
  readonly operatorTenant: string;
  readonly portalOrigins: readonly string[];
  readonly mailPerMinute: number;
  readonly mailPerHour: number;
  /** More domains at which many have a mailbox, beside those that the lists know. */
  readonly publicMailDomains: readonly string[];
}

/** Everything an operation can be given; each takes the part it names. */
export interface Ports {
  readonly partners: Store;
  /** Who owns a product key: each document is alone in its partition, which is its id. */
  readonly productKeys: Store;
  readonly keyFingerprints: KeyFingerprints;
  readonly clock: Clock;
  readonly random: Random;
  readonly mailer: Mailer;
  readonly provisioner: Provisioner;
  readonly directory: Directory;
  readonly links: LinkCodes;
  readonly access: AccessTokens;
  readonly requests: RequestTokens;
  readonly stops: StopTokens;
  readonly logos: LogoAddresses;
  readonly reveals: Reveals;
  readonly secrets: Secrets;
  readonly tokens: Tokens;
  readonly settings: Settings;
}
