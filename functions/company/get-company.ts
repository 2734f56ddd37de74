/** A user of a partner looks at the company profile that customers see. */
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Reads the company profile. */
export const getCompany = (ports: ApiPorts) =>
  userOperation('getCompany', ports, {}, async ({ caller }) => {
    const { profile, profileRevision } = caller.partner.document;
    return Promise.resolve(reply(200, profile, { revision: profileRevision }));
  });
