import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '#failure';
import { removeFolder } from './files.ts';
import { runProgram } from './programs.ts';

/** What is asked of Redocly: its words, and all the files it may read. */
export type RedoclyCall = {
  readonly words: readonly string[];
  /** What it is configured with, and nothing else. */
  readonly config: string;
  /** Texts by their paths in the folder it works in. */
  readonly files: ReadonlyMap<string, string>;
};

/** What it came to. It ends with 1 or 2 where it has found something, so that the code alone says nothing. */
export type RedoclyEnd = { readonly stdout: string; readonly stderr: string };

const TIMEOUT_MS = 5 * 60_000;
const OUTPUT_LIMIT_BYTES = 512 * 1024 * 1024;

/** It tells its makers how it is used, and asks them for news, unless it is told not to; no proxy is there to ask by. */
const SILENT = {
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  REDOCLY_SUPPRESS_NOTIFICATIONS: 'true',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_COLOR: '1',
} as const;

const programPath = (): string | null => {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('@redocly/cli/package.json'))), 'bin', 'cli.js');
  } catch {
    return null;
  }
};

/**
 * Runs Redocly over texts in a folder of their own: no configuration, plugin or file of anybody else is near it.
 * Fails with `machine.program` where it is not installed or did not come to an end.
 */
export const runRedocly = async ({ words, config, files }: RedoclyCall): Promise<Result<RedoclyEnd>> => {
  const program = programPath();
  if (program === null)
    return fail('machine.program', 'a part of Writ is missing: @redocly/cli', { remedy: 'install Writ again' });
  const folder = mkdtempSync(join(tmpdir(), 'writ-api-'));
  try {
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'redocly.yaml'), config);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, 'files', path)), { recursive: true });
      writeFileSync(join(folder, 'files', path), text);
    }
    const { exitCode, timedOut, startError, outputExceeded, stdout, stderr } = await runProgram({
      argv: [process.execPath, '--max-old-space-size=4096', program, ...words, '--config', '../redocly.yaml'],
      ...{ cwd: join(folder, 'files'), env: { ...SILENT, HOME: folder, TMPDIR: folder } },
      ...{ timeoutMs: TIMEOUT_MS, outputLimitBytes: OUTPUT_LIMIT_BYTES },
    });
    const told = { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    if (timedOut) return fail('machine.program', 'redocly did not end within five minutes');
    if (outputExceeded) return fail('machine.program', 'redocly found more than can be shown');
    return exitCode !== null && exitCode <= 2
      ? ok(told)
      : fail('machine.program', `redocly ended with ${startError ?? exitCode ?? 'a signal'}: ${told.stderr.slice(0, 300)}`); // prettier-ignore
  } finally {
    removeFolder(folder);
  }
};
