import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { WORK_FOLDER } from './runner-order.ts';
import type { FailureCause, TestOutcome, TestReport } from '../run-evidence.ts';

/** No honest report is larger, in bytes. */
const LIMIT_BYTES = 64 * 1024 * 1024;
/** No honest report nests deeper. */
const LIMIT_DEPTH = 64;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  // Entities are decoded below, the five of XML and no others: a document that defines its own is refused.
  processEntities: false,
  trimValues: false,
  allowBooleanAttributes: false,
});

/** An element: its name, attributes and child elements. Texts are left out: no outcome hangs on them. */
type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
};

const RawNode = z.record(z.string(), z.unknown());
const RawAttributes = z.record(z.string(), z.string());

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Decodes what XML itself defines; anything else stays as it is written, and half a character becomes a whole one. */
const decode = (text: string): string =>
  text
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));/g,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return ENTITIES[name] ?? whole;
        const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
        return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      },
    )
    .toWellFormed();

const elementOf = (raw: unknown, depth: number): readonly Element[] => {
  const node = RawNode.safeParse(raw);
  if (!node.success) return [];
  const name = Object.keys(node.data).find((key) => key !== ':@' && !key.startsWith('#') && !key.startsWith('?'));
  if (name === undefined) return [];
  // Left out, a test that failed would not have been.
  if (depth > LIMIT_DEPTH) throw new RangeError('nested deeper than any honest report');
  const attributes = RawAttributes.safeParse(node.data[':@'] ?? {});
  const children = z.array(z.unknown()).safeParse(node.data[name]);
  return [
    {
      name,
      attributes: Object.fromEntries(
        Object.entries(attributes.success ? attributes.data : {}).map(([key, value]) => [key, decode(value)]),
      ),
      children: children.success ? children.data.flatMap((child) => elementOf(child, depth + 1)) : [],
    },
  ];
};

/** The one root element of the document, or the reason why there is none. */
const parseXml = (bytes: Uint8Array): { readonly root: Element } | { readonly problem: string } => {
  if (bytes.length > LIMIT_BYTES) return { problem: 'the report is larger than any honest one' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    return { problem: 'the report is not UTF-8' };
  }
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return { problem: 'the report defines entities of its own' };
  if (!text.startsWith('<'))
    return { problem: text === '' ? 'the report is empty' : 'the output holds more than the report' };
  const valid = XMLValidator.validate(text);
  if (valid !== true) return { problem: `the report is not one XML document: ${valid.err.msg}` };
  try {
    const nodes = z.array(z.unknown()).parse(parser.parse(text));
    // The validator lets text stand after the document; a report has none.
    const strayText = nodes.some(
      (node) => typeof node === 'object' && node !== null && '#text' in node && String(node['#text']).trim() !== '',
    );
    const roots = nodes.flatMap((node) => elementOf(node, 0));
    const [root] = roots;
    return root !== undefined && roots.length === 1 && !strayText
      ? { root }
      : { problem: 'the output is not exactly one document' };
  } catch {
    return { problem: 'the report cannot be read as XML' };
  }
};

/** A `failure` is an assertion by definition; some writers put every exception there, and name it. */
const causeOf = ({ children }: Element): FailureCause => {
  const failure = children.find(({ name }) => name === 'failure');
  if (failure === undefined || children.some(({ name }) => name === 'error')) return 'error';
  const says = `${failure.attributes['type'] ?? ''} ${failure.attributes['message'] ?? ''}`;
  if (/\b(Syntax|Import|ModuleNotFound|Indentation)Error\b|Cannot find module/.test(says)) return 'load';
  if (/\bassert/i.test(says)) return 'assertion';
  return /\b(Reference|Type|Name|Attribute)Error\b/.test(says) ? 'reference' : 'assertion';
};

/** What some writers say of a test in a word, beside or in place of an element. */
const RUN_WORDS: ReadonlySet<string> = new Set(
  'run completed complete passed pass success successful succeeded ok executed'.split(' '),
);
const FAILED_WORDS: ReadonlySet<string> = new Set(
  'fail failed failure error errored broken timeout timedout'.split(' '),
);
const saysOf = ({ attributes }: Element): readonly string[] =>
  [attributes['status'], attributes['result']].flatMap((word) =>
    word === undefined || word === '' ? [] : [word.toLowerCase()],
  );

/** Where a file lies in the tree: some writers name it from the root of the machine, which is another in another place. */
const inTree = (file: string, folder: string): string =>
  file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;

const caseOf = (element: Element, suites: readonly string[], folder: string): TestOutcome => {
  const has = (name: string): boolean => element.children.some((child) => child.name === name);
  const own = element.attributes['classname'];
  const file = element.attributes['file'];
  // `classname` names the place of a test in most dialects; where it is absent the suites around the test do.
  const place = own === undefined || own === '' ? suites : [own];
  const test = {
    name: [...place, element.attributes['name'] ?? ''].filter((part) => part !== '').join(' > '),
    file: file === undefined ? null : inTree(file, folder),
  };
  if (has('failure') || has('error')) return { ...test, outcome: 'failed', cause: causeOf(element) };
  const says = saysOf(element);
  if (says.some((word) => FAILED_WORDS.has(word))) return { ...test, outcome: 'failed', cause: 'error' };
  return { ...test, outcome: has('skipped') || says.some((word) => !RUN_WORDS.has(word)) ? 'skipped' : 'passed' };
};

