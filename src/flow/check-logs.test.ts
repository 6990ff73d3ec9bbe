import type { ReadCheck } from '#evidence';
import { expect, test } from 'vitest';
import { endsOfLogs } from './check-logs.ts';

const ran = (id: string, reports: ReadCheck['record']['reports'], exitCode: number): ReadCheck => ({
  record: {
    ...{ writ: 1, id, reports, exitCode, argv: ['true'], program: '/bin/true', canary: null, limit: null },
    ...{ startedAt: '', endedAt: '', signal: null, timedOut: false, tree: '' },
  },
  report: { tests: [], canaries: [], problems: [] },
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('tells how the logs of failed checks end, and of no other', () => {
  const output = { stdout: bytes('out\n'), stderr: bytes(`${Array.from({ length: 40 }, (_, at) => `line ${at}`).join('\n')}\n`) }; // prettier-ignore
  const ends = endsOfLogs([ran('good', 'exit-code', 0), ran('bad', 'exit-code', 1)], () => output);
  expect(ends.map(({ check }) => check)).toEqual(['bad']);
  expect(ends[0]?.text.split('\n')).toHaveLength(30);
  expect(ends[0]?.text).toMatch(/^line 10\n[^]*line 39$/u);
});

test('leaves out what a runner reported to the harness, and logs that hold nothing', () => {
  const output = { stdout: bytes('writ: said by the reporter'), stderr: bytes('failed: adds\n') };
  expect(endsOfLogs([ran('tests', 'node-test', 1)], () => output)).toEqual([{ check: 'tests', text: 'failed: adds' }]);
  expect(endsOfLogs([ran('tests', 'node-test', 1)], () => ({ ...output, stderr: bytes('\n') }))).toEqual([]);
});
