import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { contractJson, parseContract, parseTaskBytes, renderContract, type Task } from '#contract';
import type { Result } from '#failure';

/**
 * Task files and what they must become: `valid/NAME.md` with its contract in `NAME.json`, `invalid/NAME.md` with its
 * faults in `NAME.faults`, one `line:column code` a line, in order. A name with `.light` is read where light is the rule.
 * WRITE_GOLDEN=1 writes what is found; look at every line of the difference before you keep it.
 */
const here = new URL('./tasks/', import.meta.url);
const cases = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, here))
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length));

const golden = (path: string, found: string): string => {
  if (process.env['WRITE_GOLDEN'] === '1') writeFileSync(new URL(path, here), found);
  return readFileSync(new URL(path, here), 'utf8');
};

const read = (path: string): Result<Task> =>
  parseTaskBytes(readFileSync(new URL(`${path}.md`, here)), {
    file: `${path}.md`,
    defaults: { strictness: path.includes('.light') ? 'light' : 'standard', baseBranch: 'main' },
  });

const faultsOf = (task: Result<Task>): string =>
  task.ok
    ? 'no fault\n'
    : task.failures.map(({ code, where }) => `${where?.line ?? 0}:${where?.column ?? 0} ${code}\n`).join('');

describe('task files', () => {
  it('are here, of both sorts', () => {
    expect(cases('valid').length).toBeGreaterThanOrEqual(6);
    expect(cases('invalid').length).toBeGreaterThanOrEqual(25);
  });

  test.each(cases('valid'))('%s becomes its contract', (name) => {
    const task = read(`valid/${name}`);
    expect(faultsOf(task)).toBe('no fault\n');
    if (!task.ok) return;
    const json = contractJson(task.value.contract);
    expect(json).toBe(golden(`valid/${name}.json`, json));
    expect(parseContract(new TextEncoder().encode(json))).toEqual({ ok: true, value: task.value.contract });
    expect(renderContract(task.value.contract)).toContain(task.value.contract.id);
  });

  test.each(cases('invalid'))('%s is refused for exactly its faults', (name) => {
    const task = read(`invalid/${name}`);
    expect(task.ok).toBe(false);
    expect(faultsOf(task)).toBe(golden(`invalid/${name}.faults`, faultsOf(task)));
    const shown = task.ok ? [] : task.failures.map(({ where }) => `${where?.file} ${typeof where?.text}`);
    expect(new Set(shown)).toEqual(new Set([`invalid/${name}.md string`]));
  });
});
