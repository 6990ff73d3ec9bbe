/** Each law is broken once in a copy of the tree, and must be named for exactly the file that breaks it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const CHECKOUT = join(import.meta.dirname, '..');
const ROOMS = [
  'spec',
  'contract',
  'rules',
  'signoff',
  'evidence',
  'gates',
  'plan',
  'host',
  'ledger',
  'run',
  'flow',
  'coordinate',
  'cli',
];

/** A planted file, what it imports, and the law that must name it; null: the law must leave it alone. */
const PLANTED: readonly (readonly [file: string, imports: string, law: string | null])[] = [
  ['src/failure/planted.ts', '#spec', 'every-room-has-its-place'],
  ['src/spec/planted.ts', '#contract', 'spec-imports-to-the-left'],
  ['src/contract/planted.ts', '#rules', 'contract-imports-to-the-left'],
  ['src/rules/planted.ts', '#signoff', 'rules-imports-to-the-left'],
  ['src/signoff/planted.ts', '#evidence', 'signoff-imports-to-the-left'],
  ['src/evidence/planted.ts', '#gates', 'evidence-imports-to-the-left'],
  ['src/gates/planted.ts', '#plan', 'gates-imports-to-the-left'],
  ['src/gates/planted-events.ts', '#events', 'gates-imports-to-the-left'],
  ['src/plan/planted.ts', '#ledger', 'plan-imports-to-the-left'],
  ['src/host/planted.ts', '#ledger', 'host-imports-to-the-left'],
  ['src/ledger/planted.ts', '#run', 'ledger-imports-to-the-left'],
  ['src/mcp/planted.ts', '#run', 'mcp-imports-to-the-left'],
  ['src/run/planted.ts', '#flow', 'run-imports-to-the-left'],
  ['src/failure.ts', '#spec', 'failure-imports-to-the-left'],
  ['src/events.ts', '#plan', 'events-imports-to-the-left'],
  ['src/flow/planted.ts', '../cli/index.ts', 'flow-imports-to-the-left'],
  ['src/coordinate/planted.ts', '../cli/index.ts', 'coordinate-imports-to-the-left'],
  ['src/index.ts', './cli/index.ts', 'index-imports-to-the-left'],
  ['src/spec/planted-clock.ts', 'node:fs', 'thinking-is-pure'],
  ['src/gates/planted-path.ts', 'node:path', 'thinking-is-pure'],
  ['src/plan/planted-timers.ts', 'node:timers', 'thinking-is-pure'],
  ['src/signoff/planted-hash.ts', 'node:crypto', null],
  ['src/gates/planted.test.ts', 'node:fs', null],
  ['src/run/planted-program.ts', 'node:child_process', 'only-host-starts-programs'],
  ['src/cli/planted-program.ts', 'child_process', 'only-host-starts-programs'],
  ['src/host/planted-program.ts', 'node:child_process', null],
  ['src/cli/planted-sql.ts', 'node:sqlite', 'only-ledger-speaks-sql'],
  ['src/run/planted-sql.ts', 'kysely', 'only-ledger-speaks-sql'],
  ['src/ledger/planted-sql.ts', 'node:sqlite', null],
  ['src/run/planted-prompt.ts', '@clack/prompts', 'only-cli-speaks-to-people'],
  ['src/flow/planted-arguments.ts', 'commander', 'only-cli-speaks-to-people'],
  ['src/host/planted-line.ts', 'node:readline/promises', 'only-cli-speaks-to-people'],
  ['src/cli/planted-prompt.ts', '@clack/prompts', null],
  ['src/ledger/planted-host.ts', '#host', 'few-may-touch-the-machine'],
  ['src/run/planted-host.ts', '#host', null],
  ['src/cli/planted-inside.ts', '../run/planted-inside-of-run.ts', 'through-the-front-door'],
  ['src/index.ts', './run/planted-inside-of-run.ts', 'through-the-front-door'],
  ['src/cli/planted-path.ts', '../run/index.ts', 'rooms-are-called-by-name'],
  ['src/run/planted-path.ts', '../failure.ts', 'rooms-are-called-by-name'],
  ['src/run/planted-name.ts', '#failure', null],
  ['src/run/planted-cycle-back.ts', './planted-cycle.ts', 'no-cycles'],
  ['src/run/planted-tests.ts', '../../test/planted-rig.ts', 'no-tests-in-the-product'],
  ['src/run/planted-beside.ts', './planted-beside.test.ts', 'no-tests-in-the-product'],
  ['src/run/planted-tool.ts', 'fast-check', 'no-tools-in-the-product'],
  ['src/run/planted-beside.test.ts', 'fast-check', null],
  ['src/run/planted-nowhere.ts', './nowhere.ts', 'everything-resolves'],
  ['src/run/planted-typo.ts', '#sepc', 'everything-resolves'],
];

