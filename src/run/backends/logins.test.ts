import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackendSettings } from '#host';
import { codesOf, messagesOf, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { refuseReviewer } from '../review-result.ts';
import { providerKeys } from '../secrets/provider-keys.ts';
import { backendRecord } from '../execute.ts';
import { sha256 } from '#contract';
import { backendsHere, resolveBackend } from './resolve.ts';

const root = scratch();
const home = join(root, 'home');
const SUBSCRIPTION = {
  OPENAI_API_KEY: null,
  tokens: { access_token: 'access-1234567', refresh_token: 'refresh-123456' },
};
write(home, {
  '.codex/auth.json': JSON.stringify(SUBSCRIPTION),
  '.claude/.credentials.json': '{"claudeAiOauth":{"accessToken":"claude-access-1"}}',
  '.gemini/oauth_creds.json': '{"access_token":"gemini-access-1"}',
  '.local/share/opencode/auth.json': '{"acme":{"type":"api","key":"opencode-key-1"}}',
  'mine.json': '{"token":"mine-1234567"}',
});
write(root, {
  'programs/tool': '#!/bin/sh\necho tool 1\n',
  'codex/vendor/x/bin/codex': '#!/bin/sh\necho codex 1\n',
  'programs/claude-agent-acp': '#!/bin/sh\n',
  'programs/gemini': '#!/bin/sh\n',
  'programs/opencode': '#!/bin/sh\n',
  'programs/codex-acp': '#!/bin/sh\n',
});
const CODEX = join(root, 'codex/vendor/x/bin/codex');
const TOOL = join(root, 'programs/tool');
for (const name of ['tool', 'claude-agent-acp', 'gemini', 'opencode', 'codex-acp'])
  chmodSync(join(root, 'programs', name), 0o755);
chmodSync(CODEX, 0o755);
mkdirSync(join(root, 'elsewhere'));

beforeEach(() => {
  vi.stubEnv('HOME', home);
  vi.stubEnv('PATH', `${join(root, 'programs')}:${join(root, 'codex/vendor/x/bin')}:/usr/bin:/bin`);
  for (const name of ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY']) vi.stubEnv(name, undefined);
});

const placeWith = (id: string, settings?: BackendSettings) => ({
  ...{ cwd: root, root: '/repository' },
  settings: { backends: settings === undefined ? {} : { [id]: settings } },
});
const resolve = (id: string, settings?: BackendSettings) => resolveBackend(id, placeWith(id, settings));

describe('a backend', () => {
  it('is handed no log-in where nothing says so, though one is there', async () => {
    expect(codesOf(await resolve('codex'))).toEqual(['backend.ineligible']);
    vi.stubEnv('OPENAI_API_KEY', 'a-key-1234567');
    expect(valueOf(await resolve('codex')).logins).toEqual([]);
    expect(valueOf(await resolve('mine', { run: [TOOL] })).logins).toEqual([]);
    const here = await backendsHere(placeWith('mine', { run: [TOOL] }));
    expect(here.flatMap(({ id, kept }) => (kept === null ? [] : [`${id} ${kept.file}`]))).toEqual([
      'codex ~/.codex/auth.json',
      'opencode ~/.local/share/opencode/auth.json',
      'codex-acp ~/.codex/auth.json',
      'claude ~/.claude/.credentials.json',
      'gemini ~/.gemini/oauth_creds.json',
    ]);
  });

  it('of the settings is handed those that they name, and its record has their places and nothing of them', async () => {
    const backend = valueOf(await resolve('mine', { run: [TOOL], login: ['~/mine.json', '~/.codex/auth.json'] }));
    const record = backendRecord(backend, sha256('program'));
    expect(record.logins).toEqual(['mine.json', '.codex/auth.json']);
    expect(providerKeys(backend).map(({ name }) => name)).toEqual([
      '~/mine.json',
      '~/.codex/auth.json',
      '~/.codex/auth.json',
    ]);
    for (const secret of ['mine-1234567', 'access-1234567', 'refresh-123456'])
      expect(
        [JSON.stringify(record), JSON.stringify(backend.argv('brief')), JSON.stringify(backend.env)].join(),
      ).not.toContain(secret);
    expect(backendRecord(valueOf(await resolve('mine', { run: [TOOL] })), sha256('program'))).not.toHaveProperty(
      'logins',
    );
  });

  it.each<readonly [string, string, BackendSettings, string, RegExp]>([
    [
      'has a key as well',
      'mine',
      { run: [TOOL], login: ['~/mine.json'], endpoint: { url: 'https://a.example', key_env: 'K' } },
      'config.invalid',
      /a login and a key_env/u,
    ],
    [
      'is an agent that looks elsewhere',
      'codex',
      { preset: 'codex', login: ['~/mine.json'] },
      'config.invalid',
      /finds its log-in at ~\/\.codex\/auth\.json/u,
    ],
    [
      'is an agent and named more',
      'claude',
      { preset: 'claude', login: ['~/.claude/.credentials.json', '~/mine.json'] },
      'config.invalid',
      /nowhere else/u,
    ],
    [
      'names one that is not there',
      'mine',
      { run: [TOOL], login: ['~/mine.json', '~/none.json'] },
      'backend.ineligible',
      /~\/none\.json is not there/u,
    ],
  ])('that %s is refused', async (...[, id, settings, code, says]) => {
    const end = await resolve(id, settings);
    expect([codesOf(end), messagesOf(end)]).toEqual([[code], expect.stringMatching(says)]);
  });

  it('without its log-in says how the agent gets one', async () => {
    vi.stubEnv('HOME', join(root, 'elsewhere'));
    const end = await resolve('codex', { preset: 'codex', login: ['~/.codex/auth.json'] });
    expect(end).toMatchObject({ failures: [{ code: 'backend.ineligible', remedy: 'codex login' }] });
  });

  it('reviews without any', async () => {
    const backend = valueOf(await resolve('mine', { run: [TOOL], login: ['~/mine.json'] }));
    const reviewer = { backend, timeoutMs: 1 };
    const end = refuseReviewer({ by: 'mine', demand: 'heed' }, reviewer, { ...backend, id: 'other', program: 'x' });
    expect(messagesOf(end)).toMatch(/a reviewer is handed none/u);
  });
});

/** What an agent is told of where its model is. */
const told = async (id: string, settings: BackendSettings) => {
  const { argv, env, endpoint, mounts } = valueOf(await resolve(id, settings));
  return { text: JSON.stringify([argv('brief'), env, mounts('brief')]), endpoint };
};

describe('an agent with a log-in', () => {
  it.each<readonly [string, BackendSettings, string, readonly string[], readonly string[]]>([
    [
      'codex',
      { preset: 'codex', login: ['~/.codex/auth.json'] },
      'https://chatgpt.com',
      ['/backend-api/codex', 'requires_openai_auth'],
      ['WRIT_MODEL_KEY'],
    ],
    [
      'codex-acp',
      { preset: 'codex-acp', login: ['~/.codex/auth.json'] },
      'https://chatgpt.com',
      ['/backend-api/codex', 'requires_openai_auth'],
      ['WRIT_MODEL_KEY'],
    ],
    [
      'claude',
      { preset: 'claude', login: ['~/.claude/.credentials.json'] },
      'https://api.anthropic.com',
      ['ANTHROPIC_BASE_URL'],
      ['ANTHROPIC_API_KEY'],
    ],
    [
      'gemini',
      { preset: 'gemini', login: ['~/.gemini/oauth_creds.json'] },
      'https://cloudcode-pa.googleapis.com',
      ['oauth-personal', 'CODE_ASSIST_ENDPOINT'],
      ['GEMINI_API_KEY'],
    ],
    [
      'opencode',
      {
        preset: 'opencode',
        model: 'acme/big',
        login: ['~/.local/share/opencode/auth.json'],
        endpoint: { url: 'https://acme.example' },
      },
      'https://acme.example',
      ['acme/big'],
      ['apiKey', 'writ/'],
    ],
  ])(
    '%s is told to use it, goes where it counts, and no key is put in its place',
    async (...[id, settings, url, has, lacks]) => {
      const { text, endpoint } = await told(id, settings);
      expect(endpoint).toEqual({ url, credential: null });
      expect(has.filter((part) => !text.includes(part))).toEqual([]);
      expect(lacks.filter((part) => text.includes(part))).toEqual([]);
    },
  );

  it.each([
    ['a key', { OPENAI_API_KEY: 'made-up-key-1' }, 'https://api.openai.com', '/v1'],
    [
      'a key, though there are tokens',
      { auth_mode: 'apikey', OPENAI_API_KEY: 'made-up-key-1', tokens: { access_token: 'access-1234567' } },
      'https://api.openai.com',
      '/v1',
    ],
    [
      'a subscription, though there is a key',
      { auth_mode: 'chatgpt', OPENAI_API_KEY: 'made-up-key-1' },
      'https://chatgpt.com',
      '/backend-api/codex',
    ],
  ])('is Codex with %s in it: that is what it is served for', async (_, auth, url, path) => {
    const other = join(root, `home-${path.length}-${Object.keys(auth).length}`);
    write(other, { '.codex/auth.json': JSON.stringify(auth) });
    vi.stubEnv('HOME', other);
    const { text, endpoint } = await told('codex', { preset: 'codex', login: ['~/.codex/auth.json'] });
    expect([endpoint?.url, text.includes(`127.0.0.1:8787${path}\\"`)]).toEqual([url, true]);
    const named = await told('codex', {
      preset: 'codex',
      login: ['~/.codex/auth.json'],
      endpoint: { url: 'https://a.example' },
    });
    expect(named.endpoint?.url).toBe('https://a.example');
  });
});
