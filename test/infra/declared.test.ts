import { readFileSync } from 'node:fs';
import { clouds } from '../../shared/catalogue/clouds';
import { containers } from '../../shared/cosmos/containers';

const read = (file: string): unknown => JSON.parse(readFileSync(`infra/${file}`, 'utf8'));

describe('what the Bicep loads', () => {
  it('has the containers that the code declares, with their partition keys, indexes and TTL (npm run declared)', () => {
    const declared = Object.entries(containers).map(([id, container]) => ({ id, ...container }));
    expect(read('containers.json')).toEqual(JSON.parse(JSON.stringify(declared)));
  });

  it('names who issues and exchanges tokens in each cloud as the code does (npm run declared)', () => {
    const declared = Object.entries(clouds).map(([cloud, { authority, tokenExchange }]) => [
      cloud,
      { authority, tokenExchange },
    ]);
    expect(read('clouds.json')).toEqual(Object.fromEntries(declared));
  });
});
