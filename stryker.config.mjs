// How well the tests of the domain would notice a fault in it. See docs/mutation-testing.md.

export default {
  mutate: ['shared/domain/**/*.ts'],
  testRunner: 'mocha',
  mochaOptions: { spec: ['.build/mutants/tests.js'] },
  buildCommand: 'node tools/bundle-domain-tests.mjs',
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  htmlReporter: { fileName: '.build/mutants/report.html' },
  jsonReporter: { fileName: '.build/mutants/report.json' },
  tempDirName: '.build/stryker',
  ignorePatterns: ['.data*', 'coverage', 'dist', 'infra', 'findings'],
  concurrency: 1,
};
