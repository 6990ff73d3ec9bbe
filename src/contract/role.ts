import type { Failure } from '#failure';
import type { Contract, RoleId } from './contract.ts';

const PLANNING = ['tasks/**', 'docs/task_packets/**', 'docs/planning/**'] as const;
const FINDINGS = ['docs/reviews/**'] as const;

/**
 * Where an agent may write at most, whatever its contract allows; null: wherever its contract does. Who plans writes no
 * code, and who judges writes nothing but what was found.
 */
export const ROLE_WRITES: Readonly<Record<RoleId, readonly string[] | null>> = {
  architect: ['docs/**', 'doc/**', 'openspec/**'],
  decomposer: PLANNING,
  orchestrator: PLANNING,
  implementer: null,
  validator: FINDINGS,
  reviewer: FINDINGS,
  researcher: ['docs/research/**'],
  prototyper: null,
};

/** Whether all that an entry of `paths.allow` takes lies below one of these folders. */
const liesBelow = (entry: string, folders: readonly string[]): boolean =>
  folders.some((folder) => entry.startsWith(folder.slice(0, -'**'.length)));

/** The entries of `paths.allow` that the role of a contract may not write, each with its field. */
export const beyondRole = ({
  role,
  paths,
}: Pick<Contract, 'role' | 'paths'>): readonly { readonly field: string; readonly failure: Failure }[] => {
  const writes = role === undefined ? null : ROLE_WRITES[role];
  if (role === undefined || writes === null) return [];
  return paths.allow.flatMap((path, at) => {
    if (liesBelow(path, writes)) return [];
    const message = `the role ${role} writes ${writes.join(', ')} and nothing else, not “${path.slice(0, 200)}”`;
    const remedy = 'leave it to a task of another role: writ roles list';
    return [{ field: `paths.allow.${at + 1}`, failure: { code: 'task.path', message, remedy } }];
  });
};
