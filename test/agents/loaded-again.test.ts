/** A further attempt goes on with the session of the one before, where its agent can load it: real ones, by the command. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { closeScenes, HONEST, ORDER, sceneWith, type Scene } from './scene.ts';

afterEach(closeScenes);
/** How long anything of it may take on a machine that has much else to do. */
const LONG_MS = 300_000;
vi.setConfig({ testTimeout: 4 * LONG_MS });

const TASK = 'WP-make-the-failing-date-test-pass';
/** What the first attempt does, which is not enough; it stands in no brief. */
const TRIED = "echo '// tried at first' >> src/date.js";
const FOUND = 'What was found against the last attempt';

const sealedEvents = ({ repository }: Scene, run: string): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(join(repository, '.git/writ/runs', run, 'sealed/events.normalized.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
const eventIn = (scene: Scene, run: string, type: string) =>
  sealedEvents(scene, run).find((one) => one['type'] === type);

const ended = z.object({ run: z.string(), result: z.string(), attempt: z.number() });
const firstOf = async ({ type }: Scene, backend: string) => {
  const order = ORDER.map((word) => (word === 'codex' ? backend : word));
  const first = ended.parse(JSON.parse((await type(...order, '--json')).stdout));
  expect(first).toMatchObject({ result: 'FAIL', attempt: 1 });
  return first;
};
/** What the model was asked after it was told what was found against the first attempt. */
const askedThen = ({ server }: Scene): readonly string[] =>
  server.requests.map(({ body }) => JSON.stringify(body)).filter((body) => body.includes(FOUND));

describe.each(['codex-acp', 'opencode'])('%s', (backend) => {
  test('loads what the first attempt sealed: after a failed verdict, and after a kill -9', async () => {
    const mark = `8${process.pid}.4`;
    const then = [`sleep ${mark}`];
    const scene = await sceneWith([TRIED], [{ says: FOUND, steps: then }]);
    const first = await firstOf(scene, backend);
    expect(eventIn(scene, first.run, 'home.kept')).toMatchObject({ provenance: 'witnessed' });

    const writ = scene.begin('writ', 'run', TASK, '--backend', backend);
    const runs = join(scene.repository, '.git/writ/runs');
    const live = (): string => {
      const run = readdirSync(runs).find((name) => name !== first.run) ?? '';
      return readFileSync(join(runs, run, 'live/events.normalized.jsonl'), 'utf8');
    };
    await vi.waitFor(() => expect(live()).toContain(mark), { timeout: LONG_MS, interval: 100 });
    const gone = new Promise((resolve) => writ.once('exit', resolve));
    writ.kill('SIGKILL');
    await gone;
    expect(live()).toContain('"type":"session.loaded"');
    expect(live()).not.toContain('tried at first');
    // The model was asked with the whole conversation before.
    expect(askedThen(scene).length).toBeGreaterThan(0);
    expect(askedThen(scene).filter((body) => !body.includes('tried at first'))).toEqual([]);

    then.splice(0, 1, HONEST);
    const before = askedThen(scene).length;
    const resumed = ended.parse(JSON.parse((await scene.type('writ', 'run', '--resume', '--json')).stdout));
    expect(resumed).toMatchObject({ result: 'PASS', attempt: 3 });
    const tail = (await scene.type('writ', 'session', 'tail', resumed.run)).stdout;
    expect(tail).toMatch(new RegExp(`goes on +with the session of run ${first.run}`, 'u'));
    expect(eventIn(scene, resumed.run, 'session.loaded')).toMatchObject({ from: first.run, provenance: 'witnessed' });
    expect(eventIn(scene, resumed.run, 'home.given')?.['digest']).toBe(eventIn(scene, first.run, 'home.kept')?.['digest']);
    const since = askedThen(scene).slice(before);
    expect(since.length).toBeGreaterThan(0);
    expect(since.filter((body) => !body.includes('tried at first'))).toEqual([]);
    // What was cut off is nowhere in it, and what was done before is no act of this attempt.
    expect(since.filter((body) => body.includes(mark))).toEqual([]);
    expect(JSON.stringify(sealedEvents(scene, resumed.run))).not.toContain('tried at first');
    expect(await scene.type('writ', 'verify', resumed.run)).toMatchObject({ code: 0 });
    expect(readdirSync(join(scene.repository, '.git/writ/homes', TASK))).toEqual([resumed.run]);
    for (const argv of [['accept', resumed.run, '--yes'], ['land', resumed.run]])
      expect(await scene.type('writ', ...argv)).toMatchObject({ code: 0 });
    expect(readdirSync(join(scene.repository, '.git/writ/homes'))).toEqual([]);
  }); // prettier-ignore

  test('begins a new session where one byte of what was kept is another, and says so', async () => {
    const scene = await sceneWith([TRIED], [{ says: FOUND, steps: [HONEST] }]);
    const first = await firstOf(scene, backend);
    const home = join(scene.repository, '.git/writ/homes', TASK, first.run);
    const file = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .find((path) => readFileSync(path).length > 0);
    if (file === undefined) throw new Error('nothing was kept');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
    writeFileSync(file, bytes);
    const next = ended.parse(
      JSON.parse((await scene.type('writ', 'run', TASK, '--backend', backend, '--json')).stdout),
    );
    expect(next).toMatchObject({ result: 'PASS', attempt: 2 });
    const because = `what was kept of run ${first.run} is not what it sealed`;
    expect((await scene.type('writ', 'session', 'tail', next.run)).stdout).toContain(because);
    expect(eventIn(scene, next.run, 'session.anew')).toMatchObject({ because, provenance: 'witnessed' });
    expect(askedThen(scene).length).toBeGreaterThan(0);
    expect(askedThen(scene).filter((body) => body.includes('tried at first'))).toEqual([]);
  });
});