const lawsSchema = z.object({
  default: z.object({ forbidden: z.array(z.object({ name: z.string(), comment: z.string() })) }),
});
const lawsModule: unknown = await import(join(CHECKOUT, '.dependency-cruiser.mjs'));
const laws = lawsSchema.parse(lawsModule).default;

let copy = '';
let report: readonly string[] = [];
let status: number | null = null;

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
};

const copyTree = (): void => {
  for (const name of ['src', 'package.json', 'tsconfig.json'])
    cpSync(join(CHECKOUT, name), join(copy, name), { recursive: true });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(copy, 'node_modules'));
  const doors = [...ROOMS.map((room) => `src/${room}/index.ts`), 'src/failure.ts', 'src/events.ts', 'src/index.ts'];
  for (const door of doors.filter((path) => !existsSync(join(copy, path)))) put(door, 'export type Door = 1;\n');
};

/** One file may break several laws, each by one import of its own; types alone must count as imports too. */
const plant = (): void => {
  put('src/run/planted-inside-of-run.ts', 'export type X = 1;\n');
  put(
    'src/run/planted-cycle.ts',
    "import type * as x from './planted-cycle-back.ts';\nexport type Planted = typeof x;\n",
  );
  put('test/planted-rig.ts', 'export type X = 1;\n');
  put(
    'src/cli/planted-failure-room.ts',
    "import type * as x from '../failure/planted.ts';\nexport type Planted = typeof x;\n",
  );
  for (const file of new Set(PLANTED.map(([path]) => path))) {
    const imports = PLANTED.flatMap(([path, what], index) =>
      path === file ? [`import type * as x${index} from '${what}';\n`] : [],
    );
    put(file, `${imports.join('')}export type Planted = 1;\n`);
  }
};

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'writ-laws-'));
  copyTree();
  plant();
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'import-law.mjs'), copy], {
    encoding: 'utf8',
    timeout: 200_000,
  });
  report = run.stdout.split('\n');
  status = run.status;
  if (run.stderr !== '') throw new Error(run.stderr);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('breaches are found, and end the check with 1', () => {
  expect(status).toBe(1);
  expect(report.at(-2)).toMatch(/^\d+ laws, [1-9]\d+ modules, [1-9]\d+ imports, [1-9]\d+ breaches$/);
});

test.each(PLANTED.filter(([, , law]) => law !== null))('%s imports %s: breaks %s', (file, imports, law) => {
  const target = imports.replace(/^(node:|#|\.\/|(\.\.\/)+)/, '');
  // A room that is not in the order cannot be held to anything but being in it: there, being reached is the breach.
  const [from, to] = law === 'every-room-has-its-place' ? ['src/cli/planted-failure-room.ts', file] : [file, target];
  expect(report.filter((line) => line.startsWith(`${law}: ${from} → `) && line.includes(to))).not.toEqual([]);
});

test.each(PLANTED.filter(([, , law]) => law === null))('%s imports %s: breaks nothing', (file) => {
  expect(report.filter((line) => line.includes(`: ${file} → `))).toEqual([]);
});

test('every law is broken by something here, so each is known to work', () => {
  const names = laws.forbidden.map(({ name }) => name);
  expect(names.filter((name) => !PLANTED.some(([, , law]) => law === name))).toEqual([]);
  expect(laws.forbidden.filter(({ comment }) => comment.length < 40)).toEqual([]);
});

test('a folder in which nothing can be seen is an error, not a clean bill', () => {
  const empty = mkdtempSync(join(tmpdir(), 'writ-no-laws-'));
  mkdirSync(join(empty, 'src'));
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'import-law.mjs'), empty], { encoding: 'utf8' });
  rmSync(empty, { recursive: true });
  expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('no module') });
});
