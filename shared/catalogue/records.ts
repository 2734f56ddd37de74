/**
 * Every kind of record that is kept: whom it is about, how one customer's are found, what each of its fields tells, and how long it is kept. Export, erasure
 * and retention go by this table alone, and a test holds that no kind and no field is missing.
 */
/** How long a record of a kind is kept. What is kept `whileNeeded` goes with what it is about; a customer's people leave all of them with its erasure. */
export type Kept =
  | { readonly days: number; readonly after: string }
  /** For good, the people in it until their customer is erased. */
  | { readonly years: 'all' }
  | { readonly whileNeeded: string };

/** What the fields of a kind tell, by their paths: `contact.email`; what stands in arrays and records is told without its place there. */
export interface FieldsOf {
  /** Of a customer's people: exported; a pseudonym takes their place. */
  readonly names?: readonly string[];
  readonly mailboxes?: readonly string[];
  /** Exported; left out by an erasure. */
  readonly phones?: readonly string[];
  /** What people wrote in their own words, which may name anybody: exported; left out by an erasure. */
  readonly words?: readonly string[];
  /** The partner's own words: exported; left out where they name one of the people. */
  readonly remarks?: readonly string[];
  /** A company's name: exported; stays, unless the company is one person, or its erasure is asked for too. */
  readonly company?: readonly string[];
  /** Made of the others, for searches and to tell repetitions: never exported; what was erased is taken out. */
  readonly derived?: readonly string[];
  /** Hashes, the numbers of codes, what requests were repeated by: never exported. */
  readonly secret?: readonly string[];
  /** The partner's own people: exported, and no customer's erasure changes them. */
  readonly staff?: readonly string[];
  /** About nobody in particular: exported. */
  readonly plain?: readonly string[];
}

/** Of whose records a kind is. */
export type RecordRow = FieldsOf & {
  readonly kept: Kept;
} & (
    | { readonly about: 'partner' | 'deployment' }
    | {
        readonly about: 'customer';
        /** What an export calls these records; undefined for what only repeats others. */
        readonly exportedAs: string | undefined;
        /** The fields that name the customer; a kind without any is found by its id (`shared/erasure/found-records.ts`). */
        readonly customer: readonly string[];
        /** An erasure deletes them: without the people they say nothing. */
        readonly deleted?: true;
        /** Fields on the first two levels in which an address of its people is looked for; */
        readonly addresses?: readonly string[];
        /** Where a `userId` names one of the customer's people, and not, as elsewhere, one of the partner's. */
        readonly usersAreTheirs?: true;
        /** and what anybody may have written, with whom they like in it: the field that tells such records, and its values. */
        readonly writtenByAnybody?: { readonly field: string; readonly oneOf: readonly string[] };
      }
  );

/** What documents have in common, and tell nothing of anybody. */
export const commonFields: readonly string[] = [
  'id',
  'partnerId',
  'type',
  'schemaVersion',
  'ttl',
  'sortKey',
  'revision',
  'queue',
  'dueAt',
];

const line = (field: string, ...more: readonly string[]) =>
  ['productId', 'quantity', ...more].map((one) => `${field}.${one}`);

const change = (field: string) =>
  ['subscriptionId', 'productId', 'kind', 'at', 'quantity', 'endsAt', 'quantityBefore', 'effect', 'keys'].map(
    (one) => `${field}.${one}`,
  );

const atMicrosoft = (field: string) => line(field, 'state', 'autoRenew');
const code = ['number', 'keyId', 'tries', 'lastGuess', 'earlier.number', 'earlier.keyId', 'askedWith'] as const;
const walk = {
  about: 'deployment',
  kept: { years: 'all' },
  plain: ['partnersUpTo', 'upTo', 'isDone', 'doneAt'],
} as const;
const forGood = { years: 'all' } as const;
const notes = ['offerDeclined', 'freshLinkRequested'] as const;

