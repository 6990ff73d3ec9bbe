/** For tests only: scratch folders that are gone afterwards, and small repositories in them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Failure, Result } from '#failure';
import { openRepository, type Repository } from './repository.ts';

/** A folder that lives as long as the test file. */
export const scratch = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'writ-test-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
};

/** Writes files by their paths below a folder. */
export const write = (folder: string, files: Readonly<Record<string, string | Uint8Array>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
};

const ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '2026-11-21T09:00:00Z',
  GIT_COMMITTER_DATE: '2026-11-21T09:00:00Z',
};

/** Runs git as a person would, and gives the line it prints. */
export const gitIn = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: folder, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** Commits everything below a folder and gives the commit. */
export const commitAll = (folder: string, message = 'work'): string => {
  gitIn(folder, 'add', '--all');
  gitIn(folder, '-c', 'gc.auto=0', 'commit', '--quiet', '--allow-empty', '-m', message);
  return gitIn(folder, 'rev-parse', 'HEAD');
};

/** A folder with a repository of one commit. */
export const repositoryIn = (folder: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  mkdirSync(folder, { recursive: true });
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  write(folder, files);
  return commitAll(folder);
};

/** The value of a result that must be there. */
export const valueOf = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(result.failures.map(({ code, message }) => `${code}: ${message}`).join('; '));
};

/** The codes of a result's failures; empty where it has none. */
export const codesOf = (result: Result<unknown>): readonly Failure['code'][] =>
  result.ok ? [] : result.failures.map(({ code }) => code);

/** What a result's failures say, one a line. */
export const messagesOf = (result: Result<unknown>): string =>
  result.ok ? '' : result.failures.map(({ message }) => message).join('\n');

/** Opens a repository that must be one. */
export const opened = async (folder: string): Promise<Repository> => valueOf(await openRepository(folder));

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
