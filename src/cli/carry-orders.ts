import { carryOrders } from '#coordinate';
import { exitCodeOf, fail, ok, type ExitCode, type Result } from '#failure';
import { callShells, dismissShells } from '#host';
import { runCommand } from './commands/run.ts';
import { finish, makeIo, type Io, type Shown } from './io.ts';
import { resultOf } from './run-command.ts';

type Order = { readonly task: string; readonly backend: string };

/** As many as most runs of one process have use for at once. What finds none free is started otherwise. */
const SHELLS = 8;

/** Whoever gave the order is told of the end alone, as whoever types `--json` is. */
const QUIET: Io = { json: true, yes: false, tell: () => {}, show: () => {} };

/** What is said on stdin, a line at a time. Nothing of it is read, and so nothing lost, before somebody asks for it. */
async function* heardLines(): AsyncGenerator<string> {
  let begun = '';
  for await (const text of process.stdin.setEncoding('utf8')) {
    const lines = `${begun}${String(text)}`.split('\n');
    begun = lines.pop() ?? '';
    yield* lines;
  }
}

/** What `writ run TASK --backend ID --json` comes to, without what is the same for all commands. */
const carry = async (order: Order): Promise<Result<Shown['json']>> => {
  const shown = await resultOf(() => runCommand(order, QUIET));
  return shown.ok ? ok(shown.value.json) : shown;
};

/**
 * `writ run --orders`, which only `writ coordinate` begins: all its runs in one process. It reads orders from stdin, a
 * line of JSON each, and says on stdout what came of them.
 */
export const carryAll = async (): Promise<ExitCode> => {
  if (process.stdin.isTTY === true) {
    const own = fail('usage.argument', '--orders is how writ coordinate speaks with the process of its runs', {
      remedy: 'writ coordinate',
    });
    return finish('run', own, makeIo({ json: false, yes: false, quiet: false }));
  }
  callShells(SHELLS);
  let isAtWork = false;
  const carryOne = (order: Order): ReturnType<typeof carry> => {
    isAtWork = true;
    return carry(order);
  };
  const done = await carryOrders({
    ...{ cwd: process.cwd(), orders: heardLines() },
    carry: carryOne,
    say: (word) => void process.stdout.write(`${JSON.stringify(word)}\n`),
  });
  if (done.ok) {
    await dismissShells();
    return 0;
  }
  process.stderr.write(`${done.failures.map(({ message }) => message).join('\n')}\n`);
  // What else goes on here is cut off with it, as a run of its own is that was killed. Where nothing had begun, it ends
  // as a run does that was refused.
  if (isAtWork) process.kill(process.pid, 'SIGKILL');
  return exitCodeOf(done.failures);
};
