/** Sessions that an attempt goes on with: a scripted agent that can load one, in a real jail. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256, type Contract } from '#contract';
import type { BackendSettings } from '#host';
import type { RunRow } from '#ledger';
import { scratch, valueOf } from '../host/scratch.fixture.ts';
import type { AcpScript, AcpStep } from '../../test/rig/acp-agent.ts';
import { attemptIn, carried, contractFor, projectIn } from './attempt.fixture.ts';
import type { Attempt } from './attempt.ts';
import { resolveBackend } from './backends/resolve.ts';
import { earlierSession, type Earlier, type NextAttempt } from './earlier-session.ts';
import { homesOf, removeHomes } from './homes.ts';

const root = scratch();
const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'test/rig/acp-agent.ts');
const contractCalled = (id: string): Contract => contractFor({ id });

type How = {
  readonly earlier?: Earlier | null;
  readonly script?: Partial<AcpScript>;
  readonly settings?: BackendSettings;
  readonly logins?: Attempt['backend']['logins'];
};
type Line = Readonly<Record<string, unknown>>;

/** A task of its own in a project of its own, at which one attempt follows another. */
const taskIn = async (id: string) => {
  const project = await projectIn(root, { 'src/a': 'base\n' });
  const contract = contractCalled(id);
  const attemptBy = async (steps: readonly AcpStep[], how: How = {}): Promise<Attempt> => {
    const run: [string, string, string] = ['node', PROGRAM, JSON.stringify({ loads: true, ...how.script, steps })];
    const mine = { preset: 'acp' as const, run, mounts: [PROGRAM, join(ROOT, 'node_modules')], ...how.settings };
    const place = { cwd: root, root: '/repository', settings: { backends: { mine } } };
    const backend = valueOf(await resolveBackend('mine', place));
    const { logins = backend.logins } = how;
    const more = how.earlier === undefined || how.earlier === null ? {} : { earlier: how.earlier };
    return attemptIn(project, [], { backend: { ...backend, logins }, contract, ...more });
  };
  const done = async (attempt: Attempt) => {
    const { end, row, sealed } = await carried(project, attempt);
    valueOf(end);
    const lines = readFileSync(join(sealed, 'events.normalized.jsonl'), 'utf8').trim().split('\n');
    const events = lines.map((line): Line => JSON.parse(line));
    if (row === undefined) throw new Error('the run is not in the ledger');
    return { row, sealed, of: (type: string) => events.find((event) => event['type'] === type) };
  };
  const after = (row: RunRow, attempt: Attempt, but: Partial<NextAttempt> = {}): Earlier | null => {
    const { order, backend, repository } = attempt;
    const next = { contract: order.digest, backend, record: order.start.backend, repository, trust: project.trust };
    return earlierSession(row, { ...next, ...but });
  };
  const homes = homesOf(project.repository, id);
  return { project, attemptBy, done, after, homes, kept: () => (existsSync(homes) ? readdirSync(homes) : []) };
};

const FIRST: readonly AcpStep[] = [{ write: '/writ/work/src/a', text: 'tried\n' }];

/** A first attempt that leaves its session, and what the next one is to begin with. */
const leftBy = async (id: string, steps: readonly AcpStep[] = FIRST, how: How = {}) => {
  const task = await taskIn(id);
  const first = await task.attemptBy(steps, how);
  const { row, of } = await task.done(first);
  return { ...task, first, row, of, earlier: task.after(row, first) };
};

