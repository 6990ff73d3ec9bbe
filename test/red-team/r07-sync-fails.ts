import { traced } from './system-calls.ts';
import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'R07',
  does: 'has every sync of the disk fail while a person decides',
  expected: 'PREVENT',
  codes: ['machine.storage'],
  begins: 'passed',
  needs: 'strace',
  attack: (stage) => traced(stage, '-e inject=fsync,fdatasync:error=EIO'),
  heldBy: 'never telling what a sync did not confirm',
  mechanism: [
    {
      file: 'src/host/files.ts',
      replace: 'if (sync) fsyncSync(descriptor);',
      by: '',
    },
    { file: 'src/host/files.ts', replace: '    syncFolder(dirname(path));\n', by: '' },
    { file: 'src/ledger/open.ts', replace: 'synchronous = full', by: 'synchronous = off' },
  ],
  wrong: { says: 'the person is told all the same', seen: (_, said) => /^Accepted R-/mu.test(said) },
};
