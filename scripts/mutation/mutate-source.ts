import ts from "typescript";

/** A deliberate break of the product code. */
export interface Mutation {
  name: string;
  file: string;
  /**
   * The function that contains the changes, with the names around it: `send`, `Room.join`, `EventLog.constructor`, `recentCache.append`. Fields
   * and constants outside of functions have a path too.
   */
  in: string;
  /** Code to replace; each `from` must occur exactly once in that function. White space, comments and trailing commas make no difference. */
  changes: ReadonlyArray<readonly [from: string, to: string]>;
}

/** Applies a mutation to the text of its file. @throws if the function, or a text to replace, does not occur exactly once */
export function mutateSource(mutation: Mutation, source: string): string {
  const { name, file, changes } = mutation;
  const fail = (problem: string) => new Error(`Mutation "${name}": ${problem}; adapt scripts/mutation/mutations.ts`);
  const [place, ...others] = declarationsIn(source, file).filter(({ path }) => path === mutation.in);
  if (!place) throw fail(`${file} has no ${mutation.in}`);
  if (others.length > 0) throw fail(`${file} has ${others.length + 1} × ${mutation.in}`);
  const tokens = tokensOf(source.slice(place.start, place.end));
  const edits = changes.map(([from, to]) => {
    const found = occurrences(tokens, tokensOf(from));
    const [at] = found;
    if (!at || found.length > 1) {
      throw fail(`must be once in ${mutation.in} of ${file} but is there ${found.length} times: ${from}`);
    }
    return { start: place.start + at.start, end: place.start + at.end, to };
  });
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((text, { start, end, to }) => text.slice(0, start) + to + text.slice(end), source);
}

interface Declaration {
  path: string;
  start: number;
  end: number;
}

/**
 * Functions and methods at any depth, fields, and constants outside of functions, each with the names of its
 * containers.
 */
function declarationsIn(source: string, file: string): Declaration[] {
  const sourceFile = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Declaration[] = [];
  const visit = (node: ts.Node, outer: readonly string[]) => {
    const name = nameOf(node);
    const path = name === undefined ? outer : [...outer, name];
    if (name !== undefined) found.push({ path: path.join("."), start: node.getStart(sourceFile), end: node.end });
    ts.forEachChild(node, (child) => visit(child, path));
  };
  visit(sourceFile, []);
  return found;
}

/** The name under which a mutation finds this node; undefined if a mutation cannot name it. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return node.body && "constructor";
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.body && node.name?.getText();
  if (ts.isClassDeclaration(node) || ts.isAccessor(node) || ts.isPropertyDeclaration(node)) return node.name?.getText();
  const isTopLevel = ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent);
  const initializer = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) ? node.initializer : undefined;
  const isFunction = initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
  return isTopLevel || isFunction ? (node as ts.NamedDeclaration).name?.getText() : undefined;
}

interface Token {
  text: string;
  start: number;
  end: number;
}

/** A slash after one of these, or at the start, begins a regular expression. */
const BEFORE_REGEX = /^(?:[([{},;:=!&|?+\-*%<>~^]|=>|&&|\|\||\?\?|[=!]==?|return|typeof|case)$/;

function tokensOf(text: string): Token[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const tokens: Token[] = [];
  /** For each open template literal, how many braces are open in its expression. */
  const templates: number[] = [];
  for (;;) {
    let kind = scanner.scan();
    const before = tokens.at(-1)?.text;
    if (kind === ts.SyntaxKind.SlashToken && (before === undefined || BEFORE_REGEX.test(before))) {
      kind = scanner.reScanSlashToken();
    }
    const depth = templates.at(-1);
    if (kind === ts.SyntaxKind.CloseBraceToken && depth === 0) {
      kind = scanner.reScanTemplateToken(false);
      if (kind === ts.SyntaxKind.TemplateTail) templates.pop();
    } else if (depth !== undefined && kind === ts.SyntaxKind.OpenBraceToken)
      templates[templates.length - 1] = depth + 1;
    else if (depth !== undefined && kind === ts.SyntaxKind.CloseBraceToken) templates[templates.length - 1] = depth - 1;
    if (kind === ts.SyntaxKind.TemplateHead) templates.push(0);
    if (kind === ts.SyntaxKind.EndOfFileToken) return tokens;
    const token = { text: scanner.getTokenText(), start: scanner.getTokenStart(), end: scanner.getTokenEnd() };
    // The formatter adds and removes trailing commas.
    if (before === "," && [")", "]", "}"].includes(token.text)) tokens.pop();
    tokens.push(token);
  }
}

function occurrences(tokens: readonly Token[], wanted: readonly Token[]): Array<{ start: number; end: number }> {
  return tokens.flatMap(({ start }, i) => {
    const last = tokens[i + wanted.length - 1];
    return last && wanted.every(({ text }, j) => tokens[i + j]?.text === text) ? [{ start, end: last.end }] : [];
  });
}
