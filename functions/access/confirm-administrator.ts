/** The customer enters the codes of both mailboxes. Only when both are right is somebody else on record: at once, and everybody is told. */
import { notOpen } from '../../shared/access/access-answers';
import { hasSession } from '../../shared/access/access-session';
import { administratorChanged, codesNotTaken } from '../../shared/access/administrator-answers';
import { endingWrites } from '../../shared/customers/ending-writes';
import { carryOutClaimOf } from '../../shared/access/due-claims';
import { loadAccess, type LoadedAccess } from '../../shared/access/loaded-access';
import { limits } from '../../shared/catalogue/limits';
import { putOnRecord } from '../../shared/domain/customers/administrator';
import { isClaimDue } from '../../shared/domain/customers/administrator-claim';
import {
  AdministratorChange,
  administratorChangeKey,
  awaitsCodes,
  judgedTogether,
} from '../../shared/domain/customers/administrator-change';
import { AdministratorCodes } from '../../shared/domain/customers/administrator-request';
import { administratorCodeMailId, AdministratorSide, Mail, mailKey } from '../../shared/domain/mail/mail';
import { judgeCode } from '../../shared/domain/mailed-code';
import { refuse } from '../../shared/domain/refusal';
import {
  accessOperation,
  type AccessCall,
  type AccessPorts,
  type LinkAnswer,
  type LinkRefused,
} from '../../shared/http/link-operation';
import { deciding } from '../../shared/links/code-tries';
import type { Ports } from '../../shared/ports';
import { sameSecret } from '../../shared/signing/secrets';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

const over = refuse('confirmation-code-expired', { detail: 'No change of the administrator awaits its codes.' });

/** Changes who is on record; the try is counted before either code is looked at. Again with the same codes, it shows the first result. */
export const confirmAdministrator = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('confirmAdministrator', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, now, traceId } = call;
    const { partnerId: partition, customerId } = access;
    const { partners, secrets } = ports;
    const { result } = await call.read(AdministratorCodes, (form) => ({
      currentCode: form.get('currentCode') ?? '',
      newCode: form.get('newCode') ?? '',
    }));
    const ref = { partition, id: administratorChangeKey(customerId) };
    const [loaded, before] = await Promise.all([loadAccess(ports, call), partners.read(AdministratorChange, ref)]);
    if ('ok' in loaded) return loaded;
    const isDone = hasJustChanged(ports, call, loaded, before?.document);
    if (!loaded.isOpen && !isDone) return notOpen(ports, loaded);
    const known = before?.document;
    const awaiting = awaitsCodes(known, loaded.customer.document) ? known : undefined;
    if (!result.ok) return codesNotTaken(loaded, awaiting, result);
    const given = { current: result.value.currentCode, new: result.value.newCode };
    const isRight = ({ keyId, changeId, number }: AdministratorChange, side: AdministratorSide): boolean =>
      sameSecret(given[side], secrets.administratorCode({ keyId, changeId, number, side }));

    const tried = await partners.patch(AdministratorChange, ref, { increment: { tries: 1 } }, [
      { field: 'changeId', equals: known?.changeId ?? '' },
      { field: 'tries', below: limits.confirmationCode.triesPerCode },
    ]);
    if (tried === 'missing' || !known) return codesNotTaken(loaded, undefined, over);
    if (tried === 'condition') return codesNotTaken(loaded, awaiting, refuse('too-many-attempts'));
    const change = tried.document;
    const bothMatch = AdministratorSide.options.every((side) => isRight(change, side));
    if (isDone) return bothMatch ? administratorChanged(loaded, change) : notOpen(ports, loaded);

    const decide = async (): Promise<LinkAnswer | LinkRefused> => {
      const mails = await Promise.all(
        AdministratorSide.options.map((side) =>
          partners.read(Mail, {
            partition,
            id: mailKey(administratorCodeMailId(change.changeId, change.number, side)),
          }),
        ),
      );
      const judged = AdministratorSide.options.map((side, index) =>
        judgeCode(isRight(change, side), mails[index]?.document, now),
      );
      const refused = judgedTogether(judged);
      if (refused) return codesNotTaken(loaded, change, refused);
      let current: LoadedAccess = loaded;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const { partner, customer } = current;
        if (!current.isOpen) return notOpen(ports, current);
        if (isClaimDue(customer.document, now)) await carryOutClaimOf(ports, partner, customer.document, traceId);
        if (!awaitsCodes(change, customer.document)) return codesNotTaken(current, undefined, over);
        const changed = putOnRecord({
          partner,
          customer: customer.document,
          contact: change.contact,
          former: customer.document.contact,
          way: 'codes',
          changeId: change.changeId,
          changedAt: now,
          traceId,
          now,
        });
        const done = { status: 'changed', changedAt: now.toISOString(), tries: 0 } as const;
        const written = await partners.write(partition, [
          ...endingWrites(changed, customer.etag),
          {
            kind: 'patch',
            id: ref.id,
            patch: { set: done },
            where: [
              { field: 'changeId', equals: change.changeId },
              { field: 'number', equals: change.number },
              { field: 'status', equals: 'awaitingCodes' },
            ],
          },
        ]);
        if (written.ok) return administratorChanged(current, { ...change, ...done });
        const [reloaded, left] = await Promise.all([loadAccess(ports, call), partners.read(AdministratorChange, ref)]);
        if ('ok' in reloaded) return reloaded;
        // Another of the same forms was faster.
        if (left?.document.changeId === change.changeId && left.document.status === 'changed')
          return administratorChanged(reloaded, left.document);
        current = reloaded;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    };
    const ofTheseCodes = [
      { field: 'changeId', equals: change.changeId },
      { field: 'number', equals: change.number },
      { field: 'tries', atLeast: 1 },
    ] as const;
    return deciding(decide, () => partners.patch(AdministratorChange, ref, { increment: { tries: -1 } }, ofTheseCodes));
  });

/** Whoever was on record sends the form again that made somebody else it: their session has ended with that, but they are shown what came of it. */
function hasJustChanged(
  ports: AccessPorts,
  { request, now }: AccessCall,
  { customer: { document: customer } }: LoadedAccess,
  change: AdministratorChange | undefined,
): boolean {
  if (change?.status !== 'changed') return false;
  return hasSession(ports, request.headers.get('cookie'), { ...customer, contact: change.former }, now);
}
