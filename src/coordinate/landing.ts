import { ok, type Result } from '#failure';
import type { Keep } from '#flow';
import type { Order, Position } from '#plan';
import { landNext } from './land-next.ts';
import { stopsEverything, type Mind } from './mind.ts';
import { rememberRefusal } from './positions.ts';

/** Has what landed kept while the next one lands. It stands in the record already: what goes wrong now is told. */
export const keepBeside = (mind: Mind, what: string, keep: Keep): void => {
  const work = async (): Promise<void> => {
    const kept = await keep();
    if (kept.ok) return;
    const [first] = kept.failures;
    mind.terms.tell(`${what} landed, and is not kept for other clones: ${first.message}`);
    if (stopsEverything(first.code)) mind.fault ??= kept.failures;
  };
  const keeping = work().finally(() => mind.keeping.delete(keeping));
  mind.keeping.add(keeping);
};

const landOne = async (
  mind: Mind,
  order: Order & { readonly kind: 'land' },
  position: Position,
): Promise<Result<null>> => {
  const { project, terms, remembered, landed } = mind;
  const { task, run } = order;
  const end = await landNext(project, { run, targetRef: position.targetRef }, (says) => terms.tell(`${task}: ${says}`));
  if (!end.ok) return end;
  switch (end.value.kind) {
    case 'landed':
      landed.push(task);
      terms.tell(`${task}: landed`);
      keepBeside(mind, `${task}: it`, end.value.keep);
      return ok(null);
    case 'conflict':
      terms.tell(`${task}: could not land, and goes on: ${end.value.because.join('; ')}`);
      return ok(null);
    default:
      terms.tell(`${task}: refused: ${end.value.refused.says}`);
      await rememberRefusal(project, remembered, position, end.value.refused);
      return ok(null);
  }
};

/** Begins a landing, which goes on by itself: its checks take their time, and nobody else has to wait for them. */
export const beginLanding = (mind: Mind, order: Order & { readonly kind: 'land' }, position: Position): void => {
  const work = async (): Promise<void> => {
    const end = await landOne(mind, order, position);
    if (!end.ok) mind.fault = end.failures;
    mind.landing = null;
  };
  mind.landing ??= work();
};
