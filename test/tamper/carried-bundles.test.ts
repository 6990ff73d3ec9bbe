import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '#contract';
import { CARRIED_FILE, CARRIED_VERDICT_FILE, checkFiles } from '#evidence';
import { replay, verifyBundle } from '#flow';
import { BRANCH_PAYLOAD_TYPE, LANDING_PAYLOAD_TYPE, signByHarness, type LandingStatement } from '#signoff';
import { testHarnessKey } from '../../src/signoff/signing.fixture.ts';
import { writeBundle } from '../conformance/bundle-builder.ts';
import { script } from '../conformance/bundle-verifiers.ts';
import {
  CARRIED_AT,
  carriedFiles,
  movedDecision,
  ONTO,
  ONTO_TREE,
  type CarryChange,
} from '../conformance/gates/carried.fixture.ts';
import {
  AT,
  BASE,
  harnessPem,
  honest,
  json,
  RUN,
  sealed,
  shifted,
  TARGET_REF,
  TREE,
  trust,
  utf8,
} from '../conformance/gates/evidence.fixture.ts';
import { decidedAs, OPEN_POLICY, verdictAs } from '../conformance/gates/landing.fixture.ts';

/**
 * A patch that was carried over to a moved target and landed there. Our code and the script, which shares no line with
 * it, look at one honest bundle, and at every way to make another pass that we know.
 */

