import { customerPage } from '../../shared/customers/customer-pages';
import { CosmosDatabase } from '../../shared/cosmos/cosmos-store';
import { listQuery } from '../../shared/cosmos/cosmos-query';
import type { ListQuery } from '../../shared/ports';
import { listedCustomer } from '../customer-world';
import { WatchedStore } from '../watched-store';
import { noon, tenants } from '../world';
import { startCosmosServer } from './cosmos-server';

describe('customers on Cosmos DB', () => {
  it('are found by two calls: one range of one index, and the customers that it leads to', async () => {
    const server = await startCosmosServer();
    const database = new CosmosDatabase({
      connection: { connectionString: server.connectionString },
      databaseName: 'customers',
    });
    await database.ensureContainers();
    const asked: ListQuery[] = [];
    const store = new WatchedStore(database.store('partners'));
    const list = store.list.bind(store);
    store.list = (schema, query) => {
      asked.push(query);
      return list(schema, query);
    };
    for (const [n, companyName] of ['תקווה בע״מ', 'Contoso', '云峰科技'].entries())
      for (const write of listedCustomer({ companyName, domain: `contoso-${n}.example` }, noon).writes)
        await store.write(tenants.northwind, [write]);
    const page = (text: string, order: 'newest' | 'name') => {
      [asked.length] = [0];
      const question = { partition: tenants.northwind, text, order, asked: {}, now: noon };
      return customerPage(store, question, { after: undefined, limit: 25 });
    };
    const names = async (text: string, order: 'newest' | 'name' = 'newest') =>
      (await page(text, order)).items.map(({ document }) => document.companyName);
    expect((await names('contoso')).toSorted()).toEqual(['Contoso', 'תקווה בע״מ', '云峰科技']);
    expect(asked.map((query) => listQuery('partnerId', query).query)).toEqual([
      'SELECT * FROM c WHERE c.partnerId = @p AND c.type = @type AND c.places.w0063006f006e >= @from AND ' +
        'c.places.w0063006f006e < @below ORDER BY c.places.w0063006f006e ASC',
      'SELECT * FROM c WHERE c.partnerId = @p AND c.type = @type AND IS_DEFINED(c.sortKey) AND ' +
        'c.id IN (@v2, @v3, @v4) ORDER BY c.sortKey DESC',
    ]);
    expect(await names('峰科')).toEqual(['云峰科技']);
    expect(await names('nobody')).toEqual([]);
    expect(await names('', 'name')).toEqual(['Contoso', 'תקווה בע״מ', '云峰科技']);
    expect(asked).toHaveLength(1);
    await database.close();
    await server.close();
  });
});
