/** The product's numbers, each in one place. Durations carry their unit in the name. */
export const limits = {
  trial: { days: 30, licences: 25 },
  /** How long what is bought lasts until it is renewed. */
  purchase: { termMonths: 12 },
  offer: {
    validForDays: { minimum: 1, maximum: 365, standard: 90 },
    maxRedemptions: 1_000_000,
    lines: 20,
    referenceLength: 100,
    messageLength: 2000,
    reasonLength: 1000,
    remindDaysBeforeEnd: 7,
    /** Two bytes of a link's code. */
    linkVersions: 65_535,
  },
  /** What whoever holds a link may tell the partner, unverified. */
  note: {
    textLength: 1000,
    nameLength: 100,
    perOffer: { notes: 20, minutes: 60 },
    perAddress: { notes: 3, minutes: 1440 },
  },
  /** How much a mail shows of what was typed and not yet confirmed by a code. */
  unverified: { nameLength: 60, textLength: 600 },
  confirmationCode: {
    livesMinutes: 10,
    triesPerCode: 5,
    resendAfterSeconds: 60,
    perAddress: { codes: 5, minutes: 10 },
    perAddressAndDay: 20,
    lapsesAfterHours: 24,
  },
  /** An administrator on record who leaves a colleague's answer alone for so long may be no colleague. */
  doubtedDomain: { afterHours: 24 },
  access: { sessionMinutes: 30 },
  /** How long the mailbox on record can stop a claim to its place, when it is reminded, how often a claim is looked at, and for how long a mailbox whose claim was stopped makes no other. */
  administratorClaim: {
    noticeDays: 14,
    remindedAfterDays: [7, 13],
    lookedAtEveryDays: 1,
    barredDays: 30,
    triesPerCustomerAndDay: 100,
  },
  customers: { searchViewFrom: 100 },
  subscription: { expiredDays: 30, disabledDays: 90 },
  mail: {
    attempts: 8,
    leaseSeconds: 60,
    backOffSeconds: { codes: { first: 2, longest: 60 }, others: { first: 30, longest: 3600 } },
    /** Of each quota window, what no lane but the codes' may use. */
    shareKeptForCodes: 0.5,
    /** Between a grant of quota and the request that uses it. */
    grantSeconds: 2,
    /** The pause after a mail service says that it is too much: as it asks, within these; `quota` when a day's or an hour's mails are used up and it names no time. */
    throttledSeconds: { standard: 60, quota: 3600, longest: 86_400 },
    /** While we are at fault, or the service cannot be reached, one mail is tried after such a pause, twice as long each time; the mail that met it again waits a turn longer, so that another one is tried. */
    fault: { firstSeconds: 30, longestSeconds: 300, turnSeconds: 60 },
    /** How often a mail may be the one that a fault begins with, others having gone out in between: beyond that the mail itself is what is refused. */
    faultsBegun: 8,
    /** How much of what a mail service says is looked at, and how much of it is quoted beside our own words. */
    refusalLength: 1000,
    quotedLength: 110,
    sentAtOnce: 5,
    /** How long a list is sent before codes, receipts and notices that wait are looked for again. */
    urgentBetweenSeconds: 1,
    /** How far a pass looks down a queue for partners whose turn it is. */
    lookedAtPerPass: 1000,
    /** And how far when all of those are one partner's. */
    lookedAtForOthers: 5000,
    /** How far a forecast looks down the queue of lists. */
    lookedAtPerForecast: 2000,
  },
  mailing: {
    recipients: 1000,
    /** With the mailing itself and its audit entry, what fits a batch. */
    rowsPerBatch: 90,
    /** When a timer takes over what whoever began did not finish. */
    takenOverAfterSeconds: 60,
    takenOverTogether: 20,
  },
  retention: { mailDays: 30, throttleDays: 1, administratorChangeDays: 2, unconfirmedRedemptionDays: 30 },
  page: { standard: 25, maximum: 100 },
  search: {
    textLength: 100,
    /** How many of the newest messages that match an offer search are looked at, and in how many rounds. */
    recipients: { perRound: 100, rounds: 4 },
  },
  export: { rowsAtATime: 500 },
  /** What Excel can hold, and how wide a column may be, in digits of its standard font. */
  spreadsheet: { rowsPerSheet: 1_048_576, textLength: 32_767, columnWidth: { minimum: 8, maximum: 60 } },
  /** What RFC 5321 lets an address, its local part and a domain have; names that customers are known by become part of ids, which have an end. */
  address: { length: 254, localPartLength: 64, domainLength: 253, customerDomainLength: 190, websiteLength: 300 },
  phone: { length: 30, extensionDigits: 8 },
  body: { standardBytes: 64 * 1024, listBytes: 1024 * 1024, eventsBytes: 2 * 1024 * 1024 },
  companyProfile: {
    offices: 50,
    /** In progressive images each scan goes over all pixels again; real ones have a dozen. */
    logo: { bytes: 32 * 1024, longestSide: 2000, jpegScans: 30 },
  },
} as const;
