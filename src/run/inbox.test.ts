import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { scratch, valueOf } from '../host/scratch.fixture.ts';
import { leaveWord, openInbox, type Word } from './inbox.ts';

const root = scratch();
const opened = () => {
  const folder = join(mkdtempSync(join(root, 'w-')), 'words');
  const heard: Word[] = [];
  return { folder, heard, inbox: openInbox(folder, (word) => heard.push(word)) };
};
const say = (folder: string, text: string, urgent = false): string => {
  const { id, left } = leaveWord(folder, { by: 'ada', text, urgent });
  valueOf(left);
  return id;
};

it('words are heard once each, in the order in which they were said, and are given once', () => {
  const { folder, heard, inbox } = opened();
  expect(inbox.take()).toEqual([]);
  const ids = ['one', 'two', 'three'].map((text) => say(folder, text));
  const taken = inbox.take();
  expect(new Set(taken.map(({ id }) => id))).toEqual(new Set(ids));
  expect(taken).toEqual(heard);
  expect(inbox.take()).toEqual([]);
  inbox.add({ by: 'writ', text: 'four', urgent: false });
  expect(inbox.take().map(({ text }) => text)).toEqual(['four']);
  expect(heard).toHaveLength(4);
  inbox.stop();
});

it('one that is urgent interrupts, and others do not', () => {
  const { folder, inbox } = opened();
  let interrupted = 0;
  inbox.onUrgent(() => (interrupted += 1));
  say(folder, 'later');
  inbox.take();
  expect(interrupted).toBe(0);
  say(folder, 'now', true);
  inbox.take();
  expect(interrupted).toBe(1);
  inbox.stop();
});

it('what is no word is none: other files, other JSON, nobody, nothing, too much', () => {
  const { folder, heard, inbox } = opened();
  say(folder, 'a');
  const files: Readonly<Record<string, string>> = {
    ...{ 'a.txt': '{}', 'b.json': '{', 'c.json': '{"by":"ada","text":"","urgent":false}' },
    ...{ 'd.json': '{"by":"","text":"x","urgent":false}', 'e.json': '{"by":"ada","text":"x","urgent":false,"more":1}' },
    'f.json': JSON.stringify({ by: 'ada', text: 'x'.repeat(500_000), urgent: false }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  expect(inbox.take().map(({ text }) => text)).toEqual(['a']);
  expect(heard).toHaveLength(1);
  inbox.stop();
});

it("no word lies about for others: it is its owner's to read, and is gone once it was read", () => {
  const { folder, inbox } = opened();
  const id = say(folder, 'a');
  expect(statSync(join(folder, `${id}.json`)).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, 'none.json'), '{');
  expect(inbox.take()).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
  inbox.stop();
});

it('after its end nothing is taken, so that nobody is told that it was', async () => {
  const { folder, heard, inbox } = opened();
  inbox.stop();
  say(folder, 'late');
  await sleep(300);
  expect([heard, readdirSync(folder)]).toEqual([[], [expect.stringMatching(/json$/u)]]);
});
