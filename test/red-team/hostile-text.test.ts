/**
 * Text from strangers reaches a person's terminal from everywhere: names of tasks, files, tests and branches, authors,
 * output of backends and checks, reasons, settings, words of the command line. Here each of them holds what moves the
 * cursor, turns text around or hides it, and every command is run over it: none of it may come out raw. What was sealed
 * stays as it was.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeScratch, removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';

/** Escapes of seven and eight bits, a bell, bidirectional, zero-width, filler, tag, variation selector, odd spaces. */
const EVIL =
  'x\u{1b}[2K\u{1b}]0;t\u{7}\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{3164}\u{e0041}\u{fe0f}\u{a0}\u{2003}\u{2028}y';
/** The same without what git, a shell word or a file name refuses. */
const EVIL_NAME = 'x\u{202e}\u{200b}\u{a0}\u{3164}y';
const SECRETLY = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;

const taskFile = (id: string, fields: string): string => `---
id: ${id}
name: ${JSON.stringify(`Count months ${EVIL_NAME}`)}
type: debug
risk_tier: { tier: LOW }
paths: { allow: [src/month.mjs] }
checks:
  - { id: month, run: [node, --test, test/month.test.mjs], reports: node-test }
${fields}
---
## What
Count months ${EVIL_NAME} from 1.
## Why
Because ${EVIL_NAME}.
## Out of scope
Days ${EVIL_NAME}.
`;
const DONE = `done: [{ says: ${JSON.stringify(`December ${EVIL_NAME} is 12`)}, proof: { check: month } }, { says: ${JSON.stringify(`It looks right ${EVIL_NAME}`)}, proof: { manual: ${JSON.stringify(`look ${EVIL_NAME}`)} } }]
rollback: ${JSON.stringify(`revert ${EVIL_NAME}`)}`;

