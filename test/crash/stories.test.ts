/** Stories in which many do the same at the same moment. They take their time, and so are not among the others. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseStory } from '../rig/story.ts';
import { runStory } from '../rig/story-runner.ts';

const folder = join(import.meta.dirname, 'stories');
const stories = readdirSync(folder).map((name) =>
  parseStory(readFileSync(join(folder, name), 'utf8'), `test/crash/stories/${name}`),
);

test.for(stories)('$title', { timeout: 300_000 }, async (story) => {
  const mismatches = await runStory(story, { all: false });
  expect(mismatches.map(({ text }) => text).join('\n\n')).toBe('');
}); // prettier-ignore
