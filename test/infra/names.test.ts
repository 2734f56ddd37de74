import * as z from 'zod';
import { nameRules } from './name-rules';
import { environments, infraFile, parameterFiles, predictionOf } from './predictions';

const names = Object.entries(
  z
    .record(z.string(), z.array(z.templateLiteral([z.string(), ' ', z.string()])))
    .parse(JSON.parse(infraFile('predictions/names.json'))),
).map(([environmentName, resources]) => ({
  environmentName,
  resources: resources.map((resource) => {
    const [type = '', name = ''] = resource.split(' ');
    return { type, name };
  }),
}));

/** What is wrong with a name, or nothing. */
function faultOf({ type, name }: { readonly type: string; readonly name: string }): string | undefined {
  const rules = nameRules[type];
  if (rules === undefined) return `${type} has no rule`;
  const parts = name.split('/');
  const fits = parts.length === rules.length && rules.every((rule, place) => rule.test(parts[place] ?? ''));
  return fits ? undefined : `${type} ${name}`;
}

it.each(parameterFiles.map(predictionOf))('the names in $file fit', ({ resources }) => {
  expect(resources.map(faultOf).filter(Boolean)).toEqual([]);
});

describe('an environment named', () => {
  it.each(names)('$environmentName has names that fit', ({ resources }) => {
    expect(resources.map(faultOf).filter(Boolean)).toEqual([]);
  });

  it.each(names)('$environmentName has each kind of resource', ({ resources }) => {
    const types = new Set(resources.map(({ type }) => type));
    const all = environments.flatMap((environment) => environment.resources.map(({ type }) => type));
    expect([...types].sort()).toEqual([...new Set(all)].sort());
  });

  it('as long as azd takes them, and as short, was tried, and with each sign', () => {
    const lengths = names.map(({ environmentName }) => environmentName.length);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 64]);
    for (const sign of ['(', ')', '_', '.', '-', 'A', '2'])
      expect(names.some(({ environmentName }) => environmentName.includes(sign))).toBe(true);
  });

  it('differently shares no name with another that all of Azure sees', () => {
    const global =
      /^Microsoft\.(?:DocumentDB\/databaseAccounts|KeyVault\/vaults|Storage\/storageAccounts|Web\/sites|Communication\/communicationServices)$/u;
    const seen = names.flatMap(({ resources }) => resources.filter(({ type }) => global.test(type)));
    expect(seen.length).toBe(names.length * 5);
    expect(new Set(seen.map(({ name }) => name)).size).toBe(seen.length);
  });
});
