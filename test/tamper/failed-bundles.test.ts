import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from '#contract';
import { MANIFEST_FILE, readEvidence, sealBundle, waiverPath, type SealedFiles } from '#evidence';
import { verifyBundle } from '#flow';
import { judgeRun } from '#gates';
import { signedVerdict, verdictStatement } from '#run';
import { writeBundle } from '../conformance/bundle-builder.ts';
import { script } from '../conformance/bundle-verifiers.ts';
import {
  admitted,
  AT,
  BASE,
  harnessPem,
  honest,
  json,
  RUN,
  sealed,
  shifted,
  trust,
  TREE,
  utf8,
} from '../conformance/gates/evidence.fixture.ts';
import { before } from '../conformance/gates/waiver.fixture.ts';

/**
 * A verdict of FAIL that says truly what is wrong with what persons signed: no run begins with such a thing, so nobody
 * may call a bundle that holds it verified, neither our code nor the script.
 */

vi.setConfig({ maxConcurrency: 2 });

const root = mkdtempSync(join(tmpdir(), 'writ-failed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ADDED = new Set(['digests.json', MANIFEST_FILE]);
const facts = { run: RUN, task: honest.contract.value.id, attempt: 1, base: BASE, tree: TREE };
const ADMISSION = 'approvals/admission.json';
const garbled = utf8('{"writ":1}');

/** The honest run with files of its bundle otherwise, sealed and judged by the true harness. */
const failedWith = (change: Readonly<Record<string, Uint8Array>>) => {
  const kept = [...sealed].filter(([path]) => !ADDED.has(path));
  const files: SealedFiles = sealBundle(new Map([...kept, ...Object.entries(change)]), facts, harnessPem);
  const verdict = judgeRun(readEvidence(files, { at: AT.judged, trust }));
  const manifest = sha256(files.get(MANIFEST_FILE) ?? new Uint8Array());
  const about = { run: RUN, at: AT.judged, manifest, contract: honest.contract.digest, tree: TREE };
  const envelope = utf8(signedVerdict(verdictStatement(verdict, about), harnessPem));
  const folder = mkdtempSync(join(root, '-'));
  writeBundle(folder, { sealed: files, after: new Map([['1-verdict.json', envelope]]) });
  return { folder, verdict };
};

test('a run whose backend failed, and whose approvals are sound, is verified by both', async () => {
  const backend = { ...honest.backend, end: { ...honest.backend.end, exitCode: 1 } };
  const { folder, verdict } = failedWith({ 'backend/backend.json': json(backend) });
  expect(verdict.result).toBe('FAIL');
  expect(verifyBundle(folder, trust)).toMatchObject({ ok: true, value: { result: 'FAIL' } });
  expect((await script(folder, trust.allowedSigners)).lines.at(-1)).toBe('VERIFIED: sealed and judged, not decided');
});

describe('a verdict of FAIL is verified by neither where', () => {
  test.concurrent.each<[string, Readonly<Record<string, Uint8Array>>]>([
    ['the admission is none', { [ADMISSION]: garbled }],
    ['the admission has run out', { [ADMISSION]: admitted({ until: shifted(AT.started, -1) }).admission }],
    ['the admission is of another branch', { [ADMISSION]: admitted({ branch: 'other' }).admission }],
    ['the admission is for less risk', { [ADMISSION]: admitted({ riskClass: 'LOW' }).admission }],
    ['an approval that nobody demanded is none', { 'approvals/contract-1.json': garbled }],
    ['the approval of the run is none', { 'approvals/run.json': garbled }],
    ['a waiver is none', { [waiverPath('tree.clean.end')]: garbled }],
    ['a waiver has run out', { [waiverPath('tree.clean.end')]: before({ until: shifted(AT.started, -1) }).envelope }],
    ['the nonce was used elsewhere', { 'approvals/use.json': json({ ...honest.use, foreignUses: 1 }) }],
    ['another attempt was recorded', { 'approvals/use.json': json({ ...honest.use, attempt: 9 }) }],
  ])('%s', async (_, change) => {
    const { folder } = failedWith(change);
    expect(verifyBundle(folder, trust)).toMatchObject({ ok: false });
    expect((await script(folder, trust.allowedSigners)).lines.at(-1)).toBe('NOT VERIFIED');
  });
});
