import { isEmptyDelta, type Delta } from './delta.ts';
import { leftoversOf, foreignTail } from './leftovers.ts';
import { masked, unixEnds } from './markdown.ts';
import { newSpec, purposeOf, readablePurpose, SHORTEST_PURPOSE } from './purpose.ts';
import { cutSpec, foldedName, sameText, type CutSpec, type Requirement } from './requirements.ts';
import { lostScenarios } from './scenarios.ts';
import { structureFaults } from './structure.ts';

/** Why a delta cannot be merged into its spec; the line is one of the delta. */
export type MergeFault = { readonly rule: string; readonly line: number; readonly says: string };

/** A spec with a delta merged into it. */
export type Merged = {
  /** The spec as it would be written, with line ends as Unix has them. */
  readonly text: string;
  readonly isNew: boolean;
  readonly counts: { readonly added: number; readonly modified: number; readonly removed: number; readonly renamed: number };
  /** What the merge would drop, or not do, without being asked to: each is a loss, and refused. */
  readonly losses: readonly MergeFault[];
  /** What is good to know. */
  readonly notes: readonly string[];
  readonly hasRequirements: boolean;
  /** What of the old spec a reader would miss if the file were deleted. */
  readonly leftovers: readonly string[];
}; // prettier-ignore

/** What is merged: a delta of a change, and the spec it changes, or null where there is none yet. */
export type MergeOrder = {
  readonly capability: string;
  readonly change: string;
  readonly delta: Delta;
  readonly deltaText: string;
  readonly spec: string | null;
};

/** Requirements by name while operations go over them; each slot of the old spec keeps its place. */
type State = {
  readonly byName: Map<string, Requirement>;
  readonly slots: string[];
  readonly counts: { added: number; modified: number; removed: number; renamed: number };
  readonly losses: MergeFault[];
};

const fault = (rule: string, line: number, says: string): MergeFault => ({ rule, line, says });
const near = (state: State, name: string, but: string | null = null): Requirement | null => {
  const key = [...state.byName.keys()].find((one) => one !== but && foldedName(one) === foldedName(name));
  return key === undefined ? null : (state.byName.get(key) ?? null);
};

const rename = (state: State, delta: Delta): MergeFault | null => {
  for (const { from, to, line } of delta.renamed) {
    const found = state.byName.get(from);
    if (found === undefined) {
      const close = near(state, from, to);
      if (!state.byName.has(to)) return fault('merge.no-target', line, `there is no requirement “${from}” to rename`);
      if (close !== null) return fault('merge.near-miss', line, `there is no requirement “${from}”; “${close.name}” is there, so write it like that`);
      continue;
    }
    if (state.byName.has(to)) return fault('merge.taken', line, `“${to}” is there already, so “${from}” cannot be called that`);
    const close = near(state, to, from);
    if (close !== null) return fault('merge.near-miss', line, `“${to}” is “${close.name}” but for case or spaces; choose another name`);
    const [, ...rest] = found.raw.split('\n');
    state.byName.delete(from);
    state.byName.set(to, { ...found, name: to, raw: [`### Requirement: ${to}`, ...rest].join('\n') });
    const slot = state.slots.indexOf(from);
    if (slot >= 0) state.slots[slot] = to;
    state.counts.renamed += 1;
  }
  return null;
}; // prettier-ignore

const remove = (state: State, delta: Delta, isNew: boolean): MergeFault | null => {
  for (const { name, line } of delta.removed) {
    if (state.byName.delete(name)) {
      state.counts.removed += 1;
      continue;
    }
    const close = isNew ? null : near(state, name);
    if (close !== null) return fault('merge.near-miss', line, `there is no requirement “${name}”; “${close.name}” is there, so write it like that`);
    // OpenSpec takes it for removed already; it may as well be a name nobody ever wrote.
    state.losses.push(fault('merge.no-target', line, `there is no requirement “${name}” to remove`));
  }
  return null;
}; // prettier-ignore

