/** Stories in which many do the same at once, or many runs follow each other: they take their time. */
import { join } from 'node:path';
import { tellStories } from '../rig/tell-stories.ts';

// The whole of them takes minutes: where time is short, a third.
tellStories(join(import.meta.dirname, 'stories'), 9);
