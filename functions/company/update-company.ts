/** The partner's global administrator edits what customers see of the company. */
import { logoFault } from '../../shared/company/logo';
import { audit } from '../../shared/domain/activity/audit';
import { CompanyProfile } from '../../shared/domain/partners/company-profile';
import { editCompany } from '../../shared/domain/partners/partner';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';

/** Replaces the company profile. */
export const updateCompany = (ports: ApiPorts) =>
  userOperation('updateCompany', ports, { body: CompanyProfile }, async (call) => {
    const { caller, body, request, now, traceId } = call;
    const { partnerId, partner } = caller;
    const fault = (await logoFault(body.logo)) ?? preconditionFault(request, partner.document.profileRevision);
    if (fault) return fault;
    const edited = editCompany(partner.document, body);
    const entry = {
      entryId: `company-${partnerId}-${edited.profileRevision}`,
      actor: caller.actor,
      action: 'companyUpdated',
      subject: partnerId,
      traceId,
    } as const;
    const written = await ports.partners.write(partnerId, [
      { kind: 'replace', document: edited, etag: partner.etag },
      { kind: 'create', document: audit(partnerId, entry, now) },
    ]);
    return written.ok ? reply(200, edited.profile, { revision: edited.profileRevision }) : refuse('stale');
  });
