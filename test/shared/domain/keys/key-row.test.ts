import { readRow } from '../../../../shared/domain/keys/key-row';
import { keyNumber, wholeKey } from '../../../product-keys';

const key = keyNumber(7);
const good = { key, productId: 'microsoft-365-business-standard', quantity: 10, termMonths: 12 };
const detailOf = (change: object, cloud: 'global' | 'china' = 'global') => {
  const read = readRow({ ...good, ...change }, cloud);
  return 'detail' in read ? read.detail : 'good';
};

describe('a row of a list of keys', () => {
  it('is read with what it stands for', () => {
    expect(readRow({ ...good, expiresAt: '2027-03-31' }, 'global')).toEqual({
      key: wholeKey(key),
      terms: {
        productId: good.productId,
        quantity: 10,
        termMonths: 12,
        expiresAt: '2027-03-31T23:59:59.999Z',
      },
    });
  });

  it.each([
    ['texts of numbers', { quantity: '10', termMonths: ' 12 ' }],
    ['numbers as spreadsheets write them', { quantity: '10.0', termMonths: '12,00' }],
    ['no expiry', { expiresAt: '' }],
    ['an expiry of null', { expiresAt: null }],
    ['an id with blanks around', { productId: ' microsoft-365-business-standard ' }],
  ])('takes %s', (_what, change) => {
    expect(readRow({ ...good, ...change }, 'global')).toEqual(readRow(good, 'global'));
  });

  it.each([
    [{ key: undefined }, 'key: Is required.'],
    [{ key: 5 }, 'key: Must be the key, as text.'],
    [{ productId: undefined }, 'productId: Is required.'],
    [{ productId: 'minesweeper' }, 'productId: There is no product of this id'],
    [{ productId: 'office-365-e1' }, 'productId: Office 365 E1 is not sold by product key.'],
    [{ productId: 'microsoft-365-business-premium-trial' }, 'is not sold by product key.'],
    [{ quantity: undefined }, 'quantity: Is required.'],
    [{ quantity: 0 }, 'quantity: Must be from 1 to 300.'],
    [{ quantity: 301 }, 'quantity: Must be from 1 to 300.'],
    [{ quantity: 2.5 }, 'quantity: Must be a whole number of licences.'],
    [{ quantity: 'ten' }, 'quantity: Must be a whole number of licences.'],
    [{ quantity: '' }, 'quantity: Must be a whole number of licences.'],
    [{ quantity: true }, 'quantity: Must be a whole number of licences.'],
    [{ termMonths: 0 }, 'termMonths: Must be a whole number of months from 1 to 120.'],
    [{ termMonths: '1e3' }, 'termMonths: Must be a whole number of months from 1 to 120.'],
    [{ termMonths: [] }, 'termMonths: Must be a whole number of months from 1 to 120.'],
    [{ expiresAt: '03/04/2027' }, 'expiresAt: This may be 2027-04-03 or 2027-03-04'],
    [{ expiresAt: {} }, 'expiresAt: Must be a date.'],
    [{ note: 'x' }, 'It has fields that are not known here.'],
  ])('%#: %j is told as: %s', (change, said) => {
    expect(detailOf(change)).toContain(said);
  });

  it('is told everything that is wrong with it at once', () => {
    const said = detailOf({ key: 'abc', quantity: 0.5, termMonths: 999, expiresAt: 'x' });
    for (const field of ['key: ', 'quantity: ', 'termMonths: ', 'expiresAt: ']) expect(said).toContain(field);
  });

  it('keeps the last five characters where there is a key, and never more', () => {
    const read = readRow({ ...good, quantity: 0, [key]: 1 }, 'global');
    expect(read).toMatchObject({ lastFive: key.slice(-5) });
    for (const group of key.split('-').slice(0, 4)) expect(JSON.stringify(read)).not.toContain(group);
  });

  it.each([null, 5, 'text', [], undefined])('is refused when it is %p', (row) => {
    expect(readRow(row, 'global')).toHaveProperty('detail');
  });

  it('is refused where its cloud does not have the product', () => {
    expect(detailOf({ productId: 'microsoft-365-business-premium' }, 'china')).toContain(
      'does not exist in the china cloud',
    );
  });
});
