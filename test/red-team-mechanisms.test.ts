/**
 * What the slow suites switch off, and where they kill, stands in the source exactly once: said here at once, and not
 * after minutes.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { RedTeamCase } from './red-team/case.ts';
import { CASES } from './red-team/stories-without-guards.ts';
import { withoutMechanism } from './rig/switch-off.ts';

const FOLDER = join(import.meta.dirname, 'red-team');
const FILES = readdirSync(FOLDER).filter((name) => /^[a-z]\d\d-.*\.ts$/u.test(name));

test.for(FILES)('%s', async (name) => {
  const { it }: { readonly it: RedTeamCase } = await import(pathToFileURL(join(FOLDER, name)).href);
  for (const mechanism of it.mechanism) expect(() => withoutMechanism({}, mechanism)).not.toThrow();
});

test.for(CASES)('the story of $without', ({ off }) => {
  for (const mechanism of off) expect(() => withoutMechanism({}, mechanism)).not.toThrow();
});

/** A file of the source and a text in it, as kill points and switched-off mechanisms are written down. */
const NAMED = /'(?<file>src\/[\w/-]+\.ts)',\s*(?:replace: )?(?:'(?<single>[^'\n]+)'|"(?<double>[^"\n]+)")/gu;

test.for(['crash', 'coordinate'])('what test/%s names', (folder) => {
  const files = readdirSync(join(import.meta.dirname, folder)).filter((name) => name.endsWith('.ts'));
  const named = files.flatMap((name) => [
    ...readFileSync(join(import.meta.dirname, folder, name), 'utf8').matchAll(NAMED),
  ]);
  expect(named.length).toBeGreaterThan(2);
  for (const { groups = {} } of named) {
    const mechanism = { file: groups['file'] ?? '', replace: groups['single'] ?? groups['double'] ?? '', by: '' };
    expect(() => withoutMechanism({}, mechanism)).not.toThrow();
  }
});
