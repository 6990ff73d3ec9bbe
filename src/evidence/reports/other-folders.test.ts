import { describe, expect, test } from 'vitest';
import { harnessCommand } from './command.ts';
import { inOtherFolders } from './other-folders.ts';

const ORDER = { program: '/writ/work/.venv/bin/python3', node: 'node', roots: [], canary: 'c'.repeat(32), only: null, coverage: true }; // prettier-ignore
const THERE = { work: '/home/kim/code/app', harness: '/opt/core/tools' };

describe('a command for another place names nothing of the usual one', () => {
  test.each([
    ['node-test', ['node', '--test']],
    ['vitest', ['npx', 'vitest', 'run']],
    ['jest', ['npx', 'jest']],
    ['mocha', ['npx', 'mocha']],
    ['pytest', ['python3', '-m', 'pytest']],
    ['go-test', ['go', 'test', './...']],
    ['cargo-test', ['cargo', 'test']],
  ] as const)('%s', (kind, [first, ...words]) => {
    const command = harnessCommand(kind, { ...ORDER, run: [first, ...words] });
    if (!command.ok) throw new Error(command.failures[0].message);
    const texts = (moved = command.value): string => JSON.stringify([moved, [...moved.files]]);
    const moved = texts(inOtherFolders(command.value, THERE));
    expect(moved).not.toMatch(/\/writ\/(?:work|harness)/u);
    // Nothing else of it is another one.
    const back = moved.replaceAll(THERE.work, '/writ/work').replaceAll(THERE.harness, '/writ/harness');
    expect(back).toBe(texts());
  });
});

test('a path that only begins alike is another one', () => {
  const command = { argv: ['/writ/work-2/a', '/writ/work/a'], env: {}, files: new Map(), stdin: null } as const;
  expect(inOtherFolders(command, THERE).argv).toEqual(['/writ/work-2/a', '/home/kim/code/app/a']);
});
