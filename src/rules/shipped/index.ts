import type { Rule } from '../rule.ts';
import { CODE } from './code.ts';
import { CODEX } from './codex.ts';
import { TOGETHER } from './together.ts';

/**
 * The rulebook that comes with Writ. What is on has few false alarms in any repository; what is off is a choice of a
 * project, or needs its paths.
 */
export const SHIPPED: readonly Rule[] = [...CODEX, ...CODE, ...TOGETHER];
