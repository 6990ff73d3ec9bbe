import { commitMessage } from '#contract';
import type { ChangedPath, RuleScan } from '#evidence';
import { ok, type Result } from '#failure';
import { fileAt } from '#host';
import { RULES_FILE } from '#rules';
import type { Attempt } from './attempt.ts';

/** What git calls a link, a commit of another repository, and nothing: no text. */
const NO_TEXT: readonly string[] = ['120000', '160000', '000000'];

/** What a landing commit names, and nobody knows before the evidence is sealed. */
const NOT_YET = { approval: '0'.repeat(64), manifest: '0'.repeat(64) };

/**
 * Holds what a run changed to the rules of its base, and tells what is new: what the run itself has written into the
 * rulebook holds for nobody yet. So is the message of the commit that it would land as. In light, rules hold where the repository has said something of them.
 */
export const scanResult = async (
  { store, repository, order }: Attempt,
  tree: string,
  paths: readonly ChangedPath[],
): Promise<Result<RuleScan>> => {
  const files = paths.filter(({ newMode }) => !NO_TEXT.includes(newMode)).length;
  const about = { writ: 1, base: order.base, tree, files } as const;
  const text = await fileAt(repository, order.base, RULES_FILE);
  if (!text.ok) return text;
  if (text.value === null && order.contract.strictness === 'light')
    return ok({ ...about, rulebook: null, messages: null, rules: [], skipped: [], findings: [], known: 0, errors: [] });
  // Loaded only where there are rules: it is as much as all the rest of a run.
  const { lookAtResult } = await import('./rules-look.ts');
  const messages = [
    {
      name: 'the landing commit',
      text: commitMessage(order.contract, { ...NOT_YET, run: order.run, jail: order.start.freshness.jail }),
      parents: 1,
    },
  ];
  const looked = await lookAtResult(store, { tree, paths, messages }, text.value);
  return looked.ok ? ok({ ...about, ...looked.value }) : looked;
};
