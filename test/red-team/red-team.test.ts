/**
 * Every red-team case twice: with the product as it is, it gets its verdict; with the mechanism that holds it switched
 * off, the same attack succeeds. A case whose attack does not succeed then proves nothing, and fails.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { removeScratch, type Scratch } from '../rig/story-runner.ts';
import { BY_RUNNER, RUNNERS } from './by-runner.ts';
import { shareOf } from '../rig/share.ts';
import type { Mechanism } from '../rig/switch-off.ts';
import type { RedTeamCase } from './case.ts';
import { gate } from './mechanisms.ts';
import { makeLanded, makePassed, makeSetUp, onStage } from './stage.ts';

// Commands wait for git, ssh-keygen and the jail: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

const FILES = readdirSync(import.meta.dirname).filter((name) => /^[a-z]\d\d-.*\.ts$/u.test(name));
const CASES: readonly { readonly file: string; readonly it: RedTeamCase }[] = await Promise.all(
  FILES.map(async (file) => {
    const module: { readonly it: RedTeamCase } = await import(pathToFileURL(join(import.meta.dirname, file)).href);
    return { file, it: module.it };
  }),
);

let setUp: Scratch;
let passed: Scratch;
let landed: Scratch;
beforeAll(async () => {
  setUp = await makeSetUp();
  passed = await makePassed(setUp);
  landed = await makeLanded(passed);
}, 300_000);
afterAll(() => Promise.all([setUp, passed, landed].map(removeScratch)));

const from = ({ begins }: RedTeamCase): Scratch => ({ fresh: setUp, passed, landed })[begins ?? 'fresh'];

test('every case stands in a file of its own name, and names what holds it', () => {
  for (const { file, it } of CASES) {
    expect(/^[-.]/u.test(file.slice(it.id.length)) && file.startsWith(it.id.toLowerCase()), file).toBe(true);
    expect(it.mechanism.length > 0, file).toBe(it.expected !== 'PASS' || it.heldBy !== '');
  }
  expect(new Set(CASES.map(({ it }) => it.id)).size).toBe(CASES.length);
});

/** What is told of a change that goes around tests: never of honest work. */
const GOES_AROUND =
  /asks whether tests|asks who calls|says itself what|everything else is made of|asks less|where none stood|very answer|silences a checker|be left out|reads the text of what|looks into its tests|chance or the hour|puts something else|stands in for|puts a word together|one kind of machine|waits for it goes on|only seems to make sure|was added beside|gives nothing any more|as it was at the base/u;

/** Where a cell of the table leads; null where it leads nowhere. */
const placeOf = (cell: string): string | null => {
  if (cell.startsWith('none: ')) return cell.slice(6);
  const [file = '', name] = cell.split(/: (.*)/u);
  if (name === undefined) return CASES.some(({ it }) => it.id === cell) ? cell : null;
  return readFileSync(join(import.meta.dirname, '../..', file), 'utf8').includes(name) ? `${file} “${name}”` : null;
};

test('every H case stands somewhere for every runner, and the table says where', () => {
  for (const [id, cells] of Object.entries(BY_RUNNER))
    for (const runner of RUNNERS) {
      const places = cells[runner].map(placeOf);
      expect(places.length, `${id} for ${runner}`).toBeGreaterThan(0);
      expect(places, `${id} for ${runner}: ${cells[runner].join(', ')}`).not.toContain(null);
      process.stdout.write(`${id} ${runner}: ${places.join(', ')}\n`);
    }
  const ids = CASES.map(({ it }) => it.id.slice(0, 3)).filter((id) => id.startsWith('H'));
  expect(Object.keys(BY_RUNNER).toSorted()).toEqual([...new Set(ids)].toSorted());
});

/** The gate that runs once more, in another place, what proves something. */
const ELSEWHERE = 'proof.elsewhere';

/** How an attack ends where what holds it is switched off. */
const withoutAll = async (it: RedTeamCase, off: readonly Mechanism[]) => {
  let [said, isWrong] = ['', false];
  await onStage(from(it), off, async (stage) => {
    said = await it.attack(stage);
    isWrong = await it.wrong.seen(stage, said);
  });
  return { said, isWrong };
};

test.concurrent.for(shareOf('cases of the red team', CASES))(
  '$it.id $it.expected: $it.does',
  { timeout: 600_000 },
  async ({ it }) => {
    if (it.needs !== undefined && spawnSync(it.needs, ['--version']).error !== undefined)
      throw new Error(`${it.id} needs ${it.needs}: install it`);
    await onStage(from(it), [], async (stage) => {
      const said = await it.attack(stage);
      expect(it.expected === 'PASS' && GOES_AROUND.test(said), said).toBe(false);
      for (const code of it.codes) expect(said).toContain(`[${code}]`);
      expect(said).toMatch(it.expected === 'REJECT' ? /^(FAIL\b|refused )/mu : /./u);
      expect(await it.wrong.seen(stage, said), `${it.wrong.says}:\n${said}`).toBe(false);
    });
    if (it.mechanism.length === 0) {
      process.stdout.write(`${it.id} ${it.expected} as it must be\n`);
      return;
    }
    const alone = await withoutAll(it, it.mechanism);
    // What shows in one place alone is held in another one, too: then it goes wrong without both, and not before.
    const isHeldElsewhere = !alone.isWrong && alone.said.includes(`${ELSEWHERE}: `);
    const both = isHeldElsewhere ? await withoutAll(it, [...it.mechanism, gate('proof-elsewhere')]) : alone;
    expect(both.isWrong, `without ${it.heldBy}, it does not go wrong:\n${both.said}`).toBe(true);
    const besides = isHeldElsewhere ? ` and ${ELSEWHERE}` : '';
    process.stdout.write(`${it.id} held; went wrong without ${it.heldBy}${besides}: ${it.wrong.says}\n`);
  },
);
