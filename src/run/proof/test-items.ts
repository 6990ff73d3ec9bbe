import { IN_SOURCE, isTestAttribute } from '#contract';
import { edited, type Edit } from './hunks.ts';
import type { Source, SourceNode } from './syntax.ts';

/** A test in the midst of a file, with what stands before it: what it is called, and which module of the file it is in. */
type TestItem = { readonly key: string; readonly within: string; readonly start: number; readonly end: number };

/** A module within a file: what stands before it, and where its end is. */
type Module = { readonly attributes: string; readonly end: number };

/** The tests of a file, told apart from all else in it. */
export type TestItems = {
  readonly items: readonly TestItem[];
  readonly modules: ReadonlyMap<string, Module>;
};

/** Where a language has its texts in quotes, in which no word means anything. */
const isQuoted = (kind: string): boolean => /string|regex/u.test(kind);

/** The words of a piece without comments, with `''` in place of every text in quotes. */
const wordsOf = ({ grammar }: Source, text: string, node: SourceNode): string => {
  const words: string[] = [];
  const walk = (one: SourceNode): void => {
    if (grammar.comments.has(one.kind)) return;
    if (isQuoted(one.kind)) words.push("''");
    else if (one.children.length === 0) words.push(text.slice(one.start, one.end));
    else for (const child of one.children) walk(child);
  };
  walk(node);
  return words.join(' ');
};

const nameOf = ({ within, key }: TestItem): string => JSON.stringify([within, key]);

/** Numbers what is called the same, in order, so that every one has a name of its own. */
const numbered = (items: readonly TestItem[]): readonly TestItem[] => {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = JSON.stringify([item.within, item.key]);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { ...item, key: `${item.key} ${count}` };
  });
};

/** Items of Rust by their attributes, at any depth of modules. Two modules of one name cannot be told apart. */
const itemsOfRust = (source: Source): TestItems | null => {
  const { text, grammar } = source;
  const items: TestItem[] = [];
  const modules = new Map<string, Module>([['', { attributes: '', end: text.length }]]);
  let isClear = true;
  const isTest = (node: SourceNode): boolean =>
    node.attributes.some(isTestAttribute) ||
    (/^(macro_invocation|macro_definition|expression_statement)$/u.test(node.kind) &&
      isTestAttribute(text.slice(node.start, node.end)));
  const walk = (node: SourceNode, within: string): void => {
    // What stands before an item belongs to it.
    let lead: number | null = null;
    for (const child of node.children) {
      if (child.kind === 'attribute_item') lead ??= child.start;
      if (child.kind === 'attribute_item' || grammar.comments.has(child.kind)) continue;
      const start: number = lead ?? child.start;
      lead = null;
      const { body, end, kind, name } = child;
      if (isTest(child)) items.push({ key: `${kind} ${name ?? ''}`, within, start, end });
      else if (kind === 'mod_item' && body !== null) {
        const path = `${within}::${name ?? ''}`;
        if (modules.has(path)) isClear = false;
        modules.set(path, { attributes: child.attributes.join('\n'), end: body.end - 1 });
        walk(body, path);
      }
    }
  };
  walk(source.root, '');
  return isClear ? { items: numbered(items), modules } : null;
};

const TEST_IN_BLOCK = /^[ \t]+(?:async\s+)?def\s+test|^[ \t]+class\s+Test/mu;

/** The functions of Rust that a runner runs, in modules that are built for tests alone, too. */
const testFunctions = ({ text, root, grammar }: Source): readonly TestItem[] => {
  const items: TestItem[] = [];
  const isRun = (attribute: string): boolean => isTestAttribute(attribute) && !/^#!?\[\s*cfg\b/u.test(attribute);
  const walk = (node: SourceNode, within: string): void => {
    let lead: number | null = null;
    for (const child of node.children) {
      // Documentation of nothing is none.
      if (child.kind === 'attribute_item' || /^\/(?:\/\/|\*\*)/u.test(text.slice(child.start, child.end)))
        lead ??= child.start;
      if (child.kind === 'attribute_item' || grammar.comments.has(child.kind)) continue;
      const { attributes, body, end, kind, name } = child;
      if (kind === 'function_item' && attributes.some(isRun))
        items.push({ key: name ?? '', within, start: lead ?? child.start, end });
      else if (kind === 'mod_item' && body !== null) walk(body, `${within}::${name ?? ''}`);
      lead = null;
    }
  };
  walk(root, '');
  return numbered(items);
};

/** A text of Rust without the tests that it did not have before, in whatever module. */
export const withoutAddedTests = (now: Source, before: Source | null): string => {
  const known = new Set((before === null ? [] : testFunctions(before)).map(nameOf));
  const added = testFunctions(now).filter((item) => !known.has(nameOf(item)));
  return edited(now.text, added.map(({ start, end }) => ({ start, end, text: '' })));
}; // prettier-ignore

