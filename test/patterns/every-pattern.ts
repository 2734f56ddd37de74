/** Every regular expression of the sources: those written as such by reading the sources, those put together by watching it happen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const repository = resolve(__dirname, '../..');

/** Where an expression stands, and what it is. */
export interface Found {
  readonly at: string;
  readonly pattern: RegExp;
}

/** What the sources say of expressions: those that are written out, and where others are put together. */
export function patternsInSources(): { readonly written: readonly Found[]; readonly made: ReadonlySet<string> } {
  const written: Found[] = [];
  const made = new Set<string>();
  for (const file of sourceFiles()) {
    const text = readFileSync(join(repository, file), 'utf8');
    const source = ts.createSourceFile(
      file,
      text,
      ts.ScriptTarget.Latest,
      false,
      file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    );
    const visit = (node: ts.Node): void => {
      const line = (): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        written.push({
          at: `${file}:${line()}`,
          pattern: new RegExp(node.text.slice(1, end), node.text.slice(end + 1)),
        });
      } else if (
        (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
        ts.isIdentifier(node.expression) &&
        node.expression.text === 'RegExp'
      ) {
        made.add(`${file}:${line()}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { written, made };
}

function sourceFiles(): readonly string[] {
  return ['functions', 'shared', 'local'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/u.test(name))
      .map((name) => join(folder, name)),
  );
}

/** Notes every expression that our sources put together from now on. */
export function watchPatternsBeingMade(): readonly Found[] {
  const found: Found[] = [];
  globalThis.RegExp = new Proxy(RegExp, {
    construct: (target, given: ConstructorParameters<typeof RegExp>) => {
      const pattern = new target(...given);
      const [, at] =
        /\/((?:functions|shared|local)\/[^\s:()]+:\d+)/u.exec(new Error().stack?.split('\n')[2] ?? '') ?? [];
      if (at !== undefined) found.push({ at, pattern });
      return pattern;
    },
  });
  return found;
}
