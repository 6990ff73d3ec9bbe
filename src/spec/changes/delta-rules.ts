import { isEmptyDelta, lineOfSection, type Delta } from './delta.ts';
import type { Issue } from './issue.ts';
import { foldedName, type Requirement } from './requirements.ts';
import { bodyOf, countScenarios, isBinding, lostScenarios } from './scenarios.ts';

type Said = Omit<Issue, 'file'>;
type Named = { readonly name: string; readonly line: number };

const error = (rule: string, line: number, says: string): Said => ({ level: 'error', rule, line, says });
const warning = (rule: string, line: number, says: string): Said => ({ level: 'warning', rule, line, says });

/** Names that are there again. */
const repeated = (names: readonly Named[], where: string, rule: string): readonly Said[] => {
  const first = new Map<string, number>();
  return names.flatMap(({ name, line }) => {
    const before = first.get(name);
    if (before === undefined) first.set(name, line);
    return before === undefined ? [] : [error(rule, line, `“${name}” is in ${where} twice: line ${before} has it, too`)];
  });
}; // prettier-ignore

/** A requirement that is added or takes the place of another must be whole: text that binds, and a scenario. */
const wholeness = ({ name, raw, line }: Requirement, where: 'ADDED' | 'MODIFIED'): readonly Said[] => {
  const under = raw.split('\n').slice(1);
  const body = bodyOf(under);
  const { full, empty } = countScenarios(under);
  const rule = where.toLowerCase();
  const bare = empty > 0 ? '; one with nothing under its heading is none' : '';
  return [
    ...(body === '' ? [error(`${rule}.no-text`, line, `“${name}” has no text under its heading`)] : []),
    ...(body !== '' && !isBinding(body) ? [warning(`${rule}.not-binding`, line, `“${name}” has neither SHALL nor MUST under its heading`)] : []),
    ...(full === 0 ? [error(`${rule}.no-scenario`, line, `“${name}” has no scenario (#### Scenario: NAME)${bare}`)] : []),
  ];
}; // prettier-ignore

const contradictions = ({ added, modified, removed, renamed }: Delta): readonly Said[] => {
  const names = (all: readonly Named[]): ReadonlySet<string> => new Set(all.map(({ name }) => name));
  const [isAdded, isModified, isRemoved] = [names(added), names(modified), names(removed)];
  const lineIn = (all: readonly Named[], name: string): number => all.find((one) => one.name === name)?.line ?? 1;
  const both = (rule: string, all: readonly Named[], other: ReadonlySet<string>, says: string): readonly Said[] =>
    [...names(all)].flatMap((name) => (other.has(name) ? [error(rule, lineIn(all, name), `“${name}” is both ${says}`)] : []));
  return [
    ...both('modified-removed', modified, isRemoved, 'MODIFIED and REMOVED'),
    ...both('modified-added', modified, isAdded, 'MODIFIED and ADDED'),
    ...both('added-removed', added, isRemoved, 'ADDED and REMOVED'),
    ...renamed.flatMap(({ from, to, line }) => [
      ...(isModified.has(from) ? [error('renamed.old-name', lineIn(modified, from), `“${from}” is renamed, so MODIFIED has to say “${to}”`)] : []),
      ...(isAdded.has(to) ? [error('renamed.added', line, `“${to}” is what a requirement is renamed to, and it is ADDED, too`)] : []),
      ...([...isRemoved].some((name) => foldedName(name) === foldedName(from)) ? [error('renamed.removed', line, `“${from}” is both RENAMED and REMOVED`)] : []),
    ]),
  ];
}; // prettier-ignore

/** What of a delta would do nothing. */
const idle = ({ skipped, unpaired, orphans }: Delta): readonly Said[] => [
  ...skipped.map(({ name, line, section }): Said => ({
    ...{ level: 'info', rule: 'delta.skipped-heading', line },
    says: /^requirement:?$/iu.test(name)
      ? `a requirement of ${section} has no name`
      : `“### ${name}” is no requirement, so nothing comes of it; write ### Requirement: ${name} if it should be one`,
  })),
  ...unpaired.map(({ side, name, line }) => error(side === 'FROM' ? 'renamed.no-to' : 'renamed.no-from', line, `${side}: “${name}” has no ${side === 'FROM' ? 'TO' : 'FROM'}: next to it`)),
  ...orphans.map(({ name, line, section }) => warning('delta.orphan', line, `“${name}” stands ${section === null ? 'above every section' : `under ## ${section}`}, where nothing comes of it; move it under ## ADDED, MODIFIED, REMOVED or RENAMED Requirements`)),
]; // prettier-ignore

/** What a delta is told by itself, without the spec it changes. */
export const deltaIssues = (delta: Delta, content: string): readonly Said[] => {
  const { added, modified, removed, renamed, sections } = delta;
  const empty = !isEmptyDelta(delta)
    ? []
    : sections.size > 0
      ? [error('delta.empty-section', lineOfSection(content), `there is no requirement under ${[...sections].map((one) => `## ${one} Requirements`).join(' and ')}`)]
      : [error('delta.no-section', 1, 'it has no ## ADDED, MODIFIED, REMOVED or RENAMED Requirements; notes belong outside specs/')];
  return [
    ...idle(delta),
    ...repeated(added, 'ADDED', 'added.duplicate'),
    ...added.flatMap((one) => wholeness(one, 'ADDED')),
    ...repeated(modified, 'MODIFIED', 'modified.duplicate'),
    ...modified.flatMap((one) => wholeness(one, 'MODIFIED')),
    ...repeated(removed, 'REMOVED', 'removed.duplicate'),
    ...repeated(renamed.map(({ from, line }) => ({ name: from, line })), 'RENAMED (FROM)', 'renamed.duplicate-from'),
    ...repeated(renamed.map(({ to, line }) => ({ name: to, line })), 'RENAMED (TO)', 'renamed.duplicate-to'),
    ...contradictions(delta),
    ...empty,
  ];
}; // prettier-ignore

/** The requirement a MODIFIED one takes the place of: by its own name, or by what it was called before renaming. */
export const replacedBy = (
  name: string,
  { renamed }: Delta,
  current: ReadonlyMap<string, Requirement>,
): Requirement | null => {
  const before = new Map(renamed.map(({ from, to }) => [to, from]));
  const seen = new Set<string>();
  for (let key: string | undefined = name; key !== undefined && !seen.has(key); key = before.get(key)) {
    const found = current.get(key);
    if (found !== undefined) return found;
    seen.add(key);
  }
  return null;
};

/** Scenarios that a MODIFIED requirement would drop. */
export const scenarioLoss = (delta: Delta, current: ReadonlyMap<string, Requirement>): readonly Said[] => {
  const away = new Set(delta.renamed.map(({ from }) => from));
  return delta.modified.flatMap((one) => {
    const replaced = away.has(one.name) ? null : replacedBy(one.name, delta, current);
    const lost = replaced === null ? [] : lostScenarios(replaced.raw, one.raw);
    if (lost.length === 0) return [];
    return [error('modified.loses-scenario', one.line, `“${one.name}” would lose ${lost.map((name) => `“${name}”`).join(', ')}: MODIFIED takes the place of the whole requirement, so copy them`)];
  });
}; // prettier-ignore
