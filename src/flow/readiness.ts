import { ok, type Result } from '#failure';
import { openRepository, parseSettingsText } from '#host';
import { filesOfReadiness, judgeReadiness, READINESS_FILE, readinessSchema, type ReadinessFinding } from '#spec';
import { treeOfCheckout } from './api/tree.ts';
import { refuseDirty } from './clean-checkout.ts';

/**
 * Judges whether the checkout is ready for agents to write code in it (S4). Fails with `config.invalid` where
 * `.writ/readiness.yaml` is not well formed, and with `tree.dirty` where the checkout is not its commit, for that is what
 * is tagged; without that file every item is missing.
 */
export const gateReadiness = async (cwd: string): Promise<Result<readonly ReadinessFinding[]>> => {
  const repository = await openRepository(cwd);
  if (!repository.ok) return repository;
  const clean = await refuseDirty(repository.value);
  if (!clean.ok) return clean;
  const tree = await treeOfCheckout(repository.value);
  if (!tree.ok) return tree;
  const said = await tree.value.read(READINESS_FILE);
  if (!said.ok) return said;
  const terms = said.value === null ? ok({}) : parseSettingsText(READINESS_FILE, said.value, readinessSchema);
  if (!terms.ok) return terms;
  const texts = new Map<string, string>();
  for (const file of filesOfReadiness(terms.value)) {
    const text = await tree.value.read(file);
    if (!text.ok) return text;
    if (text.value !== null) texts.set(file, text.value);
  }
  return ok(judgeReadiness(terms.value, texts));
};
