// The declarations of the package, as its users get them: what tsc emits, read back by the compiler.
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../process.mjs';

const OUT = join(ROOT, 'dist/esm');

/** The compiler's view of the declarations of all source files; nothing is written to disk, and no dist/ is needed. */
export class Declarations {
  #program;
  #checker;

  constructor() {
    const files = emitted();
    const options = { noLib: true, types: [], module: ts.ModuleKind.NodeNext };
    const host = ts.createCompilerHost(options);
    const { fileExists, getSourceFile } = host;
    host.fileExists = (path) =>
      files.has(path) || (!path.startsWith(OUT) && path.endsWith('package.json') && fileExists(path));
    host.readFile = (path) => files.get(path) ?? ts.sys.readFile(path);
    host.getSourceFile = (path, ...rest) =>
      files.has(path) ? ts.createSourceFile(path, files.get(path), ...rest) : getSourceFile.call(host, path, ...rest);
    this.#program = ts.createProgram([...files.keys()], options, host);
    this.#checker = this.#program.getTypeChecker();
  }

  /** Symbols by name that a source file exports; `undefined` for what comes from another package. */
  exportsOf(source) {
    const file = this.#program.getSourceFile(join(OUT, source.replace(/\.ts$/, '.d.ts')));
    const symbols = this.#checker.getExportsOfModule(this.#checker.getSymbolAtLocation(file));
    return new Map(symbols.map((symbol) => [symbol.name, this.#resolved(symbol)]));
  }

  /** The statements that declare a symbol. */
  statementsOf(symbol) {
    return symbol.declarations.map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node));
  }

  /** The symbols of the types that the visible part of a declaration mentions. */
  mentionedIn(statement) {
    const found = new Set();
    const visit = (node) => {
      if (isHidden(node)) return;
      const name = ts.isTypeReferenceNode(node)
        ? node.typeName
        : ts.isExpressionWithTypeArguments(node)
          ? node.expression
          : undefined;
      const symbol = name && this.#checker.getSymbolAtLocation(name);
      if (symbol !== undefined) found.add(this.#resolved(symbol));
      ts.forEachChild(node, visit);
    };
    visit(statement);
    found.delete(undefined);
    return found;
  }

  #resolved(symbol) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return target.declarations?.length > 0 ? target : undefined;
  }
}

/** Whether a member is there for its class, or for other parts of the package only. */
export function isHidden(node) {
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return true;
  if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) return true;
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');
}

/** What tsc writes, by path. */
function emitted() {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.build.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const files = new Map();
  const program = ts.createProgram(fileNames, options);
  program.emit(undefined, (path, text) => files.set(path, text));
  return files;
}
