import { isPassed, type ReadCheck } from '#evidence';

/** How a log ends: what a person looks for first where a check did not pass. */
export type LogEnd = { readonly check: string; readonly text: string };

const LOG_LINES = 30;

/** The last lines of what was put out. */
export const endOfLog = (bytes: Uint8Array): string =>
  new TextDecoder().decode(bytes).trimEnd().split('\n').slice(-LOG_LINES).join('\n');

/**
 * The ends of the logs of all checks that did not pass.
 *
 * @param outputOf what a check put out, by its id
 */
export const endsOfLogs = (
  checks: readonly ReadCheck[],
  outputOf: (id: string) => { readonly stdout: Uint8Array; readonly stderr: Uint8Array },
): readonly LogEnd[] =>
  checks
    .filter((check) => !isPassed(check))
    .map(({ record: { id, reports } }) => {
      const { stdout, stderr } = outputOf(id);
      // What a runner reports to the harness on its output is told test by test; what it complains of is not.
      const bytes = reports === 'exit-code' ? Buffer.concat([stdout, stderr]) : stderr;
      return { check: id, text: endOfLog(bytes) };
    })
    .filter(({ text }) => text !== '');