const FILES: Readonly<Record<string, string>> = {
  'src/month.mjs': 'export const month = (date) => date.getUTCMonth();\n',
  'test/month.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { month } from '../src/month.mjs';
test(${JSON.stringify(`counts ${EVIL}`)}, () => { console.log(${JSON.stringify(EVIL)}); assert.equal(month(new Date('2026-11-21')), 11, ${JSON.stringify(EVIL)}); });
`,
  'tasks/WP-evil.md': taskFile('WP-evil', DONE),
  'tasks/WP-more.md': taskFile('WP-more', DONE),
  'tasks/WP-broken.md': taskFile('WP-broken', `done: ${JSON.stringify(EVIL_NAME)}\n${JSON.stringify(EVIL_NAME)}: 1`),
  [`tasks/${EVIL_NAME}.md`]: taskFile(`WP-${EVIL_NAME}`, DONE),
  'mend.json': JSON.stringify({
    steps: [
      { replace: { path: 'src/month.mjs', from: 'getUTCMonth()', to: 'getUTCMonth() + 1' } },
      { append: { path: 'src/month.mjs', text: `/* ${EVIL} p\u{430}ypal */\n` } },
      { say: EVIL },
    ],
  }),
  'spoil.json': JSON.stringify({
    steps: [{ write: { path: `src/${EVIL_NAME}.mjs`, text: EVIL } }, { say: EVIL }, { fail: EVIL }],
  }),
};

let scratch: Scratch;
/** Everything any command has printed, by what was typed. */
const printed: (readonly [typed: string, output: string])[] = [];
const type = async (typed: string): Promise<string> => {
  const { output } = await runCommand(typed, scratch);
  printed.push([typed, output]);
  return output;
};
/** A word of the shell that is this text. */
const word = (text: string): string =>
  `"$(printf %b '${[...text].map((one) => [...new TextEncoder().encode(one)].map((byte) => `\\0${byte.toString(8)}`).join('')).join('')}')"`;

beforeAll(async () => {
  scratch = await makeScratch();
  const { work } = scratch;
  await runCommand('mkdir -p src test tasks', scratch);
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(work, path), text);
  const author = `git -c user.name=${word(`Eve ${EVIL_NAME}`)} commit -qm ${word(EVIL)}`;
  const { output, exitCode } = await runCommand(
    `git init -q -b ${word(`m${EVIL_NAME.replace('\u{a0}', '')}`)} && git remote add origin ${word(`https://example.org/${EVIL_NAME}.git`)} && git add . && ${author}`,
    scratch,
  );
  if (exitCode !== 0) throw new Error(output);
}, 300_000);
afterAll(() => removeScratch(scratch));

describe('nothing raw is shown', () => {
  test('by any command, whatever it is told and whatever it finds', { timeout: 300_000 }, async () => {
    const evil = word(EVIL);
    const WRONG = [
      `writ run ${evil} --allow a --check true --backend b --yes --json`,
      `writ accept ${evil} --yes --json`,
      `writ approve ${evil} --yes --json`,
      `writ ${evil}`,
      `writ review ${evil}`,
      `writ review --${word(EVIL_NAME)}`,
      `writ explain ${evil}`,
      `writ completion ${evil}`,
      `writ task show ${evil}`,
      `writ task validate ${evil}`,
      `writ task new ${evil} --type ${evil}`,
      `writ waive ${evil} --because ${evil} --until ${evil}`,
      `writ waive tree.clean.end --because ${evil} --until ${evil}`,
      `writ verify ${evil}`,
      `writ verify --signers ${evil}`,
      `writ replay ${evil}`,
      `writ log --run ${evil}`,
      `writ log --limit ${evil}`,
      `writ run WP-evil --backend ${evil}`,
      `writ run ${evil} --allow ${evil} --check ${evil} --backend ${evil} --yes`,
      `writ init --name ${evil} --yes`,
      `writ init --name alice --key ${evil} --yes`,
    ];
    const RIGHT = [
      'writ init --name alice --new-key --yes',
      'writ doctor',
      'writ admit --yes',
      'writ task list',
      'writ task validate',
      'writ task show WP-evil',
      'writ approve WP-evil --yes',
      // A branch of such a name cannot be worked on; here is one that can.
      'git branch -m main',
      'writ admit --yes',
      'writ task show WP-evil',
      'writ task handoff WP-evil',
      `writ task new ${word(`A ${EVIL_NAME} task`)}`,
      'writ approve WP-evil --yes',
      'writ approve WP-more --yes',
      'writ run WP-more --backend scripted:spoil.json',
      'writ review --patch',
      `writ reject --because ${evil} --yes`,
      'writ run WP-evil --backend scripted:mend.json',
      'writ review --patch',
      'writ board',
      'writ accept --yes',
      `writ accept --confirm 2 --because ${evil} --yes`,
      'writ land --branch',
      'writ land',
      'writ land --direct',
      'writ board',
      'writ log',
      'writ verify',
      'writ replay',
      'writ export',
      'writ completion bash',
    ];
    for (const typed of [...WRONG, ...RIGHT]) {
      await type(typed);
      // What does something does it once.
      if (!/^writ (run WP|accept|reject|land|approve)|^git/u.test(typed)) await type(`${typed} --json`);
    }
    await runCommand(
      `mkdir -p ../home/.config/writ && printf %s ${word(`strictness: ${EVIL_NAME}\n${EVIL_NAME}: 1\n`)} >> ../home/.config/writ/config.yaml`,
      scratch,
    );
    await type('writ board');
    const raw = printed.flatMap(([typed, output]) =>
      output.split('\n').flatMap((line) => (SECRETLY.test(line) ? [[typed, JSON.stringify(line)]] : [])),
    );
    expect(raw).toEqual([]);
    const all = printed.map(([, output]) => output).join('');
    // It came that far, and it was shown: escaped.
    for (const says of ['PASS', 'FAIL', 'Accepted', 'Landed', '\\u{202e}', '\\u202e']) expect(all).toContain(says);
  });

  test('and what was sealed is as it was', () => {
    const runs = join(scratch.work, '.git/writ/runs');
    const files = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(runs, name)).isFile(),
    );
    const holding = (end: string) =>
      files.filter((name) => name.endsWith(end) && readFileSync(join(runs, name), 'utf8').includes('\u{202e}'));
    for (const end of ['patch.diff', 'backend/stdout.log', 'stdout.log', 'contract.json'])
      expect(holding(end)).not.toEqual([]);
  });
});
