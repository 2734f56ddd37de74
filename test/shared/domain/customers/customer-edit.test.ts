import { editAudit, editCustomer } from '../../../../shared/domain/customers/customer-edit';
import { candidatesOf, whoseAnswer } from '../../../../shared/domain/customers/whose-answer';
import { aCustomer } from '../../../redemption-samples';
import { noon } from '../../../world';

const customer = aCustomer();
const edited = (edit: Parameters<typeof editCustomer>[1], before = customer) => editCustomer(before, edit, noon);

describe('what a partner keeps of a customer for itself', () => {
  it('is another revision where something is another', () => {
    expect(edited({})).toBe(customer);
    const tagged = edited({ tags: ['VIP', 'vip', 'Retail'], note: 'Calls back.' });
    expect(tagged).toMatchObject({
      tags: ['VIP', 'Retail'],
      foldedTags: ['vip', 'retail'],
      note: 'Calls back.',
      revision: customer.revision + 1,
    });
    expect(edited({ tags: ['VIP', 'Retail'], note: 'Calls back.' }, tagged)).toBe(tagged);
    expect(edited({ aliases: ['Contoso Cafés'] }, tagged)).toMatchObject({
      tags: ['VIP', 'Retail'],
      note: 'Calls back.',
    });
    expect(edited({ note: '' }, tagged)).not.toHaveProperty('note');
  });

  it('finds it by its other names and domains', () => {
    const named = edited({
      aliases: ['Espresso House'],
      otherDomains: ['beans.example', 'beans.example', 'contoso.example'],
    });
    expect(named.otherDomains).toEqual(['beans.example']);
    expect(named.searchText).toContain('espresso house');
    expect(named.searchText).toContain('beansexample');
  });

  it('is named in the audit, and nothing of what it says', () => {
    const actor = { kind: 'user', userId: 'noa', name: 'Noa Levi' } as const;
    const after = edited({ tags: ['VIP'], note: 'Secret.' });
    const entry = editAudit({ before: customer, after, actor, traceId: 't' }, noon);
    expect(entry).toMatchObject({ action: 'customerUpdated', actor, changes: [{ field: 'tags' }, { field: 'note' }] });
    expect(JSON.stringify(entry)).not.toContain('Secret');
  });
});

describe('whose an answer is', () => {
  const contact = { email: 'dana@contoso.example' };
  const own = () => false;
  const shared = () => true;

  it('is its company’s by the domain, or its mailbox’s where strangers share that', () => {
    expect(candidatesOf({ primaryDomain: 'contoso.example', contact }, ['k'], own)).toEqual({
      customerId: customer.id,
      primaryDomain: 'contoso.example',
      earlier: [],
    });
    for (const answer of [
      { primaryDomain: 'contoso.example', contact },
      { primaryDomain: null, contact },
    ])
      expect(candidatesOf(answer, ['k', 'former'], shared)).toEqual({
        customerId: 'address:k',
        primaryDomain: null,
        earlier: ['address:former', customer.id],
      });
  });

  it('goes on with an earlier record for the mailbox that stands on it alone', () => {
    const candidates = candidatesOf({ primaryDomain: null, contact }, ['k'], shared);
    const onRecord = new Map([[customer.id, { document: customer }]]);
    expect(whoseAnswer({ contact }, candidates, onRecord)).toMatchObject({ customerId: customer.id });
    const stranger = { contact: { email: 'eve@contoso.example' } };
    expect(whoseAnswer(stranger, candidates, onRecord)).toMatchObject({ customerId: 'address:k', customer: undefined });
  });
});
