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
  /** For how many days a customer may be asked to delegate; the same "yes" again is the same one unless delegation would last so much longer by it. */
  delegation: {
    days: { minimum: 1, maximum: 730 },
    sameConsentWithinDays: 1,
    /** The earliest first. */
    noticesDaysBeforeEnd: [30, 7, 1],
    /** How much of what was done for a customer its access page lists. */
    deedsShown: 50,
  },
  /** What whoever holds a link may tell the partner, unverified. */
  note: {
    textLength: 1000,
    nameLength: 100,
    /** Of one address about one offer. */
    perAddress: { notes: 3, minutes: 1440 },
    /** Of all those about one offer whose writers give no address. */
    withoutAddress: { notes: 200, minutes: 60 },
    /** How many of all notes about one offer are mailed too; all of them are in the portal. */
    mailed: { notes: 20, minutes: 60 },
  },
  /** How much a mail shows of what was typed and not yet confirmed by a code. */
  unverified: { nameLength: 60, textLength: 600 },
  confirmationCode: {
    livesMinutes: 10,
    triesPerCode: 5,
    /** How many codes can be entered beside the newest. */
    earlierCodes: 4,
    /** Wrong tries, for one customer over all its redemptions. */
    guessesPerCustomerAndDay: 100,
    resendAfterSeconds: 60,
    perAddress: { codes: 5, minutes: 10 },
    perAddressAndDay: 20,
    /** What a mailbox is mailed by all partners together. */
    everywhere: { codes: 15, minutes: 10, perDay: 60 },
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
  },
  productKey: {
    characters: 25,
    groups: 5,
    lastCharacters: 5,
    /** How much of what was pasted for a key is looked at. */
    typedLength: 200,
    faultsNamed: 3,
    /** For how long the licences of a key can be prepaid. */
    termMonths: { minimum: 1, maximum: 120 },
    keysPerLoad: 1000,
    /** With the audit entry, what fits a batch. */
    rowsPerBatch: 99,
    claimedAtOnce: 33,
    /** A call of the platform ends long before: nobody goes on with what was begun so long ago. */
    abandonedAfterHours: 24,
    /** Of one user: only keys that are malformed or known to nobody count. */
    guesses: { keys: 20, minutes: 10 },
    /** The same of keys that are only looked at: they are no guesses, and still nobody finds a key by trying them all. */
    previews: { keys: 100, minutes: 10 },
  },
  /** With everything else that an application writes, what fits a batch. */
  keyApplication: { keys: 50 },
  customers: {
    searchViewFrom: 100,
    /** How many of its subscriptions a customer's own record tells of. */
    subscriptionsTold: 100,
    /** How much of a name the order by names looks at. */
    sortedBy: 60,
    /** How often one page looks for more, how many found by their words are sifted at once, and how many are read together: all that the longest page sifts. */
    rounds: 2,
    siftedAtOnce: 100,
    readTogether: 200,
    /** How many of those from before there were lists by places are put into them in one run. */
    walk: { perPage: 20, pagesTogether: 100 },
    /** Names that it had before. */
    formerNames: 5,
    tags: { most: 150, length: 50 },
    /** What the partner calls it besides, and domains that are its too. */
    aliases: { most: 10, length: 60 },
    otherDomains: 10,
    noteLength: 4000,
  },
  /** How much of each kind a client's page shows, the newest first. */
  clientPage: { subscriptions: 100, answers: 25, offers: 25, serviceRequests: 25 },
  /** How far what needs attention is counted. */
  overview: { counted: 100 },
  subscription: {
    expiredDays: 30,
    disabledDays: 90,
    trialNoticesDaysBeforeEnd: [7, 1],
    pagesWalkedTogether: 20,
    /** Dates have years of four digits, and so have those that follow an end. */
    latestEnd: '9999-01-01T00:00:00.000Z',
  },
  /** Setting up at Microsoft. */
  provisioning: {
    reasonLength: 500,
    historyKept: 50,
    /** Of whatever carries tasks out by itself: for how long a call may last, and how often and when it is asked again. */
    leaseSeconds: 300,
    tries: 6,
    againAfterSeconds: { first: 60, longest: 3600 },
    /** How many subscriptions from before tasks were written are met together. */
    metTogether: 40,
    pagesWalkedTogether: 20,
  },
  /** Resetting the passwords of customers' people. */
  passwordReset: {
    /** From when it is set until its link shows it no more. */
    shownForMinutes: 15,
    /** For how long a colleague may approve. */
    approvalHours: 24,
    /** Longer than a call to a directory takes: after that, nobody knows what became of it. */
    leaseSeconds: 60,
    /** How often another password is drawn where the directory does not take one. */
    draws: 3,
    /** How many codes one link has mailed. */
    codes: 5,
    /** How many administrators of the customer, and how many colleagues, are mailed. */
    administratorsTold: 20,
    colleaguesTold: 20,
  },
  /** Microsoft Graph, where a customer's directory is read there. */
  graph: {
    /** How long everything that one call of the directory asks may take; what was sent to change something is waited for longer. */
    milliseconds: { read: 5000, write: 10_000 },
    /** How often one request that changes nothing is sent again, after how long when Graph does not say, and when whoever asked should come again. */
    repeats: 3,
    repeatAfterMilliseconds: 200,
    comeAgainSeconds: 5,
    /** What lists are read by, and how many pages of one are read at most. */
    pageSize: 999,
    pages: 20,
    /** What one request takes: values of a filter, groups that a membership is looked for in. */
    valuesOfFilter: 15,
    groupsChecked: 20,
    /** How many lists of members are read at once. */
    together: 10,
    /** Customers whose tokens, and whose domains and products, are kept; the latter for so long. */
    tenantsKept: 500,
    factsKeptMinutes: 10,
  },
  serviceRequest: {
    titleLength: 200,
    /** Of a description and of each note. */
    textLength: 20_000,
    notes: 200,
    /** When one that nobody touched is reminded of, by how severe it is: Microsoft's own times of first response (learn.microsoft.com/partner-center/customer-support). */
    untouchedHours: { critical: 2, moderate: 4, minimal: 8 },
    /** How many numbers are drawn until one is free. */
    numbersDrawn: 16,
    /** What whoever holds the link may leave without proving that the desk's mailbox is theirs: a form's answer is larger than its text. */
    unproved: { textLength: 4000, notes: 10, minutes: 60, ofAll: 100 },
    formBytes: 256 * 1024,
    sessionMinutes: 30,
    /** How much of it a customer's access page shows, the newest first. */
    shared: { requests: 20, notes: 100 },
  },
  /** What a partner's users are told of changes. */
  telling: {
    /** When a day's digest is due: in the morning of those who work in that cloud. */
    digestMinuteUtc: { global: 5 * 60, china: 23 * 60 },
    /** How many changes a digest lists; it says how many more there are. */
    digestLists: 50,
    /** With what else one batch does, what fits it. */
    mailsPerBatch: 90,
    /** The same of digests: full ones of customers with the longest names too. */
    digestsPerBatch: 40,
  },
  notifications: {
    /** How far unread ones are counted. */
    unreadCounted: 100,
    /** How many may be marked as read one by one, beyond the last that was marked with all before it. */
    readOneByOne: 200,
    /** How many are marked in one call, and how far it looks for them. */
    markedTogether: 100,
    lookedAtPerMark: 500,
  },
  audit: {
    /** When no call that began before can still write: longer than any function runs, by as much as clocks may differ. */
    settledAfterMinutes: 10,
    entriesPerSeal: 200,
    /** How much a run of the timer does for one partner, and for how many. */
    sealsPerVisit: 50,
    partnersPerRun: 100,
    signingAnew: { together: 90, batchesPerVisit: 10 },
    /** How much one call verifies, and how far it looks for what was put between the entries of one seal. */
    verification: { sealsPerCall: 100, sealsAtATime: 10, entriesPerSeal: 1000, unsealedPerCall: 10_000 },
  },
  mail: {
    attempts: 8,
    leaseSeconds: 60,
    backOffSeconds: { codes: { first: 2, longest: 60 }, others: { first: 30, longest: 3600 } },
    /** Of each quota window, what no lane but the codes' may use. */
    shareKeptForCodes: 0.5,
    /** How codes share both windows; see docs/adr/0022. */
    codeShares: {
      /** Of each window, what is left to sources that used little of it lately. */
      reserve: 0.05,
      /** Of the codes' room in an hour, what whoever used much leaves to come free at an even pace, or free. */
      evenPace: 1 / 3,
      /** What a source used lately may be so many times what is free. */
      timesFree: 2,
      /** So many sends lately are little. */
      little: 0.5,
      /** A send counts a third (1/e) after this part of its window. */
      fadesWithin: 1 / 6,
      /** The heaviest sources, told apart. */
      sourcesKnown: 100,
    },
    /** Codes whose turn does not come within a pass make room in the queue: all but so many of them, until their turn could come, and for no longer than that. */
    setAside: { butFor: 500, longestSeconds: 900, earlierBySeconds: 10 },
    /** How often a pass looks again for codes that stood behind those. */
    looksPerPass: 6,
    /** How far another instance's clock may be ahead; what lies further ahead was written by a clock that was wrong. */
    clocksDifferBySeconds: 60,
    /** Between a grant of quota and the request that uses it. */
    grantSeconds: 2,
    /** The pause after a mail service says that it is too much: as it asks, within these; `quota` when a day's or an hour's mails are used up and it names no time. */
    throttledSeconds: { standard: 60, quota: 3600, longest: 86_400 },
    /** While we are at fault, or the service cannot be reached, one mail is tried after such a pause, twice as long each time; the mail that met it again waits a turn longer, so that another one is tried. */
    fault: { firstSeconds: 30, longestSeconds: 300, turnSeconds: 60 },
    /** How often a mail may be the one that a fault begins with, others having gone out in between: beyond that the mail itself is what is refused. */
    faultsBegun: 8,
    /** How much of a reply is taken apart, how much of what a mail service says is looked at, and how much is quoted beside our own words. */
    replyLength: 4000,
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
    /** A reader who changes their mind writes each time. */
    allowedAgain: { notes: 10, minutes: 1440 },
  },
  /** A customer with whom nothing is left is remembered with its people for so long; what each kind of record is kept for stands with `records`. */
  customersKept: { years: 7, lookedAtTogether: 50, pagesPerRun: 20 },
  page: { standard: 25, maximum: 100 },
  /** What Cosmos DB takes: an id has at most 255 characters. */
  idLength: 255,
  search: {
    textLength: 100,
    /** How customers are found by what their names hold: the letters that name a list, how much of an ending is a place, of how much of a text, in how many documents. */
    words: { lettersPerList: 3, endingLength: 40, textLength: 1000, documents: 12 },
    /** How many of the newest messages that match an offer search are looked at, and in how many rounds. */
    recipients: { perRound: 100, rounds: 4 },
    /** The same of the subscriptions by which customers are searched. */
    subscriptions: { perRound: 100, rounds: 10 },
    /** The same of the notes by which service requests are searched. */
    notes: { perRound: 100, rounds: 4 },
  },
  export: { rowsAtATime: 500 },
  /** What is kept about one customer: how many records are looked at together, and how many an erasure writes together. */
  records: { together: 100, writtenTogether: 25 },
  /** Of how many people an erasure knows mailbox and name beforehand, how much of it a request does itself, and when one that is through looks once more at what calls that had begun before have left. */
  erasure: {
    mostKnown: 4000,
    pagesPerRequest: 10,
    pagesPerRun: 200,
    closesAfterMinutes: 10,
    takenOverAfterSeconds: 60,
  },
  /** What Excel can hold, and how wide a column may be, in digits of its standard font. */
  spreadsheet: { rowsPerSheet: 1_048_576, textLength: 32_767, columnWidth: { minimum: 8, maximum: 60 } },
  /** What RFC 5321 lets an address, its local part and a domain have; names that customers are known by become part of ids, which have an end. */
  address: {
    length: 254,
    nameLength: 100,
    localPartLength: 64,
    domainLength: 253,
    customerDomainLength: 190,
    websiteLength: 300,
  },
  phone: { typedLength: 200, length: 30, extensionDigits: 8 },
  body: {
    standardBytes: 64 * 1024,
    listBytes: 1024 * 1024,
    eventsBytes: 2 * 1024 * 1024,
    /** What a platform that hands on whole bodies alone takes in; in Azure the app setting FUNCTIONS_REQUEST_BODY_SIZE_LIMIT. */
    platformBytes: 4 * 1024 * 1024,
    /** How much of a body that was refused is still read and dropped, and when its sender is cut off. */
    leftOver: { bytes: 16 * 1024 * 1024, milliseconds: 1500 },
  },
  companyProfile: {
    offices: 50,
    /** Those that are no longer listed, whose names customers still see. */
    formerOffices: 200,
    hoursLength: 200,
    /** In progressive images each scan goes over all pixels again; real ones have a dozen. */
    logo: { bytes: 32 * 1024, longestSide: 2000, jpegScans: 30, shown: { width: 120, height: 40 } },
  },
} as const;
