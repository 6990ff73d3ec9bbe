/** Tests without what they assert, for `bench:replay`: they still run all that they ran, and nothing can fail. */
import { edited, type Edit } from '../../src/run/proof/hunks.ts';
import type { Source, SourceNode } from '../../src/run/proof/syntax.ts';

/** Takes the assertions out of a node, or says that it is none of one: null. */
type Take = (text: string, node: SourceNode) => readonly Edit[] | null;

const over = ({ start, end }: SourceNode, text: string): readonly Edit[] => [{ start, end, text }];

/** What a call calls, as it is written, without the arguments of other calls in it. */
const calleeOf = (text: string, node: SourceNode): string => {
  const [callee] = node.children;
  if (callee === undefined) return text.slice(node.start, node.end);
  if (/^(call|call_expression|await_expression|parenthesized_expression)$/.test(node.kind)) {
    const inner = node.kind === 'await_expression' ? (node.children[1] ?? callee) : callee;
    return calleeOf(text, inner);
  }
  const rest = node.children.slice(1).map(({ start, end }) => text.slice(start, end));
  return `${calleeOf(text, callee)}${rest.join('')}`;
};

/** Names under which a file of JavaScript has what asserts: from node:assert, chai and the like, by themselves. */
const LIBRARIES = /['"](?:node:)?(?:assert(?:\/strict)?|chai|power-assert|expect)['"]/u;
const importedNames = (text: string): readonly string[] =>
  [...text.matchAll(/\bimport\s+([^;'"]*?)\s+from\s+(['"][^'"]+['"])|\b(?:const|let|var)\s+([^;=]*?)\s*=\s*require\((['"][^'"]+['"])\)(\.\w+)?/gu)]
    .filter(([, , from, , required]) => LIBRARIES.test(from ?? required ?? ''))
    .flatMap(([, names, , declared]) => (names ?? declared ?? '').split(/[{},]/u))
    .map((name) => name.replace(/^.*(?:\sas\s|:)\s*/u, '').replace(/^type\s+/u, '').trim())
    .filter((name) => /^[\w$]+$/u.test(name) && !/^(?:test|it|describe|before|after|use|default|chai)$/iu.test(name)); // prettier-ignore

const SCRIPT =
  /^(?:(?:chai\.|sinon\.)?(?:assert|expect|should)|(?:t|tap|context|ctx)\.(?:is|not|deepEqual|notDeepEqual|like|equal|notEqual|same|notSame|strictSame|strictEqual|match|notMatch|regex|notRegex|true|false|truthy|falsy|ok|notOk|throws|throwsAsync|notThrows|rejects|resolves|snapshot|matchSnapshot|assert|plan|pass|fail|error|ifError|deepLooseEqual))\b/u;

const inScript = (whole: string): Take => {
  const names = new Set(importedNames(whole));
  return (text, node) => {
    if (node.kind !== 'call_expression' && node.kind !== 'member_expression') return null;
    const callee = calleeOf(text, node).replaceAll(/\s/gu, '');
    const [first = ''] = /^[\w$]+/u.exec(callee) ?? [];
    const isOne = node.kind === 'call_expression' || /^(?:chai\.)?expect\b|[.\])]should\./u.test(callee);
    const asserts = SCRIPT.test(callee) || names.has(first) || /[.\])]should(?:\.|$)/u.test(callee);
    return isOne && asserts ? over(node, 'void 0') : null;
  };
};

const PYTHON =
  /^(?:self\.(?:assert\w*|fail\w*)|cls\.assert\w*|pytest\.(?:fail|raises|warns|deprecated_call)|(?:\w+\.)*assert_\w+|assert[A-Z]\w*|raises)$/u;
const EXPECTS =
  /^\s*(?:with|async with)\s+(?:[^\n]*?,\s*)?(?:pytest\.|self\.|cls\.)?(?:raises|warns|deprecated_call|assert(?:Raises|Warns|Logs|NoLogs)\w*)\s*\(/u;

const inPython: Take = (text, node) => {
  if (node.kind === 'assert_statement') return over(node, 'pass');
  if (node.kind === 'raise_statement' && /^raise\s+AssertionError\b/u.test(text.slice(node.start, node.end)))
    return over(node, 'pass');
  if (node.kind === 'with_statement' && EXPECTS.test(text.slice(node.start, node.end))) {
    // What is expected to be raised may be raised or not, now.
    const items = node.children.filter(({ kind }) => kind === 'with_clause').flatMap(({ children }) => children);
    const within = node.body === null ? [] : withoutIn(inPython, text, node.body);
    return [
      ...items.filter(({ kind }) => kind === 'with_item').flatMap((item) => {
        const said = text.slice(item.start, item.end);
        if (!EXPECTS.test(`with ${said}`)) return [];
        const [, as = ''] = /(\s+as\s+\w+)\s*$/u.exec(said) ?? [];
        return over(item, `__import__("contextlib").suppress(BaseException)${as}`);
      }),
      ...within,
    ];
  }
  if (node.kind !== 'expression_statement') return null;
  const [call] = node.children;
  return call?.kind === 'call' && PYTHON.test(calleeOf(text, call)) ? over(node, 'pass') : null;
}; // prettier-ignore

/** By the library that Go has and by those that people use: whoever asserts is called as he likes. */
const GO =
  /^\w+(?:\.\w+)?\.(?:Errorf?|Fatalf?|Fail|FailNow|(?:Assert|Check|Cmp\w*|(?:Not)?(?:Equal\w*|DeepEqual|Same|Nil|Zero|Empty|Contains\w*|Regexp|Panics\w*|Implements|Subset|ErrorIs|ErrorAs)|Exactly|True|False|NoError|NoErr|Err|Error\w*|Len|Greater\w*|Less\w*|Positive|Negative|InDelta\w*|InEpsilon\w*|ElementsMatch|JSONEq|YAMLEq|IsType|WithinDuration|Eventually\w*|Never|FileExists|DirExists|PanicsWith\w*)f?)$/u;

const inGo: Take = (text, node) => {
  if (node.kind !== 'expression_statement') return null;
  const [call] = node.children;
  const [callee] = call?.children ?? [];
  const handed = call?.children.find(({ kind }) => kind === 'argument_list');
  if (call?.kind !== 'call_expression' || callee === undefined || handed === undefined) return null;
  const name = text.slice(callee.start, callee.end);
  if (!GO.test(name)) return null;
  // Whatever is named nowhere else has to be named still, and what is called still called.
  return over(node, `_ = ${name}; func(...any) {}${text.slice(handed.start, handed.end)}`);
};

const isPanicking = ({ attributes }: SourceNode): boolean =>
  attributes.some((attribute) => /^#\[\s*should_panic/u.test(attribute));

const inRust: Take = (text, node) => {
  // An arm that gives back nothing has no type that another one could have.
  if (node.kind === 'match_arm' && /=>\s*(?:panic|unreachable)!/u.test(text.slice(node.start, node.end))) return [];
  if (node.kind === 'function_item' && node.body !== null && isPanicking(node)) return over(node.body, '{ panic!() }');
  if (node.kind !== 'macro_invocation') return null;
  const said = /^(?:\w+::)*(assert\w*|debug_assert\w*|prop_assert\w*|panic|unreachable)!\s*[([{]/u.test(text.slice(node.start, node.end)); // prettier-ignore
  return said ? over(node, '()') : null;
};

const takeIn = ({ grammar: { name }, text }: Source): Take => {
  if (name === 'python') return inPython;
  if (name === 'go') return inGo;
  return name === 'rust' ? inRust : inScript(text);
};

const withoutIn = (take: Take, text: string, node: SourceNode): readonly Edit[] =>
  take(text, node) ?? node.children.flatMap((child) => withoutIn(take, text, child));

/** A source of tests without its assertions; null where none are found. */
export const withoutAssertions = (source: Source): string | null => {
  const edits = withoutIn(takeIn(source), source.text, source.root);
  return edits.length === 0 ? null : edited(source.text, edits);
};
