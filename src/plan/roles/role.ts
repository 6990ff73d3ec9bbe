import { ROLE_WRITES, ROLES, type RoleId } from '#contract';
import { MAKING } from './making.ts';
import { PLANNING } from './planning.ts';
import type { AgentName, Role } from './role-fields.ts';

export type { AgentName } from './role-fields.ts';

/** A role as it is told: where it may write, and that it signs nothing, belong to each. */
export type FullRole = Role & { readonly writes: readonly string[] | null; readonly maySign: false };

const TABLE: Readonly<Record<RoleId, Omit<Role, 'id'>>> = { ...PLANNING, ...MAKING };

/** All roles, in the order in which work goes through them. */
export const allRoles: readonly FullRole[] = ROLES.map((id) => ({
  ...{ id, ...TABLE[id] },
  ...{ writes: ROLE_WRITES[id], maySign: false },
}));

const WRITES_BY_CONTRACT = 'what the contract of its task allows, and nothing else';

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** Where a role writes, in words. */
export const writesOf = ({ tools, writes }: Pick<FullRole, 'tools' | 'writes'>): string =>
  tools.includes('edit') ? (writes === null ? WRITES_BY_CONTRACT : writes.join(', ')) : 'nothing';

/** What an agent in a role is told, in Markdown: the same whichever tool it runs in. */
export const promptOf = (role: FullRole, { says, attends }: Pick<AgentName, 'says' | 'attends'>): string =>
  [
    `You are the ${role.id}. ${says}`,
    list([...role.does, ...attends]),
    '## What you may do',
    list([
      `Write: ${writesOf(role)}.`,
      `Run: ${role.runs === '' ? 'nothing' : role.runs}.`,
      ...(role.apart.length === 0
        ? []
        : [`Work in a session of your own, which is none in which somebody was the ${role.apart.join(' or the ')} of this task.`]), // prettier-ignore
    ]),
    '## What you never do',
    list([
      ...role.never,
      'Approve, accept, waive or promote anything: only a person signs, with a key that no agent has.',
      'Call something completed that was only approved. What is done has landed, and `writ report` names the commit.',
    ]),
    '## What you hand over',
    list(role.delivers),
  ].join('\n\n');

/** What the agent of a run is told of the role that its contract names. */
export const roleInBrief = (id: RoleId): readonly string[] => {
  const role = allRoles.find((one) => one.id === id);
  if (role === undefined) return [];
  return [`## Your role: ${id}`, role.purpose, list([...role.does, ...role.never.map((text) => `Never: ${text}`)])];
};
