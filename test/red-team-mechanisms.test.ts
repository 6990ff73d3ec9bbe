/** What each red-team case switches off stands in the source exactly once: said here at once, and not after minutes. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { RedTeamCase } from './red-team/case.ts';
import { withoutMechanism } from './rig/switch-off.ts';

const FOLDER = join(import.meta.dirname, 'red-team');
const FILES = readdirSync(FOLDER).filter((name) => /^[a-z]\d\d-.*\.ts$/u.test(name));

test.for(FILES)('%s', async (name) => {
  const { it }: { readonly it: RedTeamCase } = await import(pathToFileURL(join(FOLDER, name)).href);
  for (const mechanism of it.mechanism) expect(() => withoutMechanism({}, mechanism)).not.toThrow();
});
