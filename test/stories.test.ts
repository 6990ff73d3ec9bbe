/** Every story, run for real. `UPDATE=1 npx vitest run test/stories.test.ts` writes what the commands printed. */
import { join } from 'node:path';
import { tellStories } from './rig/tell-stories.ts';

tellStories(join(import.meta.dirname, 'stories'));
