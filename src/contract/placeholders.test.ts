import { describe, expect, it, test } from 'vitest';
import { COMPLETE } from './complete-contract.fixture.ts';
import type { Contract } from './contract.ts';
import { placeholdersIn, slot, SLOTS } from './placeholders.ts';

const found = (change: Partial<Contract>): readonly string[] =>
  placeholdersIn({ ...COMPLETE, ...change }).map(({ text }) => text);

/** [text of the section “What”, the placeholders in it] */
const PROSE: readonly [string, readonly string[]][] = [
  ['<what is to be done>', ['<what is to be done>']],
  ['{what_is_to_be_done}', ['{what_is_to_be_done}']],
  ['First <What is-to be done>, then rest', ['<What is-to be done>']],
  ['{anything at all}', ['{anything at all}']],
  ['<anything>', ['<anything>']],
  ['Add <anything> here', []],
  ['The body is {"a": {name}}', []],
  ['Return {} or {a, b}', []],
  ['TBD', ['TBD']],
  ['It is TBD, and TODO(TBD) and FIXME.', ['TBD', 'TODO(TBD)', 'FIXME']],
  ['TBDs, XFIXME, TODO(WP-1), tbd', []],
  ['Remove `TBD` and ``FIXME``', []],
  ['```\nTBD <what is to be done>\n```\nrest', []],
  ['~~~\nTBD\n~~~\nand TBD', ['TBD']],
  ['an `open TBD', ['TBD']],
  ['a mock and a stub as placeholder', []],
];

describe('placeholders', () => {
  test.each(PROSE)('%j holds %j', (what, texts) => expect(found({ what })).toEqual(texts));

  it('are not in a finished contract', () => expect(placeholdersIn(COMPLETE)).toEqual([]));

  it('are found in every field, and say which', () => {
    const [check] = COMPLETE.checks;
    if (check === undefined) throw new Error('the test data has a check');
    const contract: Contract = {
      ...COMPLETE,
      name: slot('name'),
      cites: ['spec:TBD'],
      paths: { allow: ['a', slot('allow')], deny: ['{folder}'] },
      checks: [{ ...check, run: ['node', slot('run')] }],
      done: [
        { says: slot('says'), cites: [], proof: { kind: 'test', check: 'dates', test: slot('test') } },
        { says: 'x', cites: [], proof: { kind: 'manual', how: 'TBD' } },
      ],
      noTests: 'FIXME',
      riskTier: { ...COMPLETE.riskTier, because: 'TBD' },
      rollback: slot('rollback'),
      what: slot('what'),
      why: slot('why'),
      outOfScope: slot('outOfScope'),
    };
    expect(placeholdersIn(contract).map(({ field }) => field)).toEqual([
      'name', 'cites.1', 'paths.allow.2', 'paths.deny.1', 'checks.1.run.2', 'done.1.says', 'done.1.proof.test', 'done.2.proof.manual',
      'no_tests', 'risk_tier.because', 'rollback', 'What', 'Why', 'Out of scope',
    ]); // prettier-ignore
  });

  it('leave commands alone that look for FIXME or take braces', () => {
    const [check] = COMPLETE.checks;
    if (check === undefined) throw new Error('the test data has a check');
    expect(found({ checks: [{ ...check, run: ['grep', '-r', 'FIXME', '{}', '<x>'] }] })).toEqual([]);
  });

  test.each(Object.keys(SLOTS))('the slot %s is one wherever it stands', (name) => {
    const text = Object.entries(SLOTS).find(([key]) => key === name)?.[1] ?? '';
    expect(found({ why: `before <${text}> after` })).toEqual([`<${text}>`]);
  });
});
