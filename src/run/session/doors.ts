import { globProblem, scopeRuleOf, type ScopeRule } from '#contract';
import { WORK_FOLDER } from '#evidence';
import { fail, ok } from '#failure';
import { bootstrapFaults } from '#gates';
import { now } from '#host';
import type { Doors } from '#mcp';
import type { Attempt } from '../attempt.ts';
import { lookAtWorkspace } from './looking.ts';
import type { Minutes } from './minutes.ts';

const MOST_AMENDMENTS = 20;
const MOST_WARNINGS = 50;
const SHOWN_PATHS = 200;

/** A path as a contract has it, where it is given as the jail has it. */
const inRepository = (path: string): string =>
  (path.startsWith(`${WORK_FOLDER}/`) ? path.slice(WORK_FOLDER.length + 1) : path).replace(/^(\.\/)+/u, '');

const RULES: Readonly<Record<ScopeRule['scope'], (entry: string | null) => string>> = {
  allowed: (entry) => `the contract allows ${entry ?? ''}`,
  denied: (entry) => `the contract denies ${entry ?? ''}`,
  outside: () => 'nothing that the contract allows matches it',
  protected: () =>
    'it steers tools or holds secrets, and no wildcard reaches it: the contract has to name it letter by letter',
};

/** What is asked and answered from the contract and the workspace. */
type Asks = Pick<Doors, 'current' | 'status' | 'scope'>;

const asks = (attempt: Attempt, workspace: string, minutes: Minutes): Asks => {
  const { order } = attempt;
  const { contract } = order;
  const ruleOf = scopeRuleOf(contract.paths);
  const began = Date.now();
  return {
    current: () => ({
      ...{ task: contract.id, name: contract.name, version: contract.version, contract: order.digest },
      ...{ run: order.run, attempt: order.attempt, attempts: contract.attempts },
      ...{ base: order.base, branch: order.targetRef, strictness: contract.strictness, tier: contract.riskTier.tier },
      ...{ ...contract.paths, forbid: contract.forbid, limits: contract.limits },
      tools: (contract.tools ?? []).map(({ id, run }) => ({ id, run })),
      done: contract.done.map(({ says }, index) => ({ item: index + 1, says })),
      left: { timeMs: Math.max(0, contract.limits.timeMs - (Date.now() - began)) },
      bootstrap: minutes.record().bootstrap === null ? 'not given' : 'given',
    }),
    status: async () => {
      const looked = await lookAtWorkspace(attempt, workspace);
      if (!looked.ok) return looked;
      const { changed, findings } = looked.value;
      const all = changed.map((one) => ({ ...one, ...ruleOf(one.path) }));
      return ok({
        base: order.base,
        changed: all.slice(0, SHOWN_PATHS),
        more: Math.max(0, all.length - SHOWN_PATHS),
        notAllowed: all.filter(({ scope }) => scope !== 'allowed').length,
        unsafe: findings.slice(0, SHOWN_PATHS).map(({ path, says }) => ({ path, says })),
      });
    },
    scope: (asked, action) => {
      const path = inRepository(asked);
      if (action === 'read') return { path, allowed: true, because: 'all that is here may be read' };
      const { scope, entry } = ruleOf(path);
      return { path, allowed: scope === 'allowed', scope, because: RULES[scope](entry) };
    },
  };
};

/** What is only said: it is kept and told, and changes nothing, but that nobody overlooks a `blocked`. */
type Words = Pick<Doors, 'notify' | 'progress' | 'blocked' | 'completed' | 'amendment'>;

const ENDS = { told: true, says: 'this run ends as failed, with your reason: change nothing more, and end your turn' };

const words = ({ record, keep, say }: Minutes, items: number): Words => {
  const blocked = (reason: string) => {
    keep({ blocked: record().blocked ?? { at: now(), reason } });
    say(`is blocked: ${reason}`);
    return ENDS;
  };
  const warn = (says: string): void => {
    const { warnings } = record();
    if (warnings.length < MOST_WARNINGS) keep({ warnings: [...warnings, { at: now(), says }] });
    say(`warns: ${says}`);
  };
  return {
    blocked,
    notify: (message, level) => {
      if (level === 'blocking') return blocked(message);
      if (level === 'warning') warn(message);
      else say(`says: ${message}`);
      return { told: true };
    },
    progress: (done, message) => {
      const foreign = done.find((item) => item > items);
      if (foreign !== undefined)
        return fail(
          'usage.unknown',
          `there is no done-item ${foreign}; the contract has ${items === 1 ? '1' : `1 to ${items}`}`,
        );
      say(`says${done.length === 0 ? '' : `, done ${done.join(', ')}`}: ${message}`);
      return ok({ told: true });
    },
    completed: (summary) => {
      keep({ completed: { at: now(), summary } });
      say(`says that it is done: ${summary}`);
      return { told: true, says: 'what you did is checked when you end your turn' };
    },
    amendment: (said) => {
      for (const entry of said.allow) {
        const problem = globProblem(entry);
        if (problem !== null) return fail('task.path', `“${entry}” ${problem}`);
      }
      const { amendments } = record();
      if (amendments.length >= MOST_AMENDMENTS)
        return fail('session.refused', `a session asks ${MOST_AMENDMENTS} times, and no more`);
      keep({ amendments: [...amendments, { at: now(), said }] });
      say(`asks for more: ${[...said.allow, ...(said.checks ?? [])].join(', ')}: ${said.because}`);
      return ok({
        granted: false,
        says: 'the person is asked; until a new version is signed the contract stands as it is',
      });
    },
  };
};

/** The bootstrap, with what the harness saw of the workspace at that moment. */
const bootstrapping =
  (attempt: Attempt, workspace: string, { record, keep, say }: Minutes): Doors['bootstrap'] =>
  async (said) => {
    const looked = await lookAtWorkspace(attempt, workspace);
    const changed = looked.ok ? looked.value.sinceStart : null;
    if (record().bootstrap?.changed === 0 && changed !== 0)
      return fail('session.refused', 'a bootstrap was given before the first change, and that one stands');
    const bootstrap = { at: now(), changed, said };
    keep({ bootstrap });
    const lacks = bootstrapFaults(attempt.order.contract, bootstrap).map(({ message }) => message);
    if (lacks.length > 0) say(`gave a bootstrap that lacks something: ${lacks.join('; ')}`);
    return ok({ adequate: lacks.length === 0, lacks });
  };

/**
 * What a session can do for its agent: it answers from the contract, looks at the workspace by the harness's own means,
 * and keeps the minutes. What the agent says is declared; that it said so, when, and what was changed by then is not.
 */
export const openDoors = (attempt: Attempt, workspace: string, minutes: Minutes): Omit<Doors, 'execute'> => ({
  ...{ admit: minutes.admit, ended: minutes.ended },
  ...asks(attempt, workspace, minutes),
  ...words(minutes, attempt.order.contract.done.length),
  bootstrap: bootstrapping(attempt, workspace, minutes),
});
