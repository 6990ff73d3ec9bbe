/**
 * The rulebook over five thousand files, beside ripgrep with the same expressions over the same files. The rules are
 * texts alone, for that is what ripgrep does as well; reading the rulebook, asking git for the files and telling what
 * was found is part of the time.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './rig/figure.ts';
import { makeRepository } from './rig/repository.ts';

const FILES = 5000;
const LINES = 120;

/** What is looked for: words, expressions with a literal in them, and one without. */
const PATTERNS: readonly string[] = [
  String.raw`\bTODO\b`,
  String.raw`\bFIXME\b`,
  String.raw`\beval\(`,
  String.raw`\.unwrap\(\)`,
  String.raw`console\.(?:log|debug)\(`,
  String.raw`process\.env\.[A-Z_]+`,
  String.raw`https?://localhost:\d+`,
  String.raw`(?:placeholder|dummy) (?:value|data)`,
  String.raw`^<{7} \S`,
  String.raw`[A-Z]{4}-\d{4}`,
];

const lineOf = (n: number): string =>
  `  const value${n} = compute(input.part${n % 7}, previous) ?? fallback[${n}]; // step ${n}`;
const textOf = (n: number): string =>
  [
    `/** What module ${n} is for. */`,
    `export const module${n} = (input, previous, fallback) => {`,
    ...Array.from({ length: LINES }, (_, at) => lineOf(at + n)),
    ...(n % 50 === 0 ? ['  // TODO this is one of a hundred'] : []),
    '};\n',
  ].join('\n');

const rulebook = (): string =>
  JSON.stringify({
    rules: {
      ...Object.fromEntries(
        ['CX-104', 'CX-106', 'CX-107', 'CX-108', 'CX-109', 'CX-110', 'CODE-panic', 'CODE-exec', 'CODE-debugger'].map(
          (id) => [id, 'off'],
        ),
      ),
      ...{ 'CODE-conflict': 'off', 'CODE-files': 'off' },
      ...Object.fromEntries(
        PATTERNS.map((regex, at) => [`TEXT-${at + 1}`, { says: 'It is not there.', why: 'So.', match: [{ regex }] }]),
      ),
    },
  });

const missing = (): boolean => spawnSync('rg', ['--version']).status !== 0;

export const bench: Bench = async (stage) => {
  if (missing()) {
    console.error('There is no ripgrep here, so there is nothing to compare with: apt-get install ripgrep');
    return [];
  }
  const folder = join(stage.folder, 'rules');
  mkdirSync(folder);
  const work = makeRepository(stage, folder);
  for (let n = 0; n < FILES; n++) {
    const place = join(work, 'src', `${n % 50}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `module-${n}.js`), textOf(n));
  }
  mkdirSync(join(work, '.writ'), { recursive: true });
  writeFileSync(join(work, '.writ/rules.yaml'), rulebook());
  stage.prepare({ argv: ['git', 'add', '.'], cwd: work });
  stage.prepare({ argv: ['git', 'commit', '--quiet', '--message', 'chore: many files'], cwd: work });
  const found = (stdout: string): boolean => stdout.includes('broken in 100 places');
  return [
    {
      name: 'rules.scan',
      measured: stage.command(`writ rules scan over ${FILES} files`, {
        argv: ['sh', '-c', '"$0" rules scan; [ $? -eq 1 ]', stage.writ],
        cwd: work,
        expect: found,
      }),
      baseline: stage.command(`rg with the same ${PATTERNS.length} expressions`, {
        argv: ['rg', '--line-number', '--column', ...PATTERNS.flatMap((regex) => ['-e', regex]), 'src'],
        cwd: work,
        expect: (stdout) => stdout.split('\n').length === 101,
      }),
      allowed: { ratio: 5 },
    },
  ];
};
