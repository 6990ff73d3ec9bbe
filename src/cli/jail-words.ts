import type { WeakJail } from '#contract';

/** Said wherever a run is: what it left behind proves no more than that held. */
export const JAIL_WORDS: Record<WeakJail, string> = { none: 'NOT ISOLATED', 'sandbox-runtime': 'UNTESTED JAIL' };
