/**
 * Every story, run for real. `UPDATE=1 npx vitest run test/stories.test.ts` writes what the commands printed into the
 * stories where it differs, and still fails: a person reads the difference, and puts `[..]` where chance is at work.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runStory } from './rig/story-runner.ts';
import { parseStory, rewriteStory } from './rig/story.ts';

// Commands wait for git, ssh-keygen and the jail: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

const folder = join(import.meta.dirname, 'stories');
const update = process.env['UPDATE'] === '1';
const stories = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .toSorted()
  .map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return { path: join(folder, name), text, story: parseStory(text, `test/stories/${name}`) };
  });

test('there are stories', () => {
  expect(stories.length).toBeGreaterThan(0);
});

test.concurrent.for(stories)('$story.title', { timeout: 300_000 }, async ({ path, text, story }) => {
  const mismatches = await runStory(story, { all: update });
  if (update && mismatches.length > 0) {
    const changes = mismatches.flatMap(({ step, outcome: { output, exitCode } }) =>
      typeof exitCode === 'number' ? [{ step, output, exitCode }] : [],
    );
    writeFileSync(path, rewriteStory(text, changes));
  }
  expect(mismatches.map((mismatch) => mismatch.text).join('\n\n')).toBe('');
});
