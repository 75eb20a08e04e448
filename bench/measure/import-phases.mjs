// What importing an entry consists of, in a fresh process: compiling each of its files, and running them.
import { readFile } from 'node:fs/promises';
import { SourceTextModule, SyntheticModule } from 'node:vm';
import { answer } from './answer.mjs';

const [entry] = process.argv.slice(2);
const spent = { files: 0, bytes: 0, compiling: 0, running: 0 };
const modules = new Map();

answer({
  /** In milliseconds, with how many files and bytes there are. */
  measure: async () => {
    const main = await moduleOf(entry);
    await main.link((specifier, { identifier }) =>
      specifier.startsWith('.') ? moduleOf(new URL(specifier, identifier).href) : builtIn(specifier),
    );
    const before = performance.now();
    await main.evaluate();
    spent.running = performance.now() - before;
    return spent;
  },
});

/** One module for each file, however many ask for it. */
function moduleOf(url) {
  if (!modules.has(url)) modules.set(url, compile(url));
  return modules.get(url);
}

async function compile(url) {
  const source = await readFile(new URL(url), 'utf8');
  const before = performance.now();
  const module = new SourceTextModule(source, { identifier: url });
  spent.compiling += performance.now() - before;
  spent.files++;
  spent.bytes += source.length;
  return module;
}

async function builtIn(specifier) {
  const exported = await import(specifier);
  return new SyntheticModule(Object.keys(exported), function () {
    for (const [name, value] of Object.entries(exported)) this.setExport(name, value);
  });
}
