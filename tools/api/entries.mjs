// What the package exports: its entries, and what each of them has, grouped as its source groups it.
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../process.mjs';

/**
 * @typedef {object} Entry
 * @property {string} name As it is imported: `gossip-inmemory/matchers`.
 * @property {string} page File name of its page.
 * @property {string} source Its source file, from the root of the repository.
 */

/** @returns {Entry[]} The entries that have types, in the order of package.json. */
export function entriesOf(manifest) {
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    const types = target.import?.types ?? target.types;
    if (types === undefined) return [];
    const name = posix.join(manifest.name, path);
    return [
      { name, page: `${posix.basename(name)}.md`, source: types.replace(/^\.\/dist\/esm\/(.+)\.d\.ts$/, '$1.ts') },
    ];
  });
}

/**
 * What a source file exports, in its order.
 * @returns {{ about: string, exports: { group: string, names?: string[], from?: string, other?: Entry }[] }} `about` is the
 * comment at its head, `from` the module that something is handed on from, `other` an entry that is handed on as a whole.
 */
export function exportsOf(file, entries) {
  const text = readFileSync(ROOT + file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  let group = '';
  const found = source.statements.flatMap((statement) => {
    if (!isExport(statement)) return [];
    group = headingAbove(statement, text) ?? group;
    const { names, from } = exported(statement);
    if (names !== undefined) return [{ group, names, from }];
    const target = posix.join(posix.dirname(file), from).replace(/\.js$/, '.ts');
    const other = entries.find((entry) => entry.source === target);
    if (other !== undefined) return [{ group, other }];
    const outer = group;
    return exportsOf(target, entries).exports.map((inner) => ({ ...inner, group: inner.group || outer }));
  });
  const head = /^\/\*\*[^]*?\*\//.exec(text)?.[0] ?? '';
  return { about: head.includes('@packageDocumentation') ? head : '', exports: found };
}

function isExport(statement) {
  if (ts.isExportDeclaration(statement)) return true;
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function exported(statement) {
  if (ts.isVariableStatement(statement))
    return { names: statement.declarationList.declarations.map(({ name }) => name.getText()) };
  if (!ts.isExportDeclaration(statement)) return { names: [statement.name.text] };
  const from = statement.moduleSpecifier?.text;
  return { names: statement.exportClause?.elements.map(({ name }) => name.text), from };
}

/** `// Values (specification 1-semantics, section 1)` above a statement opens the group `Values`. */
function headingAbove(statement, text) {
  const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  const lines = comments.map(({ pos, end }) => text.slice(pos, end));
  return lines.map((line) => /^\/\/ ([A-Z][^.(]*?)(?: \(.*\))?$/.exec(line)?.[1]).find(Boolean);
}
