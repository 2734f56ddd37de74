/** Who sees what of a partner's customers: the one rule, for every field that the API tells a user of the partner. */

/** Kinds of facts, and what a user and its partner need to see them. Where a whole list is of one kind, its operation needs the same. */
export const seenBy = {
  everybody: {},
  /** Whom the partner's own people wrote to. */
  recipients: { supportedCompanies: 'limited' },
  /** Who customers are, and what they answered, agreed to, have and ended: whoever may make offers has to know who took them. */
  customers: {
    supportedCompanies: 'limited',
    authorizations: ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'],
  },
  /** The records of customers, as client management keeps them. */
  clients: { supportedCompanies: 'limited', authorizations: ['delegatedAdministration', 'serviceProvider'] },
} as const;

export type Fact = keyof typeof seenBy;

export const facts = Object.keys(seenBy) as readonly Fact[];

/** The kinds of facts that somebody sees. */
export type Sight = ReadonlySet<Fact>;

/** What the operator sees of what it is told about its deployment. */
export const everything: Sight = new Set(facts);

const aboutOffer = { kind: 'everybody', offerId: 'everybody', summaryId: 'everybody', reference: 'everybody' } as const;
const whose = { customerId: 'customers', companyName: 'customers' } as const;
const times = { since: 'everybody', endedAt: 'everybody' } as const;
const address = { email: 'customers', shownEmail: 'customers', shownDomain: 'customers' } as const;

