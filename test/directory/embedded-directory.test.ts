import { DirectoryRecord, directoryRecord, directoryRecordKey } from '../../shared/domain/customers/directory-record';
import { addCustomers } from '../customer-world';
import { tenants, World } from '../world';
import { directoryContract } from './directory-contract';

const tenant = {
  partnerId: tenants.northwind,
  customerId: 'domain:contoso.example',
  cloud: 'global',
  primaryDomain: 'contoso.example',
} as const;

directoryContract('documents', async (people) => {
  const world = new World();
  await world.addPartner();
  await addCustomers(world, { domain: tenant.primaryDomain });
  const recordOf = (userId: string) =>
    world.store.read(DirectoryRecord, {
      partition: tenant.partnerId,
      id: directoryRecordKey(tenant.customerId, userId),
    });
  await world.store.write(
    tenant.partnerId,
    people.map((user) => ({
      kind: 'create',
      document: directoryRecord(tenant.partnerId, tenant.customerId, user),
    })),
  );
  return {
    directory: world.ports.directory,
    tenant,
    elsewhere: { ...tenant, customerId: 'domain:fabrikam.example', primaryDomain: 'fabrikam.example' },
    remove: async (userId) => {
      const record = await recordOf(userId);
      if (!record) throw new Error('There is nobody to take out.');
      await world.store.write(tenant.partnerId, [{ kind: 'delete', id: record.document.id, etag: record.etag }]);
    },
    mustChange: async (userId) => (await recordOf(userId))?.document.temporaryPassword !== undefined,
    close: () => {
      world.close();
      return Promise.resolve();
    },
  };
});
