import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { createDurably, openStore, readIfThere, refsBelow, resolveRef, writeDurably, type HarnessStore } from '#host'; // prettier-ignore
import { specsAt } from '#run';
import { LARGEST_SPEC_BYTES, numberedKind, specTextOf, type Anchor, type Specs } from '#spec';
import { byTurns } from './by-turns.ts';
import { linkOnTheWay } from './links.ts';
import { documentsLock } from './places.ts';
import type { Project } from './project.ts';
import { readSpecs } from './specs.ts';

/** The documents that are written one after another, each with a number of its own. */
export type NumberedKind = 'adr' | 'question' | 'assumption';
type Form = {
  readonly kind: 'adr' | 'oq' | 'asm';
  readonly digits: number;
  readonly place: string;
  readonly heading: string;
};

/** How each of them is written, and where the first of them goes. */
export const FORMS: Readonly<Record<NumberedKind, Form>> = {
  adr: { kind: 'adr', digits: 3, place: 'docs/architecture/decisions', heading: 'ADR' },
  question: { kind: 'oq', digits: 2, place: 'docs/architecture/open-questions.md', heading: 'OQ' },
  assumption: { kind: 'asm', digits: 3, place: 'doc/governance/Assumptions_Register.md', heading: 'ASM' },
};

const today = (at: string): string => at.slice(0, 10);

/** What a new entry says, by the forms of S2-R47, S2-R48 and S4-D1. */
const entryOf = (kind: NumberedKind, id: string, title: string, at: string): string => {
  switch (kind) {
    case 'adr':
      return `# ${id}: ${title}\n\n## Status\n\nProposed\n\n## Context\n\n## Decision\n\n## Consequences\n\n## References\n`;
    case 'question':
      return `\n### ${id}: ${title}\n\n- **Origin**: ${today(at)}\n- **Status**: open\n- **Priority**: medium\n- **Cross-references**: none\n`;
    case 'assumption':
      return `\n### ${id}: ${title}\n\n- **Origin**: ${today(at)}\n- **Owner**: nobody yet\n- **Confidence**: medium\n- **Validation plan**: none yet\n- **Revisit**: none yet\n- **Status**: open\n`;
  }
};

/** The number of an anchor that has one. */
export const numberIn = ({ cite }: Anchor): number => Number(/(\d+)$/u.exec(cite)?.[1] ?? 0);
const highest = ({ anchors }: Pick<Specs, 'anchors'>, kind: Anchor['kind']): number =>
  Math.max(0, ...anchors.filter((one) => one.kind === kind).map(numberIn));

/** The highest number that any branch has taken, here or as it was last fetched: two branches never take the same one. */
const highestOnBranches = async (
  { repository }: Project,
  store: HarnessStore,
  kind: Anchor['kind'],
): Promise<Result<number>> => {
  const seen = new Set<string>();
  let found = 0;
  for (const below of ['refs/heads/', 'refs/remotes/']) {
    const refs = await refsBelow(repository, below);
    if (!refs.ok) return refs;
    for (const ref of refs.value) {
      const commit = await resolveRef(repository, ref);
      if (!commit.ok) return commit;
      if (commit.value === null || seen.has(commit.value)) continue;
      seen.add(commit.value);
      const specs = await specsAt(store, commit.value);
      if (!specs.ok) return specs;
      found = Math.max(found, highest(specs.value, kind));
    }
  }
  return ok(found);
};

/** The next number that nobody has taken, here or on any branch. Fails where a document that may have taken it is no text. */
export const nextNumber = async (project: Project, here: Specs, kind: Form['kind']): Promise<Result<number>> => {
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const all = refuseUnread(project.repository.root, here, kind);
  if (!all.ok) return all;
  const taken = await highestOnBranches(project, store.value, kind);
  return taken.ok ? ok(Math.max(highest(here, kind), taken.value) + 1) : taken;
};

/** Where a new one goes: beside those that are there, or where the sources of Writ have them. */
const placeFor = ({ anchors }: Pick<Specs, 'anchors'>, { kind, place }: Form): string => {
  const there = anchors.find((one) => one.kind === kind)?.file;
  return there === undefined ? place : kind === 'adr' ? dirname(there) : there;
};

