import { spawn, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ok } from '#failure';
import { archiveChange, capabilitiesIn, readChanges, renewChange, type OpenChanges } from '#flow';
import { openRepository, type Repository } from '#host';
import { changeIssues, isValid, progressOf, specFile, specIssues, standingOf, tasksOf, type Issue } from '#spec';
import { randomRepo } from './random-repo.ts';
import { ruleOf } from './spoken-rules.ts';

const issueSchema = z.object({
  level: z.enum(['ERROR', 'WARNING', 'INFO']),
  path: z.string(),
  line: z.number().optional(),
  message: z.string(),
});
const itemSchema = z.object({
  id: z.string(),
  type: z.enum(['change', 'spec']),
  valid: z.boolean(),
  issues: z.array(issueSchema),
});
/** What OpenSpec said about one repository. */
const peerSchema = z.object({
  name: z.string(),
  validate: z.object({ items: z.array(itemSchema) }),
  list: z.object({
    changes: z.array(
      z.object({ name: z.string(), completedTasks: z.number(), totalTasks: z.number(), status: z.string() }),
    ),
  }),
  statuses: z.record(
    z.string(),
    z.object({ steps: z.array(z.tuple([z.string(), z.string()])), isPlanningComplete: z.boolean() }).nullable(),
  ),
  archives: z.array(
    z.object({
      change: z.string(),
      archivedAs: z.string().nullable(),
      code: z.string().nullable(),
      message: z.string().nullable(),
      specs: z.record(z.string(), z.string()),
    }),
  ),
});
export type PeerSays = z.infer<typeof peerSchema>;

/** Where the package of OpenSpec lies. */
export const OPENSPEC = join(import.meta.dirname, 'npm', 'node_modules', '@fission-ai', 'openspec');
/** No word leaves this machine, and nothing of a person's settings is read. */
export const peerEnvironment = (home: string): NodeJS.ProcessEnv => ({
  ...{ PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home },
  ...{ OPENSPEC_TELEMETRY: '0', DO_NOT_TRACK: '1', NO_COLOR: '1', CI: '1' },
});

const git = (cwd: string, ...words: readonly string[]): void =>
  void execFileSync(
    'git',
    ['-c', 'user.name=A', '-c', 'user.email=a@b.c', '-c', 'core.autocrlf=false', '-c', 'gc.auto=0', ...words],
    { cwd, stdio: 'ignore' },
  );

const put = (root: string, files: ReadonlyMap<string, string>): void => {
  for (const [path, text] of files) {
    mkdirSync(join(root, 'openspec', dirname(path)), { recursive: true });
    writeFileSync(join(root, 'openspec', path), text);
  }
  mkdirSync(join(root, 'openspec/changes/archive'), { recursive: true });
  writeFileSync(join(root, 'openspec/config.yaml'), 'schema: spec-driven\n');
};

/** Two folders with the same repositories, one for each tool. */
export type Ring = {
  readonly ours: string;
  readonly theirs: string;
  readonly names: readonly string[];
  readonly home: string;
  readonly close: () => void;
};

const ringOf = (names: readonly string[], fill: (folder: string) => void): Ring => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-openspec-'));
  const [ours, theirs, home] = ['ours', 'theirs', 'home'].map((one) => join(folder, one));
  if (ours === undefined || theirs === undefined || home === undefined) throw new Error('no folders');
  mkdirSync(home, { recursive: true });
  fill(theirs);
  cpSync(theirs, ours, { recursive: true, verbatimSymlinks: true });
  return { ours, theirs, home, names, close: () => rmSync(folder, { recursive: true, force: true }) };
};

/** A ring of random repositories, one for each seed. */
export const makeRing = (seeds: readonly number[], changes: number): Ring =>
  ringOf(
    seeds.map((seed) => `seed-${seed}`),
    (folder) => seeds.forEach((seed) => put(join(folder, `seed-${seed}`), randomRepo(seed, changes).files)),
  );

/** A ring of one repository that somebody has, of which only `openspec/` is taken. */
export const ringFrom = (repository: string): Ring =>
  ringOf(['repository'], (folder) =>
    cpSync(join(repository, 'openspec'), join(folder, 'repository', 'openspec'), {
      recursive: true,
      verbatimSymlinks: true,
    }),
  );

/** One repository with so many changes, and a home for whoever is started in it. */
export const makeLargeRepository = (
  changes: number,
): { readonly root: string; readonly home: string; readonly close: () => void } => {
  const { ours, home, names, close } = makeRing([1], changes);
  return { root: join(ours, names[0] ?? ''), home, close };
};

