import { createCustomer, type Customer } from '../../../shared/domain/customers/customer';
import { readAnsweringCustomer } from '../../../shared/customers/answering-customer';
import { knownSharedDomains } from '../../../shared/mailboxes/known-domains';
import { mailboxKey, mailboxKeys } from '../../../shared/signing/mailbox-key';
import { aPartner } from '../../redemption-samples';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noon, type World } from '../../world';

describe('the customer that an answer belongs to', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  const partner = aPartner();
  const isShared = knownSharedDomains(['mail.galil.example']);
  const whose = async (email: string, primaryDomain?: string) => {
    store.forget();
    const {
      customerId,
      customer,
      primaryDomain: domain,
    } = await readAnsweringCustomer(world.ports, partner, isShared, { primaryDomain, contact: { email } }, noon);
    return { customerId, domain, known: customer?.document.id };
  };
  const record = async (customerId: string, email: string): Promise<Customer> => {
    const contact = { name: 'Ruth', email };
    const details = {
      ...contoso,
      partnerId: partner.partnerId,
      customerId,
      contact,
      language: 'en',
      now: noon,
    } as const;
    const document = createCustomer({ ...details, primaryDomain: null });
    await world.store.write(partner.partnerId, [{ kind: 'create', document }]);
    return document;
  };
  const idOf = (email: string) => `address:${mailboxKey(partner, email)}`;
  /** Under which a customer was known while an address was all that told it apart. */
  const formerIdOf = (email: string) => `address:${mailboxKeys(partner, email).at(-1)}`;

  it('is known by its domain', async () => {
    expect(await whose('dana@contoso.example', 'contoso.example')).toEqual({
      customerId: 'domain:contoso.example',
      domain: 'contoso.example',
      known: undefined,
    });
    expect(store.rounds).toEqual(['read']);
  });

  it('without a domain is known by its mailbox, however that is spelled, which nobody can turn back', async () => {
    const { customerId, domain } = await whose('dana@gmail.com');
    expect([customerId, domain]).toEqual([expect.stringMatching(/^address:[\w-]{32}$/u), null]);
    for (const spelling of ['Dana@gmail.com', 'd.ana@gmail.com', 'dana+trial2@gmail.com', 'dana@googlemail.com'])
      expect((await whose(spelling)).customerId).toBe(customerId);
    for (const other of ['dan@gmail.com', 'dana@walla.co.il', 'dana@gmx.de'])
      expect((await whose(other)).customerId).not.toBe(customerId);
    expect(mailboxKey(aPartner({ idSalt: 'other' }), 'dana@gmail.com')).not.toBe(mailboxKey(partner, 'dana@gmail.com'));
  });

  it('stays who it was where it is on record by the address as it was typed', async () => {
    const typed = 'da.na+work@gmail.com';
    await record(formerIdOf(typed), typed);
    expect(formerIdOf(typed)).not.toBe(idOf(typed));
    expect(await whose(typed)).toEqual({ customerId: formerIdOf(typed), domain: null, known: formerIdOf(typed) });
    expect(store.rounds).toEqual(['read read read']);
    expect((await whose('dana@gmail.com')).known).toBeUndefined();
  });

  it('stays who it was at a domain that turned out to be shared, for the mailbox on record alone', async () => {
    await record('domain:mail.galil.example', 'Ruth@mail.galil.example');
    expect(await whose('ruth@mail.galil.example')).toEqual({
      customerId: 'domain:mail.galil.example',
      domain: null,
      known: 'domain:mail.galil.example',
    });
    expect(await whose('eve@mail.galil.example')).toEqual({
      customerId: idOf('eve@mail.galil.example'),
      domain: null,
      known: undefined,
    });
  });

  it('takes as many reads at once whoever is on record', async () => {
    const rounds: (readonly string[])[] = [];
    await record('domain:mail.galil.example', 'ruth@mail.galil.example');
    await record(idOf('gil@mail.galil.example'), 'gil@mail.galil.example');
    for (const name of ['ruth', 'gil', 'eve']) {
      await whose(`${name}@mail.galil.example`);
      rounds.push(store.rounds);
    }
    expect(rounds).toEqual(Array.from({ length: 3 }, () => ['read read']));
  });
});
