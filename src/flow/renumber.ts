import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { renameDurably, writeDurably } from '#host';
import type { Anchor, Specs } from '#spec';
import { FORMS, nextNumber, numberIn, readWhole, type NumberedKind } from './new-document.ts';
import { byTurns } from './by-turns.ts';
import { documentsLock } from './places.ts';
import type { Project } from './project.ts';
import { readSpecs } from './specs.ts';

/** What has got another number: its citation before and now, and its file before and now. */
export type Renumbered = {
  readonly was: string;
  readonly cite: string;
  readonly from: string;
  readonly file: string;
  /** What the old number means now. */
  readonly keeps: string;
};

/** The entry that is meant, and the one that keeps the number. */
type Pair = { readonly kind: NumberedKind; readonly meant: Anchor; readonly keeps: Anchor };

/** A decision by its file; a question or an assumption by its id, of which the last one is meant. */
const pairOf = ({ anchors }: Specs, what: string): Pair | null => {
  const path = what.replace(/^\.\//u, '');
  const decision = anchors.find(({ kind, file }) => kind === 'adr' && file === path);
  if (decision !== undefined) {
    const keeps = anchors.find(({ cite, file }) => cite === decision.cite && file !== path && dirname(file) === dirname(path)); // prettier-ignore
    return keeps === undefined ? null : { kind: 'adr', meant: decision, keeps };
  }
  const cite = /^(?:oq:)?OQ-/iu.test(what) ? `oq:${what.replace(/^oq:/iu, '').toUpperCase()}` : `asm:${what.replace(/^asm:/iu, '').toUpperCase()}`; // prettier-ignore
  const same = anchors.filter((one) => one.cite === cite);
  const [keeps, meant] = [same[0], same.at(-1)];
  return keeps === undefined || meant === undefined || keeps === meant ? null : { kind: cite.startsWith('oq:') ? 'question' : 'assumption', meant, keeps }; // prettier-ignore
};

/** A line with its first number of this value replaced, with as many digits as it had. */
const withNumber = (line: string, before: number, number: number): string =>
  line.replace(/\d+/u, (digits) => (Number(digits) === before ? String(number).padStart(digits.length, '0') : digits));

/**
 * Gives one of two entries with the same number the next one that no branch has taken: what two branches leave when both
 * took it and were merged. Nothing else is renumbered: a number that means one thing keeps meaning it.
 *
 * @param what the file of a decision; or the id of a question or an assumption, of which the last one is meant
 * @returns what it is called now; fails with `usage.argument` where that is no number that is there twice
 */
export const renumber = (project: Project, what: string): Promise<Result<Renumbered>> =>
  // The number is free until it is written down.
  byTurns(documentsLock(project.repository), () => renumberNow(project, what));

const renumberNow = async (project: Project, what: string): Promise<Result<Renumbered>> => {
  const { root } = project.repository;
  const here = await readSpecs(project.repository);
  if (!here.ok) return here;
  const pair = pairOf(here.value, what);
  if (pair === null) return fail('usage.argument', `“${what}” is no decision, question or assumption whose number is there twice`, { remedy: 'writ spec validate' }); // prettier-ignore
  const { kind, meant, keeps } = pair;
  const next = await nextNumber(project, here.value, FORMS[kind].kind);
  if (!next.ok) return next;
  const [text, before] = [readWhole(root, meant.file), numberIn(meant)];
  if (!text.ok) return text;
  const lines = (text.value ?? '').split('\n');
  const edited = lines.with(meant.line - 1, withNumber(lines[meant.line - 1] ?? '', before, next.value)).join('\n');
  const told = { was: meant.cite, from: meant.file, keeps: `${keeps.file}:${keeps.line}` };
  if (kind !== 'adr') {
    const written = writeDurably(join(root, meant.file), edited);
    const digits = /\d+$/u.exec(meant.cite)?.[0] ?? '';
    return written.ok ? ok({ ...told, cite: `${meant.cite.slice(0, -digits.length)}${String(next.value).padStart(digits.length, '0')}`, file: meant.file }) : written; // prettier-ignore
  }
  const file = join(dirname(meant.file), withNumber(basename(meant.file), before, next.value));
  if (existsSync(join(root, file))) return fail('usage.argument', `${file} is there already`);
  const written = writeDurably(join(root, meant.file), edited);
  if (!written.ok) return written;
  const renamed = renameDurably(join(root, meant.file), join(root, file));
  return renamed.ok ? ok({ ...told, cite: `adr:${next.value}`, file }) : renamed;
};
