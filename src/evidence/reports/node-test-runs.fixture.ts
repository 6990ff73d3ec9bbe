import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { nodeTestArguments } from './node-test-reporter.ts';
import { readReport } from './read-report.ts';
import type { TestReport } from '../run-evidence.ts';

type Node = { readonly path: string; readonly version: string; readonly major: number };

/** The Node that runs this, and every other one on the path, each version once. */
const nodes = (): readonly Node[] => {
  const paths = [
    process.execPath,
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node')),
  ].filter((path) => existsSync(path));
  const found = new Map<string, Node>();
  for (const path of paths) {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    const major = Number(/^v(\d+)/.exec(version)?.[1]);
    if (major >= 20 && !found.has(version)) found.set(version, { path, version, major });
  }
  return [...found.values()];
};

export const NODES = nodes();
const folders: string[] = [];
/** Removes the folders in which checks were executed. */
export const removeFolders = (): void => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));

type Run = {
  readonly report: TestReport;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly canary: string;
};

export const read = (stdout: string, exitCode: number | null, canary: string): TestReport =>
  readReport('node-test', { stdout: new TextEncoder().encode(stdout), stderr: new Uint8Array(), exitCode, canary });

/** Executes a check for real, as the harness would, in a fresh folder that holds these files. */
export const run = (
  node: Node,
  files: Readonly<Record<string, string>>,
  words: readonly string[] = ['--test'],
  options: { readonly timeout?: number; readonly maxBuffer?: number } = {},
): Run => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'writ-node-test-')));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const canary = randomBytes(16).toString('hex');
  const [program, ...args] = nodeTestArguments({ argv: [node.path, ...words], canary });
  const done = spawnSync(program, args, {
    cwd: folder,
    env: { HOME: folder },
    encoding: 'utf8',
    timeout: options.timeout ?? 60_000,
    maxBuffer: options.maxBuffer ?? 1 << 26,
  });
  return {
    report: read(done.stdout, done.status, canary),
    stdout: done.stdout,
    stderr: done.stderr,
    exitCode: done.status,
    canary,
  };
};

export const told = (report: TestReport): readonly string[] => report.tests.map((one) => `${one.outcome}: ${one.name}`);
export const ESM = `import { test, describe, it, after } from 'node:test'; import assert from 'node:assert';\n`;
export const CJS = `const { test, describe, it } = require('node:test'); const assert = require('node:assert');\n`;
