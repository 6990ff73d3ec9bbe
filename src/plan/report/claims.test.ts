import { expect, it, test } from 'vitest';
import { parseDigest } from '#contract';
import type { WritEvent } from '#events';
import type { BoardLine } from '../board.ts';
import { claimLines } from './claim-lines.ts';
import { checkClaims } from './claims.ts';
import { isAllDone, reportMarkdown } from './report-text.ts';
import { workReport, type Happened } from './work-report.ts';
import { ownMs } from '../../../test/rig/own-ms.ts';

const digest = (sign: string) => {
  const parsed = parseDigest(sign.repeat(64));
  if (!parsed.ok) throw new Error('no digest');
  return parsed.value;
};
const COMMIT = `${'1234567890abcdef'.repeat(2)}12345678`;
const RUN = 'R-aaaa1111';

const approvedEvent = (task: string): WritEvent => ({
  ...{ kind: 'contract.approved', task, version: 1, contract: digest('a'), approval: digest('b'), base: COMMIT },
  ...{ attempts: 3, until: '', signer: 'alice', nonce: task, supersedes: null, because: '', awaits: [] },
});
const at = (seq: number, event: WritEvent): Happened => ({ seq, at: `2026-11-0${seq}T10:00:00.000Z`, event });
const judged = (task: string, run: string): WritEvent => ({ kind: 'run.judged', task, run, verdict: digest('c'), result: 'PASS' }); // prettier-ignore
const accepted = (task: string, run: string): WritEvent => ({
  ...{ kind: 'run.decided', task, run, decision: digest('d'), outcome: 'accept', because: '', signer: 'bob' },
  ...{ nonce: run, awaits: [] },
});

const happened: readonly Happened[] = [
  at(1, approvedEvent('WP-1-login')),
  at(2, approvedEvent('WP-2-mail')),
  at(3, judged('WP-1-login', RUN)),
  at(4, accepted('WP-1-login', RUN)),
  at(5, { kind: 'run.landed', task: 'WP-1-login', run: RUN, landing: digest('e'), commit: COMMIT, tip: COMMIT, ref: 'refs/heads/main' }), // prettier-ignore
  at(6, approvedEvent('WP-3-form')),
  at(7, judged('WP-3-form', 'R-bbbb2222')),
  at(8, accepted('WP-3-form', 'R-bbbb2222')),
];

const line = (task: string, state: BoardLine['state'], run: BoardLine['run'] = null): BoardLine => ({
  ...{ task, version: 1, name: `The ${task}`, state, tier: 'LOW', dependsOn: [], run, since: '2026-11-02T10:00:00.000Z' },
  ...{ stopped: null, blockedBy: [], unblocks: [], next: state === 'landed' ? null : `writ next ${task}` },
}); // prettier-ignore
const runRow = (run: string, state: 'accepted' | 'landed' | 'passed'): BoardLine['run'] => ({ run, attempt: 1, state, noChange: false, awaits: [], branch: null }); // prettier-ignore
const lines = [
  line('WP-1-login', 'landed', runRow(RUN, 'landed')),
  line('WP-2-mail', 'ready'),
  line('WP-3-form', 'accepted', runRow('R-bbbb2222', 'accepted')),
  line('WP-4-docs', 'backlog'),
];
const view = { now: '2026-11-09T10:00:00.000Z', since: null, gone: new Set<string>() };
const report = workReport(happened, lines, view);

const faultsOf = (text: string, known = report): readonly string[] =>
  checkClaims(text, 'R.md', { report: known, lines, happened, commits: new Set(['feed123']) }).faults.map(
    ({ where, message }) => `${where?.line ?? 0} ${message.split(';')[0] ?? ''}`,
  );

test('what landed is done, what was signed is only allowed, what nobody signed needs somebody', () => {
  expect(report.completed.map(({ task, commit, run }) => [task, commit, run])).toEqual([['WP-1-login', COMMIT, RUN]]);
  expect(report.authorized.map(({ task, action, seq, by }) => [task, action, seq, by])).toEqual([
    ['WP-2-mail', 'run', 2, 'alice'],
    ['WP-3-form', 'land', 8, 'bob'],
  ]);
  expect(report.needed).toEqual([
    {
      ...{ task: 'WP-4-docs', name: 'The WP-4-docs', next: 'writ next WP-4-docs' },
      says: 'nobody has approved it; overdue: 7 days, 5 are allowed; usually what it waits for, or nobody has put it first',
    },
  ]);
  expect(isAllDone(report)).toBe(false);
});