const records = {
  // Of a customer.
  customer: {
    about: 'customer',
    exportedAs: 'customer',
    customer: [],
    kept: forGood,
    names: ['contact.name', 'claim.contact.name', 'claim.former.name'],
    mailboxes: ['contact.email', 'claim.contact.email', 'claim.former.email'],
    phones: ['contact.phone', 'claim.contact.phone', 'claim.former.phone'],
    words: ['tags', 'aliases', 'note'],
    company: ['companyName', 'formerNames'],
    derived: ['foldedTags', 'searchText', 'places', 'wordDocuments'],
    plain: [
      ...[
        'primaryDomain',
        'otherDomains',
        'country',
        'unverified',
        'language',
        'createdAt',
        'erasure.state',
        'erasure.at',
      ],
      ...['claim.claimId', 'claim.claimedAt', 'claim.takesEffectAt'],
      ...['delegation.status', 'delegation.since', 'delegation.until', 'delegation.delegationId'],
      ...['delegation.grants.redemptionId', 'delegation.grants.offerId', 'delegation.endedAt', 'delegation.endedBy'],
      ...['holdings.trialSubscriptionId', 'holdings.trialEndsAt', 'holdings.trialIsOver'],
      ...['holdings.purchasedSubscriptionId', 'holdings.besideSubscriptionIds'],
      ...['productId', 'source', 'state', 'endsAt', 'autoRenew', 'provisioning'].map((one) => `subscriptions.${one}`),
      ...['standing.statuses', 'standing.changesAt', 'standing.trialEndsAt', 'standing.waiting'],
    ],
  },
  'customer-words': {
    about: 'customer',
    exportedAs: undefined,
    customer: [],
    kept: { whileNeeded: 'as long as the customer has these names' },
    derived: ['places'],
    plain: ['customerId'],
  },
  subscription: {
    about: 'customer',
    exportedAs: 'subscriptions',
    customer: ['customerId'],
    kept: forGood,
    remarks: ['provisioning.reason'],
    plain: [
      ...['subscriptionId', 'customerId', 'offerId', 'productId', 'source', 'quantity', 'state', 'startsAt', 'endsAt'],
      ...['autoRenew', 'partnerOfRecord.partnerId', 'partnerOfRecord.since', 'provisioning.state', 'reference'],
      ...['partnerId', 'since', 'endedAt'].map((one) => `formerPartnerOfRecord.${one}`),
      ...atMicrosoft('asSetUp'),
      ...['tasks.open', 'tasks.following', 'agedTo'],
    ],
  },
  redemption: {
    about: 'customer',
    exportedAs: 'answers',
    customer: ['customerId'],
    addresses: ['email'],
    writtenByAnybody: { field: 'status', oneOf: ['declined'] },
    kept: {
      days: 30,
      after: 'it was asked for, unless it is confirmed, then for good; a refusal: after the end of its offer',
    },
    names: ['contact.name', 'recipient.name'],
    mailboxes: ['contact.email', 'recipient.address', 'email'],
    phones: ['contact.phone'],
    words: ['reason'],
    company: ['companyName'],
    derived: ['searchText', 'padding', 'fingerprint'],
    secret: ['code.number', 'code.keyId', 'code.askedWith', ...code.slice(2, 6)],
    plain: [
      ...['redemptionId', 'offerId', 'customerId', 'primaryDomain', 'country', 'language', 'recipient.language'],
      ...line('lines'),
      ...['acceptDelegatedAdministration', 'status', 'createdAt', 'lapsesAt', 'confirmedAt', 'code.askedAt'],
      ...['subject', 'given', 'textHash', 'version'].map((one) => `consents.${one}`),
      ...['id', 'productId', 'quantity', 'status', 'endsAt'].map((one) => `subscriptions.${one}`),
      ...['delegation.since', 'delegation.until'],
    ],
  },
  consent: {
    about: 'customer',
    exportedAs: 'consents',
    customer: ['customerId'],
    kept: forGood,
    names: ['by.name'],
    mailboxes: ['by.email'],
    plain: [
      ...['subject', 'given', 'textHash', 'version', 'customerId', 'redemptionId', 'offerId', 'applicationId'],
      ...['subscriptionId', 'summaryId', 'productIds', 'delegationDays', 'language', 'givenAt', 'confirmedAt'],
    ],
  },
  delegation: {
    about: 'customer',
    exportedAs: 'delegations',
    customer: ['customerId'],
    kept: forGood,
    names: ['acceptedBy.name'],
    mailboxes: ['acceptedBy.email'],
    company: ['companyName'],
    derived: ['searchText'],
    plain: [
      ...['delegationId', 'customerId', 'primaryDomain', 'offerId', 'summaryId', 'since', 'until', 'state', 'endedAt'],
      ...['endedBy', 'lastUsedAt', 'redemptionIds', 'runsUntil'],
    ],
  },
  'key-application': {
    about: 'customer',
    exportedAs: 'keyApplications',
    customer: ['customerId'],
    kept: forGood,
    derived: ['fingerprint'],
    secret: ['keys.keyId'],
    staff: ['appliedBy.userId', 'appliedBy.name', 'appliedBy.email'],
    plain: [
      ...['applicationId', 'customerId', 'licensedSubscriptionId', 'appliedAt'],
      ...line('keys', 'lastFive', 'termMonths', 'effect', 'subscriptionId'),
      ...line('lines', 'subscriptionId', 'effect', 'endsAt'),
      ...['askId', 'kind', 'subscriptionId', 'productId', 'state', 'given', 'answeredAt'].map((one) => `asks.${one}`),
    ],
  },
  'provisioning-task': {
    about: 'customer',
    exportedAs: 'provisioningTasks',
    customer: ['customerId'],
    kept: forGood,
    remarks: ['reason', 'history.reason'],
    derived: ['searchText'],
    staff: ['claim.by.userId', 'claim.by.name', 'claimedBy', 'history.by.userId', 'history.by.name'],
    plain: [
      ...['taskId', 'customerId', 'subscriptionId', 'source', 'offerId', 'state', 'kinds', 'kindsText'],
      ...atMicrosoft('from'),
      ...atMicrosoft('to'),
      ...['startsAt', 'endsAt', 'keys.lastFive', 'keys.effect', 'offeredQuantity', 'lapsesAt', 'follows'],
      ...['claim.by.kind', 'claim.at', 'reference', 'createdAt', 'changedAt', 'tries', 'forPeople'],
      ...['at', 'state', 'by.kind', 'by.redemptionId', 'by.verified', 'reference'].map((one) => `history.${one}`),
    ],
  },
  'service-request': {
    about: 'customer',
    exportedAs: 'serviceRequests',
    customer: ['customerId'],
    kept: forGood,
    words: ['title', 'description'],
    derived: ['searchText', 'fingerprint'],
    secret: ['drawnFrom'],
    staff: [
      ...['contact.name', 'contact.email', 'contact.phone'],
      ...['raisedBy.userId', 'raisedBy.name', 'raisedBy.email'],
    ],
    plain: [
      ...['customerId', 'number', 'severity', 'productId', 'state', 'createdAt', 'changedAt', 'closedAt'],
      ...['untouchedUntil', 'notes', 'isShared'],
    ],
  },
  'service-note': {
    about: 'customer',
    exportedAs: 'serviceNotes',
    customer: ['customerId'],
    kept: forGood,
    words: ['text'],
    derived: ['searchText', 'fingerprint'],
    staff: ['by.userId', 'by.name'],
    plain: ['noteId', 'customerId', 'requestNumber', 'shared', 'by.kind', 'by.verified', 'at'],
  },
  'desk-code': {
    about: 'customer',
    exportedAs: 'deskCodes',
    customer: [],
    // Codes are counted, so that none comes again.
    kept: forGood,
    secret: code,
    plain: ['customerId', 'requestNumber', 'askedAt'],
  },
  'directory-user': {
    about: 'customer',
    exportedAs: 'users',
    deleted: true,
    customer: ['customerId'],
    usersAreTheirs: true,
    kept: { whileNeeded: 'as long as the customer is' },
    names: ['user.name'],
    mailboxes: ['user.email', 'user.mailbox', 'user.alternateAddresses'],
    derived: ['searchText', 'places'],
    plain: [
      ...['customerId', 'user.userId', 'user.enabled', 'user.passwordIn', 'temporaryPassword.setAt'],
      ...['role', 'templateId', 'name'].map((one) => `user.roles.${one}`),
      ...['skuId', 'skuPartNumber'].map((one) => `user.licences.${one}`),
      'temporaryPassword.operationId',
    ],
  },
  // Before the resets, by which they are found.
  'password-turn': {
    about: 'customer',
    exportedAs: undefined,
    deleted: true,
    customer: [],
    kept: { days: 30, after: 'the last reset of somebody’s password was asked for' },
    plain: ['customerId', 'resetId', 'shownBy'],
  },
  'password-reset': {
    about: 'customer',
    exportedAs: 'passwordResets',
    deleted: true,
    customer: ['customerId'],
    usersAreTheirs: true,
    kept: { days: 30, after: 'it was asked for' },
    names: ['userName'],
    mailboxes: ['userEmail', 'codeTo'],
    company: ['companyName'],
    derived: ['fingerprint'],
    secret: [
      ...['link.publicKey', 'link.keyId', 'sealed.keyId', 'sealed.ephemeral', 'sealed.box', 'codeAskedWith'],
      ...code.filter((field) => field !== 'askedWith'),
    ],
    staff: ['askedBy.userId', 'askedBy.name', 'approvedBy.userId', 'approvedBy.name'],
    plain: [
      ...['resetId', 'customerId', 'userId', 'state', 'needsApproval', 'askedAt', 'approvedAt', 'language'],
      ...['secondFactor', 'expiresAt', 'attempts', 'setAt', 'endedAt', 'codeAskedAt'],
    ],
  },
  mail: {
    about: 'customer',
    exportedAs: 'mails',
    customer: ['content.customerId'],
    addresses: ['to.address', 'content.email', 'content.contactEmail'],
    // Digests tell of several customers.
    writtenByAnybody: { field: 'kind', oneOf: [...notes, 'changesDigest'] },
    kept: { days: 30, after: 'it is done; one that carries an offer: after the end of the offer' },
    names: [
      'to.name',
      'content.askedBy',
      'content.contactName',
      'content.name',
      'content.contact.name',
      'content.former.name',
      'content.userName',
    ],
    mailboxes: [
      ...['to.address', 'content.contactEmail', 'content.email', 'content.contact.email', 'content.former.email'],
      'content.userEmail',
    ],
    phones: ['content.contactPhone'],
    words: ['content.reason', 'content.message', 'problem'],
    remarks: ['content.reference'],
    company: ['content.companyName', 'content.changes.companyName'],
    derived: ['searchText'],
    secret: ['content.number', 'content.keyId', 'content.mailbox', 'content.mailboxEverywhere', 'recipientKey'],
    staff: [
      ...['to.userId', 'content.userId', 'content.addedBy', 'content.by.name', 'content.by', 'content.approvedBy'],
    ],
    plain: [
      ...['mailId', 'kind', 'lane', 'language', 'status', 'attempts', 'repeats', 'faultsBegun', 'createdAt', 'sentAt'],
      ...['parkedAt', 'reported', 'offerId', 'mailingId', 'stopped', 'keptUntil'],
      ...[
        ...['template', 'redemptionId', 'offerId', 'linkVersion', 'typed', 'delegation', 'customerId', 'summaryId'],
        ...['delegatedAdministration', 'delegation.since', 'delegation.until', 'usageLocation', 'confirmedAt', 'at'],
        ...['purpose', 'primaryDomain', 'unmailed', 'because', 'expiresAt', 'sent', 'accepted', 'declined', 'domain'],
        ...[
          'country',
          'askedAt',
          'mailId',
          'toldTo',
          'since',
          'endedAt',
          'endedBy',
          'until',
          'changeId',
          'side',
          'way',
        ],
        ...[
          'changedAt',
          'claimedAt',
          'takesEffectAt',
          'stoppedAt',
          'productId',
          'subscriptionId',
          'quantity',
          'endsAt',
        ],
        ...[
          'source',
          'autoRenew',
          'by.side',
          'total',
          'changes.country',
          'licensedProductId',
          'asks',
          'appliedAt',
          'ask',
        ],
        ...['given', 'answeredAt', 'companyRole', 'supportedCompanies', 'abilities'],
        ...[
          'resetId',
          'setAt',
          'unsure',
          'lapsesAt',
          'shownUntil',
          'onRecord',
          'requestNumber',
          'noteId',
          'changed',
          'untouchedUntil',
        ],
        ...['status.before', 'status.after'],
        ...line('lines', 'offeredQuantity', 'converted', 'endsAt', 'effect'),
        ...change('changes'),
        ...change('changes.change'),
      ].map((one) => `content.${one}`),
    ],
  },
  notification: {
    about: 'customer',
    exportedAs: 'notifications',
    customer: ['content.customerId'],
    addresses: ['content.email'],
    writtenByAnybody: { field: 'content.kind', oneOf: notes },
    kept: forGood,
    names: ['content.name'],
    mailboxes: ['content.email'],
    words: ['content.reason', 'content.message', 'content.title'],
    remarks: ['content.reference'],
    company: ['content.companyName'],
    derived: ['fingerprint'],
    secret: ['content.suppressionId'],
    staff: ['content.by.name', 'content.by', 'told.notTo', 'mailTo', 'digestTo'],
    plain: [
      ...['notificationId', 'at', 'verified', 'told.primaryDomain', 'told.country', 'digestId'],
      ...[
        ...['kind', 'offerId', 'summaryId', 'redemptionId', 'customerId', 'delegatedAdministration'],
        ...['delegation.since', 'delegation.until', 'since', 'endedAt', 'endedBy', 'until', 'daysBefore', 'way'],
        ...['subscriptionId', 'productId', 'changedAt', 'takesEffectAt', 'applicationId', 'ask', 'given', 'answeredAt'],
        ...['by.side', 'taskId', 'expiresAt', 'sent', 'accepted', 'declined', 'domain', 'verified', 'because'],
        ...['resetId', 'setAt', 'unsure', 'lapsesAt', 'number', 'status', 'severity', 'untouchedUntil'],
        ...['fault', 'advice', 'tasks.productName', 'tasks.action', 'tasks.offeredQuantity'],
        ...line('tasks', 'subscriptionId', 'endsAt', 'keys'),
        ...change('changes'),
      ].map((one) => `content.${one}`),
    ],
  },
  audit: {
    about: 'customer',
    exportedAs: 'audit',
    customer: ['customerId'],
    kept: forGood,
    staff: ['actor.userId', 'actor.name'],
    plain: [
      ...[
        'entryId',
        'at',
        'actor.kind',
        'actor.redemptionId',
        'actor.verified',
        'action',
        'subject',
        'customerId',
        'traceId',
      ],
      ...['changes.field', 'changes.before', 'changes.after'],
    ],
  },
  suppression: {
    about: 'customer',
    exportedAs: 'suppressions',
    customer: [],
    addresses: ['address'],
    kept: { whileNeeded: 'until it is lifted' },
    // What stays of an erased one is the keyed hash of the mailbox, which its id is.
    mailboxes: ['address'],
    secret: ['suppressionId'],
    plain: ['reason', 'stopped', 'mailId', 'createdAt'],
  },
  'access-code': {
    about: 'customer',
    exportedAs: 'accessCodes',
    customer: [],
    // Codes are counted, so that none comes again.
    kept: forGood,
    secret: code,
    plain: ['customerId', 'askedAt'],
  },
  'administrator-change': {
    about: 'customer',
    exportedAs: 'administratorChanges',
    customer: [],
    deleted: true,
    kept: { days: 2, after: 'the last codes' },
    names: ['contact.name', 'former.name'],
    mailboxes: ['contact.email', 'former.email'],
    phones: ['contact.phone', 'former.phone'],
    secret: code,
    plain: ['customerId', 'changeId', 'status', 'askedAt', 'changedAt'],
  },
  'administrator-claim': {
    about: 'customer',
    exportedAs: 'administratorClaims',
    customer: [],
    kept: forGood,
    plain: ['claimId', 'customerId', 'status', 'claimedAt', 'toldDay', 'settledAt'],
  },
  'claim-proof': {
    about: 'customer',
    exportedAs: 'claimProofs',
    customer: [],
    kept: { days: 30, after: 'the last code' },
    secret: code,
    plain: ['redemptionId', 'status', 'askedAt', 'provedAt'],
  },
  'code-throttle': {
    about: 'customer',
    exportedAs: 'throttles',
    customer: [],
    kept: { days: 2, after: 'the last code; its rules look at one day' },
    secret: ['answers.answer'],
    plain: ['askedAt', 'answers.redemptionId', 'answers.at', 'unmailed'],
  },
  'guess-budget': {
    about: 'customer',
    exportedAs: 'guesses',
    customer: [],
    kept: { days: 2, after: 'its day began' },
    secret: ['lastGuess'],
    plain: ['guesses'],
  },
  offer: {
    about: 'customer',
    exportedAs: 'offers',
    customer: ['customerId'],
    kept: forGood,
    remarks: ['reference', 'introduction', 'closing', 'revocation.reason'],
    derived: ['searchText', 'fingerprint'],
    staff: ['createdBy.userId', 'createdBy.name', 'createdBy.email', 'revocation.by.userId', 'revocation.by.name'],
    plain: [
      ...['offerId', 'kind', 'state', 'summaryId', 'officeId', 'usageLocation', 'delegatedAdministration', 'language'],
      ...line('lines'),
      ...['delegationDays', 'customerId', 'maxRedemptions', 'remaining', 'redemptionCount', 'linkVersion', 'createdAt'],
      ...['expiresAt', 'revocation.at', 'replacedBy'],
    ],
  },
  'product-key': {
    about: 'customer',
    exportedAs: 'productKeys',
    customer: ['applied.customerId'],
    kept: forGood,
    secret: ['keyId'],
    staff: ['loadedBy.userId', 'loadedBy.name', 'withdrawn.by.userId', 'withdrawn.by.name'],
    plain: [
      ...['productId', 'quantity', 'termMonths', 'expiresAt', 'usableUntil', 'lastFive', 'loadedAt', 'loadId', 'state'],
      ...['applicationId', 'customerId', 'subscriptionId', 'at'].map((one) => `applied.${one}`),
      'withdrawn.at',
    ],
  },
  erasure: {
    about: 'customer',
    exportedAs: 'erasures',
    customer: [],
    kept: { days: 30, after: 'it is done' },
    secret: ['sealed', 'keyId'],
    staff: ['by.userId', 'by.name'],
    plain: [
      ...[
        'customerId',
        'state',
        'by.kind',
        'by.redemptionId',
        'by.verified',
        'begunAt',
        'kind',
        'after',
        'people',
        'records',
      ],
      'doneAt',
    ],
  },

  // Of a partner.
  mailing: {
    about: 'partner',
    kept: forGood,
    // Until its mails are written, seconds later: those are found then.
    mailboxes: ['recipients.address'],
    secret: ['recipients.key'],
    derived: ['fingerprint'],
    plain: [
      'mailingId',
      'offerId',
      'purpose',
      'recipients.language',
      'recipients.suppressed',
      'count',
      'written',
      'createdAt',
      'keptUntil',
    ],
  },
  digest: {
    about: 'partner',
    kept: { days: 2, after: 'its mails are written' },
    plain: ['digestId', 'state', 'since', 'writtenUpTo'],
  },
  partner: {
    about: 'partner',
    kept: forGood,
    secret: ['idSalt'],
    staff: ['globalAdministrator.userId', 'globalAdministrator.name', 'globalAdministrator.email'],
    plain: [
      ...['name', 'cloud', 'authorizations', 'status', 'createdAt', 'profileRevision'],
      ...[
        'name',
        'logo',
        'phone',
        'email',
        'website',
        'address',
        'support',
        'serviceRequests',
        'preferredLanguage',
        'timeZone',
        'accent',
      ].map((one) => `profile.${one}`),
      ...['id', 'name', 'retired'].map((one) => `profile.offices.${one}`),
      ...['logoImage.hash', 'logoImage.width', 'logoImage.height', 'formerOffices.id', 'formerOffices.name'],
    ],
  },
  user: {
    about: 'partner',
    kept: forGood,
    staff: ['userId', 'name', 'email', 'searchText'],
    plain: ['companyRole', 'supportedCompanies', 'status', 'removable'],
  },
  administrators: { about: 'partner', kept: forGood, staff: ['userIds'] },
  'user-creation': { about: 'partner', kept: forGood, staff: ['userId'], secret: ['fingerprint'] },
  'notification-settings': {
    about: 'partner',
    kept: forGood,
    staff: ['userId', 'mail', 'language', 'readUpTo', 'readBeyond'],
  },
  logo: {
    about: 'partner',
    kept: { days: 730, after: 'another one took its place' },
    plain: ['hash', 'mediaType', 'data'],
  },
  'customer-tally': { about: 'partner', kept: forGood, plain: ['customers', 'listed'] },
  'product-key-claim': { about: 'partner', kept: forGood, secret: ['keyId'], plain: ['claimedAt'] },
  'product-key-load': { about: 'partner', kept: forGood, secret: ['loadId', 'fingerprint'], plain: ['at'] },
  'audit-seal': {
    about: 'partner',
    kept: forGood,
    secret: ['entries.hash', 'previous', 'hash', 'keyId', 'mac'],
    plain: ['number', 'entries.id', 'entries.at', 'sealedAt'],
  },

  // Of the deployment.
  'audit-round': { about: 'deployment', kept: forGood, plain: ['after'] },
  'partner-entry': { about: 'deployment', kept: forGood, plain: ['tenantId'] },
  'mail-operation': {
    about: 'deployment',
    kept: { days: 30, after: 'the mail service was asked' },
    plain: ['mailOf', 'mailId'],
  },
  'mail-governor': {
    about: 'deployment',
    kept: forGood,
    plain: [
      ...['startSecond', 'codes', 'others'].flatMap((one) => [`seconds.${one}`, `minutes.${one}`]),
      ...['blockedUntil', 'blockedAt', 'lastServed'],
      ...['code', 'since', 'met', 'nextTryAt', 'told'].map((one) => `fault.${one}`),
      ...['minute', 'hour', 'partnerId', 'source', 'second'].map((one) => `codeUse.${one}`),
    ],
  },
  'subscription-walk': walk,
  'provisioning-walk': walk,
  'customer-walk': walk,
  'retention-walk': walk,
} as const satisfies Readonly<Record<string, RecordRow>>;

