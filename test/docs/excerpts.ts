import { readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * Fills in the excerpts of a Markdown page: the code block after `<!-- excerpt FILE NAME, NAME -->` becomes the declarations
 * of these names in that file, or the test, or the property, of that title if it stands in quotation marks; with `output N`
 * after the title the Nth inline snapshot of that test. After `<!-- excerpt FILE -->` it becomes the whole file, of text.
 */
export function withExcerpts(markdown: string, root: string): string {
  return markdown.replaceAll(EXCERPT, (_, marker: string, file: string, wanted?: string) => {
    if (wanted === undefined) return block(marker, 'text', readFileSync(root + file, 'utf8').trimEnd());
    const source = ts.createSourceFile(file, readFileSync(root + file, 'utf8'), ts.ScriptTarget.Latest, true);
    const [, title, output] = /^"([^"]+)"(?: output (\d+))?$/.exec(wanted) ?? [];
    if (title === undefined) return block(marker, 'ts', declarations(source, wanted.split(', ')).join('\n\n'));
    const found = titled(source, title);
    if (output === undefined) return block(marker, 'ts', textOf(found));
    return block(marker, 'text', snapshotsIn(found)[Number(output) - 1] ?? missing(file, wanted));
  });
}

const EXCERPT = /(<!-- excerpt (\S+)(?: (.+))? -->)\n```\w*\n[^]*?```/g;

function block(marker: string, language: string, code: string): string {
  return `${marker}\n\`\`\`${language}\n${code}\n\`\`\``;
}

function declarations(source: ts.SourceFile, names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const found = source.statements.find((statement) => namesOf(statement).includes(name));
    return textOf(found ?? missing(source.fileName, name));
  });
}

function namesOf(statement: ts.Statement): readonly string[] {
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
  return declared.flatMap((declaration) => {
    const { name } = declaration as { name?: ts.Node };
    return name === undefined ? [] : [name.getText().replaceAll("'", '')];
  });
}

/** What has this title: a statement that calls something with it, as tests are made, or a property. */
function titled(source: ts.SourceFile, title: string): ts.Node {
  const isTitle = (node: ts.Node): boolean => ts.isStringLiteral(node) && node.text === title;
  const found = descendants(source).find((node) => {
    if (ts.isPropertyAssignment(node)) return isTitle(node.name);
    const call = ts.isExpressionStatement(node) ? node.expression : undefined;
    return call !== undefined && ts.isCallExpression(call) && call.arguments.some(isTitle);
  });
  return found ?? missing(source.fileName, title);
}

/** The inline snapshots in a test, without the indentation and the quotation marks that the runner gives them. */
function snapshotsIn(test: ts.Node): readonly string[] {
  return descendants(test).flatMap((node) => {
    if (!ts.isCallExpression(node) || !/\.toMatchInlineSnapshot$/.test(node.expression.getText())) return [];
    const [snapshot] = node.arguments;
    if (snapshot === undefined || !ts.isNoSubstitutionTemplateLiteral(snapshot)) return [];
    return [outdented(snapshot.text.replace(/^\n|\n *$/g, '')).replace(/^"|"$/g, '')];
  });
}

function descendants(node: ts.Node): readonly ts.Node[] {
  const below: ts.Node[] = [];
  node.forEachChild((child) => void below.push(child, ...descendants(child)));
  return below;
}

/** A node as it is written, with the comments above it. */
function textOf(node: ts.Node): string {
  return outdented(
    node
      .getFullText()
      .replace(/^\s*\n/, '')
      .trimEnd(),
  );
}

function outdented(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? '';
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

function missing(file: string, wanted: string): never {
  throw new Error(`${file} has no ${wanted}`);
}