describe('a session', () => {
  it('is gone on with by the next attempt, from the home that the last one sealed; and that one is kept then', async () => {
    const { earlier, row, of, attemptBy, done, kept, homes } = await leftBy('WP-kept');
    const sealed = of('home.kept');
    expect(sealed).toMatchObject({ provenance: 'witnessed', session: 'session-1', model: null });
    expect(earlier).toEqual({ run: row.run, session: 'session-1', digest: sealed?.['digest'] });
    // Whatever an agent makes of its own folder, nobody else comes as far as that.
    expect((statSync(homes).mode & 0o777).toString(8)).toBe('700');
    expect([kept(), of('session.anew'), of('session.loaded')]).toEqual([[row.run], undefined, undefined]);

    const next = await done(await attemptBy(FIRST, { earlier }));
    expect(next.of('home.given')).toMatchObject({ from: row.run, digest: sealed?.['digest'], provenance: 'witnessed' });
    expect(next.of('session.loaded')).toMatchObject({ from: row.run, session: 'session-1', replayed: 2 });
    expect(next.of('session.anew')).toBeUndefined();
    expect(kept()).toEqual([next.row.run]);
    const briefs = JSON.parse(readFileSync(join(homes, next.row.run, '.acp-agent/session-1.json'), 'utf8'));
    expect(briefs).toHaveLength(2);
  });

  it('is not gone on with where one byte of its home is another', async () => {
    const { earlier, row, homes, attemptBy, done } = await leftBy('WP-altered');
    const file = join(homes, row.run, '.acp-agent/session-1.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/[a-z]/u, 'Z'));
    const next = await done(await attemptBy(FIRST, { earlier }));
    expect(next.of('session.anew')?.['because']).toBe(`what was kept of run ${row.run} is not what it sealed`);
    expect([next.of('session.loaded'), next.of('home.given')]).toEqual([undefined, undefined]);
    // It begins with nothing of it.
    const briefs = JSON.parse(readFileSync(join(homes, next.row.run, '.acp-agent/session-1.json'), 'utf8'));
    expect(briefs).toHaveLength(1);
  });

  it('is not gone on with where its home is gone', async () => {
    const { earlier, row, project, attemptBy, done } = await leftBy('WP-gone');
    await removeHomes(project.repository, 'WP-gone');
    const next = await done(await attemptBy(FIRST, { earlier }));
    expect(next.of('session.anew')?.['because']).toContain(`what was kept of run ${row.run} cannot be used`);
  });

  it.each<readonly [what: string, steps: readonly AcpStep[], how: How, because: string | null]>([
    ['of an agent that cannot load one', FIRST, { script: { loads: false } }, null],
    ['of an agent that is gone', [{ exit: 0 }], {}, 'its turn came to no good end'],
    ['that ran full', [{ end: 'max_tokens' }], {}, 'its turn came to no good end'],
    ['in a home of more than 64 MiB', [{ shell: 'head -c 67108865 /dev/zero > ~/big' }], {}, 'it holds more than 67108864 bytes'],
    ['in a home of very many files', [{ shell: 'cd ~; i=0; while [ $i -lt 10001 ]; do : > $i; i=$((i+1)); done' }], {}, 'it holds more than 10000 files and folders'],
  ])('%s is not kept, and the next attempt says so', async (_, steps, how, because) => {
    const { of, row, earlier, kept } = await leftBy('WP-not-kept', steps, how);
    expect([of('home.kept'), of('home.dropped')?.['because'] ?? null]).toEqual([undefined, because]);
    expect(earlier).toEqual({ because: `run ${row.run} left no session${because === null ? '' : `: ${because}`}` });
    expect(kept()).toEqual([]);
  }); // prettier-ignore

  it('of an agent with a log-in is neither kept nor gone on with', async () => {
    const logins = [
      { path: '.mine/auth.json', text: '{"token":"made-up-0123456789"}', values: ['made-up-0123456789'] },
    ];
    const { earlier, attemptBy, done, kept } = await leftBy('WP-login');
    const next = await done(await attemptBy(FIRST, { earlier, logins }));
    expect(next.of('session.anew')?.['because']).toBe('nothing is kept of a home with a log-in');
    expect([next.of('home.kept'), kept()]).toEqual([undefined, []]);
  });

  it('takes neither links nor pipes along: the next attempt finds files and folders', async () => {
    const leaves = 'cd ~; ln -s / root; ln -s /etc/passwd .links; mkfifo pipe; mkdir -p d; echo mine > d/file';
    const { earlier, attemptBy, done } = await leftBy('WP-links', [{ shell: leaves }]);
    const next = await done(await attemptBy([{ shell: 'cd ~; ls -A; cat d/file' }], { earlier }));
    expect(next.of('session.loaded')).toBeDefined();
    expect(next.of('agent.tool.update')?.['text']).toBe('.acp-agent\nd\nmine\n');
  });
});

describe('what can be gone on with is asked of what was sealed', () => {
  // It is only read: one for all.
  let left: ReturnType<typeof leftBy> | undefined;

  it.each<readonly [what: string, but: (row: RunRow, next: NextAttempt) => { row?: RunRow; next?: Partial<NextAttempt> }, because: string]>([
    ['another version of the contract', () => ({ next: { contract: sha256('another') } }), 'was under another version of the contract'],
    ['another backend', (_, { record }) => ({ next: { record: { ...record, id: 'other' } } }), 'was by another backend'],
    ['another version of it', (_, { record }) => ({ next: { record: { ...record, version: '2' } } }), 'was by another backend'],
    ['another program', (_, { record }) => ({ next: { record: { ...record, programDigest: { before: sha256('other'), after: null } } } }), 'was by another backend'],
    ['other arguments', (_, { record }) => ({ next: { record: { ...record, argv: [...record.argv, '-x'] } } }), 'was by another backend'],
    ['another model', (_, { backend }) => ({ next: { backend: { ...backend, speech: { kind: 'acp', agent: { name: null, mode: null, model: 'big' } } } } }), 'was with another model'],
    ['a bundle that the ledger does not know', (row) => ({ row: { ...row, manifest: sha256('another') } }), 'has evidence that is not what was sealed'],
    ['no bundle', (row) => ({ row: { ...row, run: 'R-0000000000' } }), 'has no evidence here'],
  ])('%s: a new session', async (_, but, because) => {
    const { row, first, after } = await (left ??= leftBy('WP-other'));
    const { order, backend, repository } = first;
    const next = { contract: order.digest, backend, record: order.start.backend, repository, trust: order.start.trust };
    const { row: other = row, next: changed = {} } = but(row, next);
    expect(after(other, first, changed)).toEqual({ because: `run ${other.run} ${because}` });
  }); // prettier-ignore

  it('a sealed file that was altered: a new session', async () => {
    const { row, first, after, project } = await leftBy('WP-file');
    const events = join(project.repository.writ, 'runs', row.run, 'sealed/events.normalized.jsonl');
    writeFileSync(events, readFileSync(events, 'utf8').replace('"session":"session-1"', '"session":"session-2"'));
    expect(after(row, first)).toEqual({ because: `run ${row.run} has evidence that is not what was sealed` });
  });

  it('nothing, where the backend is none that speaks', async () => {
    const { row, first, after } = await (left ??= leftBy('WP-other'));
    const speech = {
      kind: 'output',
      stdin: () => '',
      read: () => ({ events: [], failure: null, actions: [] }),
    } as const;
    expect(after(row, first, { backend: { ...first.backend, speech } })).toBeNull();
  });
});
