import { builtinModules } from 'node:module';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

// The package is made of three rings: src/ <- matchers/ <- fixtures/. The walls below keep each from knowing those
// outside of it; test/walls.test.ts shows that they hold.

const RUNNER = wall(/^(vitest|jest|expect|@vitest\/.+|@jest\/.+)(\/|$)/, 'Only fixtures/ knows a runner.');
const FIXTURES = wall(/(^|\/)fixtures(\/|$)/, 'Only fixtures/ knows the fixtures.');
const MATCHERS = wall(/(^|\/)matchers(\/|$)/, 'src/ does not know the matchers.');
const FAST_CHECK = wall(/^fast-check(\/|$)/, 'fast-check stays out of every entry but its own.');
const SELF = wall(/^gossip-inmemory(\/|$)/, 'The package does not import itself; use a relative path.');
const NODE = wall(
  new RegExp(`^(node:.+|(${builtinModules.join('|')})(/.+)?)$`),
  'The library runs wherever its runner does.',
);
const CLOCKS = wall(/^(node:)?(timers|perf_hooks|process)(\/|$)/, 'Whatever varies is passed in.');

/** What varies from run to run. A test that met it could not be repeated. */
const AMBIENT = ['crypto', 'performance', 'process', 'setImmediate', 'setInterval', 'setTimeout'];

export default defineConfig([
  globalIgnores(['dist/', 'coverage/', '.tmp/', '**/*.generated.*']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: readonly(
        'AbortSignal',
        'Buffer',
        'URL',
        'clearTimeout',
        'console',
        'performance',
        'process',
        'setTimeout',
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: readonly('__dirname', 'exports', 'expect', 'module', 'require', 'test'),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }], // bigint counts as one
      '@typescript-eslint/triple-slash-reference': ['error', { lib: 'always', path: 'never', types: 'never' }],
      // What callers hand over is checked at run time, whatever its type says.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Methods are handed on as values to say where the user's call ended and ours began.
      '@typescript-eslint/unbound-method': 'off',
      // A type parameter that only the result mentions is how a companion object says which brand it makes.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // #private fields on an object that exists already are added by a class with nothing but a constructor.
      '@typescript-eslint/no-extraneous-class': ['error', { allowConstructorOnly: true, allowStaticOnly: true }],
      // It overlooks that a constructor may be there to be more public than the inherited one, or to ask for less.
      '@typescript-eslint/no-useless-constructor': 'off',
      // A contract's methods are async to turn what they throw into a rejection, whether or not they await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'matchers/**/*.ts', 'fixtures/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', ...AMBIENT.map((name) => ({ name, message: CLOCKS.message }))],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: CLOCKS.message },
        { object: 'Math', property: 'random', message: CLOCKS.message },
        ...AMBIENT.map((property) => ({ object: 'globalThis', property, message: CLOCKS.message })),
      ],
      ...noSyntax(),
    },
  },
  { files: ['src/**/*.ts'], rules: walls(RUNNER, FIXTURES, MATCHERS, FAST_CHECK, SELF, NODE) },
  { files: ['src/fast-check/**/*.ts'], rules: walls(RUNNER, FIXTURES, MATCHERS, SELF, NODE) },
  { files: ['matchers/**/*.ts'], rules: walls(RUNNER, FIXTURES, FAST_CHECK, SELF, NODE) },
  { files: ['fixtures/**/*.ts'], rules: walls(FAST_CHECK, SELF, CLOCKS) },
  {
    files: ['src/**/*.ts', 'matchers/**/*.ts'],
    rules: noSyntax([
      'TSModuleDeclaration > Literal',
      'Only fixtures/ may augment the types of another package.', // it is an import in disguise
    ]),
  },
  {
    // The salt of the tags that stand for secrets must vary (specification 1-semantics, section 9), and so must the
    // identities of a conformance run, which may meet a backend that keeps its data (3-conformance).
    files: ['src/values/secret-tag.ts', 'src/conformance/run.ts'],
    rules: { 'no-restricted-globals': ['error', ...AMBIENT.filter((name) => name !== 'crypto')] },
  },
  {
    // Time budgets need a clock; these files are where an injected one is replaced by the real.
    files: ['src/conformance/deadline.ts', 'src/sim/sweep/clock.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    // The one way to what needs Node, taken only when it is needed: so the entry runs wherever its runner does.
    files: ['src/sim/sweep/load-threads.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Threads, and the command line, are of Node. They load what the user names.
    files: ['src/sim/threads/**/*.ts', 'src/cli/**/*.ts'],
    rules: {
      ...walls(RUNNER, FIXTURES, MATCHERS, FAST_CHECK, SELF),
      'no-restricted-globals': ['error', ...AMBIENT.filter((name) => !['performance', 'process'].includes(name))],
      'no-restricted-syntax': 'off',
    },
  },
  {
    files: ['fixtures/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-empty-pattern': 'off' }, // how a fixture, or a test, says that it uses no other
  },
  {
    // Tests hand over what no type allows, and look at what has none.
    files: ['test/**/*.ts'],
    rules: {
      'no-control-regex': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
    },
  },
  {
    // Read in a consumer, against the packed package, which this repository's TypeScript does not see.
    files: ['test/consumer/**/*.ts', 'examples/**/*.ts'],
    extends: [ts.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-invalid-void-type': 'off' }, // they ask for the type of a result
  },
]);

function readonly(...globals) {
  return Object.fromEntries(globals.map((name) => [name, 'readonly']));
}

function wall(regex, message) {
  return { regex: regex.source, message };
}

function walls(...patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

/** An option of a rule replaces that of an earlier block, so each block repeats what all of them forbid. */
function noSyntax(...more) {
  return {
    'no-restricted-syntax': [
      'error',
      ...[
        ['ImportExpression', 'Import statically, where the walls can see it.'],
        ['NewExpression[callee.name="Date"][arguments.length=0]', CLOCKS.message],
        ['CallExpression[callee.name="Date"]', CLOCKS.message],
        ...more,
      ].map(([selector, message]) => ({ selector, message })),
    ],
  };
}