test('what landed and is on its branch no more is not done', () => {
  const lost = workReport(happened, lines, { ...view, gone: new Set([COMMIT]) });
  expect(lost.completed).toEqual([]);
  expect(lost.needed[0]).toMatchObject({ task: 'WP-1-login', next: `git branch --contains ${COMMIT}` });
  expect(faultsOf(`- WP-1-login is done: ${COMMIT}`, lost)).toEqual(['1 WP-1-login is said to be completed']);
});

test('what was allowed and cannot be done yet says what it waits for', () => {
  const waiting: BoardLine = { ...line('WP-2-mail', 'ready'), blockedBy: ['WP-3-form'], next: null };
  const [said] = workReport(happened, [waiting], view).authorized;
  expect(said).toMatchObject({ task: 'WP-2-mail', next: null, says: expect.stringMatching(/; it waits for WP-3-form$/u) }); // prettier-ignore
});

test('what its branch has lost needs a person, and is not said to be allowed only', () => {
  const lost = { ref: 'refs/heads/main', commit: COMMIT, isGone: false };
  const board = [{ ...line('WP-1-login', 'accepted', runRow(RUN, 'landed')), lost, next: 'git merge 1234' }];
  const said = workReport(happened, board, { ...view, gone: new Set([COMMIT]) });
  expect(said.authorized).toEqual([]);
  expect(said.needed[0]).toMatchObject({ task: 'WP-1-login', next: 'git merge 1234' });
});

test('a blocker that nobody needs any more is not to be approved', () => {
  const needless = { ...line('WP-unblock-1-login', 'backlog'), needless: 'WP-1-login has landed without it' };
  const [said] = workReport(happened, [{ ...needless, since: null }], view).needed;
  expect(said?.says).toBe('it is not needed: WP-1-login has landed without it');
});

test('the report passes its own check', () => {
  expect(reportMarkdown(report)).toContain(`- WP-1-login The WP-1-login: landed on main — commit ${COMMIT}`);
  expect(faultsOf(reportMarkdown(report))).toEqual([]);
  expect(reportMarkdown({ completed: [], authorized: [], needed: [] })).toBe('session complete, nothing pending\n');
});

