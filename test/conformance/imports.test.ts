import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { contractJson, importTask, parseTask, type ImportedTask } from '#contract';
import type { Result } from '#failure';

/**
 * Tasks of other tools and what becomes of them: `valid/NAME.md` with the task file in `NAME.task.md` and what is told
 * about it in `NAME.report`, `invalid/NAME.md` with its faults in `NAME.faults`, one `line:column code` a line.
 * `valid/worked-packet.md` is the worked example of the workflow whose form this is, as it stands there.
 * WRITE_GOLDEN=1 writes what is found; look at every line of the difference before you keep it.
 */
const here = new URL('./imports/', import.meta.url);
const cases = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, here))
    .filter((name) => /^[^.]+\.md$/.test(name))
    .map((name) => name.slice(0, -'.md'.length));

const golden = (path: string, found: string): string => {
  if (process.env['WRITE_GOLDEN'] === '1') writeFileSync(new URL(path, here), found);
  return readFileSync(new URL(path, here), 'utf8');
};

const defaults = { strictness: 'standard', baseBranch: 'main' } as const;
const imported = (text: Uint8Array | string, file = 'source.md'): Result<ImportedTask> =>
  importTask(typeof text === 'string' ? new TextEncoder().encode(text) : text, {
    file,
    target: (id) => `tasks/${id}.md`,
    defaults,
  });
const source = (path: string): Uint8Array => readFileSync(new URL(`${path}.md`, here));
const parsed = (text: string) => parseTask(text, { file: 'task.md', defaults });

const reportOf = ({ form, remarks, lacks }: ImportedTask): string =>
  [
    form,
    ...remarks.map(({ where, message }) => `remark ${where.line}:${where.column} ${message}`),
    ...lacks.map(
      ({ where, source: from, message, add }) =>
        `lacks ${where.line}:${where.column} (from ${from === null ? 'nowhere' : `${from.line}:${from.column}`}) ${message}${add === null ? '' : `\n  ${add}`}`,
    ),
    '',
  ].join('\n');

