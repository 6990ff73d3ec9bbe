/**
 * Every story of a folder as a test, run for real. With `UPDATE=1` what the commands printed is written into the stories
 * where it differs, and they fail all the same: a person reads the difference, and puts `[..]` where chance is at work.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test, vi } from 'vitest';
import { shareOf } from './share.ts';
import { runStory } from './story-runner.ts';
import { parseStory, rewriteStory } from './story.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * @param folder where the stories lie, as `NAME.md`
 * @param least how many of them are told at least where time is short (SHARE); all of them unless it is said
 */
export const tellStories = (folder: string, least?: number): void => {
  // Commands wait for git, ssh-keygen and the jail: two at a time keep two cores busy.
  vi.setConfig({ maxConcurrency: 2 });
  const update = process.env['UPDATE'] === '1';
  const stories = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(path, 'utf8');
      return { path, text, story: parseStory(text, relative(ROOT, path)) };
    });

  test(`there are stories in ${basename(dirname(folder))}`, () => {
    expect(stories.length).toBeGreaterThan(0);
  });

  const told = shareOf(`stories of ${basename(dirname(folder))}`, stories, least ?? stories.length);
  test.concurrent.for(told)('$story.title', { timeout: 300_000 }, async ({ path, text, story }) => {
    const mismatches = await runStory(story, { all: update });
    if (update && mismatches.length > 0) {
      const changes = mismatches.flatMap(({ step, outcome: { output, exitCode } }) =>
        typeof exitCode === 'number' ? [{ step, output, exitCode }] : [],
      );
      writeFileSync(path, rewriteStory(text, changes));
    }
    const differs = mismatches.map((mismatch) => mismatch.text).join('\n\n');
    // In the message as a whole: what an assertion compares is cut short in a report.
    expect(differs, differs).toBe('');
  });
};
