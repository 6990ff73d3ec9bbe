/** Documents that nobody should have written, in a repository beside good ones, and the built program run on them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { hash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { commitAll, repositoryIn, scratch, write } from '../../src/host/scratch.fixture.ts';

export const OUTSIDE = scratch();
const SECRET = 'get: { summary: outside-of-it }';
const OUTSIDE_TEXT = `${SECRET}\n### Requirement: ${SECRET}\n- [ ] 1.1 ${SECRET}\n`;
write(OUTSIDE, { secret: OUTSIDE_TEXT });

const SCENARIO = '#### Scenario: s\n- **WHEN** x\n- **THEN** y\n';
export const DELTA = 'openspec/changes/fine/specs/good/spec.md';
export const [TASKS, META, SPEC] = ['openspec/changes/fine/tasks.md', 'openspec/changes/fine/.openspec.yaml', 'openspec/specs/good/spec.md']; // prettier-ignore
export const [OPENAPI, ASYNCAPI, MASTER] = ['openapi.yaml', 'asyncapi.yaml', 'Master_Spec_v1.md'];
export const HEAD = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths:\n';
export const GOOD: Readonly<Record<string, string>> = {
  [SPEC]: `# good\n\n## Purpose\nIt is for being good, and for nothing else at all, as everybody knows who has read it.\n\n## Requirements\n### Requirement: Good\nIt SHALL be good.\n\n${SCENARIO}`,
  'openspec/changes/fine/proposal.md': '# p\n\n## Why\nBecause it has to be said at some length, in more than fifty letters.\n\n## What Changes\n- x\n',
  [TASKS]: '- [x] 1.1 x\n',
  [DELTA]: `## ADDED Requirements\n### Requirement: New\nIt SHALL be new.\n\n${SCENARIO}`,
  [OPENAPI]: `${HEAD}  /x:\n    get:\n      responses: { "200": { description: ok } }\n`,
}; // prettier-ignore

export const NO_UTF8 = new Uint8Array([0x23, 0x20, 0xff, 0xfe, 0x0a]);
export const large = (path: string) => (root: string) => {
  write(root, { [path]: '# large\n' });
  truncateSync(join(root, path), 50 * 1024 * 1024);
};
export const link = (path: string) => (root: string) => {
  rmSync(join(root, path), { force: true });
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(join(OUTSIDE, 'secret'), join(root, path));
};
export const put = (path: string, content: string | Uint8Array) => (root: string) => write(root, { [path]: content });

/** What reads every document with anchors. */
export const READS_SPECS = ['spec list', 'spec show spec:A9', 'spec validate', 'spec diff HEAD~1'] as const;

const filesOf = (root: string): string =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !join(entry.parentPath, entry.name).startsWith(join(root, '.git')))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${hash('sha256', readFileSync(path))}`)
    .toSorted()
    .join('\n');

/**
 * The built program in a repository with good documents, and what is made of them; nothing is to be changed by it, and
 * nothing from outside to be told.
 *
 * @param isLeft whether every file of it has to be as it was afterwards
 */
export const begun = (make: (root: string) => void, more: Readonly<Record<string, string>> = {}, isLeft = true) => {
  const folder = scratch();
  const root = join(folder, 'r');
  repositoryIn(root, { ...GOOD, ...more });
  make(root);
  commitAll(root);
  const before = filesOf(root);
  const env = { PATH: process.env['PATH'], HOME: join(folder, 'home'), GIT_CONFIG_NOSYSTEM: '1', NO_COLOR: '1' };
  return (command: string) => {
    const words = [join(import.meta.dirname, '../../bin/writ'), ...command.split(' ')];
    // An end that never comes is one of the things it is about.
    const end = spawnSync('sh', words, { cwd: root, env, encoding: 'utf8', input: '', timeout: 300_000 });
    const said = `${end.stdout}${end.stderr}`;
    expect({ command, isLeft: !isLeft || filesOf(root) === before, isTold: said.includes('outside-of-it') }).toEqual({ command, isLeft: true, isTold: false }); // prettier-ignore
    expect(readFileSync(join(OUTSIDE, 'secret'), 'utf8'), command).toBe(OUTSIDE_TEXT);
    expect([0, 1, 2], `${command}: ${said}`).toContain(end.status);
    return { command, status: end.status, said };
  };
};
