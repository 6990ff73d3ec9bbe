import { ok, type Result } from '#failure';
import { recordRules } from '#flow';
import { consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';
import { given, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

/** `writ rules record [--prune]` */
export const rulesRecord = (words: Words, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const done = await recordRules(project, { prune: given(words, 'prune') }, consentVia(io, 'Sign these as known?'));
    if (!done.ok) return done;
    const { file, count, added, removed } = done.value;
    const next = `git add ${file} && git commit`;
    return ok({
      text: `Recorded ${count} in ${file}: ${added} new, ${removed} gone. Next: ${next}`,
      json: { ...done.value, next },
    });
  });
