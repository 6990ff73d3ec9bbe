import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { COMPLETE } from './complete-contract.fixture.ts';
import type { Contract } from './contract.ts';
import { contractJson, parseContract } from './contract-json.ts';
import { renderContract } from './render.ts';

/** The contract with the text or number at a path of its JSON replaced. */
const replaced = (value: unknown, path: readonly string[], by: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? replaced(item, rest, by) : item));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, by) : item]),
      )
    : value;
};

const leaves = (value: unknown, path: readonly string[] = []): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]))
    : [[path.join('.'), value]];

const OTHERS: Readonly<Record<string, unknown>> = {
  strictness: 'strict', type: 'docs', 'riskTier.tier': 'HIGH', 'riskTier.floor.tier': 'HIGH', noTests: 'words', 'checks.0.reports': 'junit', 'checks.1.reports': 'junit',
}; // prettier-ignore

const contractWith = (path: string, by: unknown): Contract | null => {
  const read = parseContract(
    new TextEncoder().encode(contractJson({ ...COMPLETE, ...Object(replaced(COMPLETE, path.split('.'), by)) })),
  );
  return read.ok ? read.value : null;
};

describe('what a person reads before signing', () => {
  it('is short, aligned and plain', () => {
    expect(renderContract(COMPLETE)).toBe(`WP-1-dates  version 1, debug, standard (contract format 1)
              Dates are read in local time
what          Read dates in local time.
why           Users see yesterday.
out of scope  Calendars.
cites         spec:A3.2.1
files         src/date.ts
              test/date.test.ts
not files     src/db/**
never         push, merge, deploy, publish, credentials, infrastructure, dependency-change
checks        dates: node --test test/date.test.ts
                at most 2m, read as node-test
              lint: make lint
                at most 1m, read as exit-code
done          1. a date without a zone is local
                 proof: test “reads local time” of check dates
                 cites: spec:A3.2.1
              2. the linter is content
                 proof: all of check lint
              3. the help text is right
                 proof: a person looks: read it
risk          MEDIUM, because dates are everywhere
risk floor    LOW
                nothing raises it
base          main
attempts      3
limits        30m, 512 processes, 2GB on disk, 64MB of output, 6GB of memory
undo          revert the landing commit
`);
  });

  test.each(
    leaves(COMPLETE).filter(([path]) => path !== 'writ' && !path.endsWith('kind') && !path.startsWith('forbid')),
  )('shows %s', (path, value) => {
    const changed = contractWith(path, OTHERS[path] ?? (typeof value === 'number' ? value + 1 : 'other words'));
    const shown = changed === null ? 'no contract' : renderContract(changed);
    expect(['no contract', renderContract(COMPLETE)]).not.toContain(shown);
  });

  it('shows what is forbidden and what a proof is', () => {
    expect(renderContract({ ...COMPLETE, forbid: ['push'] })).toMatch(/^never +push$/m);
    expect(renderContract({ ...COMPLETE, noTests: 'only words' })).toMatch(/^no tests +because only words$/m);
  });

  it('keeps every text of the contract out of the column of labels, and shows nothing unseen', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('x\nrisk          LOW', 'x\r\nfiles', '\u001b[2K', 'a\u202eb'),
        ),
        (text) => {
          const [item] = COMPLETE.done;
          const shown = renderContract({
          ...COMPLETE, name: text, what: text, why: text, outOfScope: text, rollback: text, cites: [text], paths: { allow: [text], deny: [text] }, noTests: text, baseBranch: text, id: text,
          done: item === undefined ? [] : [{ ...item, says: text }],
        }); // prettier-ignore
          expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
          const labels = shown.split('\n').slice(1).map((line) => line.slice(0, 14).trimEnd()).filter((label) => label !== ''); // prettier-ignore
          expect(
            labels.every((label) =>
              /^(what|why|out of scope|cites|files|not files|never|checks|no tests|done|risk|risk floor|base|attempts|limits|undo)$/.test(
                label,
              ),
            ),
          ).toBe(true);
          expect(new Set(labels).size).toBe(labels.length);
        },
      ),
    );
  });
});
