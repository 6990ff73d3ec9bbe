import { expect, it } from 'vitest';
import { toolFacts } from './tool-facts.ts';

it('what a terminal of the agent showed is what came of the call, as codex-acp tells it', () => {
  const shown = { terminal_output_delta: { data: '3 passed\n', terminal_id: 'c' }, terminal_exit: { exit_code: 0 } };
  expect(toolFacts({ toolCallId: 'c', status: 'completed', _meta: shown }).output).toBe('3 passed\n');
  expect(toolFacts({ toolCallId: 'c', _meta: { terminal_output_delta: 3 } }).output).toBe('');
});
