import { renameSync } from 'node:fs';
import { verifyAltered } from './bundles.ts';
import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E02',
  does: 'takes one sealed file away and adds another',
  expected: 'INVALID',
  codes: ['evidence.incomplete'],
  begins: 'landed',
  attack: (stage) =>
    verifyAltered(stage, (bundle) => renameSync(`${bundle}/sealed/backend/stderr.log`, `${bundle}/sealed/more.log`)),
  heldBy: 'the exact set of files',
  mechanism: [
    {
      file: 'src/evidence/bundle.ts',
      replace: 'return [problem(`${path} is in the bundle, and the manifest does not list it`)];',
      by: 'return [];',
    },
    {
      file: 'src/evidence/bundle.ts',
      replace: '.filter((path) => !files.has(path))\n    .map((path) => problem(',
      by: '.filter(() => false)\n    .map((path) => problem(',
    },
    {
      file: 'src/evidence/bundle.ts',
      replace: 'REQUIRED_FILES.filter((path) => !files.has(path))',
      by: 'REQUIRED_FILES.filter(() => false)',
    },
  ],
  wrong: VERIFIES,
};
