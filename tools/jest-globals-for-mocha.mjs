// What tests find in Jest without importing it, for Mocha: the same `expect`, and its tables of cases.
import { expect } from 'expect';
import { configureGlobal } from 'fast-check';
import { bind } from 'jest-each';

globalThis.expect = expect;
for (const name of ['describe', 'it', 'test']) {
  const register = globalThis[name] ?? globalThis.it;
  globalThis[name] = Object.assign((title, body) => register(title, body), register, {
    each: bind((title, body) => register(title, body), false),
  });
}
Object.assign(globalThis, { beforeAll: globalThis.before, afterAll: globalThis.after });
// The same judgement of a mutant each time, and none is made smaller once it is found.
configureGlobal({ seed: 1, numRuns: 50, endOnFailure: true });

// A fixture made when its file is loaded runs rules outside any test. Stryker would judge those of them that tests run too in a process of
// their own each, without having them broken while files are loaded: the same, in a hundred times the time.
globalThis.after(() => {
  const { perTest, static: onLoad } = globalThis.__stryker__?.mutantCoverage ?? { perTest: {} };
  for (const mutants of Object.values(perTest)) for (const mutant of Object.keys(mutants)) delete onLoad[mutant];
});
