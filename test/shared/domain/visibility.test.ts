import { asSeen, everything, fields, type Fact, type Sight } from '../../../shared/domain/visibility';

const sight = (...seen: readonly Fact[]): Sight => new Set(['everybody', ...seen] as const);

describe('a view', () => {
  const view = { summaryId: 'TI-1', companyName: 'Adatum', reason: undefined };
  const factOf = { summaryId: 'everybody', companyName: 'customers', reason: 'customers' } as const;

  it('leaves out what its reader may not see, and names it', () => {
    expect(asSeen(view, factOf, sight('recipients'))).toEqual({ summaryId: 'TI-1', withheld: ['companyName'] });
  });

  it('is whole for whoever sees all that is in it', () => {
    expect(asSeen(view, factOf, sight('customers'))).toBe(view);
    expect(asSeen(view, factOf, everything)).toBe(view);
  });

  it('withholds nothing where there is nothing to withhold', () => {
    expect(asSeen({ ...view, companyName: undefined }, factOf, sight())).not.toHaveProperty('withheld');
  });

  it('keeps what it was made of as it was', () => {
    asSeen(view, factOf, sight());
    expect(view.companyName).toBe('Adatum');
  });
});

describe('the table of fields', () => {
  it.each(['companyName', 'customerId', 'redemptionId', 'domain', 'email', 'shownEmail', 'tasks', 'subscriptionId'])(
    'tells a %s to nobody but whom customers are shown to, wherever it stands',
    (name) => {
      const { notifications, ...views } = fields;
      const placed = [...Object.values(notifications), ...Object.values(views)].flatMap((view) =>
        Object.entries(view).flatMap(([field, fact]) => (field === name ? [fact] : [])),
      );
      expect(placed.length).toBeGreaterThan(0);
      expect(new Set(placed)).toEqual(new Set(['customers']));
    },
  );
});
