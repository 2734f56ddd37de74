/** The operator adds a partner, or changes what it is authorised to do, its cloud, its status, or names a global administrator. */
import { audit } from '../../shared/domain/activity/audit';
import { administratorsOf, withAdministrator } from '../../shared/domain/partners/administrators';
import { emptyTally } from '../../shared/domain/customers/customer';
import { namedAdministrator } from '../../shared/domain/partners/named-administrator';
import { createPartner, editPartner, Partner, partnerKey, partnerView } from '../../shared/domain/partners/partner';
import { cloudFault, PartnerEdit } from '../../shared/domain/partners/partner-edit';
import { partnerEntry } from '../../shared/domain/partners/partner-entry';
import { User, userKey } from '../../shared/domain/partners/user';
import { refuse } from '../../shared/domain/refusal';
import { systemPartition } from '../../shared/domain/system';
import { TenantId } from '../../shared/domain/text';
import { notReadableYet } from '../../shared/http/idempotency';
import { operatorOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { creationFault } from '../../shared/http/preconditions';
import type { Ports } from '../../shared/ports';
import { saved } from '../../shared/store/saving';
import { readAdministrators } from '../../shared/users/administrators';

/** Creates a partner (201) or updates it under If-Match (200). */
export const putPartner = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  operatorOperation('putPartner', ports, { body: PartnerEdit }, async (call) => {
    const { params, request, body: edit, actor, now, traceId } = call;
    const { partners, settings, random } = ports;
    const elsewhere = cloudFault(edit, settings.clouds);
    if (elsewhere) return elsewhere;
    const tenant = TenantId.safeParse(params.partnerId);
    if (!tenant.success) return refuse('not-found');
    const partnerId = tenant.data;
    const ref = { partition: partnerId, id: partnerKey };
    const [stored, known] = await Promise.all([
      partners.read(Partner, ref),
      partners.read(User, { partition: partnerId, id: userKey(edit.globalAdministrator.userId) }),
    ]);
    const fault = creationFault(request, stored?.document.revision);
    if (fault) return fault;

    const before = stored?.document;
    const idSalt = Buffer.from(random.bytes(32)).toString('base64url');
    const partner = before ? editPartner(before, edit) : createPartner({ partnerId, edit, idSalt, now });
    const administrator = namedAdministrator({ before, known: known?.document, edit, partnerId, now });
    const others = administrator && before ? await readAdministrators(ports, partnerId) : undefined;
    const administrators =
      administrator && others
        ? withAdministrator(others.administrators, administrator.userId)
        : administratorsOf(partnerId, administrator ? [administrator] : []);
    const action = before ? 'partnerUpdated' : 'partnerCreated';
    const entryId = `partner-${partnerId}-${partner.revision}`;

    if (!before) await partners.write(systemPartition, [{ kind: 'create', document: partnerEntry(partnerId, now) }]);
    const written = await partners.write(partnerId, [
      saved(partner, stored),
      ...(administrator ? [saved(administrator, known), saved(administrators, others?.stored)] : []),
      { kind: 'create', document: audit(partnerId, { entryId, actor, action, subject: partnerId, traceId }, now) },
      ...(before ? [] : [{ kind: 'create', document: emptyTally(partnerId) } as const]),
    ]);
    if (!written.ok) return (stored ?? (await partners.read(Partner, ref))) ? refuse('stale') : notReadableYet;
    return reply(before ? 200 : 201, partnerView(partner), { revision: partner.revision });
  });