/** What OpenSpec says about every repository of a ring, from one process. */
export const askPeer = ({ theirs, names, home }: Ring): Promise<readonly PeerSays[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'peer.mjs'), OPENSPEC, theirs, ...names], {
      env: peerEnvironment(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = Buffer.concat(out).toString().trimEnd().split('\n');
      if (code === 0 && lines.length === names.length) resolve(lines.map((line) => peerSchema.parse(JSON.parse(line))));
      else
        reject(
          new Error(
            `OpenSpec ended with ${String(code)} after ${lines.length} repositories: ${Buffer.concat(err).toString().slice(0, 2000)}`,
          ),
        );
    });
  });

/** The paths by which OpenSpec names no file. */
const isFilePath = (path: string): boolean => path.endsWith('.md');

const theirIssues = (issues: PeerSays['validate']['items'][number]['issues']): readonly string[] =>
  issues
    .flatMap(({ level, path, line, message }) => {
      const rule = ruleOf(message);
      return rule === ''
        ? []
        : [`${level} ${rule}${isFilePath(path) ? ` ${path}` : ''}${line === undefined ? '' : `:${line}`}`];
    })
    .toSorted();

/** Ours in the words of the other, each with as much of its place as the other tells. */
const ourIssues = (issues: readonly Issue[], folder: string, theirs: readonly string[]): readonly string[] =>
  issues
    .map(({ level, rule, file, line }) => {
      const bare = `${level.toUpperCase()} ${rule}`;
      const inside = file.startsWith(`${folder}/specs/`)
        ? file.slice(folder.length + 7)
        : file.slice(folder.length + 1);
      const withPath = `${bare} ${inside}`;
      return [`${withPath}:${line}`, `${bare}:${line}`, withPath].find((one) => theirs.includes(one)) ?? bare;
    })
    .toSorted();

const openAt = async (root: string, depth: 'all' | 'tasks' = 'all'): Promise<readonly [Repository, OpenChanges]> => {
  const repository = await openRepository(root);
  if (!repository.ok) throw new Error(JSON.stringify(repository.failures));
  const open = readChanges(repository.value, depth);
  if (!open.ok) throw new Error(JSON.stringify(open.failures));
  return [repository.value, open.value];
};

/** Where the two disagree, a line each; none where they agree. `counts` gathers how often each rule was heard. */
export const compareReading = async (
  root: string,
  peer: PeerSays,
  counts: Map<string, number>,
): Promise<readonly string[]> => {
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'begin');
  const [, open] = await openAt(root);
  const differences: string[] = [];
  const differ = (what: string, theirs: unknown, ours: unknown): void => {
    if (JSON.stringify(theirs) !== JSON.stringify(ours))
      differences.push(
        `${peer.name} ${what}\n  OpenSpec: ${JSON.stringify(theirs)}\n  Writ:     ${JSON.stringify(ours)}`,
      );
  };
  const ids = [
    ...[...open.changes.keys()].map((id) => `change ${id}`),
    ...capabilitiesIn(open).map((id) => `spec ${id}`),
  ];
  differ('items', peer.validate.items.map(({ type, id }) => `${type} ${id}`).toSorted(), ids.toSorted());
  for (const { id, type, valid, issues } of peer.validate.items) {
    const change = open.changes.get(id);
    const text = open.specs(id);
    const found =
      type === 'spec'
        ? specIssues(specFile(id), typeof text === 'string' ? text : '')
        : change === undefined
          ? []
          : changeIssues(change, open.project, open.specs);
    const theirs = theirIssues(issues);
    for (const one of new Set(
      theirs.filter((line) => line.startsWith('ERROR')).map((line) => line.split(/[ :]/u)[1] ?? ''),
    ))
      counts.set(one, (counts.get(one) ?? 0) + 1);
    differ(
      `${type} ${id}`,
      { valid, issues: theirs },
      {
        valid: isValid(found),
        issues: ourIssues(found, type === 'spec' ? `openspec/specs/${id}` : `openspec/changes/${id}`, theirs),
      },
    );
  }
  const [, listed] = await openAt(root, 'tasks');
  for (const { name, completedTasks, totalTasks, status } of peer.list.changes) {
    const change = listed.changes.get(name);
    const { done, total } = progressOf(change === undefined ? [] : tasksOf(change, open.project));
    differ(
      `list ${name}`,
      [completedTasks, totalTasks, status],
      [done, total, total === 0 ? 'no-tasks' : done === total ? 'complete' : 'in-progress'],
    );
  }
  for (const [name, status] of Object.entries(peer.statuses)) {
    const change = open.changes.get(name);
    const standing = change === undefined ? { fault: 'none' } : standingOf(change, open.project);
    const ours =
      'fault' in standing
        ? null
        : { steps: standing.steps.map(({ id, state }) => [id, state]), isPlanningComplete: standing.isPlanned };
    differ(`status ${name}`, status, ours);
  }
  return differences;
};

