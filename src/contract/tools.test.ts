import { expect, it } from 'vitest';
import { COMPLETE } from './complete-contract.fixture.ts';
import { incompleteIn } from './completeness.ts';
import { contractJson, parseContract } from './contract-json.ts';
import type { Tool } from './contract.ts';
import { placeholdersIn } from './placeholders.ts';
import { renderContract } from './render.ts';

const LINT: Tool = { id: 'lint', run: ['npx', 'oxlint'], timeoutMs: 60_000, outputBytes: 1000 };
const withTools = (...tools: [Tool, ...Tool[]]) => ({ ...COMPLETE, tools });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

it('are read back from the bytes that are signed, and a contract without any has the bytes it always had', () => {
  const contract = withTools(LINT);
  expect(parseContract(bytesOf(contractJson(contract)))).toEqual({ ok: true, value: contract });
  expect(contractJson(COMPLETE)).not.toContain('tools');
  expect(parseContract(bytesOf(contractJson(COMPLETE).replace('{', '{"tools":[],')))).toMatchObject({ ok: false });
});

it('are shown to whoever signs, with their limits', () => {
  expect(renderContract(withTools(LINT))).toMatch(
    /tools +lint: npx oxlint …\n +by the agent, [^\n]*at most 1m and [^\n]* of output/u,
  );
});

it.each<readonly [string, [Tool, ...Tool[]], readonly string[]]>([
  ['a tool as it should be', [LINT], []],
  ['two of one name', [LINT, LINT], ['task.duplicate-id']],
  ['a name that is a path', [{ ...LINT, id: '../lint' }], ['task.field']],
  ['no program', [{ ...LINT, run: [' '] }], ['task.field']],
  ['an argument with a NUL', [{ ...LINT, run: ['npx', 'a\0b'] }], ['task.field']],
])('are complete or not: %s', (_, tools, codes) => {
  expect(incompleteIn(withTools(...tools)).map(({ code }) => code)).toEqual(codes);
});

it('are searched for slots that nobody filled', () => {
  expect(placeholdersIn(withTools({ ...LINT, run: ['npx', '<path that may be changed>'] }))).toEqual([
    { field: 'tools.1.run.2', text: '<path that may be changed>' },
  ]);
});
