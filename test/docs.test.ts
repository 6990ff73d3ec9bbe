/** What the documents say and show is true: examples are read by the product, commands exist, generated pages are current. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTask, STRICTNESS } from '#contract';
import { REQUIRED_FILES } from '#evidence';
import type { Failure, Result } from '#failure';
import { parseCommittedPolicy, readSettings } from '#host';
import { parseRulebook } from '#rules';
import { REFERENCE_FILE, renderReference } from '../scripts/generate-reference.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const scratch = mkdtempSync(join(tmpdir(), 'writ-docs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

type Block = { readonly place: string; readonly info: string; readonly text: string };

/** The fenced blocks of every page, with the words behind their fence. */
const blocks = pages.flatMap((page): readonly Block[] =>
  [...read(page).matchAll(/^(`{3,})([^\n`]*)\n([^]*?)^\1$/gm)].map(({ index, 2: info = '', 3: text = '' }) => ({
    place: `${page}:${read(page).slice(0, index).split('\n').length}`,
    info: info.trim(),
    text,
  })),
);
const named = (...words: readonly string[]): readonly Block[] =>
  blocks.filter(({ info }) => words.every((word, at) => info.split(' ')[at] === word));

const faultsOf = (result: Result<unknown>): readonly Failure[] => (result.ok ? [] : result.failures);

const writ = (args: readonly string[]): { readonly status: number | null; readonly text: string } => {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'bin', 'writ'), args, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
};

describe('examples', () => {
  const tasks = named('markdown', 'task');
  it.each(tasks)('the task at $place is accepted', ({ place, info, text }) => {
    const strictness = STRICTNESS.find((one) => one === info.split(' ')[2]) ?? 'light';
    expect(faultsOf(parseTask(text, { file: place, defaults: { strictness, baseBranch: 'main' } }))).toEqual([]);
  });

  const settings = named('yaml', 'settings');
  it.each(settings)('the settings at $place are accepted', ({ text }) => {
    const path = join(scratch, 'config.yaml');
    writeFileSync(path, text);
    expect(faultsOf(readSettings(path))).toEqual([]);
  });

  const policies = named('yaml', 'policy');
  it.each(policies)('the policy at $place is accepted', ({ text }) => {
    expect(faultsOf(parseCommittedPolicy(text))).toEqual([]);
  });

  const rulebooks = named('yaml', 'rules');
  it.each(rulebooks)('the rulebook at $place is accepted', ({ place, text }) => {
    expect(faultsOf(parseRulebook(text, place))).toEqual([]);
  });

  it('are there', () => {
    expect(rulebooks.length).toBeGreaterThanOrEqual(2);
    expect(policies.length).toBeGreaterThanOrEqual(1);
    expect(tasks.length).toBeGreaterThanOrEqual(2);
    expect(settings.length).toBeGreaterThanOrEqual(4);
  });
});

/** The commands of `writ` that console blocks show, without what stands in quotes. */
const shown = named('console').flatMap(({ place, text }) =>
  [...text.matchAll(/^\$ writ (.+)$/gm)].map(([, words = '']) => ({
    place,
    words: words.replaceAll(/"[^"]*"/g, 'TEXT').split(' '),
  })),
);
const nameOf = ([first = '', second = '']: readonly string[]): string =>
  ['task', 'plan', 'rules', 'hooks', 'session', 'backend', 'roles', 'phase', 'change', 'api'].includes(first)
    ? `${first} ${second}`
    : first;

describe('commands', () => {
  const names = [...new Set(shown.map(({ words }) => nameOf(words)))];
  it.each(names)('writ %s exists, with every option that is shown', (name) => {
    const help = writ([...name.split(' '), '--help']);
    expect(help).toMatchObject({ status: 0, text: expect.stringContaining(`Usage: writ ${name} [options]`) });
    const options = shown
      .filter(({ words }) => nameOf(words) === name)
      .flatMap(({ words }) => words.filter((word) => word.startsWith('--')));
    expect(options.filter((option) => !help.text.includes(`${option} `))).toEqual([]);
  });

  it('are shown from the first one to the last', () => {
    expect(names).toEqual(expect.arrayContaining(['init', 'run', 'review', 'accept', 'land', 'verify', 'replay']));
  });

  it('all have their JSON described', () => {
    const known = [...writ(['--help']).text.matchAll(/^ {2}([a-z]+) (?:\[options\]| {2})/gm)].map(
      ([, name = '']) => name,
    );
    const described = read('docs/reference/json.md');
    expect(known.length).toBeGreaterThan(15);
    expect(known.filter((name) => !new RegExp(`^\\| .*\`${name}[ \`]`, 'm').test(described))).toEqual([]);
  });
});

it('every file that a bundle must hold is described', () => {
  const described = read('docs/reference/formats.md');
  expect(REQUIRED_FILES.filter((path) => !described.includes(`\`${path}\``))).toEqual([]);
});

it('the page of gates and codes is what the tables say', () => {
  expect(read(REFERENCE_FILE)).toBe(renderReference());
});

it('the README stays short', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(200);
});