/** What each field of a view tells. A field that nobody has placed here does not compile where it is shown. */
export const fields = {
  notifications: {
    offerAccepted: {
      ...aboutOffer,
      ...whose,
      redemptionId: 'customers',
      delegatedAdministration: 'customers',
      delegation: 'customers',
      tasks: 'customers',
    },
    delegationEnded: { kind: 'everybody', ...whose, ...times, endedBy: 'everybody' },
    delegationEnding: {
      kind: 'everybody',
      ...whose,
      since: 'everybody',
      until: 'everybody',
      daysBefore: 'everybody',
    },
    partnerOfRecordEnded: {
      kind: 'everybody',
      ...whose,
      subscriptionId: 'customers',
      productId: 'everybody',
      ...times,
    },
    administratorChanged: { kind: 'everybody', ...whose, way: 'everybody', changedAt: 'everybody' },
    administratorClaimed: { kind: 'everybody', ...whose, takesEffectAt: 'everybody' },
    administratorClaimStopped: { kind: 'everybody', ...whose },
    keysApplied: { kind: 'everybody', ...whose, applicationId: 'everybody', tasks: 'customers' },
    askAnswered: {
      kind: 'everybody',
      ...whose,
      applicationId: 'everybody',
      ask: 'everybody',
      given: 'customers',
      subscriptionId: 'customers',
      productId: 'everybody',
      answeredAt: 'everybody',
    },
    subscriptionChanged: { kind: 'everybody', ...whose, by: 'everybody', changes: 'customers' },
    provisioningFailed: {
      kind: 'everybody',
      ...whose,
      taskId: 'customers',
      subscriptionId: 'customers',
      productId: 'everybody',
      reason: 'customers',
    },
    passwordReset: {
      kind: 'everybody',
      ...whose,
      resetId: 'customers',
      by: 'everybody',
      setAt: 'everybody',
      unsure: 'everybody',
    },
    passwordApprovalAsked: {
      kind: 'everybody',
      ...whose,
      resetId: 'customers',
      by: 'everybody',
      lapsesAt: 'everybody',
    },
    serviceRequestAnswered: {
      kind: 'everybody',
      ...whose,
      number: 'clients',
      title: 'clients',
      status: 'clients',
      verified: 'everybody',
    },
    serviceRequestUntouched: {
      kind: 'everybody',
      ...whose,
      number: 'clients',
      title: 'clients',
      severity: 'clients',
      untouchedUntil: 'everybody',
    },
    offerExpired: {
      ...aboutOffer,
      expiresAt: 'everybody',
      sent: 'everybody',
      accepted: 'everybody',
      declined: 'everybody',
    },
    domainDoubted: {
      kind: 'everybody',
      ...whose,
      domain: 'customers',
      offerId: 'everybody',
      redemptionId: 'customers',
    },
    offerDeclined: {
      ...aboutOffer,
      ...address,
      redemptionId: 'customers',
      reason: 'customers',
      verified: 'everybody',
    },
    freshLinkRequested: {
      ...aboutOffer,
      ...address,
      because: 'everybody',
      name: 'customers',
      message: 'customers',
      verified: 'everybody',
    },
    mailStopped: { kind: 'everybody', suppressionId: 'everybody', ...address },
    mailHeldUp: { kind: 'everybody', fault: 'everybody', advice: 'everybody' },
    mailGoesOutAgain: { kind: 'everybody', fault: 'everybody', since: 'everybody' },
  },
  auditEntry: {
    id: 'everybody',
    at: 'everybody',
    actor: 'everybody',
    action: 'everybody',
    customerId: 'customers',
    changes: 'everybody',
    traceId: 'everybody',
  },
  actor: {
    kind: 'everybody',
    userId: 'everybody',
    name: 'everybody',
    redemptionId: 'customers',
    verified: 'everybody',
  },
  /** The subject of an audit entry, by what was done. */
  subjects: {
    partnerCreated: 'everybody',
    partnerUpdated: 'everybody',
    companyUpdated: 'everybody',
    userCreated: 'everybody',
    userUpdated: 'everybody',
    userRemoved: 'everybody',
    trialInvitationCreated: 'everybody',
    purchaseOfferCreated: 'everybody',
    delegationOfferCreated: 'everybody',
    offerCopied: 'everybody',
    offerReplaced: 'everybody',
    offerRevoked: 'everybody',
    linkRotated: 'everybody',
    offerSent: 'everybody',
    offerMailResent: 'everybody',
    offerMailStopped: 'everybody',
    redemptionRequested: 'everybody',
    codeResent: 'everybody',
    redemptionConfirmed: 'everybody',
    accessCodeAsked: 'customers',
    accessOpened: 'customers',
    delegationEnded: 'customers',
    partnerOfRecordEnded: 'customers',
    administratorChangeAsked: 'customers',
    administratorChanged: 'customers',
    administratorClaimed: 'customers',
    administratorClaimStopped: 'customers',
    claimCodeAsked: 'everybody',
    claimProved: 'everybody',
    keysApplied: 'everybody',
    askAnswered: 'customers',
    subscriptionQuantityChanged: 'customers',
    subscriptionSuspended: 'customers',
    subscriptionResumed: 'customers',
    subscriptionCancelled: 'customers',
    subscriptionRenewalTurnedOn: 'customers',
    subscriptionRenewalTurnedOff: 'customers',
    customerUpdated: 'customers',
    customerExported: 'customers',
    customerErasureBegun: 'customers',
    customerErased: 'customers',
    subscriptionRenewed: 'customers',
    subscriptionExpired: 'customers',
    subscriptionDisabled: 'customers',
    subscriptionDeleted: 'customers',
    provisioningReported: 'customers',
    serviceRequestRaised: 'clients',
    serviceRequestChanged: 'clients',
    serviceRequestNoted: 'clients',
    serviceRequestAnswered: 'clients',
    deskCodeAsked: 'clients',
    deskOpened: 'clients',
    notificationPreferencesChanged: 'everybody',
    domainDoubted: 'customers',
    offerDeclined: 'everybody',
    freshLinkRequested: 'everybody',
    mailRetried: 'customers',
    addressSuppressed: 'everybody',
    suppressionLifted: 'everybody',
    mailStopped: 'everybody',
    mailResumed: 'everybody',
    productKeysLoaded: 'everybody',
    productKeyWithdrawn: 'everybody',
    passwordResetAsked: 'customers',
    passwordResetApproved: 'customers',
    passwordReset: 'customers',
    passwordResetFailed: 'customers',
    passwordResetWithdrawn: 'customers',
    passwordResetEnded: 'customers',
    passwordRevealed: 'customers',
    revealCodeAsked: 'customers',
  },
  offer: {
    id: 'everybody',
    kind: 'everybody',
    status: 'everybody',
    summaryId: 'everybody',
    url: 'everybody',
    officeId: 'everybody',
    usageLocation: 'everybody',
    lines: 'everybody',
    delegatedAdministration: 'everybody',
    delegationDays: 'everybody',
    language: 'everybody',
    reference: 'everybody',
    introduction: 'everybody',
    closing: 'everybody',
    customerId: 'customers',
    maxRedemptions: 'everybody',
    redemptionCount: 'everybody',
    createdAt: 'everybody',
    createdBy: 'everybody',
    expiresAt: 'everybody',
    revocation: 'everybody',
    replacedBy: 'everybody',
    message: 'everybody',
  },
  suppression: { id: 'everybody', ...address, reason: 'everybody', mailId: 'customers', createdAt: 'everybody' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Fact | Readonly<Record<string, Fact>>>>>>;

/** The view as this reader sees it: what they may not see is left out, and named in `withheld`. */
export function asSeen<View extends object>(
  view: View,
  factOf: Readonly<Record<keyof View, Fact>>,
  sight: Sight,
): Partial<View> & { readonly withheld?: readonly (keyof View)[] } {
  const hidden = (Object.keys(view) as (keyof View)[]).filter(
    (field) => view[field] !== undefined && !sight.has(factOf[field]),
  );
  if (hidden.length === 0) return view;
  const shown = { ...view };
  for (const field of hidden) Reflect.deleteProperty(shown, field);
  return { ...shown, withheld: hidden };
}
