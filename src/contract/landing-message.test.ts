import { expect, test } from 'vitest';
import { commitProblems } from '#rules';
import { COMPLETE } from './complete-contract.fixture.ts';
import { TASK_TYPES } from './contract.ts';
import { commitMessage } from './landing-message.ts';

const about = { run: 'R-1', approval: 'a'.repeat(64), manifest: 'b'.repeat(64) };

test.each(TASK_TYPES)(
  'what Writ commits for a task of type %s is a message that the rulebook takes (CX-110)',
  (type) => {
    for (const name of ['Count months from 1', `Count ${'very '.repeat(40)}long`, 'one\n  line'])
      expect(
        commitProblems(commitMessage({ ...COMPLETE, type, name, what: 'So.' }, about), 1).filter(
          ({ warning }) => !warning,
        ),
      ).toEqual([]);
  },
);
