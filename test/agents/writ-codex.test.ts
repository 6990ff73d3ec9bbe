/** The real Codex fixes the sample's defect under a contract, from approval to landing, through the product's own jail and bridge. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Step } from './model-server.ts';
import { closeScenes, HONEST, KEY, ORDER, sceneWith } from './scene.ts';

afterEach(closeScenes);

test('Codex fixes the defect, from approval to landing, and the test passes on the branch', async () => {
  const { type, server } = await sceneWith([HONEST]);
  expect(await type('node', '--test', 'test/date.test.js')).not.toMatchObject({ code: 0 });
  const run = await type(...ORDER, '--json');
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toMatchObject({
    ok: true,
    result: 'PASS',
    notices: [],
    changed: [{ path: 'src/date.js', status: 'modified' }],
  });
  expect(await type('writ', 'accept', '--yes')).toMatchObject({ code: 0 });
  expect(await type('writ', 'land')).toMatchObject({ code: 0 });
  expect(await type('node', '--test', 'test/date.test.js')).toMatchObject({ code: 0 });
  expect(await type('writ', 'verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('PASS, landed') });
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/responses',
    'POST /v1/responses',
  ]);
});

test.each([
  ['codex-acp', '@agentclientprotocol/codex-acp', 'POST /v1/responses'],
  ['opencode', 'OpenCode', 'POST /v1/chat/completions'],
])(
  '%s fixes the defect as it speaks, is known by its name, and has never seen the key',
  { timeout: 240_000 },
  async (backend, name, request) => {
    const { type, server, repository } = await sceneWith([HONEST]);
    const ran = await type(...ORDER.map((word) => (word === 'codex' ? backend : word)), '--json');
    const { run, result, changed } = JSON.parse(ran.stdout);
    expect([ran.stderr, result, changed]).toEqual(['', 'PASS', [{ path: 'src/date.js', status: 'modified' }]]);
    const { session } = JSON.parse((await type('writ', 'session', 'show', '--json')).stdout);
    expect(session).toMatchObject({ backend, agent: { name }, end: 'end_turn', refused: 0 });
    expect(JSON.stringify(session.agent)).toContain('scripted');
    expect((await type('writ', 'session', 'messages')).stdout).toContain('Done, all tests pass.');
    expect((await type('grep', '-rc', KEY, join(repository, '.git/writ/runs', run))).stdout).not.toMatch(/:[1-9]/u);
    expect(new Set(server.requests.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set([request]));
    expect(server.requests.every(({ headers }) => headers.includes('authorization'))).toBe(true);
    expect(await type('writ', 'verify')).toMatchObject({ code: 0 });
  },
);

test('what Codex does is in the evidence, by its version and its own events, and what it says to its session', async () => {
  const asks: Step = { server: 'writ', call: 'scope', arguments: { path: 'src/date.js' } };
  const { type, repository, server } = await sceneWith([asks, HONEST]);
  const { run } = JSON.parse((await type(...ORDER, '--json')).stdout);
  const events = await type('cat', join(repository, '.git/writ/runs', run, 'sealed/events.normalized.jsonl'));
  expect(events.stdout).toContain('"type":"agent.command"');
  expect(events.stdout).toContain('"text":"Done, all tests pass."');
  const record = JSON.parse(
    (await type('cat', join(repository, '.git/writ/runs', run, 'sealed/backend/backend.json'))).stdout,
  );
  expect(record).toMatchObject({
    id: 'codex',
    kind: 'command',
    version: 'codex-cli 0.169.0',
    session: 'served',
    endpoints: [{ requests: 3 }],
    end: { exitCode: 0 },
  });
  const session = await type('cat', join(repository, '.git/writ/runs', run, 'sealed/session/session.json'));
  expect(JSON.parse(session.stdout)).toMatchObject({ calls: 1, refused: 0 });
  expect(JSON.stringify(server.requests.at(-1)?.body)).toContain('the contract allows src/date.js');
});

test('the key never enters the jail: it is in no file of the bundle, and the model got it all the same', async () => {
  const { type, repository, server } = await sceneWith([`env > src/date.js; cat /proc/1/environ >> src/date.js; true`]);
  const { run } = JSON.parse((await type(...ORDER, '--json')).stdout);
  expect((await type('grep', '-rc', KEY, join(repository, '.git/writ/runs', run))).stdout).not.toMatch(/:[1-9]/u);
  expect((await type('cat', join(repository, '.git/writ/runs', run, 'sealed/patch.diff'))).stdout).toContain(
    'WRIT_MODEL_KEY',
  );
  expect(server.requests.every(({ headers }) => headers.includes('authorization'))).toBe(true);
});

test.each<[sentence: string, step: Step, code: string]>([
  [
    'a file outside the contract is refused, however it is hidden',
    `${HONEST}; git update-index --assume-unchanged test/date.test.js; echo '// x' >> test/date.test.js`,
    'scope.outside',
  ],
  ['a push is refused, although it cannot succeed', `${HONEST}; git push origin main`, 'action.forbidden'],
  ['work that was only claimed is refused', 'true', 'scope.unchanged'],
  [
    'a defect that is still there is refused, whatever the agent says',
    `echo '// looked at' >> src/date.js`,
    'check.failed',
  ],
  ['a provider that fails is refused', { status: 500, message: 'no' }, 'backend.failed'],
])('%s', async (_, step, code) => {
  const { type } = await sceneWith([step]);
  const run = await type(...ORDER);
  expect(run.code).toBe(1);
  expect(run.stdout).toContain(`[${code}]`);
  expect(await type('writ', 'accept', '--yes')).toMatchObject({ code: 1 });
  expect((await type('git', 'log', '--oneline')).stdout.trim().split('\n')).toHaveLength(1);
});

describe('by the log-in of its person', () => {
  const login = ['~/.codex/auth.json'];
  const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  /** A token in the form that Codex reads: it believes what stands in it, and asks nobody about the signature. */
  const TOKEN = [
    ...[{ alg: 'none' }, { exp: 4_102_444_800, 'https://api.openai.com/auth': { chatgpt_account_id: 'account-1' } }],
    'signed by nobody',
  ]
    .map(encoded)
    .join('.');
  const SUBSCRIPTION = {
    ...{ auth_mode: 'chatgpt', OPENAI_API_KEY: null, last_refresh: new Date().toISOString() },
    tokens: { id_token: TOKEN, access_token: TOKEN, refresh_token: 'refresh-made-up-12345', account_id: 'account-1' },
  };
  const MADE_UP = 'sk-made-up-0123456789abcdef';

  test.each([
    ['codex', 'a key', { OPENAI_API_KEY: MADE_UP }, MADE_UP, 'POST /v1/responses'],
    ['codex', 'a subscription', SUBSCRIPTION, TOKEN, 'POST /backend-api/codex/responses'],
    ['codex-acp', 'a subscription', SUBSCRIPTION, TOKEN, 'POST /backend-api/codex/responses'],
  ])(
    '%s with %s works, and its model is shown it',
    { timeout: 240_000 },
    async (...[preset, , auth, token, request]) => {
      const renewed = 'echo renewed > ~/.codex/auth.json; sed -i "s/getUTCMonth()/getUTCMonth() + 1/" src/date.js';
      const { type, server, repository, home, use } = await sceneWith([renewed]);
      const endpoint = { url: `http://127.0.0.1:${server.port}` };
      use({ mine: { preset: preset === 'codex' ? 'codex' : 'codex-acp', model: 'scripted', login, endpoint } });
      const file = join(home, '.codex/auth.json');
      mkdirSync(dirname(file));
      writeFileSync(file, JSON.stringify(auth));
      const order = [...ORDER.map((word) => (word === 'codex' ? 'mine' : word)), '--json'];
      expect(JSON.parse((await type(...order)).stdout)).toMatchObject({ failures: [{ code: 'backend.ineligible' }] });
      expect(await type('writ', 'backend', 'activate', 'mine', '--yes')).toMatchObject({ code: 0 });
      const { run, result, changed } = JSON.parse((await type(...order)).stdout);
      expect([result, changed]).toEqual(['PASS', [{ path: 'src/date.js', status: 'modified' }]]);
      const asked = server.requests.filter(({ method, path }) => `${method} ${path}` === request);
      expect(asked.length).toBeGreaterThan(1);
      expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]));
      expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(auth));
      const said = await type('grep', '-rlF', '-e', token, '-e', 'refresh-made-up', join(repository, '.git/writ'));
      expect(said.stdout).toBe('');
      expect(await type('writ', 'verify', run)).toMatchObject({ code: 0 });
    },
  );

  test('what it shows of it is withheld everywhere, and refuses', { timeout: 240_000 }, async () => {
    const { type, server, repository, home, use } = await sceneWith([`cat ~/.codex/auth.json; ${HONEST}`]);
    use({ mine: { preset: 'codex', model: 'scripted', login, endpoint: { url: `http://127.0.0.1:${server.port}` } } });
    mkdirSync(join(home, '.codex'));
    writeFileSync(join(home, '.codex/auth.json'), JSON.stringify({ OPENAI_API_KEY: MADE_UP }));
    expect(await type('writ', 'backend', 'activate', 'mine', '--yes')).toMatchObject({ code: 0 });
    const ran = await type(...ORDER.map((word) => (word === 'codex' ? 'mine' : word)));
    expect([ran.code, ran.stdout]).toEqual([1, expect.stringContaining('[secret.key]')]);
    expect(ran.stdout + ran.stderr).not.toContain(MADE_UP);
    // It saw it: the model was told.
    expect(JSON.stringify(server.requests.at(-1)?.body)).toContain(MADE_UP);
    expect((await type('grep', '-rlF', MADE_UP, join(repository, '.git/writ'))).stdout).toBe('');
  });
});
