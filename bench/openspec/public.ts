/**
 * Repositories that somebody has, with `openspec/` in them: everything is read, one edit is one change, and OpenSpec and
 * Writ judge and archive the same. What is given is copied and left as it is.
 *
 *   npm run bench:public -- FOLDER…
 *
 * Of each: every requirement and scenario that a parser of CommonMark sees has its anchor; each requirement is edited in
 * turn, and no other anchor changes by that; and beside the changes that are open there, one more for each capability,
 * which modifies its first requirement, is archived by both to the same bytes.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { RootContent } from 'mdast';
import { isSpecFile, readPage, type Anchor } from '#spec';
import { askPeer, compareArchives, compareReading, ringFrom, type Defect } from '../../test/openspec/compare.ts';

/** What a line of a document heads, by a parser that is none of ours. */
type Head = { readonly line: number; readonly depth: number; readonly title: string };

const headsOf = (text: string): readonly Head[] =>
  fromMarkdown(text).children.flatMap((node: RootContent): Head[] => {
    if (node.type !== 'heading' || node.position === undefined) return [];
    const { start, end } = node.position;
    return [{ line: start.line, depth: node.depth, title: text.slice(start.offset, end.offset).replace(/^#+\s*/u, '') }]; // prettier-ignore
  });

/** Requirements that have no anchor, or another number of scenarios than there are. */
const lostIn = (path: string, text: string, anchors: readonly Anchor[]): readonly string[] => {
  const byLine = new Map(anchors.map((one) => [one.line, one]));
  const heads = headsOf(text);
  return heads.flatMap((head, at) => {
    if (head.depth !== 3 || !/^Requirement:\s*\S/iu.test(head.title)) return [];
    const rest = heads.slice(at + 1);
    const end = rest.findIndex(({ depth }) => depth <= 3);
    const scenarios = rest.slice(0, end === -1 ? rest.length : end).filter(({ depth }) => depth === 4).length;
    const anchor = byLine.get(head.line);
    if (anchor === undefined) return [`${path}:${head.line}: no anchor for “${head.title}”`];
    const told = Number(/^\d+/u.exec(anchor.note ?? '')?.[0]);
    return told === scenarios ? [] : [`${path}:${head.line}: ${told} scenarios are told, and there are ${scenarios}`];
  });
};

const digests = (anchors: readonly Anchor[]): string =>
  JSON.stringify(anchors.map(({ cite, digest }) => [cite, digest]));

/** Edits every requirement of a document in turn, once within a line and once by a further one: only its own anchor may change. */
const spilled = (path: string, text: string, anchors: readonly Anchor[]): readonly string[] => {
  const lines = text.split('\n');
  return anchors.flatMap(({ line, lastLine, cite }) => {
    const end = lines[lastLine - 1] ?? '';
    // A word behind the end of a fence would open it again.
    const within = /^\s*(?:`{3}|~{3})/u.test(end)
      ? []
      : [[`${end.replace(/\r$/u, '')} indeed${end.endsWith('\r') ? '\r' : ''}`]];
    const edits = [...within, [end, 'And more.']];
    return edits.flatMap((edit) => {
      const edited = [...lines.slice(0, lastLine - 1), ...edit, ...lines.slice(lastLine)].join('\n');
      const after = readPage({ path, text: edited }, 'own', () => null).anchors;
      const isOwn = (one: Anchor): boolean => one.line === line;
      const same = digests(anchors.filter((one) => !isOwn(one))) === digests(after.filter((one) => !isOwn(one)));
      const before = anchors.find(isOwn)?.digest;
      return same && after.find(isOwn)?.digest !== before && after.length === anchors.length
        ? []
        : [`${path}:${line}: an edit of ${cite} is seen as something else`];
    });
  });
};

/** A change for each capability that says its first requirement again, with a scenario on top. */
const addChanges = (folder: string, specs: ReadonlyMap<string, string>): number => {
  let made = 0;
  for (const [path, text] of specs) {
    const { anchors } = readPage({ path, text }, 'own', () => null);
    const [first] = anchors;
    if (first === undefined) continue;
    made += 1;
    const block = text.split(/\r?\n/u).slice(first.line - 1, first.lastLine).join('\n'); // prettier-ignore
    const capability = path.replace(/^openspec\/specs\//u, '').replace(/\/spec\.md$/u, '');
    const change = join(folder, 'openspec/changes', `zz-bench-${String(made).padStart(3, '0')}`);
    mkdirSync(join(change, 'specs', capability), { recursive: true });
    writeFileSync(join(change, '.openspec.yaml'), 'schema: spec-driven\n');
    writeFileSync(join(change, 'proposal.md'), '# Proposal\n\n## Why\n\nIt is to be seen what an archive does to a spec that somebody has.\n\n## What Changes\n\n- it\n'); // prettier-ignore
    writeFileSync(join(change, 'tasks.md'), '## 1. All\n\n- [x] 1.1 do it\n');
    writeFileSync(join(change, 'specs', capability, 'spec.md'), `## MODIFIED Requirements\n\n${block}\n\n#### Scenario: On top\n- **WHEN** it is asked\n- **THEN** it is told\n`); // prettier-ignore
  }
  return made;
};

/** The files below `openspec/` that hold requirements, archived changes aside. */
const specTextsBelow = (root: string): ReadonlyMap<string, string> => {
  const entries = readdirSync(join(root, 'openspec'), { withFileTypes: true, recursive: true });
  const paths = entries.flatMap((one) => (one.isFile() ? [join(one.parentPath, one.name).slice(root.length + 1)] : []));
  return new Map(paths.filter(isSpecFile).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
};

const compared = async (folder: string): Promise<{ readonly differences: readonly string[]; readonly says: string }> => {
  const ring = ringFrom(folder);
  try {
    const defects = new Map<Defect, number>();
    const differences: string[] = [];
    for (const peer of await askPeer(ring)) {
      const root = join(ring.ours, peer.name);
      differences.push(...(await compareReading(root, peer, new Map())), ...(await compareArchives(root, peer, defects)));
    }
    return { differences, says: [...defects].map(([one, times]) => `${one} ${times}`).join(', ') };
  } finally {
    ring.close();
  }
}; // prettier-ignore

const look = async (given: string): Promise<number> => {
  const scratch = mkdtempSync(join(tmpdir(), 'writ-public-'));
  try {
    cpSync(join(given, 'openspec'), join(scratch, 'openspec'), { recursive: true, verbatimSymlinks: true });
    const texts = specTextsBelow(scratch);
    const pages = [...texts].map(([path, text]) => ({
      path,
      text,
      anchors: readPage({ path, text }, 'own', () => null).anchors,
    }));
    const count = pages.reduce((sum, { anchors }) => sum + anchors.length, 0);
    const lost = pages.flatMap(({ path, text, anchors }) => lostIn(path, text, anchors));
    const main = pages.filter(({ path }) => path.startsWith('openspec/specs/'));
    const spill = main.flatMap(({ path, text, anchors }) => spilled(path, text, anchors));
    const made = addChanges(scratch, new Map(main.map(({ path, text }) => [path, text])));
    const { differences, says } = await compared(scratch);
    for (const one of [...lost, ...spill, ...differences]) console.log(one);
    console.log(
      `${basename(given)}: ${texts.size} files with ${count} anchors, ${lost.length} lost, ${spill.length} edits that spill; ${made} changes made on top; archived by both (none), or why not: ${says}; ${differences.length} differences`,
    );
    return lost.length + spill.length + differences.length + (count === 0 ? 1 : 0);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('npm run bench:public -- FOLDER…, each with openspec/ in it');
  process.exitCode = 2;
}
let wrong = 0;
for (const folder of folders) wrong += await look(folder);
if (wrong > 0) process.exitCode = 1;