/** The words of a text, so that what was lost can be named. Marks, order and spelling of identifiers stay. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(text.match(/[\p{L}\p{N}][\p{L}\p{N}_./-]*[\p{L}\p{N}]/gu));

describe('tasks of other tools', () => {
  it('are here, of both sorts', () => {
    expect(cases('valid').length).toBeGreaterThanOrEqual(7);
    expect(cases('invalid').length).toBeGreaterThanOrEqual(19);
  });

  test.each(cases('valid'))('%s becomes its task file, with what is to be told about it', (name) => {
    const result = imported(source(`valid/${name}`), `${name}.md`);
    expect(result).toMatchObject({ ok: true });
    if (!result.ok) return;
    expect(result.value.text).toBe(golden(`valid/${name}.task.md`, result.value.text));
    expect(reportOf(result.value)).toBe(golden(`valid/${name}.report`, reportOf(result.value)));
    // What is said to be lacking is what the parser of task files says, and nothing else.
    const task = parsed(result.value.text);
    expect(result.value.lacks.map(({ message }) => message)).toEqual(
      task.ok ? [] : task.failures.map(({ message }) => message),
    );
  });

  test.each(cases('valid'))('%s loses no word', (name) => {
    const text = new TextDecoder().decode(source(`valid/${name}`));
    const result = imported(text);
    const kept = wordsOf(result.ok ? result.value.text.replaceAll(/\\"/g, '"') : '');
    // Names of fields became names of fields, and words of enumerations are spelt as here.
    const known =
      /^(TASK_ID|STATUS|TASK_TYPE|SPEC_ANCHOR|What|Why|OUT_OF_SCOPE|DONE_MEANS|ROLLBACK_HINT|DEPENDS_ON|Metadata|Task|Packet|Scope|Description|Acceptance|Criteria|status|scope|risk|impact|level|Signature|Enrichment|Log|Evidence|Mapping|Tooling|DEBUG|REFACTOR|HYGIENE|filled|by|after|work|Coder|Coder.s|Work|Plan|plan|one-thing|db-setup|auth-setup|bash|IN_SCOPE_PATHS|TEST_PLAN|RISK_TIER)$/;
    expect([...wordsOf(text)].filter((word) => !kept.has(word) && !known.test(word))).toEqual([]);
  });

  test.each(cases('invalid'))('%s is refused for exactly its faults', (name) => {
    const result = imported(source(`invalid/${name}`), `${name}.md`);
    const faults = result.ok
      ? 'none\n'
      : result.failures.map(({ code, where }) => `${where?.line ?? 0}:${where?.column ?? 0} ${code}\n`).join('');
    expect(faults).not.toBe('none\n');
    expect(faults).toBe(golden(`invalid/${name}.faults`, faults));
    expect(result.ok ? [] : result.failures.map(({ where }) => where?.file)).toContain(`${name}.md`);
  });
});

describe('an imported task', () => {
  it('that lacks nothing is the contract one would have written by hand', () => {
    const result = imported(source('valid/complete'));
    const byHand = parsed(new TextDecoder().decode(source('valid/complete.by-hand')));
    expect(result.ok && byHand.ok && result.value.lacks).toEqual([]);
    if (!result.ok || !byHand.ok) return;
    const task = parsed(result.value.text);
    expect(task.ok ? contractJson(task.value.contract) : task).toBe(contractJson(byHand.value.contract));
    expect(task.ok && [task.value.phase, task.value.dependsOn]).toEqual([byHand.value.phase, byHand.value.dependsOn]);
  });

  it('is a contract once the lines that are told are written: the worked example', () => {
    const result = imported(source('valid/worked-packet'));
    if (!result.ok) throw new Error('the worked example is read');
    const lines = result.value.text.split('\n');
    for (const { where, add } of result.value.lacks.toReversed())
      lines.splice(where.line, 0, `    ${(add ?? '').replace(/ {2}\(or.*$/, '')}`);
    const task = parsed(lines.join('\n'));
    expect(task.ok ? [] : task.failures).toEqual([]);
    expect(task.ok && task.value.contract).toMatchObject({
      id: 'WP-1-User-Authentication',
      cites: ['spec:A3.2.1@v1.0'],
      riskTier: { tier: 'MEDIUM' },
      checks: [{ run: ['cargo', 'test', '-p', 'api', 'auth_integration'] }],
    });
    expect(task.ok && task.value.contract.paths.allow).toContain('Cargo.toml');
    expect(task.ok && task.value.contract.done.filter(({ proof }) => proof.kind === 'manual')).toHaveLength(5);
  });

  it('is approved by no signature in it', () => {
    const result = imported(source('valid/worked-packet'));
    expect(result.ok && result.value.remarks.some(({ message }) => /nothing is approved/.test(message))).toBe(true);
  });

  it('has no check that an exit code passes where the plan asked for output', () => {
    const plan = (line: string): string => `- TASK_ID: WP-1-a\n- TEST_PLAN:\n  - ${line}\n`;
    const checksOf = (line: string): number => {
      const result = imported(plan(line));
      return result.ok ? (result.value.text.match(/^ {2}- id: /gm) ?? []).length : -1;
    };
    expect(
      ['`make test`', '`make test` (PASS)', 'make test', '`make test` (must pass, exit code 0)'].map(checksOf),
    ).toEqual([1, 1, 1, 1]);
    expect(
      ['`curl x` (returns 401)', '`grep x a | wc -l` (> 0)', 'read it', '`grep x a` — no match', 'manual: `make`'].map(
        checksOf,
      ),
    ).toEqual([0, 0, 0, 0, 0]);
  });
});

/** Text a person or a broken tool might have put anywhere in a file. */
const scrap = fc.oneof(
  fc.constantFrom('\n', '\n\n', '## ', '- ', '```\n', '~~~', '<!--', '---\n', '> ', '|', ':', '{', '}', '`', '"', "'", '\\', '\t', '    ', '# x\n===\n', '- TASK_ID: WP-7-x\n', '&a', '*a', '!t', '%', '\u{2028}', '[ ] '),
  fc.string({ maxLength: 12 }),
); // prettier-ignore

const texts = cases('valid').map((name) => new TextDecoder().decode(source(`valid/${name}`)));
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat({ max: 6000 }), fc.nat({ max: 40 }), scrap), { minLength: 1, maxLength: 5 }),
  )
  .map(([text, edits]) =>
    edits.reduce(
      (before, [at, cut, piece]) =>
        before.slice(0, at % before.length) + piece + before.slice((at % before.length) + cut),
      text,
    ),
  );

describe('whatever a source holds', () => {
  it('is imported or refused with a place, and the import is read back as it was written', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const result = imported(text);
        const placeless = result.ok ? [] : result.failures.filter(({ where }) => where === undefined);
        expect(placeless).toEqual([]);
        const written = result.ok ? result.value.text : texts[0];
        const task = parsed(written ?? '');
        // Whatever came, the new file is one: its front matter and its sections can be read, and its id names it alone.
        expect(task.ok ? [] : task.failures.map(({ code }) => code)).not.toContain(result.ok ? 'task.syntax' : '');
        expect(task.ok).toBe(result.ok && result.value.lacks.length === 0);
        expect(result.ok ? result.value.id : 'WP-a').toMatch(/^WP-[A-Za-z0-9][A-Za-z0-9._-]*$/);
      }),
      { numRuns: 150 },
    );
  });
});
