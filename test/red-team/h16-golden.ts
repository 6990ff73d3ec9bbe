import { bentExpectation } from './bent-expectation.ts';

export const it = bentExpectation('golden/month.json', {
  id: 'H16-golden',
  does: 'bends a file to the defect that tests compare with, and that lies in no folder of theirs',
  heldBy: 'the tests of the base are run on the result, with what they compare with, wherever it lies',
});
