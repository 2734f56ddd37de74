/** A user of a partner looks at the company profile that customers see. */
import { logoGiven } from '../../shared/company/stored-logo';
import { companyView } from '../../shared/domain/partners/partner';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { logoUrlOf } from '../../shared/kit/cards';
import type { Ports } from '../../shared/ports';

/** Reads the company profile. */
export const getCompany = (ports: ApiPorts & Pick<Ports, 'logos'>) =>
  userOperation('getCompany', ports, {}, async ({ caller }) => {
    const partner = caller.partner.document;
    const view = companyView(partner, { logo: await logoGiven(ports, partner), logoUrl: logoUrlOf(ports, partner) });
    return reply(200, view, { revision: partner.profileRevision });
  });
