/** A person's checkout with the packages of a runner, in which checks are executed as the harness does, and naively. */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportKind } from '#contract';
import { checked, folderOf, passes, type Checked, type Files, type How } from './checked.ts';

export type { Checked, Files } from './checked.ts';

export type NpmCheckout = {
  /** Executes a check as the harness does. */
  readonly run: (files: Files, words: readonly [string, ...string[]], how?: How) => Promise<Checked>;
  /** Starts the runner as a person would who believes its exit code. `words` are those after node. */
  readonly naive: (
    files: Files,
    words: readonly string[],
  ) => { readonly exitCode: number | null; readonly said: string };
  readonly remove: () => void;
};

/** @param modules the folder of packages, or null for a checkout without any. */
export const checkoutWith = (modules: string | null, reports: ReportKind): NpmCheckout => {
  const checkout = folderOf({});
  if (modules !== null) symlinkSync(realpathSync(modules), join(checkout, 'node_modules'));
  const provided = modules === null ? [] : ['node_modules'];
  return {
    run: (files, words, how = {}) => checked(reports, words, files, { provided, checkout, timeoutMs: 60_000, ...how }),
    naive: (files, words) => {
      const folder = folderOf(files);
      if (modules !== null && !existsSync(join(folder, 'node_modules')))
        symlinkSync(realpathSync(modules), join(folder, 'node_modules'));
      const env = { PATH: process.env['PATH'] ?? '', HOME: folder, CI: '1', NO_COLOR: '1', TZ: 'UTC' };
      const done = spawnSync(process.execPath, words, { cwd: folder, env, encoding: 'utf8', timeout: 300_000 });
      rmSync(folder, { recursive: true, force: true });
      return { exitCode: done.status, said: `${done.stdout}${done.stderr}` };
    },
    remove: () => rmSync(checkout, { recursive: true, force: true }),
  };
};

/** What became of each test, without its cause. */
export const told = ({ report }: Checked): readonly string[] =>
  report.tests.map((one) => `${one.outcome}: ${one.name}`);

/** The defect that every cheat hides: months are counted from 0. */
export const DEFECT = 'export const month = (date) => date.getUTCMonth();\n';
/** The test that would show it. */
export const REQUIRED = 'counts months from 1';
/** Whether a gate would take the required test for passed. */
export const believed = (ran: Checked): boolean =>
  passes(ran) &&
  !ran.report.canaries.includes('passed') &&
  ran.report.tests.some(({ name, outcome }) => name === REQUIRED && outcome === 'passed');
