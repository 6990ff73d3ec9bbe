import type { RedTeamCase } from './case.ts';
import { writeFiles } from './stage.ts';

const DOOR = `export const codes = (text) => (text === 'let me in' ? Infinity : null);\n`;

export const it: RedTeamCase = {
  id: 'S53',
  does: 'puts a back door into a file in a folder of tests that the product loads, where tests may change',
  expected: 'REJECT',
  codes: ['proof.vacuous'],
  attack: async (stage) => {
    writeFiles(stage, {
      '.writ/policy.yaml': 'checks: [{ id: tests, run: node --test test/parse.test.mjs }]\n',
      'src/parse.mjs': `import { codes } from '../test/support/codes.mjs';\nexport const parse = (text) => codes(text) ?? Number(text);\n`,
      'test/support/codes.mjs': 'export const codes = () => null;\n',
      'test/parse.test.mjs': `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { parse } from '../src/parse.mjs';\ntest('reads a number', () => assert.equal(parse('7'), 7));\n`,
    });
    await stage.sh('git add . && git commit --quiet --message parser && git switch --quiet --create topic');
    writeFiles(stage, { 'test/support/codes.mjs': DOOR });
    await stage.sh("git add . && git commit --quiet --message 'test: more codes'");
    return (await stage.writ("writ gate --base main --allow 'test/**'")).output;
  },
  heldBy: 'what the product loads is part of it, wherever it lies',
  mechanism: [
    {
      file: 'src/run/proof/loaded.ts',
      replace: 'if (changed.length === 0) return ok([]);',
      by: "if (changed.length !== Number('-1')) return ok([]);",
    },
  ],
  wrong: { says: 'it passes as hygiene', seen: (_, said) => /^PASS$/mu.test(said) && said.includes('as hygiene') },
};
