import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invariant } from '#failure';
import { hunksOfPatch, type Hunk } from './hunks.ts';
import { loadSources } from './syntax.ts';
import type { ChangedFile } from './units.ts';

/** Changed files for tests, with the hunks that git itself finds. */

const WORDS = [
  'diff',
  '--no-index',
  '-U0',
  '--text',
  '--no-ext-diff',
  '--no-renames',
  '--no-color',
  '--indent-heuristic',
];

/** The hunks between two texts. */
export const hunksBetween = (before: string, after: string): readonly Hunk[] => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-hunks-'));
  try {
    writeFileSync(join(folder, 'before'), before);
    writeFileSync(join(folder, 'after'), after);
    const { stdout } = spawnSync('git', [...WORDS, 'before', 'after'], { cwd: folder, encoding: 'utf8' });
    return hunksOfPatch(stdout).flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const sources = await loadSources();
invariant(sources.ok, 'the grammars are there');
export const read = sources.value;

/** A file as it was and is; `before: null` where it was not there. */
export const changedFile = (path: string, before: string | null, after: string): ChangedFile => ({
  ...{ path, before, after },
  hunks: hunksBetween(before ?? '', after),
  source: read(path, after),
  old: before === null ? null : read(path, before),
});
