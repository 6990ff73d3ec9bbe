import type { z } from 'zod';
import { ALWAYS_FORBIDDEN, FORBIDDABLE, type Contract, type RiskTier, type Strictness } from './contract.ts';
import type { Estimate } from './estimate.ts';
import type { Raw } from './front-matter.ts';
import { stricter } from './policy.ts';
import { tierFloor } from './risk-floor.ts';
import type { TaskParts } from './task-body.ts';
import { FIELD, sayUnknown, type TaskField } from './task-fields.ts';
import { blame, part, take, takeAll, type Form } from './task-form.ts';

const LIMITS: Contract['limits'] = {
  timeMs: 1_800_000,
  processes: 512,
  diskBytes: 2e9,
  outputBytes: 64e6,
  memoryBytes: 6e9,
};

const nothing = (): string => '';

const takePaths = (form: Form, raw: Raw | undefined): Contract['paths'] => {
  if (typeof raw === 'string' || Array.isArray(raw))
    blame(form, 'paths', 'task.field', '“paths” is not `allow` and `deny`', 'paths: { allow: […], deny: […] }');
  else
    for (const key of Object.keys(raw ?? {})) {
      if (key !== 'allow' && key !== 'deny')
        blame(form, `key:paths.${key}`, 'task.field', sayUnknown(key, ['allow', 'deny']));
    }
  return {
    allow: takeAll(form, 'paths.allow', part(raw, 'allow'), FIELD.path, nothing),
    deny: takeAll(form, 'paths.deny', part(raw, 'deny'), FIELD.path, nothing),
  };
};

const takeRiskTier = (form: Form, raw: Raw | undefined, floor: RiskTier['floor']): RiskTier => {
  const unsaid = { tier: floor.tier, because: floor.because.join('; ') };
  const { tier, because = '' } = take<{ tier: RiskTier['tier']; because?: string | undefined }>(
    form,
    'risk_tier',
    raw,
    FIELD.riskTier,
    unsaid,
  );
  return { tier, because, floor };
};

const takeStrictness = (form: Form, raw: Raw | undefined, standing: Strictness): Strictness => {
  const wanted = take(form, 'strictness', raw, FIELD.strictness, standing);
  if (stricter(wanted, standing) !== wanted)
    blame(
      form,
      'strictness',
      'task.field',
      `strictness ${wanted} is laxer than ${standing}, which holds here`,
      `write ${standing}, or leave it out`,
    );
  return stricter(wanted, standing);
};

const takeLimits = (form: Form, raw: Raw | undefined): Contract['limits'] => {
  const { time, processes, disk, output, memory } = take<z.infer<typeof FIELD.limits>>(
    form,
    'limits',
    raw,
    FIELD.limits,
    {},
  );
  return {
    timeMs: time ?? LIMITS.timeMs,
    processes: processes ?? LIMITS.processes,
    diskBytes: disk ?? LIMITS.diskBytes,
    outputBytes: output ?? LIMITS.outputBytes,
    memoryBytes: memory ?? LIMITS.memoryBytes,
  };
};

const textOf = (raw: Raw, key: string, otherwise: string): string => {
  const text = part(raw, key);
  return typeof text === 'string' ? text : otherwise;
};

/** What stands for a check or a done-item with a fault: enough of it that what refers to it raises no second fault. */
const unreadCheck = (raw: Raw, index: number): Contract['checks'][number] => ({
  id: textOf(raw, 'id', `unread-${index}`),
  run: ['unread'],
  reports: 'node-test',
  timeoutMs: 1,
});
const unreadItem = (raw: Raw, index: number): Contract['done'][number] => ({
  says: textOf(raw, 'says', `unread ${index}`),
  cites: [],
  proof: { kind: 'manual', how: 'unread' },
});

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
  const { raw } = form;
  const of = (field: TaskField): Raw | undefined => part(raw, field);
  const paths = takePaths(form, of('paths'));
  const forbid = takeAll(form, 'forbid', of('forbid'), FIELD.forbidden, () => ALWAYS_FORBIDDEN[0]);
  if ((of('type') ?? null) === null) blame(form, 'type', 'task.field', '“type” is missing', 'type: feature');
  return {
    writ: 1,
    id: take(form, 'id', of('id'), FIELD.line, ''),
    version: take(form, 'version', of('version'), FIELD.count, 1),
    name: take(form, 'name', of('name'), FIELD.line, ''),
    strictness: takeStrictness(form, of('strictness'), defaults.strictness),
    type: take(form, 'type', of('type'), FIELD.type, 'feature'),
    baseBranch: take(form, 'base', of('base'), FIELD.line, defaults.baseBranch),
    cites: takeAll(form, 'cites', of('cites'), FIELD.cite, nothing),
    paths,
    // In the order of the tables, so that the digest does not depend on the order of writing.
    forbid: [...ALWAYS_FORBIDDEN, ...FORBIDDABLE.filter((action) => forbid.includes(action))],
    checks: takeAll(form, 'checks', of('checks'), FIELD.check, unreadCheck),
    done: takeAll(form, 'done', of('done'), FIELD.done, unreadItem),
    noTests: take(
      form,
      'no_tests',
      of('no_tests'),
      FIELD.noTests.nullable(),
      of('no_tests') == null ? null : 'could not be read',
    ),
    riskTier: takeRiskTier(form, of('risk_tier'), tierFloor(estimate, paths.allow)),
    attempts: take(form, 'attempts', of('attempts'), FIELD.count, 3),
    limits: takeLimits(form, of('limits')),
    rollback: take(form, 'rollback', of('rollback'), FIELD.prose, ''),
    what: sections.What?.text ?? '',
    why: sections.Why?.text ?? '',
    outOfScope: sections['Out of scope']?.text ?? '',
  };
};