const short = COMMIT.slice(0, 8);
it.each<[string, readonly string[]]>([
  // true, with what proves it
  [`WP-1-login: completed, ${short}`, []],
  [`- [x] WP-1-login (${RUN})`, []],
  [`- WP-1-login is done\n  commit ${short}`, []],
  [`### WP-1-login\n\nStatus: done, commit ${short}`, []],
  [`| task | state |\n| --- | --- |\n| WP-1-login | done ${short} |`, []],
  // true, without
  ['WP-1-login is done.', ['1 WP-1-login is completed, and nothing here proves it: name commit 1234567890ab']],
  ['WP-1-login is done: commit abcdef12', ['1 WP-1-login was completed as commit 1234567890ab, not as abcdef12']],
  // approved or accepted only
  ['intro\n\n- WP-2-mail: Completed', ['3 WP-2-mail is said to be completed']],
  [`WP-3-form was merged as ${short}`, ['1 WP-3-form is said to be completed']],
  ['- [X] WP-3-form', ['1 WP-3-form is said to be completed']],
  ['✅ WP-2-mail', ['1 WP-2-mail is said to be completed']],
  ['WP-2-mail, approved yesterday, is **deployed**', ['1 WP-2-mail is said to be completed']],
  ['## WP-2-mail\n\nEverything here is finished.', ['3 WP-2-mail is said to be completed']],
  ['### Completed This Session\n\n- WP-2-mail', ['3 WP-2-mail is said to be completed']],
  ['Done:\n- WP-3-form\n- WP-2-mail', ['2 WP-3-form is said to be completed', '3 WP-2-mail is said to be completed']],
  ['| task | state |\n|---|---|\n| WP-2-mail | done |', ['3 WP-2-mail is said to be completed']],
  [`WP-1-login (${short}) and WP-2-mail are done`, ['1 WP-2-mail is said to be completed']],
  ['R-bbbb2222 is done', ['1 WP-3-form is said to be completed']],
  ['WP-2-mail is do\u200Bne', ['1 WP-2-mail is said to be completed']],
  ['task: WP-2-mail\nstatus: done', ['2 WP-2-mail is said to be completed']],
  ['WP-2-mail is completed, not only approved', ['1 WP-2-mail is said to be completed']],
  ['wp-2-mail is done', ['1 wp-2-mail is said to be completed']],
  ['_WP-2-mail_ is __done__', ['1 WP-2-mail is said to be completed']],
  // unknown
  ['WP-9-none is done', ['1 WP-9-none is said to be completed']],
  ['## Completed\n\n- everything works', ['3 something is said to be completed, and no task, run or commit is named']],
  ['## Completed\n\n- the readme, feed123\n- more, beef123', ['4 beef123 is no commit of this branch, and nothing that landed']], // prettier-ignore
  ['Everything in this phase is completed.', ['1 something is said to be completed, and no task, run or commit is named']], // prettier-ignore
  ['All tasks have been successfully merged', ['1 something is said to be completed, and no task, run or commit is named']], // prettier-ignore
  // a denial or a time that is of something else
  ['Not only WP-2-mail is done', ['1 WP-2-mail is said to be completed']],
  ['After review WP-2-mail landed', ['1 WP-2-mail is said to be completed']],
  ['No problem, WP-2-mail merged', ['1 WP-2-mail is said to be completed']],
  // hashes however they are written, and each of them
  [`WP-1-login: completed, ${short.toUpperCase()} by ${COMMIT.toUpperCase()}`, []],
  [`WP-1-login: completed, ${short} and deadbee5`, ['1 WP-1-login was completed as commit 1234567890ab, and deadbee5 is no commit of this branch']], // prettier-ignore
  [`WP-1-login: completed, ${short}, after FEED123`, []],
  [`WP-1-login: completed, ${short}, on 20261121`, []],
  // no claims
  ['Not everything is done', []],
  ['A complete list is in the README; see how closed issues are counted.', []],
  ['WP-2-mail is not done', []],
  ['WP-2-mail is not yet completed', []],
  ['WP-2-mail will be completed once WP-1-login has landed', []],
  [`WP-1-login is done (${short}); WP-2-mail waits for approval`, []],
  [`WP-2-mail waits for WP-1-login, which is done (${short})`, []],
  ['Is WP-2-mail done?', []],
  ['### Pending (Authorized but Not Yet Executed)\n\n- WP-2-mail — authorized in msg #3, not yet executed', []],
  ['### Completed\n\nnone\n\n### Requires a Person\n\n- WP-4-docs', []],
  ['Run it once the build is complete.', []],
  ['', []],
])('%j', (text, faults) => {
  expect(faultsOf(text)).toEqual(faults);
});

test('a claim is shown where it stands', () => {
  expect(claimLines('a\r\n- WP-2-mail is done').map(({ line: number, column }) => [number, column])).toEqual([[2, 16]]);
});

test('a task is known by its name too, if that is long enough to be meant', () => {
  const names = new Map([
    ['Mails (for all)', 'WP-2-mail'],
    ['Mails', 'WP-3-form'],
    [String.raw`C:\d+ (a|b] paths`, 'WP-4-docs'],
  ]);
  expect(claimLines('mails (FOR ALL): done', names)[0]?.about.tasks).toEqual(['WP-2-mail']);
  expect(claimLines('Mails: done', names)).toEqual([]);
});

test('a long paragraph, and a long line, are read once', () => {
  const spent = ownMs(() => {
    expect(claimLines(`WP-2-mail\n${'it is done\n'.repeat(10_000)}`)).toHaveLength(10_000);
    expect(claimLines(`WP-2-mail waits; ${'this is done; '.repeat(5000)}`)).toHaveLength(1);
  });
  expect(spent).toBeLessThan(4000);
});
