import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BackendSettings } from '#host';
import { codesOf, messagesOf, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { resolveBackend, type Backend } from './resolve.ts';

const root = scratch();
write(root, {
  tool: '#!/bin/sh\necho "tool 1.2"\n',
  'good.json': '{"steps":[{"say":"hi"}]}',
  'bad.json': '{"steps":{}}',
  'worse.json': '{',
});
chmodSync(join(root, 'tool'), 0o755);
afterEach(() => {
  delete process.env['WRIT_TEST_KEY'];
});

const place = (backends: Readonly<Record<string, BackendSettings>> = {}) => ({
  cwd: root,
  root: '/repository',
  settings: { backends },
});
const resolve = (settings: BackendSettings) => resolveBackend('mine', place({ mine: settings }));
const TOOL = join(root, 'tool');

describe('a backend', () => {
  it('that nobody configured is unknown, and those that are known are named', async () => {
    const end = await resolveBackend('other', place({ mine: { run: [TOOL] } }));
    expect([codesOf(end), messagesOf(end)]).toEqual([
      ['backend.unknown'],
      expect.stringMatching(/codex, opencode, codex-acp, claude, gemini, mine, acp:NAME, scripted:FILE/u),
    ]);
  });

  it('whose program is missing is mended where it is named', async () => {
    const ended = [await resolve({ run: ['nonesuch'] }), await resolve({ preset: 'acp', run: ['nonesuch'] })];
    const remedy = 'install nonesuch, or name another program in backends.mine of your config.yaml';
    expect(ended.map((end) => (end.ok ? '' : end.failures[0].remedy))).toEqual([remedy, remedy]);
  });

  it.each<readonly [string, BackendSettings, string]>([
    ['without a command', {}, 'config.invalid'],
    ['whose program is missing', { run: ['nonesuch-program'] }, 'machine.program'],
    ['whose codex is missing', { preset: 'codex', run: ['nonesuch-codex'] }, 'machine.program'],
    [
      'whose key is not set',
      { run: [TOOL], endpoint: { url: 'https://a.example', key_env: 'WRIT_TEST_KEY' } },
      'backend.ineligible',
    ],
  ])('%s is refused', async (_, settings, code) => {
    expect(codesOf(await resolve(settings))).toEqual([code]);
  });

  it('whose key is empty is refused', async () => {
    process.env['WRIT_TEST_KEY'] = '';
    expect(
      codesOf(await resolve({ run: [TOOL], endpoint: { url: 'https://a.example', key_env: 'WRIT_TEST_KEY' } })),
    ).toEqual(['backend.ineligible']);
  });

  it('serves LOW and MEDIUM where nothing else is said', async () => {
    expect(valueOf(await resolve({ run: [TOOL] })).tiers).toEqual(['LOW', 'MEDIUM']);
    expect(valueOf(await resolve({ run: [TOOL], tiers: ['HIGH'] })).tiers).toEqual(['HIGH']);
  });

  it('says its version, or that it is unknown', async () => {
    expect(valueOf(await resolve({ run: [TOOL], version: ['--version'] })).version).toBe('tool 1.2');
    expect(valueOf(await resolve({ run: [TOOL] })).version).toBe('unknown');
  });
});

const stdinOf = ({ speech }: Backend, brief: string): string | null =>
  speech.kind === 'output' ? speech.stdin(brief) : null;

describe('the brief', () => {
  const BRIEF = "it costs $& and $1 and $' and {brief-file}";

  it('stands for itself, whatever is in it', async () => {
    const backend = valueOf(await resolve({ run: [TOOL, '-p', 'do: {brief}', '{brief-file}'], brief: 'argument' }));
    expect(backend.argv(BRIEF)).toEqual([TOOL, '-p', `do: ${BRIEF}`, '/writ/brief.md']);
    expect(stdinOf(backend, BRIEF)).toBe('');
    expect(backend.mounts(BRIEF)).toContainEqual({ kind: 'file', to: '/writ/brief.md', text: BRIEF });
  });

  it('is the last argument, or the input, where no place is named', async () => {
    expect(valueOf(await resolve({ run: [TOOL, '-p'], brief: 'argument' })).argv(BRIEF)).toEqual([TOOL, '-p', BRIEF]);
    const onInput = valueOf(await resolve({ run: [TOOL] }));
    expect([onInput.argv(BRIEF), stdinOf(onInput, BRIEF)]).toEqual([[TOOL], BRIEF]);
  });
});

it('passes on the variables that are named and set, and keeps the key outside', async () => {
  process.env['WRIT_TEST_KEY'] = 'the key';
  const settings: BackendSettings = {
    run: [TOOL],
    environment: ['WRIT_NOT_SET', 'PATH'],
    endpoint: { url: 'https://a.example/v1', key_env: 'WRIT_TEST_KEY' },
  };
  const backend = valueOf(await resolve(settings));
  expect(Object.keys(backend.env)).toEqual(['PATH']);
  expect(backend.endpoint).toEqual({
    url: 'https://a.example/v1',
    credential: { header: 'authorization', value: 'Bearer the key' },
  });
  const other = valueOf(
    await resolve({
      ...settings,
      endpoint: { url: 'https://a.example', key_env: 'WRIT_TEST_KEY', header: 'x-api-key' },
    }),
  );
  expect(other.endpoint?.credential).toEqual({ header: 'x-api-key', value: 'the key' });
  expect(JSON.stringify([backend.env, backend.argv('b'), backend.mounts('b')])).not.toContain('the key');
});

it.each([
  ['good.json', []],
  ['bad.json', ['input.unreadable']],
  ['worse.json', ['input.unreadable']],
  ['none.json', ['usage.unknown']],
])('reads a script as a backend: %s', async (file, codes) => {
  const end = await resolveBackend(`scripted:${file}`, place());
  expect(codesOf(end)).toEqual(codes);
  expect(end.ok ? [end.value.kind, end.value.endpoint] : []).toEqual(codes.length === 0 ? ['scripted', null] : []);
});
