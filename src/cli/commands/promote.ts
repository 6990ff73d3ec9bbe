import { joinWords, visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { planPromotion, promote, type Promoted } from '#flow';
import { consentVia } from '../ask.ts';
import { type Io, type Shown } from '../io.ts';
import { paint } from '../terminal.ts';

import { withRecord } from './with-project.ts';
import { text, texts, type Words } from '../words.ts';

const short = (ref: string): string => visibleLine(ref.replace(/^refs\/heads\//u, ''));

/** The one command that takes a promotion back: in a checkout that followed it, or else of the branch alone. */
const undoOf = ({ ref, old, commit, checkouts: [checkout] }: Promoted): string =>
  joinWords(
    checkout === undefined ? ['git', 'update-ref', ref, old, commit] : ['git', '-C', checkout, 'reset', '--keep', old],
  );

const lines = (done: Promoted): readonly string[] => {
  const { ref, old, commit, from, commits, awaits, moved, healthy } = done;
  if (!moved)
    return [
      `Approved the promotion of ${short(ref)} to ${commit.slice(0, 12)}; ${awaits.join(', then ')} must as well. Nothing was moved.`,
      `next  writ promote ${short(ref)} --from ${short(from)}, typed by ${awaits[0] ?? ''}`,
    ];
  const runs = new Set(commits.flatMap(({ run }) => (run === null ? [] : [run])));
  const vouched = commits.filter(({ run }) => run === null).length;
  return [
    `Promoted: ${short(ref)} moved from ${old.slice(0, 12)} to ${commit.slice(0, 12)} of ${short(from)}, over ${commits.length} commit${commits.length === 1 ? '' : 's'} of ${runs.size} landed run${runs.size === 1 ? '' : 's'}${vouched === 0 ? '' : `, ${vouched} vouched for`}. Nothing was pushed.`,
    ...(healthy
      ? []
      : [
          `${paint('red', 'UNHEALTHY')}  the health check failed after the move. ${short(ref)} stands at ${commit.slice(0, 12)} all the same: taking it back is for you.`,
          `next  ${visibleLine(undoOf(done))}`,
        ]),
  ];
};

/** `writ promote BRANCH [--from develop]` */
export const promoteCommand = (words: Words, io: Io): Promise<Result<Shown>> => {
  const order = {
    branch: text(words, 'branch') ?? '',
    from: text(words, 'from') ?? 'develop',
    vouched: texts(words, 'vouch').flatMap((list) => list.split(',')),
    tell: io.tell,
  };
  // Looked at first, so that a command called wrongly leaves nothing behind.
  return withRecord(
    (project) => planPromotion(project, order),
    async (project) => {
      const done = await promote(project, order, consentVia(io, 'Sign that you approve this promotion?'));
      if (!done.ok) return done;
      const { moved, healthy } = done.value;
      return ok({
        text: lines(done.value).join('\n'),
        json: { ...done.value, undo: moved ? undoOf(done.value) : null },
        exit: healthy ? 0 : 1,
      });
    },
  );
};
