/** A sample repository with a signer, an admission, and real agents whose model follows a script. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { SAMPLE_FILES } from '../../src/cli/commands/demo-sample.ts';
import type { BackendSettings } from '../../src/host/index.ts';
import { startModelServer, type ModelServer, type Script, type Step } from './model-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const INSTALLED = join(import.meta.dirname, 'node_modules');
const AGENTS = `${INSTALLED}/.bin:${INSTALLED}/opencode-linux-x64/bin`;
/** What may be nowhere but outside the jail. */
export const KEY = 'sk-only-outside-the-jail';

const cleanUp: (() => Promise<void> | void)[] = [];
/** Ends the models and removes the repositories. */
export const closeScenes = async (): Promise<void> => {
  for (const undo of cleanUp.splice(0)) await undo();
};

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };
export type Scene = {
  readonly repository: string;
  /** The home of its person. */
  readonly home: string;
  /** Has these backends, in place of those it had. */
  readonly use: (backends: Readonly<Record<string, BackendSettings>>) => void;
  readonly server: ModelServer;
  readonly type: (...argv: string[]) => Promise<Ended>;
  /** The same without waiting for its end. */
  readonly begin: (...argv: string[]) => ChildProcess;
};

const runs = promisify(execFile);
const ended = async (argv: readonly string[], cwd: string, env: Record<string, string>): Promise<Ended> => {
  const [program = '', ...args] = argv;
  try {
    const { stdout, stderr } = await runs(program, args, { cwd, env, encoding: 'utf8' });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('stdout' in error) || !('stderr' in error)) throw error;
    return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
  }
};

const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** Makes one. `steps` may be changed while the model is there; `more` are backends beside the real ones. */
export const sceneWith = async (
  steps: readonly Step[],
  where: Script['where'] = [],
  more: Readonly<Record<string, BackendSettings>> = {},
): Promise<Scene> => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-agent-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startModelServer({ steps, where, closing: 'Done, all tests pass.' });
  cleanUp.push(() => server.close());
  const repository = join(folder, 'sample');
  write(repository, SAMPLE_FILES);
  const endpoint = { url: `http://127.0.0.1:${server.port}`, key_env: 'MODEL_KEY' };
  const backends = Object.fromEntries(
    ['codex', 'codex-acp', 'opencode'].map((preset) => [
      preset,
      { preset, model: 'scripted', endpoint: { ...endpoint } },
    ]),
  );
  write(join(folder, 'home', '.config', 'writ'), { 'config.yaml': stringify({ backends: { ...backends, ...more } }) });
  const identity = {
    GIT_AUTHOR_NAME: 'Alice',
    GIT_AUTHOR_EMAIL: 'alice@example.invalid',
    GIT_COMMITTER_NAME: 'Alice',
    GIT_COMMITTER_EMAIL: 'alice@example.invalid',
  };
  const env = {
    PATH: `${ROOT}/bin:${dirname(process.execPath)}:${AGENTS}:/usr/bin:/bin`,
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    MODEL_KEY: KEY,
    ...identity,
  };
  const type = (...argv: string[]): Promise<Ended> => ended(argv, repository, env);
  for (const argv of [
    ['git', 'init', '-q', '-b', 'main'],
    ['git', 'add', '-A'],
    ['git', 'commit', '-qm', 'feat: a date that is off by a month'],
    ['writ', 'init', '--name', 'alice', '--new-key', '--yes'],
  ]) {
    expect(await type(...argv)).toMatchObject({ code: 0 });
  }
  const begin = (program = '', ...args: string[]): ChildProcess =>
    spawn(program, args, { cwd: repository, env, stdio: 'ignore' });
  const home = join(folder, 'home');
  const path = join(home, '.config', 'writ', 'config.yaml');
  const use = (named: Readonly<Record<string, BackendSettings>>): void =>
    writeFileSync(path, stringify({ ...z.looseObject({}).parse(parse(readFileSync(path, 'utf8'))), backends: named }));
  return { repository, home, server, use, type, begin };
};

/** The order that all are given; its backend is the last word but one. */
export const ORDER = [
  'writ',
  'run',
  'make the failing date test pass',
  '--allow',
  'src/date.js',
  '--check',
  'node --test test/date.test.js',
  '--backend',
  'codex',
  '--yes',
];
/** Mends the defect. */
export const HONEST = "sed -i 's/getUTCMonth()/getUTCMonth() + 1/' src/date.js && node --test test/date.test.js";
