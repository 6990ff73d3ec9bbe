/**
 * Five hundred random repositories of ten changes, judged and archived by OpenSpec and by Writ: what `npm run test:openspec`
 * does with fifty. Prints where they disagree, and the counts; ends with 1 where they do.
 *
 *   npm run bench:openspec -- [REPOSITORIES] [FIRST SEED]
 *   npm run bench:openspec -- --repository FOLDER     of one with openspec/ in it, which is copied and left as it is
 */
import { join } from 'node:path';
import {
  askPeer,
  compareArchives,
  compareReading,
  makeRing,
  ringFrom,
  type Defect,
  type Ring,
} from '../../test/openspec/compare.ts';
import { ERROR_RULES } from '../../test/openspec/spoken-rules.ts';

const words = process.argv.slice(2);
const at = words.indexOf('--repository');
const folder = at === -1 ? null : (words[at + 1] ?? '.');
const [count = 500, first = 1] = folder === null ? words.map(Number) : [1, 1];
const [CHANGES, CHUNK] = [10, 25];

const heard = new Map<string, number>();
const defects = new Map<Defect, number>();
const differences: string[] = [];
let [changes, rejected, archived] = [0, 0, 0];

/** Compares every repository of a ring, and counts what was heard. */
const compareRing = async (ring: Ring): Promise<void> => {
  for (const peer of await askPeer(ring)) {
    const root = join(ring.ours, peer.name);
    differences.push(...(await compareReading(root, peer, heard)), ...(await compareArchives(root, peer, defects)));
    const items = peer.validate.items.filter(({ type }) => type === 'change');
    changes += items.length;
    rejected += items.filter(({ valid }) => !valid).length;
    archived += peer.archives.filter(({ archivedAs }) => archivedAs !== null).length;
  }
  ring.close();
};

if (folder !== null) await compareRing(ringFrom(folder));
for (let from = 0; from < (folder === null ? count : 0); from += CHUNK) {
  const seeds = Array.from({ length: Math.min(CHUNK, count - from) }, (_, index) => first + from + index);
  await compareRing(makeRing(seeds, CHANGES));
  console.error(`${from + seeds.length} of ${count} repositories, ${differences.length} differences`);
}

for (const one of differences) console.log(one);
const which = folder === null ? `seeds ${first} to ${first + count - 1}` : folder;
console.log(
  `${which}: ${changes} changes, ${Math.round((100 * rejected) / changes)} % rejected by OpenSpec, ${archived} archived by it`,
);
console.log(`its errors: ${ERROR_RULES.map((rule) => `${rule} ${heard.get(rule) ?? 0}`).join(', ')}`);
console.log(
  `archived by both (none), or refused by Writ although OpenSpec archives, and why: ${[...defects].map(([one, times]) => `${one} ${times}`).join(', ')}`,
);
console.log(`${differences.length} differences`);
process.exitCode = differences.length === 0 ? 0 : 1;
