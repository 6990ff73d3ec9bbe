import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { createDurably, kindOf, today, writeDurably, writeFolderDurably, type Repository } from '#host';
import {
  CHANGES,
  digestsIn,
  groundKey,
  isChangeName,
  METADATA,
  readMetadata,
  SPEC_DRIVEN,
  SPEC_DRIVEN_FORMS,
  textAt,
  withBases,
} from '#spec';
import { groundsIn, movedGrounds, type MovedGround } from './ground.ts';
import { readChanges } from './read.ts';
import { settleSteps } from './step-log.ts';

/** What is asked for: a name, what it is for, and the workflow where it is not the project's own. */
export type NewChange = { readonly name: string; readonly goal: string | null; readonly workflow: string | null };

/** What was made. */
export type BegunChange = { readonly folder: string; readonly workflow: string; readonly files: readonly string[] };

const quoted = (text: string): string => JSON.stringify(text);

/**
 * Begins a change: what OpenSpec makes, and the forms of its documents where the workflow is OpenSpec's own (S0-R28).
 * Fails with `usage.argument` where the name is none, or is taken.
 */
export const beginChange = (repository: Repository, { name, goal, workflow }: NewChange): Result<BegunChange> => {
  const settled = settleSteps(repository);
  if (!settled.ok) return settled;
  if (!isChangeName(name) || name === 'archive') return fail('usage.argument', `“${name}” cannot be a name: small letters, digits and single hyphens, as add-refunds`);
  const open = readChanges(repository, 'tasks');
  if (!open.ok) return open;
  const folder = `${CHANGES}/${name}`;
  if (kindOf(join(repository.root, folder)) !== null) return fail('usage.argument', `${folder} is there already`, { remedy: `writ change status ${name}` });
  const { workflows, defaultWorkflow } = open.value.project;
  const chosen = workflow ?? defaultWorkflow;
  const found = workflows.get(chosen);
  if (found === undefined) return fail('usage.unknown', `there is no workflow “${chosen}”, only ${[...workflows.keys()].join(', ')}`);
  if (typeof found === 'string') return fail('config.invalid', `the workflow “${chosen}” is broken: ${found}`);
  const skips = found.steps.every(({ generates }) => !generates.startsWith('specs/'));
  const metadata = [`schema: ${chosen}`, `created: ${today()}`, ...(goal === null ? [] : [`goal: ${quoted(goal)}`]), ...(skips ? ['skip_specs: true'] : [])];
  const forms = found === SPEC_DRIVEN ? ['proposal', 'design', 'tasks'].map((id) => [`${id}.md`, SPEC_DRIVEN_FORMS[id] ?? ''] as const) : [];
  const files = new Map([[METADATA, `${metadata.join('\n')}\n`] as const, ...forms]);
  const bytes = new Map([...files].map(([path, text]) => [path, Buffer.from(text)] as const));
  const written = writeFolderDurably(join(repository.root, folder), bytes, true);
  if (!written.ok) return written;
  for (const part of [`${folder}/specs`, 'openspec/specs', `${CHANGES}/archive`]) mkdirSync(join(repository.root, part), { recursive: true });
  if (kindOf(join(repository.root, 'openspec/config.yml')) === null) {
    const config = createDurably(join(repository.root, 'openspec/config.yaml'), `schema: ${SPEC_DRIVEN.name}\n`);
    if (!config.ok) return config;
  }
  return ok({ folder, workflow: chosen, files: [...files.keys()].map((path) => `${folder}/${path}`) });
}; // prettier-ignore

/** What a change was brought up to date with. */
export type Renewed = { readonly name: string; readonly seen: readonly MovedGround[] };

/**
 * Writes down that somebody has seen a change against the specs as they are now. Its deltas stay as they are: whoever
 * renews has looked whether they still say what they should. What it builds upon is told; nothing else is written.
 */
export const renewChange = async (repository: Repository, name: string): Promise<Result<Renewed>> => {
  const settled = settleSteps(repository);
  if (!settled.ok) return settled;
  const open = readChanges(repository, 'all', name);
  if (!open.ok) return open;
  const change = open.value.changes.get(name);
  if (change === undefined) return fail('usage.unknown', `there is no open change “${name}”`);
  const read = readMetadata(change.files.get(METADATA));
  const where = { file: `${change.folder}/${METADATA}`, line: read.kind === 'broken' ? read.line : 1, column: 1 };
  if (read.kind === 'broken') return fail('change.invalid', read.says, { where });
  const moved = await movedGrounds(repository, open.value, change);
  if (!moved.ok || moved.value.length === 0) return moved.ok ? ok({ name, seen: [] }) : moved;
  const bases = new Map(
    groundsIn(open.value, change).flatMap((ground) => {
      const spec = open.value.specs(ground.capability);
      const digest = typeof spec === 'string' ? digestsIn(spec).get(ground.name) : undefined;
      return digest === undefined || ground.operation === 'RENAMED' ? [] : [[groundKey(ground), digest] as const];
    }),
  );
  const text = textAt(change.files, METADATA) ?? `schema: ${open.value.project.defaultWorkflow}\n`;
  const written = writeDurably(join(repository.root, change.folder, METADATA), withBases(text, bases));
  return written.ok ? ok({ name, seen: moved.value }) : written;
}; // prettier-ignore
