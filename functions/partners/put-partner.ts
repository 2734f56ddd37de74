/** The operator adds a partner, or changes what it is authorised to do, its cloud, its status, or names a global administrator. */
import { audit } from '../../shared/domain/activity/audit';
import { emptyTally } from '../../shared/domain/customers/customer';
import {
  createPartner,
  editPartner,
  Partner,
  PartnerEdit,
  partnerKey,
  partnerView,
} from '../../shared/domain/partners/partner';
import { partnerEntry } from '../../shared/domain/partners/partner-entry';
import {
  createGlobalAdministrator,
  restoreGlobalAdministrator,
  User,
  userKey,
} from '../../shared/domain/partners/user';
import { refuse, refuseFields } from '../../shared/domain/refusal';
import { systemPartition } from '../../shared/domain/system';
import { TenantId } from '../../shared/domain/text';
import { notReadableYet } from '../../shared/http/idempotency';
import { operatorOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';
import type { Ports, Write } from '../../shared/ports';

/** Creates a partner (201) or updates it under If-Match (200). */
export const putPartner = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  operatorOperation('putPartner', ports, { body: PartnerEdit }, async (call) => {
    const { params, request, body: edit, actor, now, traceId } = call;
    const { partners, settings, random } = ports;
    if (!settings.clouds.includes(edit.cloud))
      return refuseFields({
        pointer: '/cloud',
        detail: `Must be a cloud of this deployment: ${settings.clouds.join(', ')}.`,
      });
    const tenant = TenantId.safeParse(params.partnerId);
    if (!tenant.success) return refuse('not-found');
    const partnerId = tenant.data;

    const person = edit.globalAdministrator;
    const [stored, administrator] = await Promise.all([
      partners.read(Partner, { partition: partnerId, id: partnerKey }),
      partners.read(User, { partition: partnerId, id: userKey(person.userId) }),
    ]);
    const fault = stored
      ? preconditionFault(request, stored.document.revision)
      : request.headers.has('if-match') && refuse('stale');
    if (fault) return fault;

    const idSalt = Buffer.from(random.bytes(32)).toString('base64url');
    const partner = stored ? editPartner(stored.document, edit) : createPartner({ partnerId, edit, idSalt, now });
    const restored = administrator && restoreGlobalAdministrator(administrator.document);
    const entry = {
      entryId: `partner-${partnerId}-${partner.revision}`,
      actor,
      action: stored ? 'partnerUpdated' : 'partnerCreated',
      subject: partnerId,
      traceId,
    } as const;
    const writes: Write[] = [
      stored ? { kind: 'replace', document: partner, etag: stored.etag } : { kind: 'create', document: partner },
      ...(administrator
        ? restored && restored !== administrator.document
          ? [{ kind: 'replace', document: restored, etag: administrator.etag } as const]
          : []
        : [{ kind: 'create', document: createGlobalAdministrator({ partnerId, person, now }) } as const]),
      { kind: 'create', document: audit(partnerId, entry, now) },
      ...(stored ? [] : [{ kind: 'create', document: emptyTally(partnerId) } as const]),
    ];
    if (!stored) await partners.write(systemPartition, [{ kind: 'create', document: partnerEntry(partnerId, now) }]);
    const written = await partners.write(partnerId, writes);
    if (!written.ok) {
      const made = stored ?? (await partners.read(Partner, { partition: partnerId, id: partnerKey }));
      return made ? refuse('stale') : notReadableYet;
    }
    return reply(stored ? 200 : 201, partnerView(partner), { revision: partner.revision });
  });