/** Functions and classes of Python by their names, and blocks that hold such. */
const itemsOfPython = ({ text, root, grammar }: Source, names: ReadonlySet<string>): TestItems => {
  const items = root.children.flatMap((node): readonly TestItem[] => {
    const { kind, start, end } = node;
    const whole = text.slice(start, end);
    const item = (key: string): readonly TestItem[] => [{ key, within: '', start, end }];
    const of = kind === 'decorated_definition' ? node.children.find((one) => grammar.declarations.has(one.kind)) : node;
    const name = of?.name ?? '';
    const head = whole.slice(0, of === undefined || of.body === null ? undefined : of.body.start - start);
    if (of?.kind === 'function_definition')
      return name.startsWith('test') || names.has(name) || /^@[\w.]*\bfixture\b/mu.test(head)
        ? item(`def ${name}`)
        : [];
    if (of?.kind === 'class_definition')
      return name.startsWith('Test') || names.has(name) || /\bTestCase\b/u.test(head) ? item(`class ${name}`) : [];
    return /^(if|try|with|for|while|match)_statement$/u.test(kind) && TEST_IN_BLOCK.test(whole)
      ? item(whole.split('\n')[0] ?? '')
      : [];
  });
  return { items: numbered(items), modules: new Map([['', { attributes: '', end: text.length }]]) };
};

const CALLED = String.raw`(?<![.$]\s*)\b(?:describe|it|test|suite|context|specify)(?:\s*\.\s*\w+|\s*''|\s*\([^()]*\))*\s*\(`;
/** A statement may hand its test any name; what declares something is one of tests only where it surely names one. */
const CALLS = new RegExp(CALLED, 'u');
const DECLARES = new RegExp(String.raw`${CALLED}\s*''`, 'u');
/** Names that a library of tests is given here; by another name its tests would not be found. */
const RENAMED =
  /^[ \t]*import\s+(?:\w+\s*(?:,[^'";]{0,500})?|\*\s*as\s+\w+|[^'";]{0,500}\bas\b[^'";]{0,500})\s+from\s+['"](?:vitest|node:test|bun:test|@jest\/globals|mocha)['"]/mu;

/** Statements of JavaScript and TypeScript that call for a test, or use what vitest gives to the product. */
const itemsOfScript = (source: Source): TestItems | null => {
  const { text, root, grammar } = source;
  if (RENAMED.test(text)) return null;
  const statements = root.children
    .filter(({ kind }) => !grammar.comments.has(kind) && !grammar.imports.has(kind))
    .map((node) => ({ node, words: wordsOf(source, text, node) }));
  const isOf = ({ node: { kind }, words }: (typeof statements)[number]): boolean =>
    IN_SOURCE.test(words) || (/declaration|^export/u.test(kind) ? DECLARES : CALLS).test(words);
  const found = new Set(statements.filter(isOf));
  // What takes over names from what was found goes with it.
  for (const one of found) {
    const named: readonly string[] = /^(?:const|let|var|(?:async )?function)\s+(\{[^}]*\}|\w+)/u.exec(one.words)?.[1]?.match(/\w+/gu) ?? [];
    for (const other of statements)
      if (other.words.split(' ').some((word) => named.includes(word))) found.add(other);
  }
  // What is given to others is part of the product, and is not to be taken out of it.
  if ([...found].some(({ node, words }) => node.kind === 'export_statement' || /^(?:module|exports)\b/u.test(words)))
    return null;
  const items = statements
    .filter((one) => found.has(one))
    .map(({ node: { start, end } }): TestItem => {
      const key = /^[^\n]*?(?:=>|\{|$)/mu.exec(text.slice(start, end))?.[0] ?? '';
      return { key, within: '', start, end };
    });
  return { items: numbered(items), modules: new Map([['', { attributes: '', end: text.length }]]) };
}; // prettier-ignore

/**
 * The tests in a file that holds more than tests.
 *
 * @param names what a runner calls tests of this file, beside what is called like one
 * @returns null where they cannot be told from the rest
 */
export const testItemsOf = (source: Source, names: ReadonlySet<string>): TestItems | null => {
  if (source.grammar.name === 'rust') return itemsOfRust(source);
  if (source.grammar.name === 'python') return itemsOfPython(source, names);
  return source.grammar.name === 'go' ? null : itemsOfScript(source);
};

/** The words of a file beside its tests: without comments and white space, but for what says where a block ends. */
export const besideTests = ({ grammar, text, root }: Source, { items }: TestItems): string => {
  const words: string[] = [];
  const walk = (node: SourceNode): void => {
    const isTest = items.some(({ start, end }) => start <= node.start && node.end <= end && node.end > node.start);
    if (isTest || grammar.comments.has(node.kind)) return;
    if (node.children.length === 0 || isQuoted(node.kind)) words.push(text.slice(node.start, node.end));
    else if (grammar.containers.has(node.kind)) {
      words.push('\u0001');
      for (const child of node.children) walk(child);
      words.push('\u0002');
    } else for (const child of node.children) walk(child);
  };
  walk(root);
  return words.join('\u0000');
};

/** A text with what its tests are in it. */
export type WithTests = { readonly text: string; readonly tests: TestItems };

/**
 * A text with the tests of another one in it: in place of those of the same name, or at the end of their module. Tests
 * that it has beside them stay.
 *
 * @returns null where there is no such module
 */
export const withTestsOf = (into: WithTests, from: WithTests): string | null => {
  const there = new Map(into.tests.items.map((item) => [nameOf(item), item]));
  const edits: Edit[] = [];
  for (const item of from.tests.items) {
    const text = from.text.slice(item.start, item.end);
    const module = into.tests.modules.get(item.within);
    // What is only built at other times is another module.
    if (module === undefined || module.attributes !== from.tests.modules.get(item.within)?.attributes) return null;
    const same = there.get(nameOf(item));
    if (same === undefined) edits.push({ start: module.end, end: module.end, text: `\n${text}\n` });
    else if (into.text.slice(same.start, same.end) !== text) edits.push({ start: same.start, end: same.end, text });
  }
  return edited(into.text, edits);
};