export type RecordKind = keyof typeof records;

/** The kinds of records that are, or may be, about a customer. */
export type CustomerRecordKind = {
  [Kind in RecordKind]: (typeof records)[Kind]['about'] extends 'customer' ? Kind : never;
}[RecordKind];

export const recordKinds = Object.keys(records) as readonly RecordKind[];

/** The same in the order of the table, the customer itself first. */
export const customerRecordKinds = recordKinds.filter(
  (kind): kind is CustomerRecordKind => records[kind].about === 'customer',
);

/** The row of a kind, with everything that a row may have. */
export function rowOf(kind: RecordKind): RecordRow {
  return records[kind];
}

/** The kinds that are kept for some days after something. */
type KindOfDays = {
  [Kind in RecordKind]: (typeof records)[Kind]['kept'] extends { readonly days: number } ? Kind : never;
}[RecordKind];

/** For how many days records of a kind are kept. */
export function daysKept(kind: KindOfDays): number {
  return records[kind].kept.days;
}

/** The same as the stores take it. */
export function secondsKept(kind: KindOfDays): number {
  return daysKept(kind) * 86_400;
}

/** What the fields of a kind tell. */
export const fieldClasses = [
  'names',
  'mailboxes',
  'phones',
  'words',
  'remarks',
  'company',
  'derived',
  'secret',
  'staff',
  'plain',
] as const satisfies readonly (keyof FieldsOf)[];