const root = mkdtempSync(join(tmpdir(), 'writ-carried-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const COMMIT = 'e'.repeat(40);
const OTHER = 'f'.repeat(40);
const at = (name: string): string => `carried/${name}`;
const byHarness = (payloadType: string, statement: unknown, privateKeyPem = harnessPem): Uint8Array =>
  utf8(signByHarness({ payloadType, payload: json(statement), privateKeyPem }));

type Change = CarryChange & {
  readonly landing?: Partial<LandingStatement>;
  /** Whether it has not landed yet. */
  readonly unlanded?: true;
  /** Whether the run had not been carried over at all. */
  readonly unmoved?: true;
  /** Changes what lies beside the bundle, after everything was signed. */
  readonly after?: (files: Map<string, Uint8Array>) => unknown;
};

const placed = ({ landing = {}, unlanded, unmoved, after: alter = () => {}, ...change }: Change): string => {
  const decision = movedDecision(change.decision);
  const carried = unmoved ? new Map<string, Uint8Array>() : carriedFiles(change, decision);
  const [old, tree] = unmoved ? [BASE, TREE] : [ONTO, ONTO_TREE];
  const statement = {
    ...{ writ: 1, kind: 'landing', run: RUN, at: AT.landing, decision: sha256(decision), how: 'fast-forward' },
    ...{ commit: COMMIT, tree, parent: old, ref: TARGET_REF, old, new: COMMIT, policy: OPEN_POLICY },
    ...(unmoved ? {} : { carried: sha256(carried.get(CARRIED_VERDICT_FILE) ?? new Uint8Array()) }),
    ...landing,
  };
  const after = new Map([
    ['1-verdict.json', verdictAs()],
    ['2-decision.json', decision],
    ...[...carried].map(([name, bytes]) => [at(name), bytes] as const),
    ...(unlanded ? [] : [['3-landing.json', byHarness(LANDING_PAYLOAD_TYPE, statement)] as const]),
  ]);
  alter(after);
  const folder = mkdtempSync(join(root, '-'));
  writeBundle(folder, { sealed, after });
  return folder;
};
const both = async (change: Change) => {
  const folder = placed(change);
  const theirs = await script(folder, trust.allowedSigners);
  return {
    ours: verifyBundle(folder, trust),
    theirs,
    failed: theirs.lines.filter((line) => line.startsWith('FAILED')),
  };
};

describe('what was carried over is verified, by our code and by the script,', () => {
  test.each<[string, Change, stage: string, end: string]>([
    ['where it landed', {}, 'landed', 'VERIFIED: landed on a moved target'],
    ['before it lands', { unlanded: true }, 'accepted', 'VERIFIED: decided: accepted'],
    ['or was not needed in the end', { unmoved: true }, 'landed', 'VERIFIED: landed'],
    [
      'in the last moment for which that was allowed',
      { decision: { ifMoved: { until: shifted(AT.landing, 1) } } },
      'landed',
      'VERIFIED: landed on a moved target',
    ],
  ])('%s', async (_, change, stage, end) => {
    const { ours, theirs, failed } = await both(change);
    expect(failed).toEqual([]);
    expect(ours).toMatchObject({ ok: true, value: { result: 'PASS', stage, run: RUN } });
    expect(theirs.lines.at(-1)).toBe(end);
  });
  test('and both verdicts are derived again as they were', () =>
    expect(replay(placed({}))).toMatchObject({
      ok: true,
      value: { recorded: 'PASS', same: true, carried: { same: true, derived: { result: 'PASS' } } },
    }));
});

const CHECK = checkFiles(honest.contract.value.checks[0]?.id ?? '');
const without =
  (...names: readonly string[]) =>
  (files: Map<string, Uint8Array>): void => {
    for (const name of names) files.delete(at(name));
  };
const withoutObjects = (files: Map<string, Uint8Array>): void => {
  const { objects: _, ...changes } = { ...honest.changes, base: ONTO, tree: ONTO_TREE };
  files.set('changes.json', json(changes));
};
const [path] = honest.changes.paths;
const patched = (change: object) => ({ changes: { paths: path === undefined ? [] : [{ ...path, ...change }] } });

describe('a bundle is refused, by our code and by the script, where', () => {
  test.concurrent.each<[string, Change]>([
    ['what was carried over was taken out', { after: (files) => [...files.keys()].filter((name) => name.startsWith('carried/')).forEach((name) => files.delete(name)) }],
    ['what signs for it was taken out', { after: without(CARRIED_FILE) }],
    ['the verdict over it was taken out', { after: without(CARRIED_VERDICT_FILE) }],
    ['the verdict over it was taken out before it landed', { unlanded: true, after: without(CARRIED_VERDICT_FILE) }],
    ['the record of a check was taken out', { after: without(CHECK.record) }],
    ['what a check said was altered', { after: (files) => files.set(at(CHECK.stdout), utf8('all passed\n')) }],
    ['a file was put in', { after: (files) => files.set(at('more.json'), json({})) }],
    ['a check was put in', { files: (files) => files.set('checks/more/check.json', files.get(CHECK.record) ?? utf8('')) }],
    ['the difference was altered', { after: (files) => files.set(at('changes.json'), json({ ...honest.changes, base: ONTO })) }],
    ['another harness signed for it', { after: (files) => files.set(at(CARRIED_FILE), byHarness('application/vnd.writ.carried.v1+json', { writ: 1 }, testHarnessKey())) }],
    ['the verdict of the run stands in its place', { after: (files) => files.set(at(CARRIED_VERDICT_FILE), verdictAs()) }],
    ['the landing does not name it', { after: (files) => files.set('3-landing.json', files.get('3-landing.json') ?? utf8('')), landing: { carried: sha256('other') } }],
    ['the landing names one that is not there', { unmoved: true, landing: { carried: sha256('other') } }],
    ['nobody allowed a moved target', { after: (files) => files.set('2-decision.json', decidedAs({})) }],
    ['the time for which it was allowed was over', { decision: { ifMoved: { until: AT.landing } } }],
    ['the time for which it was allowed was over before it landed', { unlanded: true, decision: { ifMoved: { until: CARRIED_AT.judged } } }],
    ['it was allowed for longer than the decision holds', { decision: { until: shifted(AT.landing, 1000) } }],
    ['it is of another run', { statement: { run: 'run-2' } }],
    ['it is of another bundle', { statement: { manifest: sha256('other') } }],
    ['it rests on another decision', { statement: { decision: sha256('other') } }],
    ['it is for another branch', { statement: { ref: 'refs/heads/next' } }],
    ['it was put on another commit than the branch was moved from', { statement: { onto: OTHER }, changes: { base: OTHER } }],
    ['it was put where it was made', { statement: { onto: BASE }, changes: { base: BASE }, landing: { old: BASE, parent: BASE } }],
    ['it leads to another tree', { changes: { tree: OTHER } }],
    ['another tree landed', { landing: { tree: OTHER } }],
    ['the accepted tree landed', { landing: { tree: TREE } }],
    ['it landed on another commit', { landing: { parent: OTHER } }],
    ['the branch was moved from elsewhere', { landing: { old: OTHER } }],
    ['the patch has other bytes', patched({ newBlob: '3'.repeat(40) })],
    ['the patch met other bytes', patched({ oldBlob: '3'.repeat(40) })],
    ['git refuses an object of it there', { changes: { objects: 'refused' } }],
    ['nobody asked git about its objects there', { files: withoutObjects }],
    ['a name of it collides there', { changes: { hygiene: [{ path: 'src/date.ts', kind: 'collision', says: 'with SRC' }] } }],
    ['the patch has no entry', { changes: { paths: [] } }],
    ['the patch is about another path', patched({ path: 'src/zone.ts' })],
    ['a check fails', { check: { exitCode: 1 } }],
    ['a check ran on another tree', { check: { tree: OTHER } }],
    ['a check is another command', { check: { argv: ['true'] }, judged: (verdict) => ({ ...verdict, result: 'PASS', gates: verdict.gates.map((line) => ({ ...line, outcome: 'pass', findings: [] })) }) }],
    ['the checks are those of the run', { check: { startedAt: AT.checked, endedAt: AT.checked } }],
    ['the verdict over it is FAIL', { check: { exitCode: 1 }, unlanded: true }],
    ['the verdict has fewer gates', { judged: (verdict) => ({ ...verdict, gates: verdict.gates.slice(1) }) }],
    ['the verdict has a notice that nobody accepted', { judged: (verdict) => ({ ...verdict, notices: [...verdict.notices, 'new'] }) }],
    ['the verdict is about another tree', { verdict: { tree: OTHER } }],
    ['the verdict came before the checks had ended', { verdict: { at: CARRIED_AT.started } }],
    ['the verdict came after the landing', { verdict: { at: shifted(AT.landing, 1) } }],
    ['it was put on a branch of its own', { unlanded: true, after: (files) => files.set('3-branch.json', byHarness(BRANCH_PAYLOAD_TYPE, { writ: 1, kind: 'branch', run: RUN, at: AT.landing, decision: sha256(files.get('2-decision.json') ?? utf8('')), commit: COMMIT, tree: TREE, parent: BASE, ref: 'refs/heads/feat/x', target: TARGET_REF, policy: OPEN_POLICY })) }],
    ['it follows no decision', { unlanded: true, after: (files) => files.delete('2-decision.json') }],
    ['the decision rejects', { unlanded: true, after: (files) => files.set('2-decision.json', decidedAs({ outcome: 'reject', because: 'no' })) }],
  ])('%s', async (_, change) => {
    const { ours, theirs, failed } = await both(change);
    expect(ours.ok).toBe(false);
    expect(theirs.lines.at(-1)).toBe('NOT VERIFIED');
    expect(failed).not.toEqual([]);
  }); // prettier-ignore
});