const modify = (state: State, delta: Delta): MergeFault | null => {
  for (const one of delta.modified) {
    const current = state.byName.get(one.name);
    if (current === undefined) return fault('merge.no-target', one.line, `there is no requirement “${one.name}” to modify`);
    const lost = lostScenarios(current.raw, one.raw);
    if (lost.length > 0) return fault('modified.loses-scenario', one.line, `“${one.name}” would lose ${lost.map((name) => `“${name}”`).join(', ')}`);
    if (!sameText(unixEnds(current.raw), one.raw)) state.counts.modified += 1;
    state.byName.set(one.name, one);
  }
  return null;
}; // prettier-ignore

const add = (state: State, delta: Delta): MergeFault | null => {
  for (const one of delta.added) {
    const there = state.byName.get(one.name);
    if (there !== undefined) {
      if (sameText(there.raw, one.raw)) continue;
      return fault('merge.taken', one.line, `“${one.name}” is there already and says something else; MODIFIED changes it`);
    }
    const close = near(state, one.name);
    if (close !== null) return fault('merge.near-miss', one.line, `“${one.name}” is “${close.name}” but for case or spaces; MODIFIED changes it, or choose another name`);
    state.byName.set(one.name, one);
    state.counts.added += 1;
  }
  return null;
}; // prettier-ignore

const countOf = (text: string, part: string): number => (part === '' ? 0 : text.split(part).length - 1);

/** Notes under a heading of their own that stand within a requirement go with it when it goes. */
const droppedTail = (old: Requirement, next: Requirement | undefined): MergeFault | null => {
  const tail = next === old ? null : foreignTail(old.raw);
  if (tail === null) return null;
  const kept = next !== undefined && countOf(next.raw.trim(), tail.text.trim()) >= countOf(old.raw.trim(), tail.text.trim());
  return kept ? null : fault('merge.drops-notes', 1, `“${tail.heading}” stands within “${old.name}” of the spec and would go with it; move it above ## Requirements first`);
}; // prettier-ignore

/** Runs of empty lines become one, but in code. */
const collapsed = (text: string): string => {
  const { lines, fenced } = masked(text.split('\n'));
  return lines.filter((line, at) => fenced[at] || line !== '' || fenced[at - 1] || lines[at - 1] !== '').join('\n');
};

/** What a new capability starts from. */
const beginNew = (
  { capability, change, delta, deltaText }: MergeOrder,
  notes: string[],
): MergeFault | { readonly spec: string } => {
  const line = delta.modified[0]?.line ?? delta.renamed[0]?.line;
  if (line !== undefined)
    return fault('merge.no-spec', line, `there is no spec ${capability} yet, so there is nothing to modify or rename`);
  const purpose = purposeOf(deltaText);
  const readable = purpose === null ? null : readablePurpose(newSpec(capability, change, purpose));
  if (purpose !== null && readable === null) notes.push(`the purpose of the delta would make ${capability} unreadable and is left out`);
  if (readable !== null && readable.length < SHORTEST_PURPOSE) notes.push(`the purpose of ${capability} is shorter than ${SHORTEST_PURPOSE} characters`);
  return { spec: newSpec(capability, change, readable === null ? null : purpose) };
}; // prettier-ignore

/** What keeps a delta from being read in one way only; what `deltaIssues` tells in full, the first of it here. */
const contradiction = ({ delta }: MergeOrder): MergeFault | null => {
  const [unpaired] = delta.unpaired;
  if (unpaired !== undefined) return fault('merge.unpaired', unpaired.line, `${unpaired.side}: “${unpaired.name}” is one of no pair`);
  const twice = [delta.added, delta.modified, delta.removed, delta.renamed.map(({ from, line }) => ({ name: from, line })), delta.renamed.map(({ to, line }) => ({ name: to, line }))]
    .flatMap((all) => all.filter(({ name }, at) => all.findIndex((one) => one.name === name) < at));
  const [again] = twice;
  if (again !== undefined) return fault('merge.contradiction', again.line, `“${again.name}” is there twice`);
  const has = (all: readonly { readonly name: string }[], name: string): boolean => all.some((one) => one.name === name);
  const folded = (name: string): boolean => delta.removed.some((one) => foldedName(one.name) === foldedName(name));
  const clash = [
    ...delta.renamed.flatMap(({ from, to, line }) => (folded(from) || has(delta.modified, from) || has(delta.added, to) ? [{ name: from, line }] : [])),
    ...delta.modified.filter(({ name }) => has(delta.removed, name) || has(delta.added, name)),
    ...delta.added.filter(({ name }) => has(delta.removed, name)),
  ][0];
  if (clash !== undefined) return fault('merge.contradiction', clash.line, `“${clash.name}” is in two sections that contradict each other`);
  return isEmptyDelta(delta) ? fault('merge.empty', 1, 'it changes nothing') : null;
}; // prettier-ignore

