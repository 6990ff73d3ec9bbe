import { didYouMean, ROLES } from '#contract';
import { fail, ok, type Result } from '#failure';
import { allRoles, promptOf, writesOf, type FullRole } from '#plan';
import type { Shown } from '../io.ts';
import { text, type Words } from '../words.ts';

const jsonOf = (role: FullRole) => ({ ...role, agents: role.agents.map(({ name }) => name) });

/** `writ roles list` */
export const rolesList = (): Promise<Result<Shown>> => {
  const lines = allRoles.flatMap((role) => [
    `${role.id.padEnd(13)} ${role.purpose}`,
    `${' '.repeat(14)}writes ${writesOf(role)}${role.apart.length === 0 ? '' : `; never in a session of the ${role.apart.join(', ')}`}`,
  ]);
  return Promise.resolve(
    ok({ text: [...lines, 'None of them signs anything.'].join('\n'), json: { roles: allRoles.map(jsonOf) } }),
  );
};

/** `writ roles show` */
export const rolesShow = (words: Words): Promise<Result<Shown>> => {
  const name = text(words, 'role') ?? '';
  const role = allRoles.find((one) => one.id === name || one.agents.some((agent) => agent.name === name));
  if (role === undefined) {
    const meant = didYouMean(name, ROLES);
    return Promise.resolve(
      fail('usage.unknown', `there is no role ${name}; ${meant === null ? `there are ${ROLES.join(', ')}` : `did you mean “${meant}”?`}`, { remedy: 'writ roles list' }), // prettier-ignore
    );
  }
  const agents = role.agents.filter((agent) => role.agents.every((one) => one.name !== name) || agent.name === name);
  const prompts = agents.map((agent) => promptOf(role, agent));
  return Promise.resolve(ok({ text: prompts.join('\n\n---\n\n'), json: { role: { ...jsonOf(role), prompts } } }));
};
