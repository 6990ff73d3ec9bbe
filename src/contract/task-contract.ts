import {
  ALWAYS_FORBIDDEN,
  FORBIDDABLE,
  type Contract,
  type Deferral,
  type Question,
  type RiskTier,
  type RoleId,
  type Strictness,
  type Tool,
} from './contract.ts';
import type { z } from 'zod';
import type { Estimate } from './estimate.ts';
import { stricter } from './policy.ts';
import { tierFloor } from './risk-floor.ts';
import type { TaskParts } from './task-body.ts';
import { FIELD, sayUnknown } from './task-fields.ts';
import { blame, rawAt, take, takeAll, type Form } from './task-form.ts';

/** What a command may use where nothing else is said. */
export const LIMITS: Contract['limits'] = {
  timeMs: 1_800_000,
  processes: 512,
  diskBytes: 2e9,
  outputBytes: 64e6,
  memoryBytes: 6e9,
};

const nothing = (): string => '';

const takePaths = (form: Form): Contract['paths'] => {
  const raw = rawAt(form, 'paths');
  if (typeof raw === 'string' || Array.isArray(raw)) {
    const message = '“paths” is not `allow` and `deny`';
    blame(form, 'paths', { code: 'task.field', message, remedy: 'paths: { allow: […], deny: […] }' });
  } else {
    for (const key of Object.keys(raw ?? {}).filter((name) => name !== 'allow' && name !== 'deny'))
      blame(form, `key:paths.${key}`, { code: 'task.field', message: sayUnknown(key, ['allow', 'deny']) });
  }
  return {
    allow: takeAll(form, 'paths.allow', FIELD.path, nothing),
    deny: takeAll(form, 'paths.deny', FIELD.path, nothing),
  };
};

const takeRiskTier = (form: Form, floor: RiskTier['floor']): RiskTier => {
  const unsaid = { tier: floor.tier, because: floor.because.join('; ') };
  const { tier, because = '' } = take<z.infer<typeof FIELD.riskTier>>(form, 'risk_tier', FIELD.riskTier, unsaid);
  return { tier, because, floor };
};

const takeStrictness = (form: Form, standing: Strictness): Strictness => {
  const wanted = take(form, 'strictness', FIELD.strictness, standing);
  const kept = stricter(wanted, standing);
  if (kept !== wanted) {
    const message = `strictness ${wanted} is laxer than ${standing}, which holds here`;
    blame(form, 'strictness', { code: 'task.field', message, remedy: `write ${standing}, or leave it out` });
  }
  return kept;
};

const takeType = (form: Form): Contract['type'] => {
  if (rawAt(form, 'type') === null)
    blame(form, 'type', { code: 'task.field', message: '“type” is missing', remedy: 'type: feature' });
  return take(form, 'type', FIELD.type, 'feature');
};

/** As with tools: a contract without a role keeps the bytes that it had before there were any. */
const takeRole = (form: Form): Pick<Contract, 'role'> =>
  rawAt(form, 'role') === null ? {} : { role: take<RoleId>(form, 'role', FIELD.role, 'implementer') };

/**
 * The question of research. How long it may take and how often it may be tried is said by whoever asks it: a limit that
 * nobody has thought of is none (S2-R26).
 */
const takeQuestion = (form: Form): Pick<Contract, 'question'> => {
  if (rawAt(form, 'question') === null) return {};
  const limits = [
    ['limits.time', 'limits: { time: 30m }'],
    ['attempts', 'attempts: 1'],
  ] as const;
  for (const [field, remedy] of limits)
    if (rawAt(form, field) === null)
      blame(form, field, { code: 'task.field', message: `“${field}” is missing: a question has a limit`, remedy });
  return { question: take<Question>(form, 'question', FIELD.question, { asks: 'unread', findings: 'unread.md' }) };
};

const takeForbidden = (form: Form): Contract['forbid'] => {
  const named = takeAll(form, 'forbid', FIELD.forbidden, () => ALWAYS_FORBIDDEN[0]);
  // In the order of the tables, so that the digest does not depend on the order of writing.
  return [...ALWAYS_FORBIDDEN, ...FORBIDDABLE.filter((action) => named.includes(action))];
};

