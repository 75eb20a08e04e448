// Turns the snippets of README.md into tests (test/readme/*.generated.test.ts), so that none can go stale:
//   ```ts          a whole test file, if it starts with an import; else the body of a test with all fixtures
//   ```ts fails    the body of a test that fails; the ```text block that follows is its message
//   ```ts fails-audit   likewise, of a test that passes but is failed by its audit
//   ```ts fails-timeline   likewise, with what the fixtures add to the message
//   ```ts hangs    the body of a test that hangs; the text is what the fixtures add to the runner's message
//   ```ts jest     a whole test file for Jest, which runs in its consumers; see tools/consumers.mjs
// `node tools/readme.mjs` writes the tests; with --write it runs them, and puts what they print into the text blocks.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const README = new URL('../README.md', import.meta.url);
const FOLDER = new URL('../test/readme/', import.meta.url);
const MESSAGES = new URL('../test/readme/messages.generated.jsonl', import.meta.url);

/** What snippets use of the entries that the runner's own does not have. */
const OTHER_ENTRIES = {
  conformance: ['CHECKS'],
  'fast-check': ['ledgerBatch', 'ledgerStateMachine', 'sinkStateMachine'],
  sim: [
    'DoneLedgerSim',
    'FindingsSim',
    'PersistenceSim',
    'replay',
    'scenario',
    'shrink',
    'sweep',
    'timelineHtml',
    'timelineText',
  ],
};
const FIXTURES = ['ledger', 'sink', 'oracle', 'records', 'timeline', 'gossip'];

const SESSION = 'const session = new GossipSession(); const { ledger, sink, records } = session;';
const PAGE = '.vitest/attachments/0a5b7030.html';
/** What goes before and after a snippet that fails, by the words of its block. */
const FAILING = new Map([
  ['ts fails', ['', '']],
  ['ts fails-audit', [SESSION, 'session.finish();']],
  [
    'ts fails-timeline',
    [
      `${SESSION} try {`,
      '} catch (error) { const { message } = error as Error; ' +
        `throw new Error(\`\${message}\\n\\n\${session.explainFailure(message, '${PAGE}')}\`); }`,
    ],
  ],
  [
    'ts hangs',
    [
      `${SESSION} void (async () => {`,
      '})(); await new Promise((resolve) => setTimeout(resolve)); throw new Error(session.explainHang());',
    ],
  ],
]);

/** The fenced blocks of a Markdown text: language words, content, and the line (from 1) where the content starts. */
export function fencedBlocks(markdown) {
  const blocks = [];
  let open;
  markdown.split('\n').forEach((text, index) => {
    if (!text.startsWith('```')) open?.content.push(text);
    else if (open === undefined) open = { info: text.slice(3).trim(), content: [], line: index + 2 };
    else {
      blocks.push(open);
      open = undefined;
    }
  });
  return blocks;
}

/** Writes one test file per snippet. What is there already stays, so that two runs at once do not trip over each other. */
export function generateReadmeTests() {
  const blocks = fencedBlocks(readFileSync(README, 'utf8'));
  const tests = new Map();
  blocks.forEach((block, index) => {
    const code = testFor(block, blocks[index + 1]);
    if (code !== undefined) tests.set(`L${block.line}.generated.test.ts`, code);
  });
  const present = readdirSync(FOLDER).filter((name) => name.endsWith('.generated.test.ts'));
  for (const name of present) if (!tests.has(name)) rmSync(new URL(name, FOLDER), { force: true });
  for (const [name, code] of tests) {
    const file = new URL(name, FOLDER);
    if (!present.includes(name) || readFileSync(file, 'utf8') !== code) writeFileSync(file, code);
  }
}

function testFor({ info, content, line }, next) {
  const snippet = content.join('\n');
  if (info === 'ts' && snippet.startsWith('import ')) return `${snippet}\n`;
  if (info === 'ts') {
    return `${importsOf(snippet)}test('README.md:${line}', async ({ ${FIXTURES.join(', ')} }) => {\n${snippet}\n});\n`;
  }
  if (!FAILING.has(info)) return undefined;
  if (next?.info !== 'text') throw new Error(`README.md:${line}: a failing snippet needs a text block after it`);
  const expected = JSON.stringify(next.content.join('\n'));
  const [start, end] = FAILING.get(info);
  // All on the first line, so that line 2 of the generated file is line 1 of the snippet.
  return (
    `${importsOf(snippet, ['GossipSession'])}import { expectFailure } from './expect-failure.js'; ` +
    `test('README.md:${line}', async ({ ${FIXTURES.join(', ')} }) => { ` +
    `gossip.allow('pending-writes', 'unused-faults', 'swallowed-failures'); ` +
    `await expectFailure(${next.line}, ${expected}, async () => { ${start}\n${snippet}\n${end} });\n});\n`
  );
}

/** Imports what a snippet mentions. */
function importsOf(snippet, more = []) {
  const names = [
    ...['aliases', 'defineStore', 'diff', 'everyRelease', 'exposeBytes', 'GossipOracle', 'InMemoryDoneLedger'],
    ...['InMemoryFindingsSink', 'observe', 'twin', 'withDelayedWrites'],
  ];
  const used = names.filter((name) => mentions(snippet, name));
  const others = Object.entries(OTHER_ENTRIES).map(([entry, names]) => {
    const mentioned = names.filter((name) => mentions(snippet, name));
    return mentioned.length === 0 ? '' : `import { ${mentioned.join(', ')} } from 'gossip-inmemory/${entry}'; `;
  });
  return `${others.join('')}import { ${['expect', 'test', ...used, ...more].join(', ')} } from 'gossip-inmemory/vitest'; `;
}

function mentions(snippet, name) {
  return new RegExp(`\\b${name}\\b`).test(snippet);
}

/** Puts the messages that the failing snippets really print into the README. */
function writeMessages() {
  rmSync(MESSAGES, { force: true });
  const run = spawnSync('npx', ['vitest', 'run', 'test/readme'], {
    stdio: 'inherit',
    env: { ...process.env, README_MESSAGES: fileURLToPath(MESSAGES) },
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
  const lines = readFileSync(README, 'utf8').split('\n');
  const messages = readFileSync(MESSAGES, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  for (const { line, message } of messages.sort((a, b) => b.line - a.line)) {
    const end = lines.indexOf('```', line - 1);
    lines.splice(line - 1, end - line + 1, ...message.split('\n'));
  }
  writeFileSync(README, lines.join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  generateReadmeTests();
  if (process.argv.includes('--write')) {
    writeMessages();
    generateReadmeTests();
  }
}
