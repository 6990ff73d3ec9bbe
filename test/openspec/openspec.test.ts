import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  askPeer,
  compareArchives,
  compareReading,
  makeRing,
  type Defect,
  type PeerSays,
  type Ring,
} from './compare.ts';
import { ERROR_RULES } from './spoken-rules.ts';

const [REPOSITORIES, CHANGES] = [Number(process.env['OPENSPEC_REPOSITORIES'] ?? 50), 10];
/** The same seeds each time, so that how often each rule is heard is known; `npm run bench:openspec` goes on to others. */
const FIRST = Number(process.env['OPENSPEC_SEED'] ?? 1);
const seeds = Array.from({ length: REPOSITORIES }, (_, at) => FIRST + at);

/** Seeds and counts are told even where all is well: who doubts it can look at the same again. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

let ring: Ring;
let peers: readonly PeerSays[];
beforeAll(async () => {
  say(
    `OpenSpec 1.13.2: seeds ${FIRST} to ${FIRST + REPOSITORIES - 1}, ${CHANGES} changes each; again with OPENSPEC_SEED=${FIRST}`,
  );
  ring = makeRing(seeds, CHANGES);
  peers = await askPeer(ring);
}, 600_000);
afterAll(() => ring.close());

const rejected = (): number =>
  peers.flatMap(({ validate }) => validate.items).filter(({ type, valid }) => type === 'change' && !valid).length;

test('validate, list and status say what OpenSpec says, rule by rule and line by line', async () => {
  const heard = new Map<string, number>();
  const differences: string[] = [];
  for (const peer of peers) differences.push(...(await compareReading(`${ring.ours}/${peer.name}`, peer, heard)));
  expect(differences).toEqual([]);
  const share = rejected() / (REPOSITORIES * CHANGES);
  say(
    `rejected by OpenSpec: ${Math.round(100 * share)} % of ${REPOSITORIES * CHANGES} changes; errors: ${ERROR_RULES.map((rule) => `${rule} ${heard.get(rule) ?? 0}`).join(', ')}`,
  );
  expect(share).toBeGreaterThanOrEqual(0.3);
  expect(ERROR_RULES.filter((rule) => (heard.get(rule) ?? 0) < 5)).toEqual([]);
}, 600_000);

test('archives merge to the same bytes, and what OpenSpec would lose is refused', async () => {
  const defects = new Map<Defect, number>();
  const differences: string[] = [];
  for (const peer of peers) differences.push(...(await compareArchives(`${ring.ours}/${peer.name}`, peer, defects)));
  expect(differences).toEqual([]);
  const archived = peers.flatMap(({ archives }) => archives).filter(({ archivedAs }) => archivedAs !== null).length;
  say(
    `archived by OpenSpec: ${archived}; by both (none), or refused by Writ, and why: ${[...defects].map(([one, count]) => `${one} ${count}`).join(', ')}`,
  );
  expect(archived).toBeGreaterThan(REPOSITORIES);
  expect(defects.get('none')).toBeGreaterThan(REPOSITORIES);
  // Each kind has a test of its own in defects.test.ts; here none may come up that is not listed.
  expect(['none', 'open tasks', 'no delta', 'lost update', 'another change', 'a loss']).toEqual(
    expect.arrayContaining([...defects.keys()]),
  );
}, 600_000);