const takeLimits = (form: Form): Contract['limits'] => {
  const said = take<z.infer<typeof FIELD.limits>>(form, 'limits', FIELD.limits, {});
  return {
    timeMs: said.time ?? LIMITS.timeMs,
    processes: said.processes ?? LIMITS.processes,
    diskBytes: said.disk ?? LIMITS.diskBytes,
    outputBytes: said.output ?? LIMITS.outputBytes,
    memoryBytes: said.memory ?? LIMITS.memoryBytes,
  };
};

/** What stands for a check or a done-item with a fault: enough of it that what refers to it raises no second fault. */
const textAt = (form: Form, field: string, otherwise: string): string => {
  const raw = rawAt(form, field);
  return typeof raw === 'string' ? raw : otherwise;
};
const takeChecks = (form: Form): Contract['checks'] =>
  takeAll(form, 'checks', FIELD.check, (item) => ({
    id: textAt(form, `${item}.id`, item.replace('.', '-')),
    run: ['unread'],
    reports: 'node-test',
    timeoutMs: 1,
  }));
/** A contract without a tool keeps the bytes, and so the digest, that it had before there were any. */
const takeTools = (form: Form): Pick<Contract, 'tools'> => {
  const [first, ...more]: readonly Tool[] = takeAll(form, 'tools', FIELD.tool, (item) => ({
    id: textAt(form, `${item}.id`, item.replace('.', '-')),
    run: ['unread'],
    timeoutMs: 1,
    outputBytes: 1,
  }));
  return first === undefined ? {} : { tools: [first, ...more] };
};
const takeDone = (form: Form): Contract['done'] =>
  takeAll(form, 'done', FIELD.done, (item) => ({
    says: textAt(form, `${item}.says`, item),
    cites: [],
    proof: { kind: 'manual', how: 'unread' },
  }));

/** A contract that defers nothing keeps the bytes that it had before anything could be deferred. */
const takeDefers = (form: Form): Pick<Contract, 'defers'> => {
  const [first, ...more]: readonly Deferral[] = takeAll(form, 'defers', FIELD.defers, () => ({
    cites: [],
    because: 'unread',
  }));
  return first === undefined ? {} : { defers: [first, ...more] };
};

/** What holds where the task file says nothing. A task may be stricter than that, never laxer. */
export type TaskDefaults = { readonly strictness: Strictness; readonly baseBranch: string };

/**
 * Reads the contract out of a form, with every fault noted in the form. Where a field could not be read something
 * harmless stands in its place, so that the rest can still be judged: a contract from a form with faults is no contract.
 */
export const takeContract = (
  form: Form,
  sections: TaskParts['sections'],
  estimate: Estimate | null,
  defaults: TaskDefaults,
): Contract => {
  const paths = takePaths(form);
  return {
    writ: 1,
    id: take(form, 'id', FIELD.line, ''),
    version: take(form, 'version', FIELD.count, 1),
    name: take(form, 'name', FIELD.line, ''),
    strictness: takeStrictness(form, defaults.strictness),
    type: takeType(form),
    ...takeRole(form),
    ...takeQuestion(form),
    baseBranch: take(form, 'base', FIELD.line, defaults.baseBranch),
    cites: takeAll(form, 'cites', FIELD.cite, nothing),
    paths,
    forbid: takeForbidden(form),
    checks: takeChecks(form),
    ...takeTools(form),
    done: takeDone(form),
    ...takeDefers(form),
    noTests: rawAt(form, 'no_tests') === null ? null : take(form, 'no_tests', FIELD.noTests, 'unread'),
    riskTier: takeRiskTier(form, tierFloor(estimate, paths.allow)),
    attempts: take(form, 'attempts', FIELD.count, 3),
    limits: takeLimits(form),
    rollback: take(form, 'rollback', FIELD.prose, ''),
    what: sections.What?.text ?? '',
    why: sections.Why?.text ?? '',
    outOfScope: sections['Out of scope']?.text ?? '',
  };
};