const specsBelow = (root: string): Readonly<Record<string, string>> => {
  const folder = join(root, 'openspec/specs');
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    entries.map((one) => [
      join(one.parentPath, one.name).slice(folder.length + 1),
      readFileSync(join(one.parentPath, one.name), 'latin1'),
    ]),
  );
};

const inOrder = (files: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** What OpenSpec did is done to our copy as well, so that both go on from the same place. */
const follow = (root: string, { change, archivedAs, specs }: PeerSays['archives'][number]): void => {
  rmSync(join(root, 'openspec/specs'), { recursive: true, force: true });
  for (const [path, text] of Object.entries(specs)) {
    mkdirSync(dirname(join(root, 'openspec/specs', path)), { recursive: true });
    writeFileSync(join(root, 'openspec/specs', path), Buffer.from(text, 'latin1'));
  }
  mkdirSync(join(root, 'openspec/specs'), { recursive: true });
  if (archivedAs !== null)
    renameSync(join(root, 'openspec/changes', change), join(root, 'openspec/changes/archive', archivedAs));
};

/** Why ours refuses what OpenSpec archives; every one is a loss that the guide lists. `none`: both archived it. */
export type Defect = 'none' | 'open tasks' | 'no delta' | 'lost update' | 'another change' | 'a loss';

const defectOf = (codes: readonly string[], messages: string): Defect | null => {
  if (codes.includes('change.open-tasks')) return 'open tasks';
  if (codes.includes('change.loss')) return 'a loss';
  if (codes.includes('change.invalid') && messages.includes('it changes no requirement')) return 'no delta';
  if (codes.includes('change.outdated')) return 'lost update';
  return codes.includes('change.shared') ? 'another change' : null;
};

/** OpenSpec knows of no approvals, and here no policy wants one. */
export const nobodyAsked = () => Promise.resolve(ok([]));

/** Archives one change with ours, naming and renewing what it asks for; the defects that stood in the way, each once. */
const archiveOurs = async (
  repository: Repository,
  name: string,
): Promise<{ readonly done: boolean; readonly defects: ReadonlySet<Defect>; readonly says: string }> => {
  const defects = new Set<Defect>();
  let outdates: readonly string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const done = await archiveChange(repository, { name, outdates, against: nobodyAsked });
    if (done.ok) return { done: true, defects, says: '' };
    const codes = done.failures.map(({ code }) => code);
    const says = done.failures.map(({ code, message }) => `${code}: ${message}`).join('; ');
    const defect = defectOf(codes, says);
    if (codes.some((code) => code !== 'change.outdated' && code !== 'change.shared'))
      return { done: false, defects: new Set(defect === null ? [] : [defect]), says };
    if (codes.includes('change.outdated')) {
      defects.add('lost update');
      await renewChange(repository, name);
    }
    if (codes.includes('change.shared')) defects.add('another change');
    outdates = done.failures.flatMap(({ code, remedy }) =>
      code === 'change.shared' ? [/--outdates (\S+)$/u.exec(remedy ?? '')?.[1] ?? ''] : [],
    );
  }
  return { done: false, defects, says: 'it was asked three times' };
};

/** Archives one change after the other with both; where they disagree, a line each. */
export const compareArchives = async (
  root: string,
  peer: PeerSays,
  defects: Map<Defect, number>,
): Promise<readonly string[]> => {
  const differences: string[] = [];
  for (const theirs of peer.archives) {
    const [repository] = await openAt(root);
    const ours = await archiveOurs(repository, theirs.change);
    const place = `${peer.name} archive ${theirs.change}`;
    const both = ours.done && theirs.archivedAs !== null;
    for (const one of theirs.archivedAs === null ? [] : ours.defects) defects.set(one, (defects.get(one) ?? 0) + 1);
    if (both) defects.set('none', (defects.get('none') ?? 0) + 1);
    const isDefect = !ours.done && theirs.archivedAs !== null && ours.defects.size > 0;
    if (!isDefect && ours.done !== (theirs.archivedAs !== null))
      differences.push(
        `${place}\n  OpenSpec: ${theirs.archivedAs ?? theirs.message ?? ''}\n  Writ:     ${ours.done ? 'archived' : ours.says}`,
      );
    if (ours.done && inOrder(specsBelow(root)) !== inOrder(theirs.specs))
      differences.push(
        `${place} bytes\n  OpenSpec: ${inOrder(theirs.specs)}\n  Writ:     ${inOrder(specsBelow(root))}`,
      );
    if (!ours.done || theirs.archivedAs === null) follow(root, ours.done ? { ...theirs, archivedAs: null } : theirs);
  }
  return differences;
};
