// The pages of the reference: one per entry, its names in groups, each with its docstring and its declaration.
import ts from 'typescript';
import { codeOf, linkTo, linksIn, prose } from './code.mjs';
import { exportsOf } from './entries.mjs';

const GENERATED = '<!-- Generated from the docstrings: node tools/api-reference.mjs -->';

/**
 * @typedef {object} Described
 * @property {string} name
 * @property {string} page Where it is described: on the page of the first entry that has it.
 * @property {ts.Symbol} symbol
 */

/** Makes the pages, and an index of them: Markdown by file name. */
export async function pagesOf(entries, declarations) {
  const described = new Map();
  const pages = entries.map((entry) => collect(entry, entries, declarations, described));
  const texts = pages.map(async (page) => [page.entry.page, await pageText(page, declarations, described)]);
  return new Map([['README.md', indexText(pages)], ...(await Promise.all(texts))]);
}

/** What is on the page of an entry: groups of names, each described here or on an earlier page, and notes. */
function collect(entry, entries, declarations, described) {
  const { about, exports } = exportsOf(entry.source, entries);
  const symbols = declarations.exportsOf(entry.source);
  const groups = new Map();
  for (const { group, names = [], from, other } of exports) {
    if (!groups.has(group)) groups.set(group, { items: [], notes: [] });
    const { items, notes } = groups.get(group);
    if (other !== undefined) notes.push(`Everything of [\`${other.name}\`](${other.page}).`);
    const foreign = names.filter((name) => symbols.get(name) === undefined);
    if (foreign.length > 0) notes.push(`From \`${from}\`: ${foreign.map((name) => `\`${name}\``).join(', ')}.`);
    for (const name of names.filter((name) => !foreign.includes(name))) {
      const symbol = symbols.get(name);
      if (!described.has(symbol)) described.set(symbol, { name, page: entry.page, symbol });
      items.push(described.get(symbol));
    }
  }
  return { entry, about, groups };
}

async function pageText({ entry, about, groups }, declarations, described) {
  const { page } = entry;
  const own = [...described.values()].filter((one) => one.page === page);
  const names = new Map([...described.values(), ...own].map((one) => [one.name, one])); // of two, the one on this page
  const parts = [`# \`${entry.name}\``, GENERATED, linksIn(prose(about), page, names), contents(groups, page)];
  const here = [];
  for (const [group, { items, notes }] of groups) {
    const elsewhere = items.filter((one) => one.page !== page);
    if (group !== '') parts.push(`## ${group}`);
    parts.push(...notes);
    if (elsewhere.length > 0)
      parts.push(`Described elsewhere: ${elsewhere.map((one) => linkTo(one, page)).join(', ')}.`);
    for (const { name, symbol } of items.filter((one) => one.page === page)) {
      const statements = declarations.statementsOf(symbol);
      const docs = new Set(statements.map((statement) => linksIn(prose(docOf(statement)), page, names)));
      parts.push(
        `### \`${name}\``,
        ...docs,
        fenced(calledAs(name, statements, names, declarations) ?? (await codeOf(statements))),
      );
      here.push(...statements);
    }
  }
  const others = mentioned(here, declarations, described);
  if (others.length > 0) parts.push('## Mentioned, but not exported', fenced(await codeOf(others, { withDocs: true })));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A matcher is shown as it is called: the types of its arguments are in the interface that runners are given. */
function calledAs(name, [statement], names, declarations) {
  if (statement.parameters?.[0]?.type?.getText() !== 'MatcherContext') return undefined;
  const interfaces = [...names.values()].filter((one) => one.name.endsWith('GossipMatchers'));
  const members = interfaces.flatMap(({ symbol }) =>
    declarations.statementsOf(symbol).flatMap((one) => [...one.members]),
  );
  const member = members.find((one) => one.name.getText() === name);
  return member && `expect(received).${member.getText().replace(/: R;$/, ': void;')}`;
}

/** Types that these declarations mention and that have no place of their own; what those mention, too. */
function mentioned(statements, declarations, described) {
  const found = new Set();
  const queue = [...statements];
  for (const statement of queue) {
    for (const symbol of declarations.mentionedIn(statement)) {
      const [declaration] = symbol.declarations;
      const isType = ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
      if (!isType || described.has(symbol) || found.has(declaration)) continue;
      found.add(declaration);
      queue.push(declaration);
    }
  }
  return [...found];
}

/** The names of a page, one line for each group. */
function contents(groups, page) {
  return [...groups]
    .filter(([, { items }]) => items.length > 0)
    .map(
      ([group, { items }]) =>
        `- ${group === '' ? '' : `${group}: `}${items.map((one) => linkTo(one, page)).join(', ')}`,
    )
    .join('\n');
}

function indexText(pages) {
  const sections = pages.flatMap(({ entry, about, groups }) => [
    `## [\`${entry.name}\`](${entry.page})`,
    linksIn(prose(about), '', new Map()),
    contents(groups, ''),
  ]);
  return `${['# API reference', GENERATED, ...sections].filter((part) => part !== '').join('\n\n')}\n`;
}

/** The comment above a statement. */
function docOf(statement) {
  return statement.jsDoc?.at(-1)?.getText() ?? '';
}

function fenced(code) {
  return `\`\`\`ts\n${code}\n\`\`\``;
}
