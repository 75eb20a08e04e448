// Makes dist/: JavaScript by tsup, declarations by tsc. See tsup.config.ts for what goes where.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installed, node, outputOf, ROOT } from './process.mjs';

const ESM = join(ROOT, 'dist/esm');
const CJS = join(ROOT, 'dist/cjs');

await rm(join(ROOT, 'dist'), { recursive: true, force: true });
try {
  await Promise.all([
    outputOf(node([installed('tsup/dist/cli-default.js')])),
    outputOf(node([installed('typescript/bin/tsc'), '-p', 'tsconfig.build.json'])),
  ]);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
for (const file of await readdir(ESM, { recursive: true })) {
  if (!file.endsWith('.d.ts')) continue;
  const text = selfContained(await readFile(join(ESM, file), 'utf8'));
  await write(join(ESM, file), text);
  if (file !== join('fixtures', 'vitest.d.ts')) await write(join(CJS, file), text); // which is an ES module only
}
await write(join(CJS, 'package.json'), '{ "type": "commonjs" }\n');
await write(
  join(ROOT, 'dist/THIRD-PARTY-LICENSES.txt'),
  (await Promise.all((await bundled()).map(licenseOf))).join('\n'),
);

/** Packages whose code is in ours: esbuild says above each file where it is from. */
async function bundled() {
  const files = (await readdir(ESM, { recursive: true })).filter((file) => file.endsWith('.js'));
  const code = await Promise.all(files.map((file) => readFile(join(ESM, file), 'utf8')));
  const sources = code.join('\n').matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm);
  return [...new Set(Array.from(sources, ([, name]) => name))].sort();
}

async function licenseOf(name) {
  const folder = dirname(installed(`${name}/package.json`));
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${await readFile(join(folder, 'LICENSE'), 'utf8')}`;
}

/** Brings along what a declaration names and its user's `lib` and `types` may lack; tsc leaves that out. */
function selfContained(text) {
  const disposable = /\b(Async)?Disposable\b|\[Symbol\.(asyncD|d)ispose\]/.test(text);
  const signal = /\bAbortSignal\b/.test(text);
  return [
    disposable && !text.includes('lib="esnext.disposable"') ? '/// <reference lib="esnext.disposable" />\n' : '',
    text,
    signal ? 'declare global {\n    interface AbortSignal {\n    }\n}\n' : '', // adds nothing to the real one
  ].join('');
}

async function write(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
