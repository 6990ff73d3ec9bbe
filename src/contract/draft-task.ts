import type { z } from 'zod';
import type { Estimate } from './estimate.ts';
import { FIELD } from './task-fields.ts';
import { decoded, pageOf, readFields, type Task, type TaskOptions } from './task-file.ts';
import { rawAt, take, takeAll } from './task-form.ts';

/** What a task file says already that nobody could sign yet: it has a place in the plan, and can be nothing else there. */
export type DraftTask = Pick<Task, 'dependsOn' | 'estimate' | 'phase'> & {
  readonly id: string;
  readonly name: string;
  /** HIGH where it does not say. */
  readonly tier: z.infer<typeof FIELD.riskTier>['tier'];
};

/**
 * Reads of a task file whatever can be read, field by field; each that cannot is taken for absent, and what is wrong is
 * for `parseTaskBytes` to say. Null where not even the id can be read.
 */
export const draftIn = (bytes: Uint8Array, { file }: Pick<TaskOptions, 'file'>): DraftTask | null => {
  const text = decoded(bytes);
  const page = text === null ? null : pageOf(text, file);
  const form = page?.ok === true ? readFields(page.value) : null;
  if (form === null) return null;
  const id = FIELD.taskId.safeParse(rawAt(form, 'id'));
  if (!id.success) return null;
  const name = rawAt(form, 'name');
  const dependsOn = takeAll(form, 'depends_on', FIELD.taskId, () => '').filter((on) => on !== '' && on !== id.data);
  const unsaid: z.infer<typeof FIELD.riskTier> = { tier: 'HIGH', because: '' };
  return {
    ...{
      id: id.data,
      name: typeof name === 'string' && name !== '' ? name : id.data,
      dependsOn: [...new Set(dependsOn)],
    },
    estimate: take<Estimate | null>(form, 'estimate', FIELD.estimate, null),
    phase: take<number | null>(form, 'phase', FIELD.phase, null),
    tier: take(form, 'risk_tier', FIELD.riskTier, unsaid).tier,
  };
};
