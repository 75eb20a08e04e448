// Docstrings and declarations as they are shown.
import { format } from 'prettier';
import { isHidden } from './declarations.mjs';

const LINK = /\{@link (\S+?)\}/g;

/** What only the readers of the specification can follow. */
const SPECIFICATION = /\s*\(specification [^)]*\)/g;

/** A comment without its stars and slashes. */
export function prose(comment) {
  const text = comment.replace(/^\/\*\*/, '').replace(/(@packageDocumentation\s*)?\*\/$/, '');
  return text
    .replaceAll(/^ *\* ?/gm, '')
    .replaceAll(SPECIFICATION, '')
    .trim();
}

/** Turns links to names, or to members of them, into links of Markdown, as far as the names are described somewhere. */
export function linksIn(text, page, names) {
  return text.replaceAll(LINK, (_, name) => {
    const target = names.get(name.split('.')[0]);
    return target === undefined ? `\`${name}\`` : linkTo({ ...target, shown: name }, page);
  });
}

/** A link to where a name is described, from a page. */
export function linkTo({ name, page, shown = name }, here) {
  return `[\`${shown}\`](${page === here ? '' : page}#${name.toLowerCase()})`;
}

/** Declarations without what is hidden, and without the comments above them unless they are wanted. */
export async function codeOf(statements, { withDocs = false } = {}) {
  const texts = statements.map((statement) => {
    const text = visible(statement).replaceAll(/\bimport\("[^"]+"\)\./g, '');
    return withDocs ? `\n${statement.jsDoc?.at(-1)?.getText() ?? ''}\n${text}` : text;
  });
  const code = texts.join('\n').replaceAll(SPECIFICATION, '').replaceAll(LINK, '`$1`');
  const style = { parser: 'typescript', singleQuote: true, trailingComma: 'all', printWidth: 110 };
  return (await format(code, style)).trim();
}

function visible(statement) {
  const source = statement.getSourceFile().text;
  const hidden = (statement.members ?? []).filter(isHidden);
  let text = '';
  let position = statement.getStart();
  for (const member of hidden) {
    text += source.slice(position, member.getFullStart());
    position = member.end;
  }
  return (text + source.slice(position, statement.end)).replace(/^(export |default |declare )+/, '');
}
