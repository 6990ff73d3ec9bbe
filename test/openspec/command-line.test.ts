/** The modules that the comparison calls say what OpenSpec's own command line says; and Writ's command line is Writ's. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { askPeer, makeRing, OPENSPEC, peerEnvironment, type PeerSays, type Ring } from './compare.ts';

const SEEDS = [7, 8];
const CHANGES = 10;
let ring: Ring;
let before: Ring;
let peers: readonly PeerSays[];
beforeAll(async () => {
  ring = makeRing(SEEDS, CHANGES);
  before = makeRing(SEEDS, CHANGES);
  peers = await askPeer(ring);
}, 300_000);
afterAll(() => {
  ring.close();
  before.close();
});

const itemsSchema = z.object({
  items: z.array(z.looseObject({ id: z.string(), type: z.string(), valid: z.boolean() })),
});
const listSchema = z.object({
  changes: z.array(
    z.looseObject({ name: z.string(), completedTasks: z.number(), totalTasks: z.number(), status: z.string() }),
  ),
});
const archiveSchema = z.object({ archive: z.object({ archivedAs: z.string() }).nullable() });

const openspec = (root: string, ...words: readonly string[]): unknown => {
  const { stdout } = spawnSync(process.execPath, [join(OPENSPEC, 'bin', 'openspec.js'), ...words], { cwd: root, env: peerEnvironment(before.home), encoding: 'utf8' });
  return JSON.parse(stdout);
}; // prettier-ignore

const writ = (root: string, ...words: readonly string[]): unknown =>
  JSON.parse(
    spawnSync(join(import.meta.dirname, '../../bin/writ'), [...words, '--json'], { cwd: root, encoding: 'utf8' })
      .stdout,
  );

const told = (items: z.infer<typeof itemsSchema>): readonly string[] =>
  items.items.map(({ type, id, valid }) => `${type} ${id} ${valid ? 'valid' : 'invalid'}`).toSorted();
const tasks = ({ changes }: z.infer<typeof listSchema>): readonly string[] =>
  changes
    .map(({ name, completedTasks, totalTasks, status }) => `${name} ${completedTasks}/${totalTasks} ${status}`)
    .toSorted();

test('three command lines agree: openspec, its modules, and writ', () => {
  for (const { name, validate, list, archives } of peers) {
    const root = join(before.theirs, name);
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-q', '--allow-empty', '-m', 'begin'], { cwd: root });
    const said = told(itemsSchema.parse(openspec(root, 'validate', '--all', '--strict', '--json', '--no-interactive')));
    expect(said).toEqual(told(validate));
    expect(told(itemsSchema.parse(writ(root, 'change', 'validate')))).toEqual(said);
    const listed = tasks(listSchema.parse(openspec(root, 'list', '--json')));
    expect(listed).toEqual(tasks(list));
    expect(tasks(listSchema.parse(writ(root, 'change', 'list')))).toEqual(listed);
    const [first] = archives;
    const { archive } = archiveSchema.parse(openspec(root, 'archive', first?.change ?? '', '--yes', '--json'));
    expect(archive?.archivedAs ?? null).toEqual(first?.archivedAs);
  }
}, 300_000); // prettier-ignore
