/** Twenty processes that make a ledger and write the same into it: one of each is first, and the others are told so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { passed, together, valueOf } from '../../src/ledger/ledger.fixture.ts';
import { openLedger, readRuns, verifyLedger } from '#ledger';

const root = mkdtempSync(join(tmpdir(), 'writ-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'l-')), 'ledger.sqlite');

it(
  'lets many processes at once make a ledger, approve a contract once, begin one run of it, and decide a run exactly once',
  { timeout: 300_000 },
  async () => {
    const [path, other] = [fresh(), fresh()];
    const ledger = valueOf(await openLedger(other));
    await passed(ledger, 'T', 'R-1');
    const ends = await together(
      20,
      path,
      `const ledger = await open();
     const approved = await room.recordApproval(ledger, { ...fixture.approved('T', { use: 'a' + n }), seen: null }, fixture.ALIVE);
     const { approval } = fixture.valueOf(await room.newestContract(ledger, 'T'));
     const begun = await fixture.runOf(ledger, 'T', 'R-' + n, { approval });
     const prepared = fixture.valueOf(await room.openLedger('${other}'));
     const decided = await room.recordDecision(prepared, { task: 'T', run: 'R-1', outcome: n % 2 ? 'accept' : 'reject',
       because: '', signer: 'ada', nonce: fixture.nonce('d' + n) }, { envelope: fixture.bytes('d' + n), at: fixture.AT, policy: fixture.OPEN_POLICY, after: null });
     console.log(approved.ok ? 'approved' : approved.failures[0].code);
     console.log(begun.ok ? 'attempt ' + begun.value.attempt : begun.failures[0].code);
     console.log(decided.ok ? 'decided' : decided.failures[0].code);`,
    );
    const lines = ends.flatMap((printed) => printed.split('\n'));
    expect(
      Object.fromEntries(
        Map.groupBy(lines, (line) => line)
          .entries()
          .map(([line, same]) => [line, same.length]),
      ),
    ).toEqual({
      approved: 1,
      'approval.superseded': 19,
      'attempt 1': 1,
      'run.busy': 19,
      decided: 1,
      'decision.taken': 19,
    });
    expect(valueOf(await verifyLedger(ledger)).events).toBe(6);
    await ledger.close();
    const made = valueOf(await openLedger(path));
    expect(valueOf(await verifyLedger(made)).events).toBe(3);
    expect(valueOf(await readRuns(made, { task: 'T' }))).toHaveLength(1);
    await made.close();
  },
);
