import * as z from 'zod';
import { takenByOperations } from '../../../functions/http-functions';
import { writtenDocument } from '../../../local/api-document';
import { breakingChanges } from '../../../local/api-changes';
import { access, type HttpOperationName } from '../../../shared/http/access';
import { problems } from '../../../shared/http/problems';
import { apiDocument as madeOf, told } from '../../../shared/openapi/document';
import { fieldWords } from '../../../shared/openapi/field-words';
import { Schemas } from '../../../shared/openapi/schemas';
import { apiDocument, isTold, requestFault } from '../../api-contract';
import { World } from '../../world';

const names = Object.keys(told) as HttpOperationName[];

/** Every field, parameter and header that the document names. */
function namesIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const one of value) namesIn(one, found);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'properties') for (const field of Object.keys(inner as object)) found.add(field);
      if (key === 'parameters') for (const { name } of inner as readonly { name: string }[]) found.add(name);
      namesIn(inner, found);
    }
  return found;
}

describe('the API’s document', () => {
  it('is what the operations check and say: npm run openapi writes it', async () => {
    expect(JSON.parse(JSON.stringify(await writtenDocument()))).toEqual(apiDocument);
  });

  it('is served as it is written', async () => {
    const world = new World();
    const answer = await world.call('describeApi');
    expect([answer.status, answer.json]).toEqual([200, apiDocument]);
    world.close();
  });

  it.each(names.filter((name) => name !== 'preflight' && name !== 'notFound'))('tells of %s', (name) => {
    expect(isTold(name)).toBe(true);
    expect(apiDocument.paths[`/${access[name].route}`]).toBeDefined();
  });

  it('tells of every parameter in an address', () => {
    for (const [path, item] of Object.entries(apiDocument.paths))
      for (const { operationId, parameters } of Object.values(item)) {
        const inPath = (parameters as readonly { in: string; name: string }[]).filter((one) => one.in === 'path');
        const named = [...path.matchAll(/\{(\w+)\}/gu)].map(([, parameter]) => parameter);
        expect([operationId, inPath.map(({ name }) => name)]).toEqual([operationId, named]);
      }
  });

  it('says of each field what it is, and of no field that there is none of', () => {
    const there = namesIn({ paths: apiDocument.paths, components: apiDocument.components });
    // What is told of a product’s words is told by language.
    expect([...there].filter((name) => !(name in fieldWords)).toSorted()).toEqual([]);
    expect(Object.keys(fieldWords).filter((name) => !there.has(name))).toEqual([]);
  });

  it('gives parameters defaults that they take', () => {
    const defaults = Object.values(apiDocument.paths).flatMap((item) =>
      Object.values(item).flatMap(({ operationId, parameters }) =>
        parameters.flatMap(({ name, schema }) =>
          schema.default === undefined ? [] : [[operationId as HttpOperationName, name, schema.default] as const],
        ),
      ),
    );
    expect(defaults.length).toBeGreaterThan(5);
    for (const [operation, name, value] of defaults)
      expect(requestFault(operation, { query: new Map([[name, z.string().parse(value)]]) })).toBeUndefined();
  });

  it('allows a page to be asked for in any language: an unknown one is passed over', () => {
    expect(requestFault('openLink', { query: new Map([['lang', 'fr']]) })).toBeUndefined();
  });

  it('cannot be made of a pattern that takes capitals for small letters: JSON Schema has none, and would refuse them', () => {
    expect(() => new Schemas().request(z.string().regex(/^[a-f]+$/iu))).toThrow('JSON Schema knows no pattern');
  });

  it('has no reference that leads nowhere', () => {
    const text = JSON.stringify(apiDocument);
    const { schemas, responses } = apiDocument.components;
    for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/gu))
      expect(Object.keys(kind === 'schemas' ? schemas : responses)).toContain(name);
  });

  it('names each refusal somewhere', () => {
    const text = JSON.stringify(apiDocument.components.responses);
    for (const slug of Object.keys(problems)) expect(text).toContain(`"/problems/${slug}"`);
  });
});

describe('a change that breaks those who call the API', () => {
  const document = JSON.parse(JSON.stringify(apiDocument)) as Record<string, unknown>;
  const changed = (change: (text: string) => string) => {
    const before = JSON.stringify(document);
    const after = change(before);
    expect(after).not.toBe(before);
    return breakingChanges(document, JSON.parse(after) as Record<string, unknown>);
  };

  it('is none when nothing changed', async () => {
    const taken = await takenByOperations({} as never);
    expect(breakingChanges(document, madeOf(taken))).toEqual([]);
  });

  it('is an operation that is gone', () => {
    expect(changed((text) => text.replace('"/api/overview"', '"/api/start"'))).toEqual(['GET /api/overview is gone.']);
  });

  it('is a field of an answer that has another name', () => {
    const broken = changed((text) => text.replaceAll('"summaryId":', '"shortId":'));
    expect(broken).toContain('GET /api/offers/{offerId}: the answer 200: summaryId is gone.');
  });

  it('is a field of a request that has another name, or that is required now', () => {
    expect(changed((text) => text.replaceAll('"validForDays":', '"days":'))).toContain(
      'POST /api/trial-invitations: the request: validForDays is gone.',
    );
    expect(
      changed((text) =>
        text.replaceAll(
          '"required":["usageLocation","productId"]',
          '"required":["usageLocation","productId","language"]',
        ),
      ),
    ).toEqual(['POST /api/trial-invitations: the request: language is required now.']);
  });

  it('is a word that is not taken any more, or a tighter bound', () => {
    expect(changed((text) => text.replaceAll('["he","en","zh-CN"]', '["he","en"]'))).toContain(
      'POST /api/trial-invitations: the request: language does not take "zh-CN" any more.',
    );
    expect(changed((text) => text.replaceAll('"maximum":365', '"maximum":300'))).toContain(
      'POST /api/trial-invitations: the request: validForDays has a tighter maximum.',
    );
  });

  it('is another kind of value', () => {
    const broken = changed((text) =>
      text.replace(/("redemptionCount":\{"description":"[^"]*","type":)"integer"/u, '$1"string"'),
    );
    expect(broken.some((one) => one.startsWith('GET /api/offers/{offerId}: the answer 200: redemptionCount is'))).toBe(
      true,
    );
  });

  it('is no field or word that came newly', () => {
    expect(changed((text) => text.replaceAll('"summaryId":', '"colour":{"type":"string"},"summaryId":'))).toEqual([]);
    expect(changed((text) => text.replaceAll('["active","revoked"', '["new","active","revoked"'))).toEqual([]);
  });
});