const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-').replaceAll(/^-|-$/gu, '').slice(0, 60) || 'untitled'; // prettier-ignore

/** The file of a new decision: with as many digits, and called as the ones beside it. */
const decisionFile = (folder: string, { anchors }: Pick<Specs, 'anchors'>, number: number, title: string): string => {
  const beside = anchors.find((one) => one.kind === 'adr' && dirname(one.file) === folder)?.file;
  const [, prefix = '', written = '000'] = /^(ADR[-_]?)?(\d+)/iu.exec(basename(beside ?? '')) ?? [];
  return join(folder, `${prefix}${String(number).padStart(written.length, '0')}-${slug(title)}.md`);
};

const TITLES: Readonly<Record<Exclude<NumberedKind, 'adr'>, string>> = {
  question: '# Open questions\n\n## Theme 1: General\n',
  assumption: '# Assumptions register\n',
};

/** What a file of the checkout says; null where there is none. What is no text is refused, and so is what a link leads to. */
export const readWhole = (root: string, path: string): Result<string | null> => {
  const link = linkOnTheWay(root, path);
  if (link !== null) return fail('input.unreadable', `${link} is a link, which is not followed`);
  const bytes = readIfThere(join(root, path), LARGEST_SPEC_BYTES);
  const at = { where: { file: path, line: 1, column: 1 } };
  if (!bytes.ok) return { ok: false, failures: [{ ...bytes.failures[0], ...at }] };
  if (bytes.value === null) return ok(null);
  const text = specTextOf(path, bytes.value);
  if ('unread' in text) return fail('input.unreadable', text.unread, at);
  return ok(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.value));
};

/** A document that cannot be read may have taken any number. */
const refuseUnread = (root: string, { faults }: Specs, kind: Form['kind']): Result<null> => {
  for (const file of new Set(faults.map((fault) => fault.file))) {
    const read = numberedKind(file) === kind ? readWhole(root, file) : ok(null);
    if (!read.ok) return read;
  }
  return ok(null);
};

type Written = { readonly cite: string; readonly file: string };

/**
 * Writes a new decision record, open question or assumption, with a number that no branch has taken.
 *
 * @returns its citation and its file; fails where the file cannot be written, or is there already, and with
 * `input.unreadable` where one that may have taken the number is no text
 */
export const newDocument = async (
  project: Project,
  kind: NumberedKind,
  title: string,
  at: string,
): Promise<Result<Written>> =>
  title.trim() === '' || /[\p{C}\p{Zl}\p{Zp}]/u.test(title)
    ? fail('usage.argument', 'the title is empty, or has more than one line', { remedy: `writ spec new ${kind} "TITLE"` }) // prettier-ignore
    : // The number is free until it is written down.
      byTurns(documentsLock(project.repository), () => writeNext(project, kind, title, at));

const writeNext = async (project: Project, kind: NumberedKind, title: string, at: string): Promise<Result<Written>> => {
  const form = FORMS[kind];
  const here = await readSpecs(project.repository);
  if (!here.ok) return here;
  const next = await nextNumber(project, here.value, form.kind);
  if (!next.ok) return next;
  const number = next.value;
  const id = `${form.heading}-${String(number).padStart(form.digits, '0')}`;
  const place = placeFor(here.value, form);
  const text = entryOf(kind, id, title.trim(), at);
  if (kind === 'adr') {
    const file = decisionFile(place, here.value, number, title);
    const link = linkOnTheWay(project.repository.root, file);
    if (link !== null) return fail('input.unreadable', `${link} is a link, which is not followed`);
    const created = createDurably(join(project.repository.root, file), text);
    if (!created.ok) return created;
    return created.value ? ok({ cite: `adr:${number}`, file }) : fail('usage.argument', `${file} is there already`);
  }
  const before = readWhole(project.repository.root, place);
  if (!before.ok) return before;
  const old = before.value === null ? TITLES[kind] : `${before.value.trimEnd()}\n`;
  const written = writeDurably(join(project.repository.root, place), `${old}${text}`);
  return written.ok ? ok({ cite: `${form.kind}:${id}`, file: place }) : written;
};
