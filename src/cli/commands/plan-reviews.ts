import { fail, ok, type Result } from '#failure';
import { proposeReviews, writeReviews, type ReviewTask } from '#flow';
import type { Shown } from '../io.ts';
import { given, texts, type Words } from '../words.ts';
import { withPlan, type View } from './plan-view.ts';

const lines = ({ id, before, of, reasons, file }: ReviewTask): readonly string[] => [
  `${before} should wait for ${id}`,
  ...reasons.map((reason) => `    ${reason}`),
  `    looks at ${of.join(', ')}; task file ${file}`,
];

/** The proposals for the tasks that were named, or all. */
const asked = (proposed: readonly ReviewTask[], names: readonly string[]): Result<readonly ReviewTask[]> => {
  const stranger = names.find((name) => !proposed.some(({ before }) => before === name));
  if (stranger !== undefined)
    return fail('usage.unknown', `no review is proposed before ${stranger}`, { remedy: 'writ plan reviews' });
  return ok(names.length === 0 ? proposed : proposed.filter(({ before }) => names.includes(before)));
};

const show = async (words: Words, { plan }: View): Promise<Result<Shown>> => {
  const chosen = asked(proposeReviews(plan), texts(words, 'tasks'));
  if (!chosen.ok) return chosen;
  const reviews = chosen.value;
  const write = given(words, 'write');
  if (write && reviews.length > 0) {
    const written = await writeReviews(process.cwd(), reviews);
    if (!written.ok) return written;
  }
  const json = { reviews, written: write };
  if (reviews.length === 0) return ok({ text: 'No review is due that the plan does not hold already.', json });
  const end = write
    ? [`Wrote ${reviews.length}, and had the tasks wait for them. Next: writ plan show`]
    : [
        '',
        'Nothing is written. To make them tasks, and have those above wait for them: writ plan reviews [TASK…] --write',
      ];
  return ok({ text: [...reviews.flatMap(lines), ...end].join('\n'), json });
};

/** `writ plan reviews` */
export const planReviews = (words: Words): Promise<Result<Shown>> => withPlan(words, (view) => show(words, view));
