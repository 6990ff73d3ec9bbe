import { exitCodeOf, ok, type ExitCode, type Result } from '#failure';
import { failuresAsJson, renderFailures, type Shown } from '../io.ts';

/** The worst of several exit codes, as `writ --help` ranks them. */
const RANK: readonly ExitCode[] = [0, 1, 3, 2, 70];
const worse = (a: ExitCode, b: ExitCode): ExitCode => (RANK.indexOf(b) > RANK.indexOf(a) ? b : a);

/**
 * Answers several questions one after another, each as if it had been asked alone: one that is refused keeps none of the
 * others. Of one alone, or none, everything is as it is without a list.
 */
export const eachInTurn = async (
  names: readonly string[],
  answer: (name: string | undefined) => Promise<Result<Shown>>,
): Promise<Result<Shown>> => {
  if (names.length < 2) return answer(names[0]);
  const texts: string[] = [];
  const answers: Shown['json'][] = [];
  let exit: ExitCode = 0;
  for (const name of new Set(names)) {
    const done = await answer(name);
    exit = worse(exit, done.ok ? (done.value.exit ?? 0) : exitCodeOf(done.failures));
    texts.push(done.ok ? done.value.text : `${name}: ${renderFailures(done.failures).trimEnd()}`);
    answers.push({
      of: name,
      ok: done.ok,
      ...(done.ok ? done.value.json : { failures: failuresAsJson(done.failures) }),
    });
  }
  return ok({ text: texts.join('\n'), json: { answers }, exit });
};
