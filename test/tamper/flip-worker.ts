/** Flips bits of some files of a bundle, one at a time: every `step`-th, and of those every `of`-th from the `part`-th on. Tells which were not refused. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { checkBundle } from '#flow';
import { parseTrust } from '#signoff';
import { below } from '../conformance/bundle-tampering.ts';

const given = z
  .object({
    files: z.map(z.string(), z.instanceof(Uint8Array)),
    allowedSigners: z.string(),
    paths: z.array(z.string()),
    part: z.int(),
    of: z.int(),
    step: z.int().min(1),
  })
  .parse(workerData);
const trust = parseTrust({ allowedSigners: given.allowedSigners, revokedKeys: '' });
if (!trust.ok) throw new Error(trust.failures[0].message);

const files = { sealed: below(given.files, 'sealed'), after: below(given.files, 'after') };
const isAccepted = (): boolean => checkBundle(files, trust.value).ok;

const accepted: string[] = [];
const flipped: Record<string, number> = {};
/** The bytes are those that are checked: a bit is turned in place, and back. */
const flipIn = (name: string, bytes: Uint8Array): void => {
  for (let bit = given.part * given.step; bit < bytes.length * 8; bit += given.of * given.step) {
    const at = bit >> 3;
    const before = bytes[at] ?? 0;
    bytes[at] = before ^ (1 << (bit & 7));
    if (isAccepted()) accepted.push(`${name}: bit ${bit & 7} of byte ${at}`);
    flipped[name] = (flipped[name] ?? 0) + 1;
    bytes[at] = before;
  }
};
for (const [folder, inside] of Object.entries(files))
  for (const [path, bytes] of inside) if (given.paths.includes(`${folder}/${path}`)) flipIn(`${folder}/${path}`, bytes);
// What was turned back is whole again: nothing above was refused for what another flip left behind.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
parentPort?.postMessage({ accepted, flipped, whole: isAccepted() });
