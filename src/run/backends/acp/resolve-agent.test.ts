import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { remedyOf } from '#failure';
import type { BackendSettings } from '#host';
import { codesOf, messagesOf, scratch, valueOf, write } from '../../../host/scratch.fixture.ts';
import { refuseReviewer } from '../../review-result.ts';
import { backendsHere, resolveBackend } from '../resolve.ts';

const root = scratch();
write(root, {
  'bin/opencode': '#!/bin/sh\n',
  'bare/claude': '#!/bin/sh\n',
  'node_modules/agent/package.json': '{"name":"my-agent","version":"1.2.3"}',
  'node_modules/agent/bin/agent': '#!/bin/sh\nsleep 60\n',
  'node_modules/other/bin/opencode.exe': 'echo not installed\n',
});
for (const path of [
  'bin/opencode',
  'bare/claude',
  'node_modules/agent/bin/agent',
  'node_modules/other/bin/opencode.exe',
])
  chmodSync(join(root, path), 0o755);
const AGENT = join(root, 'node_modules/agent/bin/agent');
const OPENCODE = join(root, 'bin/opencode');

afterEach(() => {
  delete process.env['WRIT_TEST_KEY'];
});

const resolve = (id: string, backends: Readonly<Record<string, BackendSettings>>) =>
  resolveBackend(id, { cwd: root, root: '/repository', settings: { backends } });

describe('an agent', () => {
  it('of the settings is spoken with, and known by its package, without being started', async () => {
    const mine = { preset: 'acp', run: [AGENT, '--acp'], agent: 'mine', model: 'big', mode: 'code' } as const;
    const backend = valueOf(await resolve('mine', { mine: { ...mine, run: [AGENT, '--acp'] } }));
    expect(backend).toMatchObject({ kind: 'acp', version: 'my-agent 1.2.3', endpoint: null, tiers: ['LOW', 'MEDIUM'] });
    expect(backend.speech).toEqual({ kind: 'acp', agent: { name: 'mine', model: 'big', mode: 'code' } });
    // The brief is its prompt: what a command line shows is the same for every one.
    expect(backend.argv('a brief')).toEqual([AGENT, '--acp']);
  });

  it('is any backend of the settings by acp:NAME, and none that is not there', async () => {
    const backend = valueOf(await resolve('acp:mine', { mine: { run: [AGENT] } }));
    expect([backend.id, backend.speech.kind]).toEqual(['acp:mine', 'acp']);
    expect(codesOf(await resolve('acp:other', { mine: { run: [AGENT] } }))).toEqual(['backend.unknown']);
  });

  it('is known to be here without what speaks ACP for it', async () => {
    const bare = async (folder: string): Promise<readonly string[]> => {
      vi.stubEnv('PATH', `${join(root, folder)}:/usr/bin:/bin`);
      const here = await backendsHere({ cwd: root, root: '/repository', settings: {} });
      vi.unstubAllEnvs();
      expect(here.find(({ id }) => id === 'claude')).toMatchObject({ backend: { ok: false } });
      return here.flatMap(({ id, bareHere }) => (bareHere ? [id] : []));
    };
    expect([await bare('bare'), await bare('none')]).toEqual([['claude'], []]);
  });

  it.each<readonly [string, Readonly<Record<string, BackendSettings>>, string, string]>([
    [
      'acp:other',
      {},
      'backend.unknown',
      'add to your config.yaml: backends: { other: { preset: acp, run: [PROGRAM, …] } }',
    ],
    ['acp:codex', {}, 'backend.unknown', 'name it as it is: --backend codex'],
    [
      'acp:opencode',
      { opencode: { preset: 'opencode', model: 'big' } },
      'config.invalid',
      'name it as it is: --backend opencode',
    ],
    [
      'opencode',
      { opencode: { preset: 'acp' } },
      'config.invalid',
      'add to your config.yaml: backends: { opencode: { preset: acp, run: [PROGRAM, …] } }',
    ],
  ])('%s without a command says what to do', async (id, backends, code, remedy) => {
    const found = await resolve(id, backends);
    expect(found.ok ? [] : found.failures.map((one) => [one.code, remedyOf(one)])).toEqual([[code, remedy]]);
  });

  it.each<readonly [string, BackendSettings, string, RegExp]>([
    ['without a command', { preset: 'acp' }, 'config.invalid', /no command to run/u],
    ['that chooses no model', { preset: 'opencode', run: [OPENCODE, 'acp'] }, 'config.invalid', /needs a model/u],
    [
      'that is not here',
      { preset: 'claude', run: ['nonesuch-agent'] },
      'machine.program',
      /not on this machine's PATH/u,
    ],
    [
      'whose package was installed without its program',
      { preset: 'opencode', run: [join(root, 'node_modules/other/bin/opencode.exe')], model: 'big' },
      'machine.program',
      /only a stand-in/u,
    ],
    [
      'whose key is not set',
      {
        preset: 'opencode',
        run: [OPENCODE],
        model: 'b',
        endpoint: { url: 'https://a.example', key_env: 'WRIT_TEST_KEY' },
      },
      'backend.ineligible',
      /WRIT_TEST_KEY/u,
    ],
  ])('%s is refused', async (_, settings, code, says) => {
    const end = await resolve('mine', { mine: settings });
    expect([codesOf(end), messagesOf(end)]).toEqual([[code], expect.stringMatching(says)]);
  });

  it('has its configuration from us, finds its model at the bridge, and is never given the key', async () => {
    process.env['WRIT_TEST_KEY'] = 'the very key';
    const endpoint = { url: 'https://a.example', key_env: 'WRIT_TEST_KEY', header: 'x-key' };
    const settings = { preset: 'opencode', run: [OPENCODE, 'acp'], model: 'big', endpoint } as const;
    const backend = valueOf(await resolve('mine', { mine: { ...settings, run: [OPENCODE, 'acp'] } }));
    const { OPENCODE_CONFIG_CONTENT: text = '{}', ...others } = backend.env;
    expect(JSON.parse(text)).toMatchObject({
      ...{ autoupdate: false, share: 'disabled', model: 'writ/big', permission: { edit: 'ask', webfetch: 'deny' } },
      provider: { writ: { options: { baseURL: 'http://127.0.0.1:8787/v1' } } },
    });
    expect(others).toMatchObject({ OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' });
    expect(JSON.stringify(backend.env)).not.toContain('the very key');
    expect(backend.endpoint?.credential).toEqual({ header: 'x-key', value: 'the very key' });
  });

  it('does not review: a reviewer answers on its standard output', async () => {
    const backend = valueOf(await resolve('mine', { mine: { preset: 'acp', run: [AGENT] } }));
    const other = valueOf(await resolve('other', { other: { run: [AGENT, '-p'] } }));
    const terms = { by: 'mine', demand: 'heed' } as const;
    expect(codesOf(refuseReviewer(terms, { backend, timeoutMs: 1000 }, other))).toEqual(['config.invalid']);
  });
});
