/** Another code for a redemption: what it writes, or why there is none now. */
import { audit } from '../domain/activity/audit';
import type { SharedDomains } from '../domain/customers/shared-domain';
import { codeMailId, Mail, mailKey } from '../domain/mail/mail';
import type { Partner } from '../domain/partners/partner';
import { belongingTo, nextCode, type AwaitingRedemption, type Redemption } from '../domain/redemptions/redemption';
import { ok, type Result } from '../domain/refusal';
import type { LinkCall } from '../http/link-operation';
import type { Ports, Stored, Write } from '../ports';
import { askForCode, codeMail, type CodeRequest } from './code-requests';
import type { LoadedLink } from './loaded-link';

type CodePorts = Pick<Ports, 'partners' | 'secrets' | 'settings'>;

interface Asking {
  readonly loaded: LoadedLink;
  readonly stored: Stored<Redemption>;
  readonly redemption: AwaitingRedemption;
  readonly isShared: SharedDomains;
  readonly askedWith: string | undefined;
}

/** The redemption with its next code and what that writes, a minute after the last at the earliest, and not too often. The code is reserved for its address by then. */
export async function askForNextCode(
  ports: CodePorts,
  call: LinkCall,
  { loaded, stored, redemption, isShared, askedWith }: Asking,
): Promise<Result<{ readonly next: AwaitingRedemption; readonly writes: readonly Write[] }>> {
  const { partner } = loaded;
  const { traceId, now } = call;
  const mailId = codeMailId(redemption.redemptionId, redemption.code.number);
  const [asked, mail] = await Promise.all([
    askForCode(ports, { partner, answer: redemption, isShared, now }),
    ports.partners.read(Mail, { partition: partner.partnerId, id: mailKey(mailId) }),
  ]);
  const next = nextCode(belongingTo(redemption, asked.whose), asked.whose.customer?.document, {
    keyId: ports.secrets.keyId,
    askedWith,
    mail: mail?.document,
    now,
  });
  if (!next.ok) return next;
  const refused = asked.refused ?? (await asked.reserve());
  if (refused) return refused;
  const { linkVersion } = call.link;
  const details = { partner, stored, next: next.value, asked, linkVersion, traceId, now };
  return ok({ next: next.value, writes: nextCodeWrites(ports, details) });
}

/** What another code for a redemption writes, under the version that was read. */
export function nextCodeWrites(
  ports: Pick<Ports, 'secrets'>,
  details: {
    readonly partner: Partner;
    readonly stored: Stored<Redemption>;
    readonly next: AwaitingRedemption;
    readonly asked: CodeRequest;
    readonly linkVersion: number;
    readonly traceId: string;
    readonly now: Date;
  },
): readonly Write[] {
  const { partner, stored, next, asked, traceId, now } = details;
  const { redemptionId, code, offerId } = next;
  const entry = {
    entryId: `resent-${redemptionId}-${code.number}`,
    actor: { kind: 'customer', redemptionId },
    action: 'codeResent',
    subject: offerId,
    traceId,
  } as const;
  return [
    { kind: 'replace', document: next, etag: stored.etag },
    { kind: 'create', document: codeMail(ports, { ...details, redemption: next }) },
    asked.count(asked.counted),
    { kind: 'create', document: audit(partner.partnerId, entry, now) },
  ];
}
