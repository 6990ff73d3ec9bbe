import { describe, expect, it } from 'vitest';
import type { WritEvent } from '#events';
import { sha256 } from '#contract';
import { replacedBy } from './replaced-run.ts';

const started = (run: string, task = 'WP-1'): { readonly event: WritEvent } => ({
  event: {
    kind: 'run.started',
    ...{ task, version: 1, run, attempt: 1, approval: sha256('a'), backend: 'b', base: 'c' },
    holder: { pid: 1, startedAt: '1' },
  },
});
const refused = (run: string, task = 'WP-1'): { readonly event: WritEvent } => ({
  event: { kind: 'landing.refused', task, run, onto: 'c', because: ['it was touched'] },
});
const R1 = { run: 'R-1', task: 'WP-1' };

describe('an accepted run', () => {
  it.each([
    ['that was never refused', [started('R-1'), started('R-2')], null],
    ['that was refused, and nothing began since', [started('R-1'), refused('R-1')], null],
    ['that was refused, and its task began again', [started('R-1'), refused('R-1'), started('R-2')], 'R-2'],
    ['beside which another task began', [started('R-1'), refused('R-1'), started('R-9', 'WP-9')], null],
    ['after another of its task was refused', [refused('R-0'), started('R-1'), started('R-2')], null],
  ])('%s', (_, happened, next) => expect(replacedBy(happened, R1)).toBe(next));
});
