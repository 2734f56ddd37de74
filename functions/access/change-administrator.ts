/** The customer names another administrator on record. Nothing changes yet: a code is mailed to the mailbox on record, and another to the new one. */
import { notOpen } from '../../shared/access/access-answers';
import { codesAsked } from '../../shared/access/administrator-answers';
import { cannotChange } from '../../shared/access/administrator-faults';
import { codesAskedWrites, readThrottle } from '../../shared/access/administrator-writes';
import { loadAccess } from '../../shared/access/loaded-access';
import {
  AdministratorChange,
  administratorChangeKey,
  isSameChange,
  isSamePerson,
  proposeChange,
} from '../../shared/domain/customers/administrator-change';
import { administratorFault, AdministratorRequest } from '../../shared/domain/customers/administrator-request';
import { refuse } from '../../shared/domain/refusal';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';
import { randomId } from '../../shared/signing/random-id';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

const takes = { body: AdministratorRequest };

/** Takes the place of a change that awaits its codes. The same Idempotency-Key, or the same person again within a minute, is one change. */
export const changeAdministrator = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('changeAdministrator', ports, takes, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, now, traceId } = call;
    const { partnerId: partition, customerId } = access;
    const { partners, secrets, settings } = ports;
    const { result, typed, ...read } = await call.read((form) => ({
      name: form.get('name') ?? '',
      email: form.get('email') ?? '',
      ...(form.get('phone')?.trim() ? { phone: form.get('phone') } : {}),
    }));
    const askedWith = read.idempotencyKey;
    const changeId = randomId(ports);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, before, isShared] = await Promise.all([
        loadAccess(ports, call),
        partners.read(AdministratorChange, { partition, id: administratorChangeKey(customerId) }),
        sharedDomains(settings),
      ]);
      if ('ok' in loaded) return loaded;
      if (!loaded.isOpen) return notOpen(ports, loaded);
      const customer = loaded.customer.document;
      if (!result.ok) return cannotChange(ports, loaded, result, typed);
      const contact = result.value;
      const earlier = before?.document;
      if (earlier && askedWith !== undefined && earlier.askedWith === askedWith)
        return isSamePerson(earlier.contact, contact)
          ? codesAsked(loaded, earlier, false)
          : refuse('idempotency-key-reused');
      const fault = administratorFault(customer, contact, isShared);
      if (fault) return cannotChange(ports, loaded, fault, typed);
      if (earlier && isSameChange(earlier, { customer, contact, now })) return codesAsked(loaded, earlier, false);

      const throttle = await readThrottle(ports, customer);
      const details = { customer, contact, changeId, keyId: secrets.keyId, askedWith, now };
      const proposed = proposeChange({ ...details, throttle: throttle?.document });
      if (!proposed.ok) return cannotChange(ports, loaded, proposed, typed);
      const change = proposed.value;
      const writes = codesAskedWrites({ customer, change, before, throttle, traceId, now });
      const written = await partners.write(partition, writes);
      if (written.ok) return codesAsked(loaded, change, false);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
