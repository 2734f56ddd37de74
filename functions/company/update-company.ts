/** The partner's global administrator edits what customers see of the company. */
import { readLogo } from '../../shared/company/logo';
import { logoWrites } from '../../shared/company/stored-logo';
import { audit } from '../../shared/domain/activity/audit';
import { CompanyProfile } from '../../shared/domain/partners/company-profile';
import { companyView, editCompany, officesFault } from '../../shared/domain/partners/partner';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';
import { logoUrlOf } from '../../shared/kit/cards';
import type { Ports } from '../../shared/ports';

/** Replaces the company profile. */
export const updateCompany = (ports: ApiPorts & Pick<Ports, 'logos'>) =>
  userOperation('updateCompany', ports, { body: CompanyProfile }, async (call) => {
    const { caller, body, request, now, traceId } = call;
    const { partnerId, partner } = caller;
    const logo = await readLogo(body.logo);
    if (!logo.ok) return logo;
    const fault = officesFault(partner.document, body) ?? preconditionFault(request, partner.document.profileRevision);
    if (fault) return fault;
    const edited = editCompany(partner.document, body, logo.value);
    const entry = {
      entryId: `company-${partnerId}-${edited.profileRevision}`,
      actor: caller.actor,
      action: 'companyUpdated',
      subject: partnerId,
      traceId,
    } as const;
    const written = await ports.partners.write(partnerId, [
      { kind: 'replace', document: edited, etag: partner.etag },
      ...(await logoWrites(ports, partner.document, body.logo)),
      { kind: 'create', document: audit(partnerId, entry, now) },
    ]);
    if (!written.ok) return refuse('stale');
    const view = companyView(edited, { logo: body.logo, logoUrl: logoUrlOf(ports, edited) });
    return reply(200, view, { revision: edited.profileRevision });
  });
