import { fail, ok, type Result } from '#failure';
import type { RunRow } from '#ledger';
import type { Decision } from '#signoff';
import { decide, findRun, type DecideOrder } from '#flow';
import { consentVia } from '../ask.ts';
import { naming, type Io, type Shown } from '../io.ts';

import { eachInTurn } from './each-in-turn.ts';
import { withProject } from './with-project.ts';
import { given, numbers, text, texts, type Words } from '../words.ts';

/** What to type next, by whom, once this has been decided. */
const nextAfter = ({ run, task }: RunRow, { outcome, policy, manual }: Decision, awaits: readonly string[]): string => {
  const [awaited] = awaits;
  if (outcome === 'reject') return `writ run ${task} --backend ID`;
  // Whoever decides after somebody has to see the same items.
  const seen = manual.length === 0 ? '' : ` --confirm ${manual.map(({ item }) => item).join(',')}`;
  if (awaited !== undefined) return `writ accept ${run}${seen}, typed by ${awaited}`;
  return `writ land ${run}${policy?.protected === true ? ' --branch' : ''}`;
};

const decideVia = (
  words: Words,
  io: Io,
  { outcome, run }: Pick<DecideOrder, 'outcome'> & { readonly run: string | undefined },
): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const row = await findRun(project, run);
    if (!row.ok) return row;
    const until = text(words, 'until');
    if (until !== undefined && !given(words, 'ifMoved'))
      return fail('usage.argument', '--until says how long --if-moved holds, which is not there', {
        remedy: `writ accept ${row.value.run} --if-moved --until ${until}`,
      });
    const ifMoved = given(words, 'ifMoved') ? { until } : null;
    const order = { outcome, because: text(words, 'because') ?? '', confirmed: numbers(words, 'confirm'), ifMoved };
    const done = await decide(
      project,
      row.value,
      order,
      consentVia(io, outcome === 'accept' ? 'Sign that you accept this?' : 'Sign that you reject this?'),
    );
    if (!done.ok) return naming(done, row.value);
    const { statement, awaits } = done.value;
    if (outcome === 'accept' && statement.noChange && awaits.length === 0)
      return ok({
        text: `Accepted ${row.value.run}: no change was needed. ${row.value.task} ends here, and nothing is to land.`,
        json: { run: row.value.run, decision: statement, awaits, next: null },
      });
    const next = nextAfter(row.value, statement, awaits);
    return ok({
      text: `${outcome === 'accept' ? 'Accepted' : 'Rejected'} ${row.value.run}${awaits.length === 0 ? '' : `, and ${awaits.join(', then ')} must as well`}. Next: ${next}`,
      json: { run: row.value.run, decision: statement, awaits, next },
    });
  });

/** `writ accept [RUN…]` */
export const accept = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const runs = texts(words, 'runs');
  // Whoever confirms an item has seen it in one result; of several it would be said of what nobody looked at.
  if (runs.length > 1 && numbers(words, 'confirm').length > 0)
    return fail('usage.argument', '--confirm is about the items of one run', {
      remedy: `writ accept ${runs[0] ?? 'RUN'} --confirm 1`,
    });
  return eachInTurn(runs, (run) => decideVia(words, io, { outcome: 'accept', run }));
};
/** `writ reject [RUN] --because …` */
export const reject = (words: Words, io: Io): Promise<Result<Shown>> =>
  decideVia(words, io, { outcome: 'reject', run: text(words, 'run') });
