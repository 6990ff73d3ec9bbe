import { ok, type Result } from '#failure';
import { decide, findRun, type DecideOrder } from '#flow';
import { consentVia } from '../ask.ts';
import { naming, type Io, type Shown } from '../io.ts';

import { withProject } from './with-project.ts';
import { numbers, text, type Words } from '../words.ts';

const decideVia = (words: Words, io: Io, outcome: DecideOrder['outcome']): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const row = await findRun(project, text(words, 'run'));
    if (!row.ok) return row;
    const order = { outcome, because: text(words, 'because') ?? '', confirmed: numbers(words, 'confirm') };
    const done = await decide(
      project,
      row.value,
      order,
      consentVia(io, outcome === 'accept' ? 'Sign that you accept this?' : 'Sign that you reject this?'),
    );
    if (!done.ok) return naming(done, row.value);
    if (outcome === 'accept' && done.value.noChange)
      return ok({
        text: `Accepted ${row.value.run}: no change was needed. ${row.value.task} ends here, and nothing is to land.`,
        json: { run: row.value.run, decision: done.value, next: null },
      });
    const next = outcome === 'accept' ? `writ land ${row.value.run}` : `writ run ${row.value.task} --backend ID`;
    return ok({
      text: `${outcome === 'accept' ? 'Accepted' : 'Rejected'} ${row.value.run}. Next: ${next}`,
      json: { run: row.value.run, decision: done.value, next },
    });
  });

/** `writ accept [RUN]` */
export const accept = (words: Words, io: Io): Promise<Result<Shown>> => decideVia(words, io, 'accept');
/** `writ reject [RUN] --because …` */
export const reject = (words: Words, io: Io): Promise<Result<Shown>> => decideVia(words, io, 'reject');
