import { fail, ok, type Result } from '#failure';
import { given, type Words } from '../words.ts';

/**
 * Two documents in one output are none that a program could read: whoever asks for both is told the two commands.
 *
 * @param command what was called, without the words for a format
 */
export const oneFormat = (words: Words, command: string): Result<null> =>
  given(words, 'junit') && given(words, 'sarif')
    ? fail('usage.argument', 'JUnit XML and SARIF are two documents, and the output takes one', {
        remedy: `${command} --junit > writ.xml; ${command} --sarif > writ.sarif`,
      })
    : ok(null);
