import { digestOfText, type Anchor, type ReadDocument, type SpecFault } from '../anchor.ts';
import { faultAt, linesOf, textOf, type Line } from './lines.ts';

/** A capability's spec as it is, or what an open change does to one. What is archived speaks for itself no more. */
export type OpenspecFile = { readonly capability: string; readonly change: string | null };

const MAIN = /^openspec\/specs\/(.+)\/spec\.md$/u;
const DELTA = /^openspec\/changes\/(?!archive\/)([^/]+)\/specs\/(.+)\/spec\.md$/u;

/** What a file of the layout of OpenSpec is; null where it holds no requirements. */
export const openspecFile = (file: string): OpenspecFile | null => {
  const main = MAIN.exec(file)?.[1];
  if (main !== undefined) return { capability: main, change: null };
  const [, change, capability] = DELTA.exec(file) ?? [];
  return change === undefined || capability === undefined ? null : { capability, change };
};

/** A requirement with the places of its scenarios. */
export type Requirement = {
  readonly name: string;
  /** The `##` heading it stands under, in lower case. */
  readonly under: string;
  readonly line: number;
  readonly lastLine: number;
  /** What a line `**ID**: …` calls it; stays when the name changes. */
  readonly id: string | null;
  readonly scenarios: readonly { readonly name: string; readonly line: number }[];
};

const SECTION = /^##\s+(\S.*)$/u;
const REQUIREMENT = /^###\s*Requirement:\s*(.+)$/isu;
const HEAD = /^#{1,3}\s/u;
const SCENARIO = /^####\s+(\S.*)$/u;
const OWN_ID = /^\*\*ID\*\*:\s*([\w.-]+)\s*$/iu;

/** As OpenSpec reads a name: without what closes the heading. */
const nameOf = (written: string): string => written.replace(/\s#+\s*$/u, '').trim();
const quotedNameOf = (written: string): string => {
  const name = written.trimEnd();
  return nameOf(name.length > 1 && name.endsWith('`') ? name.slice(0, -1) : name);
};

/** The requirements of a document, in order, wherever they stand. */
export const requirementsOf = (lines: readonly Line[]): readonly Requirement[] => {
  const found: { name: string; under: string; line: number; lastLine: number; id: string | null; scenarios: { name: string; line: number }[] }[] = [];
  let under = '';
  let isOpen = false;
  for (const { at, text, isCode } of lines) {
    const last = found.at(-1);
    const head = isCode ? null : REQUIREMENT.exec(text);
    if (!isCode && HEAD.test(text)) isOpen = false;
    if (!isCode) under = SECTION.exec(text)?.[1]?.trim().toLowerCase() ?? under;
    if (head !== null) {
      found.push({ name: nameOf(head[1] ?? ''), under, line: at, lastLine: at, id: null, scenarios: [] });
      isOpen = true;
    } else if (isOpen && last !== undefined) {
      if (text.trim() !== '') last.lastLine = at;
      if (isCode) continue;
      const scenario = SCENARIO.exec(text)?.[1]?.trim();
      if (scenario !== undefined) last.scenarios.push({ name: scenario.replace(/^Scenario:\s*/iu, ''), line: at });
      if (last.scenarios.length === 0) last.id ??= OWN_ID.exec(text)?.[1] ?? null;
    }
  }
  return found;
}; // prettier-ignore

/** What an open change does to requirements, and whether the text that stands there is one to work by. */
const noteOf = (under: string, change: string | null): { readonly note: string | null; readonly binding: boolean } => {
  if (change === null) return { note: null, binding: true };
  const does = /^(added|modified|removed|renamed)\b/u.exec(under)?.[1] ?? 'touched';
  return { note: `${does} by change ${change}`, binding: does === 'added' || does === 'modified' };
};

const RENAMED_FROM = /^\s*(?:-\s*)?FROM:\s*`?###\s*Requirement:\s*(.+)$/isu;

/** The requirements that a change calls otherwise, by the names they have until then. */
const renamedIn = (file: string, lines: readonly Line[], { capability, change }: OpenspecFile): readonly Anchor[] => {
  let isRenaming = false;
  return lines.flatMap(({ at, text, isCode }): Anchor[] => {
    if (!isCode) isRenaming = (SECTION.exec(text)?.[1] ?? (isRenaming ? 'renamed' : '')).toLowerCase().startsWith('renamed');
    const name = isRenaming && change !== null ? RENAMED_FROM.exec(text)?.[1] : undefined;
    if (name === undefined) return [];
    const title = quotedNameOf(name);
    return [
      {
        ...{ kind: 'openspec', cite: `openspec:${capability}#${title}`, file, line: at, lastLine: at, title },
        ...{ digest: digestOfText(text), binding: false, note: `renamed by change ${change}` },
      },
    ];
  });
}; // prettier-ignore

/** Reads the requirements of a capability, or of a change to one. */
export const readOpenspec = (file: string, text: string): ReadDocument => {
  const about = openspecFile(file);
  if (about === null) return { anchors: [], faults: [] };
  const lines = linesOf(text);
  const faults: SpecFault[] = [];
  const seen = new Map<string, number>();
  const anchors = requirementsOf(lines).map(({ name, under, line, lastLine, id, scenarios }): Anchor => {
    const { note, binding } = noteOf(under, about.change);
    for (const key of [`${about.change === null ? '' : under}\n${name}`, ...(id === null ? [] : [`\n**ID**\n${id}`])]) {
      const before = seen.get(key);
      if (before !== undefined) faults.push(faultAt(file, lines, line, `“${key.split('\n').at(-1) ?? name}” is there twice: line ${before} has it, too`));
      seen.set(key, before ?? line);
    }
    const count = `${scenarios.length} ${scenarios.length === 1 ? 'scenario' : 'scenarios'}`;
    return {
      ...{ kind: 'openspec', cite: `openspec:${about.capability}#${name}`, file, line, lastLine, title: name, binding },
      ...{ digest: digestOfText(textOf(lines, line, lastLine)), note: note === null ? count : `${count}, ${note}` },
      ...(id === null ? {} : { also: [`openspec:${about.capability}#${id}`] }),
    };
  });
  return { anchors: [...anchors, ...renamedIn(file, lines, about)], faults };
}; // prettier-ignore
