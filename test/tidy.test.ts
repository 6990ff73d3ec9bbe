/** What no type checker and no linter sees. Each test gives the list of what is untidy, so an empty list is the proof. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { FAILURES } from '#failure';
import { GATE_IDS } from '#contract';

const ROOT = join(import.meta.dirname, '..');
const SKIPPED = /^(node_modules|dist|coverage|\.git)$/;

const filesUnder = (folder: string): readonly string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (SKIPPED.test(entry.name)) return [];
        return entry.isDirectory() ? filesUnder(path) : entry.isFile() ? [path] : [];
      })
    : [];

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const all = filesUnder('.');
const isTest = (path: string): boolean => /\.(test|fixture)\.ts$/.test(path);
const isCode = (path: string): boolean => /\.(ts|mjs|js|sh)$/.test(path) || path === 'bin/writ';
const product = all.filter((path) => path.startsWith('src/') && isCode(path) && !isTest(path));
const prose = all.filter((path) => path.endsWith('.md') && !path.startsWith('test/'));
const myself = relative(ROOT, import.meta.filename);

/** Every place in the files where the pattern is found, as `file:line: what was found`. */
const places = (files: readonly string[], pattern: RegExp): readonly string[] =>
  files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => [...line.matchAll(pattern)].map(([found]) => `${file}:${index + 1}: ${found.trim()}`)),
  );

test('there is something to be tidy', () => {
  expect(product.length).toBeGreaterThan(50);
  expect(Object.keys(FAILURES).length).toBeGreaterThan(50);
  expect(GATE_IDS.length).toBeGreaterThan(15);
});

/** A word another word stands for, and the places (`file:line: text`) where the word is not ours to choose. */
const AVOIDED: readonly (readonly [words: RegExp, instead: string, allowed: RegExp])[] = [
  [/\bmaster specs?\b/gi, 'spec', /^$/],
  [/\b(tickets?|work ?items?)\b/gi, 'task', /^$/],
  [/\bpackets?\b/gi, 'task or contract', /task_packets|task-packet/],
  [/\bstory ?points?\b/gi, 'estimate', /^$/],
  [/\bjournals?\b/gi, 'notes or step log', /journal_mode/],
  [/\b(principals?|CEO)\b/gi, 'signer', /^$/],
  [/\boperators?\b/gi, 'signer', /operator outcome/],
  [/\bsign-offs?\b/gi, 'approval', /^$/],
  // Git's own worktrees are found and spared by what touches git; a run never works in one. A session's tool is called so, and what an
  // orchestrator is told of a session.
  [
    /\bworktrees?(?=[A-Z]|\b)/g,
    'workspace',
    /^src\/(host\/|mcp\/|coordinate\/(own-sessions|spawn-run)\.ts|flow\/(land|move-branch)\.ts)|`worktree`|\.worktrees/,
  ],
  [/\bsandbox(es|ed)?\b/gi, 'jail', /codex|seatbelt|sandbox_mode|sandbox-(runtime|exec|utils)/i],
  // OpenSpec's own files call the documents of a change so.
  [/\bartifacts?\b/gi, 'evidence', /compiler-artifact|^src\/spec\/changes\/workflow\.ts/],
  [/\baudit (table|log)s?\b/gi, 'ledger', /^$/],
  // The validator is a role as well; what decides is a gate.
  [
    /\bvalidators?\b/gi,
    'gate',
    /XML|validator's report|the validator lets|validator-|^src\/(contract\/(contract|role)\.ts|plan\/(roles|render)\/)|roles?\b/i,
  ],
];

test('one word for one idea', () => {
  const lines = [...product, ...prose].flatMap((file) => places([file], /^.*$/g));
  const untidy = AVOIDED.flatMap(([words, instead, allowed]) =>
    lines
      .filter((line) => !allowed.test(line) && line.replace(/^\S+ /, '').search(words) >= 0)
      .map((line) => `say ${instead}: ${line}`),
  );
  expect(untidy).toEqual([]);
});

