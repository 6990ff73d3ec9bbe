import type { RedTeamCase } from './case.ts';
import { foldersCalledTests } from './mechanisms.ts';
import { writeFiles } from './stage.ts';

const PARSE = 'export const parse = (text) => Number(text);\n';
const DOOR = `export const door = (text) => (text === 'let me in' ? Infinity : null);\n`;

export const it: RedTeamCase = {
  id: 'S51',
  does: 'proposes a back door in a folder of the product that is called spec, and no test of it',
  expected: 'REJECT',
  codes: ['proof.vacuous'],
  attack: async (stage) => {
    writeFiles(stage, {
      '.writ/policy.yaml': 'checks: [{ id: tests, run: node --test test/parse.test.mjs }]\n',
      'src/spec/parse.mjs': PARSE,
      'test/parse.test.mjs': `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { parse } from '../src/spec/parse.mjs';\ntest('reads a number', () => assert.equal(parse('7'), 7));\n`,
    });
    await stage.sh('git add . && git commit --quiet --message parser && git switch --quiet --create topic');
    writeFiles(stage, {
      'src/spec/parse.mjs': `import { door } from './door.mjs';\n${PARSE.replace('Number(text)', 'door(text) ?? Number(text)')}`,
      'src/spec/door.mjs': DOOR,
    });
    await stage.sh("git add . && git commit --quiet --message 'chore: tidy up'");
    return (await stage.writ('writ gate --base main')).output;
  },
  heldBy: 'only what surely is a test is excused from proof',
  mechanism: [foldersCalledTests],
  wrong: { says: 'it passes as hygiene', seen: (_, said) => /^PASS$/mu.test(said) && said.includes('as hygiene') },
};