const composed = (parts: CutSpec, kept: readonly Requirement[]): string => {
  const body = [parts.preamble, ...kept.map(({ raw }) => raw)].filter((one) => one !== '').join('\n\n').trimEnd();
  const whole = [parts.before.trimEnd(), parts.header, body, parts.after.trim()].filter((one) => one !== '').join('\n\n');
  return `${collapsed(whole).trimEnd()}\n`;
}; // prettier-ignore

/**
 * Merges a delta into its spec as OpenSpec does, to the same bytes: RENAMED, then REMOVED, MODIFIED and ADDED. What was
 * done already is done once.
 *
 * @returns the spec as it becomes, or the first thing that keeps it from being merged
 */
export const mergeDelta = (order: MergeOrder): Merged | MergeFault => {
  const broken = contradiction(order);
  if (broken !== null) return broken;
  const { capability, delta, deltaText } = order;
  const notes: string[] = [];
  const begun = order.spec === null ? beginNew(order, notes) : { spec: order.spec };
  if ('rule' in begun) return begun;
  const [unsound] = structureFaults(begun.spec);
  if (unsound !== undefined) return fault('merge.unsound-spec', 1, `the spec ${capability} is unsound at line ${unsound.line}: ${unsound.says}`);
  if (order.spec !== null) {
    const [old, asked] = [purposeOf(order.spec), purposeOf(deltaText)];
    if (old !== null && asked !== null && old !== asked) notes.push(`${capability} has a purpose already; that of the delta is left out`);
  }
  const parts = cutSpec(begun.spec);
  const byName = new Map(parts.requirements.map((one) => [one.name, one]));
  const state: State = { byName, slots: parts.requirements.map(({ name }) => name), counts: { added: 0, modified: 0, removed: 0, renamed: 0 }, losses: [] };
  const refused = rename(state, delta) ?? remove(state, delta, order.spec === null) ?? modify(state, delta) ?? add(state, delta);
  if (refused !== null) return refused;
  const slots = new Set(state.slots);
  const kept = [...state.slots.flatMap((name) => state.byName.get(name) ?? []), ...[...state.byName].flatMap(([name, one]) => (slots.has(name) ? [] : [one]))];
  const tails = parts.requirements.flatMap((one, at) => droppedTail(one, state.byName.get(state.slots[at] ?? '')) ?? []);
  const orphans = delta.orphans.map(({ name, line }) => fault('delta.orphan', line, `nothing would come of “${name}”, which stands in none of the four sections`));
  return {
    ...{ text: composed(parts, kept), isNew: order.spec === null, counts: state.counts, notes },
    losses: [...orphans, ...state.losses, ...tails],
    hasRequirements: kept.length > 0,
    leftovers: leftoversOf(parts),
  };
}; // prettier-ignore

/** A text with the line ends that another mostly has: CRLF where both are as many, and its own where there is no other. */
export const withEndsOf = (text: string, old: string | null): string => {
  const crlf = old?.match(/\r\n/gu)?.length ?? 0;
  const lf = old?.match(/(?<!\r)\n/gu)?.length ?? 0;
  if (crlf + lf === 0) return text;
  const plain = text.replaceAll('\r\n', '\n');
  return crlf >= lf ? plain.replaceAll('\n', '\r\n') : plain;
};