test('every failure code is given somewhere', () => {
  const text = product
    .filter((path) => path !== 'src/failure.ts')
    .map(read)
    .join('\n');
  expect(Object.keys(FAILURES).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

const gateFile = (gate: string): string => `${gate.replaceAll('.', '-')}.ts`;

test('every gate of the policy has a file of its own', () => {
  expect(GATE_IDS.map((gate) => `src/gates/${gateFile(gate)}`).filter((path) => !all.includes(path))).toEqual([]);
});

const cases = z.record(z.string(), z.unknown()).refine((record) => Object.keys(record).length > 0);
const fixturesSchema = z.looseObject({
  pass: z.unknown().refine((value) => value !== undefined),
  fail: cases,
  missing: cases,
});

const faultsOfFixtures = async (gate: string): Promise<readonly string[]> => {
  const path = join('test/conformance/gates', gateFile(gate));
  if (!existsSync(join(ROOT, path))) return [`${path} does not exist`];
  const fixtures: unknown = await import(join(ROOT, path));
  const parsed = fixturesSchema.safeParse(fixtures);
  return parsed.success ? [] : [`${path}: ${z.prettifyError(parsed.error)}`];
};

test('every gate has fixtures for pass, fail and missing', async () => {
  expect((await Promise.all(GATE_IDS.map(faultsOfFixtures))).flat()).toEqual([]);
});

const anchorsOf = (file: string): readonly string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );

/** The links of a Markdown file that lead into the repository, without what stands in code. */
const linksOf = (file: string): readonly string[] => {
  const text = read(file)
    .replaceAll(/^(`{3,})[^]*?^\1`*$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');
  const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const references = [...text.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  return [...inline, ...references].flatMap(([, to = '']) => (/^[a-z]+:/.test(to) ? [] : [to]));
};

const leadsNowhere = (file: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), decodeURI(path));
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
};

test('links in Markdown lead somewhere', () => {
  const files = all.filter((path) => path.endsWith('.md') && !path.startsWith('test/conformance/'));
  expect(
    files.flatMap((file) =>
      linksOf(file)
        .filter((link) => leadsNowhere(file, link))
        .map((link) => `${file}: ${link}`),
    ),
  ).toEqual([]);
});

test('no file is called after nothing in particular', () => {
  const vague = /(^|[/.-])(utils?|helpers?|common|shared|managers?|services?|misc)([/.-]|$)/;
  expect(all.filter((path) => vague.test(path))).toEqual([]);
});

test('files are named in kebab-case', () => {
  const code = all.filter((path) => /\.(ts|mjs)$/.test(path));
  // A red-team case begins with its number in the list of cases, as its title does.
  const untidy = code.filter((path) => !/^\.?([A-Z]\d\d-)?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(basename(path)));
  expect(untidy).toEqual([]);
});

/** Lines that say something: what is blank or only a comment does not count, as for the linter. */
const weight = (path: string): number =>
  read(path)
    .split('\n')
    .filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line)).length;

/** One table, and no more: cut in two, nobody would see it whole. */
const TABLES: Readonly<Record<string, number>> = { 'src/failure.ts': 500 };

test('every file fits its job: 300 lines, a test 350', () => {
  const code = all.filter((path) => isCode(path) && !path.startsWith('scripts/'));
  const heavy = code.filter((path) => weight(path) > (TABLES[path] ?? (isTest(path) ? 350 : 300)));
  expect(heavy.map((path) => `${path}: ${weight(path)}`)).toEqual([]);
});

test('nothing of the machine it was written on is in the project', () => {
  const files = all.filter(
    (path) => path !== myself && /\.(ts|mjs|js|json|md|sh|yml|yaml|toml)$|^\.[a-z]+rc$|^bin\//.test(path),
  );
  expect(places(files, /(?<![\w.~}-])\/(work|root)\/[\w.-]+/g)).toEqual([]);
  const registries =
    /https?:\/\/(?!registry\.npmjs\.org)[\w.-]*(registry|npm|mirror|artifactory|nexus|pypi)[\w.-]*\.[\w-]+/gi;
  expect(
    places(
      files.filter((path) => !path.endsWith('.md')),
      registries,
    ),
  ).toEqual([]);
  expect(
    places(
      all.filter((path) => path.endsWith('package-lock.json')),
      /"resolved": "https?:\/\/(?!registry\.npmjs\.org\/)[^"]*/g,
    ),
  ).toEqual([]);
});

test('no test is left out in silence', () => {
  // At the start of a line: programs under test, written as text, may say it. `skipIf` shows its condition to a reader.
  const tests = all.filter((path) => isTest(path) && path !== myself);
  expect(places(tests, /^\s*(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|fails)\b.*/g)).toEqual([]);
  expect(places(tests, /^\s*(ctx|context|skip|[a-z]+\.skip)\(\s*\);?$/g)).toEqual([]);
});

test('rooms that think make up neither time nor chance', () => {
  // Programs for the jail stand there as text; they run elsewhere.
  const thinking = product.filter(
    (path) =>
      /^src\/(spec|contract|rules|signoff|evidence|gates|plan)\//.test(path) && !path.includes('/reports/in-jail/'),
  );
  expect(thinking.length).toBeGreaterThan(20);
  expect(
    places(thinking, /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\brandom(Bytes|UUID|Int|FillSync)\b/g),
  ).toEqual([]);
});

test('every room opens with what it is and what it may not do, in three to six lines', () => {
  // Flow is the exception: it is where a reader begins, and it tells the whole story.
  const doors = product.filter((path) => /^src\/(?!flow\/)[^/]+\/index\.ts$/.test(path));
  expect(doors.length).toBeGreaterThan(8);
  const opening = (path: string): number =>
    (/^\/\*\*\n((?: \*.*\n)+?) \*\//.exec(read(path))?.[1] ?? '').split('\n').length - 1;
  expect(
    doors.filter((path) => opening(path) < 3 || opening(path) > 6).map((path) => `${path}: ${opening(path)}`),
  ).toEqual([]);
});

test('no checker is silenced without a reason', () => {
  const code = all.filter((path) => isCode(path) && path !== myself);
  expect(
    places(code, /@ts-(ignore|nocheck|expect-error(?! \w+ \w+)).*|(oxlint|eslint)-disable(?!.* -- \w).*/g),
  ).toEqual([]);
});