/** What may stand in an element beside its outcome; all else is something that nobody knows the meaning of. */
const BESIDE = ['properties', 'system-out', 'system-err'];
const KNOWN_CHILDREN: Readonly<Record<string, readonly string[]>> = {
  testcase: [...BESIDE, 'failure', 'error', 'skipped'],
  testsuite: [...BESIDE, 'testcase', 'testsuite'],
  testsuites: [...BESIDE, 'testcase', 'testsuite'],
};

/** What an element holds that says neither how a test went nor nothing: a second try, or a set-up that broke. */
const strangeIn = ({ name, attributes, children }: Element): readonly string[] => {
  const strange = children.filter((child) => !(KNOWN_CHILDREN[name] ?? []).includes(child.name));
  const told = (child: string): string =>
    /^(flaky|rerun)/i.test(child) ? `failed and was tried again (<${child}>)` : `holds <${child}>`;
  return [
    ...new Set(strange.map((child) => `${name} ${JSON.stringify(attributes['name'] ?? '')} ${told(child.name)}`)),
  ];
};

type Found = { readonly cases: readonly TestOutcome[]; readonly problems: readonly string[] };

/** What the attributes of a suite claim must be what it holds. Skipped tests count as `skipped` or `disabled`. */
const countProblems = (suite: Element, cases: readonly TestOutcome[]): readonly string[] => {
  const { attributes } = suite;
  const claim = (name: string): number | undefined =>
    /^\d+$/.test(attributes[name] ?? '') ? Number(attributes[name]) : undefined;
  const count = (outcome: TestOutcome['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  const failed =
    claim('failures') === undefined && claim('errors') === undefined
      ? undefined
      : (claim('failures') ?? 0) + (claim('errors') ?? 0);
  const skipped =
    claim('skipped') === undefined && claim('disabled') === undefined
      ? undefined
      : (claim('skipped') ?? 0) + (claim('disabled') ?? 0);
  const pairs: readonly (readonly [string, number | undefined, number])[] = [
    ['tests', claim('tests'), cases.length],
    ['failures and errors', failed, count('failed')],
    ['skipped tests', skipped, count('skipped')],
  ];
  const name = attributes['name'] ?? suite.name;
  const unreadable = ['tests', 'failures', 'errors', 'skipped'].filter(
    (key) => attributes[key] !== undefined && attributes[key] !== '' && claim(key) === undefined,
  );
  return [
    ...unreadable.map((key) => `the suite ${JSON.stringify(name)} counts ${JSON.stringify(attributes[key])} ${key}`),
    ...pairs
      .filter(([, said, counted]) => said !== undefined && said !== counted)
      .map(([what, said, counted]) => `the suite ${JSON.stringify(name)} counts ${said} ${what}, and holds ${counted}`),
  ];
};

const findCases = (suite: Element, suites: readonly string[], folder: string): Found => {
  const path = suite.name === 'testsuite' ? [...suites, suite.attributes['name'] ?? ''] : suites;
  const found = suite.children.map((child): Found => {
    if (child.name === 'testcase') return { cases: [caseOf(child, path, folder)], problems: strangeIn(child) };
    return child.name === 'testsuite' ? findCases(child, path, folder) : { cases: [], problems: [] };
  });
  const cases = found.flatMap((one) => one.cases);
  return {
    cases,
    problems: [...strangeIn(suite), ...countProblems(suite, cases), ...found.flatMap((one) => one.problems)],
  };
};

/**
 * Reads a JUnit report from stdout, which must be exactly one XML document (`testsuites` or `testsuite`, nested at will).
 * A test's name is its `classname`, or the names of the suites around it where it has none, and its `name`, joined by
 * ` > `; its file is named from the root of the tree. The format has no canary and anybody can write it: this reader is weaker than the one for node:test.
 *
 * @returns the tests; `problems` where the document is not one, defines entities, counts something else than it holds,
 * or disagrees with the exit code.
 */
export const readJunit = ({
  stdout,
  exitCode,
  folder = WORK_FOLDER,
}: {
  readonly stdout: Uint8Array;
  readonly exitCode: number | null;
  readonly folder?: string | undefined;
}): TestReport => {
  const document = parseXml(stdout);
  if ('problem' in document) return { tests: [], canaries: [], problems: [document.problem] };
  const { root } = document;
  if (root.name !== 'testsuites' && root.name !== 'testsuite')
    return {
      tests: [],
      canaries: [],
      problems: [`the report is a ${JSON.stringify(root.name)}, not a list of test suites`],
    };
  const { cases, problems } = findCases(root, [], folder);
  const failed = cases.some((one) => one.outcome === 'failed');
  return {
    tests: cases,
    canaries: [],
    problems: [
      ...problems,
      ...(cases.every((one) => one.name !== '') ? [] : ['a test has no name']),
      ...(exitCode === null ? ['the program was ended by a signal'] : []),
      ...(exitCode === 0 && failed ? ['the program exited with 0 although a test failed'] : []),
      ...(exitCode !== null && exitCode !== 0 && !failed
        ? [`the program exited with ${exitCode} although no test failed`]
        : []),
    ],
  };
};
