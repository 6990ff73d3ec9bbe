import { tellCount } from './counts.ts';
import { keep } from './desk.ts';
import type { DraftCheck, DraftItem } from './draft.ts';
import { evidenceRows, speaksOf } from './evidence-table.ts';
import type { Entry } from './outline.ts';
import { ANCHOR, cited, origin, type Reading } from './reading.ts';
import { checkOf, readPlan } from './test-plan.ts';

type Proving = { readonly checks: readonly DraftCheck[]; readonly done: readonly DraftItem[] };

/** Done-items, the checks of the plan, and which proves which: only where the table of evidence says so (S3-R28). */
export const readDone = (reading: Reading): Proving => {
  const { desk, field } = reading;
  const found = field('DONE_MEANS');
  const plan = field('TEST_PLAN');
  const rows = evidenceRows(field('EVIDENCE_MAPPING')?.source ?? '');
  const inline: readonly Entry[] =
    plan === null || plan.entries.length > 0 || plan.value === ''
      ? []
      : [{ text: plan.value, nested: '', at: plan.at }];
  const { checks: planned, manual } = readPlan(desk, [...(plan?.entries ?? []), ...inline]);
  const checks = [...planned];
  keep(desk, 'TEST_PLAN, as it stood', plan?.source ?? '');
  origin(reading, 'checks', plan?.at);
  origin(reading, 'done', found?.at);
  const said =
    found === null
      ? []
      : found.entries.length > 0
        ? found.entries
        : found.value === ''
          ? []
          : [{ text: found.value, nested: '', at: found.at }];
  if (found !== null) {
    tellCount(desk, found.at, said.length, { name: 'DONE_MEANS', from: 5, to: 10 });
    if (
      found.prose !== '' ||
      said.some(({ nested }) => nested !== '') ||
      (found.value !== '' && found.entries.length > 0)
    )
      keep(desk, 'DONE_MEANS, as it stood', found.source);
  }
  const done = said.map(({ text, at }, index): DraftItem => {
    origin(reading, `done.${index + 1}`, at);
    const row = rows.find((one) => one.command !== '' && speaksOf(one, text, index + 1));
    const cites = [...new Set(text.match(ANCHOR))].map((anchor) => cited(reading, anchor));
    if (row === undefined) return { says: text, cites, proof: null };
    const known = checks.find(({ line }) => line === row.command);
    const check =
      known ?? checkOf(desk, field('EVIDENCE_MAPPING')?.at ?? at, row.command, new Set(checks.map(({ id }) => id)));
    if (known === undefined) checks.push(check);
    return { says: text, cites, proof: { check: check.id } };
  });
  manual.forEach(({ at }, index) => origin(reading, `done.${done.length + index + 1}`, at));
  return { checks, done: [...done, ...manual.map(({ says, cites, proof }) => ({ says, cites, proof }))] };
};
