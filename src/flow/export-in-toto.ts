import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inTotoFiles } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { filesOfTree, harnessKey, openStore, treeOf, writeDurably } from '#host';
import type { RunRow } from '#ledger';
import { harnessPublicKey, rawHarnessKey, signJsonByHarness } from '#signoff';
import type { Project } from './project.ts';
import { harnessOf, review, type Review } from './review.ts';
import { verifyBundle } from './verify.ts';

/** What was written, and the command that has another tool check it. */
export type Exported = { readonly folder: string; readonly files: readonly string[]; readonly command: string };

const COMMAND = 'in-toto-verify -l root.layout -k harness.pub -t ed25519';

/** The key of this machine's harness, if it is the one that the run's approval names. */
const sealingKey = (
  project: Project,
  { files, recorded }: Review,
): Result<{ readonly pem: string; readonly raw: string }> => {
  const approved = harnessOf(files, project.trust, recorded.verdict.at);
  if (!approved.ok) return approved;
  const pem = harnessKey(project.folders.state);
  if (!pem.ok) return pem;
  const raw = rawHarnessKey(approved.value);
  return raw !== null && harnessPublicKey(pem.value) === approved.value
    ? ok({ pem: pem.value, raw })
    : fail('evidence.unsigned', 'this run was sealed by the harness of another machine: export it there');
};

const told = async (project: Project, { evidence, recorded }: Review, publicKey: string) => {
  const { contract, changes } = evidence;
  if (contract === undefined || changes === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const before = await treeOf(store.value, changes.base);
  if (!before.ok) return before;
  const base = await filesOfTree(store.value, before.value);
  if (!base.ok) return base;
  const result = await filesOfTree(store.value, changes.tree);
  if (!result.ok) return result;
  const { run, at } = recorded.verdict;
  const trees = { base: base.value, result: result.value };
  return ok({ contract: contract.value, digest: contract.digest, run, at, ...trees, publicKey });
};

/**
 * Writes a run that verifies as an in-toto layout with its links into a folder that is new or empty. The same run
 * gives the same files. Only the harness that sealed it can: they are signed with the key the approval names.
 */
export const exportInToto = async (project: Project, row: RunRow, folder: string): Promise<Result<Exported>> => {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    return fail('usage.argument', `${folder} is not empty`, { remedy: `writ export ${row.run} --to NEW_FOLDER` });
  const reviewed = await review(project, row, null);
  if (!reviewed.ok) return reviewed;
  const verified = verifyBundle(reviewed.value.paths.folder, project.trust);
  if (!verified.ok) return verified;
  const key = sealingKey(project, reviewed.value);
  if (!key.ok) return key;
  const run = await told(project, reviewed.value, key.value.raw);
  if (!run.ok) return run;
  const files = inTotoFiles(run.value, (bytes) => signJsonByHarness(bytes, key.value.pem));
  for (const [name, text] of files) {
    const written = writeDurably(join(folder, name), text);
    if (!written.ok) return written;
  }
  return ok({ folder, files: [...files.keys()], command: COMMAND });
};
