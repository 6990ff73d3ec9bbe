import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RedTeamCase } from './case.ts';

const STRACE = 'strace -y -qq -s 0 -o ../calls -e signal=none -e trace=pwrite64';

export const it: RedTeamCase = {
  id: 'R11',
  does: 'has the kernel take one byte of a decision and say it took them as they came',
  expected: 'PREVENT',
  codes: ['machine.storage'],
  begins: 'passed',
  needs: 'strace',
  attack: async (stage) => {
    // Which of the writes it is, is seen beforehand; a copy elsewhere would be written to more, for having moved.
    await stage.writ(`cp -a . ../kept && ${STRACE} writ accept --yes`);
    await stage.sh('find . -mindepth 1 -delete && cp -a ../kept/. .');
    const calls = readFileSync(join(stage.folder, 'calls'), 'utf8').split('\n');
    const place = calls.findIndex((line) => line.includes('2-decision.json')) + 1;
    const { output } = await stage.writ(
      `${STRACE} -e inject=pwrite64:retval=1:when=${place} writ accept --yes; writ land`,
    );
    return output;
  },
  heldBy: 'reading back what was written',
  mechanism: [
    { file: 'src/host/files.ts', replace: 'if (!readFileSync(path).equals(bytes)) throw lost(path);', by: '' },
  ],
  wrong: {
    says: 'the person is told of a decision whose file is broken',
    seen: (_, said) => /^Accepted R-/mu.test(said),
  },
};
