/** Executes a check for real, in the jail, as the harness does, on a folder that holds these files. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LIMITS, type Check, type ReportKind, type Service } from '#contract';
import { readReport, type CheckRecord, type TestReport } from '#evidence';
import { openPackages, runCheck } from '#run';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export type Checked = {
  readonly report: TestReport;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
} & Pick<CheckRecord, 'signal' | 'timedOut' | 'service'>;

export type How = {
  readonly only?: readonly string[];
  readonly coverage?: boolean;
  readonly timeoutMs?: number;
  readonly services?: readonly Service[];
  /** Folders of the checkout that the jail may read, with what the checkout holds there. */
  readonly provided?: readonly string[];
  readonly checkout?: string;
};

/** Writes files below a folder. */
export const writeFiles = (folder: string, files: Files): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** Makes a folder that holds these files. */
export const folderOf = (files: Files): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'writ-runner-')));
  writeFiles(folder, files);
  return folder;
};

/** Executes one check; what cannot be executed at all throws with its reason. */
export const checked = async (
  reports: ReportKind,
  run: readonly [string, ...string[]],
  files: Files,
  { only, coverage = false, timeoutMs = 120_000, services = [], provided = [], checkout }: How = {},
): Promise<Checked> => {
  const folder = folderOf(files);
  const root = checkout ?? folderOf({});
  try {
    // What the checkout holds is mounted as it is: nothing is installed, and no store is asked for a lockfile.
    const store = { gitDir: root, objects: root };
    const packages = openPackages({
      ...{ repository: { root }, store, base: '', wanted: provided, provided, mayChange: () => false, tell: () => {} },
      settings: { packages: 'checkout' },
    });
    const place = { repository: { root }, provided, packages, order: { contract: { limits: LIMITS } } };
    const [first, ...more] = services;
    const alone = { id: 'unit', run, reports, timeoutMs };
    const check: Check = first === undefined ? alone : { ...alone, services: [first, ...more] };
    const ran = await runCheck(place, check, { tree: 'tree', folder, only: only ?? null, coverage });
    if (!ran.ok) throw new Error(ran.failures.map(({ code, message }) => `${code}: ${message}`).join('\n'));
    const { record, stdout, stderr } = ran.value;
    const { exitCode, canary } = record;
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    return { ...record, report: readReport(reports, { stdout, stderr, exitCode, canary }), stdout: text(stdout), stderr: text(stderr), exitCode }; // prettier-ignore
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (checkout === undefined) rmSync(root, { recursive: true, force: true });
  }
};

/** What became of each test, one line a test. */
export const told = ({ report }: Checked): readonly string[] => report.tests.map(({ name, outcome, cause }) => `${outcome}${cause === undefined ? '' : ` (${cause})`}: ${name}`); // prettier-ignore

/** Whether a gate would take it for passed: no problem, nothing failed, something passed. */
export const passes = ({ report }: Checked): boolean =>
  report.problems.length === 0 &&
  report.canaries.length > 0 &&
  report.tests.every(({ outcome }) => outcome !== 'failed') &&
  report.tests.some(({ outcome }) => outcome === 'passed');
