import { traced, writtenInOrder } from './system-calls.ts';
import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'R06',
  does: 'loses power between the renaming of a file and the writing of its bytes',
  expected: 'RECOVER',
  codes: [],
  begins: 'passed',
  needs: 'strace',
  attack: (stage) => traced(stage),
  heldBy: 'write, fsync, rename, fsync of the folder',
  mechanism: [
    {
      file: 'src/host/files.ts',
      replace: 'if (sync) fsyncSync(descriptor);',
      by: '',
    },
  ],
  wrong: { says: 'the file is renamed before its bytes are on the disk', seen: (_, said) => !writtenInOrder(said) },
};
