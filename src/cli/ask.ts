import { fail, ok, type Result } from '#failure';
import type { Consent } from '#flow';
import type { Io } from './io.ts';

const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Fails where a question will have to be answered and nobody can be asked. */
export const mayAsk = (io: Io, question: string): Result<null> =>
  io.yes || (!io.json && canAsk())
    ? ok(null)
    : fail('usage.terminal', `“${question}” has to be answered, and there is no terminal to ask in`);

/** Asks a yes-or-no question; no is the answer of whoever just presses Enter. */
export const confirm = async (io: Io, question: string): Promise<Result<boolean>> => {
  const possible = mayAsk(io, question);
  if (!possible.ok) return possible;
  if (io.yes) return ok(true);
  const { confirm: ask, isCancel } = await import('@clack/prompts');
  const answer = await ask({ message: question, initialValue: false, output: process.stderr });
  return ok(!isCancel(answer) && answer);
};

/** Asks for a line of text, with a default. */
export const askText = async (io: Io, question: string, initial: string): Promise<Result<string>> => {
  if (io.yes || io.json || !canAsk()) return ok(initial);
  const { text, isCancel } = await import('@clack/prompts');
  const answer = await text({ message: question, initialValue: initial, output: process.stderr });
  return isCancel(answer) ? fail('decision.declined', 'nothing was changed') : ok(answer);
};

/** Shows what is to be signed, then asks. */
export const consentVia =
  (io: Io, question: string): Consent =>
  async (shown) => {
    io.show(shown);
    const agreed = await confirm(io, question);
    if (!agreed.ok) return agreed;
    return agreed.value ? ok(null) : fail('decision.declined', 'nothing was signed');
  };

/** Whether a person sits at a terminal and is asked there. */
export const atTerminal = (io: Io): boolean => !io.yes && !io.json && canAsk();
