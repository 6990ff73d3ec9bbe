import { bentExpectation } from './bent-expectation.ts';

export const it = bentExpectation('test/__snapshots__/month.json', {
  id: 'H16',
  does: 'bends the file that a test of the base compares with to the defect',
  heldBy: 'the tests of the base are run on the result, with what they compare with',
});
