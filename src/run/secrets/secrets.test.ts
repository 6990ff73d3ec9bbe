/** Secrets in all that a run would store. Every secret here is put together when the test runs, so that none is in the source. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { GateId } from '#contract';
import { blobOf, git } from '#host';
import { scratch, textOf, valueOf } from '../../host/scratch.fixture.ts';
import { attemptIn, carried, contractFor, projectIn, type Step, takenBy } from '../attempt.fixture.ts';
import type { Attempt } from '../attempt.ts';
import type { Backend } from '../backends/backend.ts';
import { capture } from '../capture.ts';
import { execute } from '../execute.ts';
import { runFolder } from '../run-folder.ts';
import { loadPatterns } from './patterns.ts';
import { keySpans, providerKeys } from './provider-keys.ts';
import { apart } from './span.ts';
import { watchSecrets } from './watch.ts';

const LETTERS = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9qR1tU3';
const GITHUB = `ghp_${LETTERS.slice(0, 36)}`;
const SLACK = `xoxb-${'123456789012'}-${'123456789012'}-${LETTERS.slice(0, 24)}`;
const ANTHROPIC = `sk-ant-api03-${(LETTERS + LETTERS).slice(0, 93)}AA`;
const PEM = ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ');
const KEY_FILE = `${PEM}\n${(`MI${LETTERS.repeat(30)}`.slice(0, 1200).match(/.{64}/g) ?? []).join('\n')}\n${PEM.replace('BEGIN', 'END')}\n`;
const ACCESS_KEY = `AKIA${LETTERS.replaceAll(/[^A-Z2-7]/g, '').slice(0, 16)}`;
const DATABASE = `postgres://admin:${LETTERS.slice(0, 16)}@db.example.net:5432/app`;
const KEY = `k-${LETTERS.slice(4, 36)}+/=`;

const patterns = loadPatterns();
const silent: Backend = {
  ...{
    id: 'x',
    kind: 'command',
    program: 'x',
    env: {},
    passes: [],
    logins: [],
    endpoint: null,
    tiers: [],
    speaks: false,
    version: '1',
  },
  argv: () => ['x'],
  mounts: () => [],
  speech: { kind: 'output', stdin: () => '', read: () => ({ events: [], failure: null, actions: [] }) },
};
const keyed: Backend = {
  ...silent,
  endpoint: { url: 'https://model.example', credential: { header: 'authorization', value: `Bearer ${KEY}` } },
};

describe('what looks like a secret', () => {
  test.each([
    ['a token of GitHub', GITHUB],
    ['a token of Slack', SLACK],
    ['a key of Anthropic', ANTHROPIC],
    ['a private key', KEY_FILE],
    ['a connection string with a password', DATABASE],
    ['the name of an access key alone', ACCESS_KEY],
  ])('%s is found, where it stands', async (_, secret) => {
    const text = `const before = 1;\n${secret}\nconst after = 2;\n`;
    const spans = await (await patterns)(text);
    expect(spans).not.toEqual([]);
    expect(spans.every(({ start, end }) => text.slice(start, end).length > 8 && start > 16)).toBe(true);
  });

  it('is found whatever a comment says about not looking', async () => {
    const comments = ['/* secretlint-disable */', '// secretlint-disable-line', '# secretlint-disable-next-line'];
    for (const comment of comments)
      expect(await (await patterns)(`${comment}\n${GITHUB} ${comment}\n`)).toHaveLength(1);
  });

  it('is found on the seam of two pieces of a long text, once', async () => {
    const found = await watchSecrets(silent, patterns).find(
      `${'x '.repeat(79_990)} ${GITHUB} ${'y '.repeat(2_100_000)}`,
    );
    expect(found.map(({ rule }) => rule)).toEqual(['github/GITHUB_TOKEN']);
  });

  it('is not what honest text holds', async () => {
    const honest = [
      'commit 3801ad96871b82718be5a0bc4d928064307a1de4',
      'sha512-Zx9+/aB==',
      'ada@example.com',
      'https://example.com/a?b=c',
      'password: see the vault',
      'AKIA',
      // What documentation and tests write in place of a key, and what names no key.
      ...['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE', 'AKIAXXXXXXXXXXXXXXXX', 'AKIA0123456789012345'],
      ...['AROAJQABLZS4A3QDU576Q', 'AIDAJQABLZS4A3QDU576', 'aws_account_id = 123456789012'],
      '-----BEGIN CERTIFICATE-----',
    ];
    expect(await (await patterns)(honest.join('\n'))).toEqual([]);
  });
});

describe('a key that Writ hands out', () => {
  const [keys] = [providerKeys(keyed)];
  const bytes = (text: string): string => Buffer.from(text).toString('latin1');
  const holds = (text: string): boolean => keySpans(keys, bytes(text)).length > 0;

  test.each<[string, (key: string) => string]>([
    ['as it is', (key) => key],
    ['URL-encoded', encodeURIComponent],
    ['in JSON', (key) => JSON.stringify({ key })],
    ['in hexadecimal digits', (key) => Buffer.from(key).toString('hex')],
    ['in base64', (key) => Buffer.from(key).toString('base64')],
    ['in base64 for URLs', (key) => Buffer.from(key).toString('base64url')],
    ['in base64 of a header', (key) => Buffer.from(`authorization: Bearer ${key}\r\nhost: x`).toString('base64')],
  ])('is found %s', (_, encode) => expect(holds(`log: ${encode(KEY)} end`)).toBe(true));

  it('is found inside base64 of anything around it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (before, after) => {
        expect(holds(Buffer.from(before + KEY + after).toString('base64'))).toBe(true);
      }),
    );
  });

  it('is looked for among variables that sound or look secret, and not among the others', () => {
    const env = {
      API_KEY: 'short-key-1',
      DEBUG: '1',
      LANG: 'C.UTF-8',
      ODD: LETTERS,
      GREETING: 'good morning to you all',
      EMPTY_TOKEN: '',
    };
    const names = providerKeys({ ...silent, env, passes: Object.keys(env) }).map(({ name }) => name);
    expect(names).toEqual(['API_KEY', 'ODD']);
  });

  it('is told without its value', () => {
    const watch = watchSecrets(keyed, patterns);
    expect(watch.withoutKeys(`failed: ${KEY}`)).toMatch(
      /^failed: \[withheld: the key of the endpoint, \d+ characters\]$/u,
    );
    expect(watch.withoutKeys('failed: “ä”')).toBe('failed: “ä”');
  });
});

describe('what is withheld', () => {
  it('leaves every other byte as it was, whatever the bytes', async () => {
    const watch = watchSecrets(keyed, patterns);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), async (before, after) => {
        const { value, findings } = await watch.withhold(
          Buffer.concat([before, Buffer.from(`\n${KEY}\n`), after]),
          'a',
        );
        expect(Buffer.from(value).includes(KEY)).toBe(false);
        expect(Buffer.from(value).subarray(0, before.length).equals(Buffer.from(before))).toBe(true);
        expect(
          Buffer.from(value)
            .subarray(value.length - after.length)
            .equals(Buffer.from(after)),
        ).toBe(true);
        expect(findings[0]).toMatchObject({
          place: 'a',
          source: 'key',
          length: KEY.length,
          line: before.filter((byte) => byte === 10).length + 2,
        });
      }),
      { numRuns: 50 },
    );
  });

  it('is one span where two overlap, called after the key', () => {
    const at = { rule: 'a', source: 'pattern' } as const;
    expect(
      apart([
        { ...at, start: 5, end: 9 },
        { start: 7, end: 12, rule: 'k', source: 'key' },
        { ...at, start: 20, end: 21 },
      ]),
    ).toEqual([
      { start: 5, end: 12, rule: 'k', source: 'key' },
      { ...at, start: 20, end: 21 },
    ]);
  });
});

const root = scratch();
const FILES = { 'src/a': 'base\n', 'src/old': `token ${GITHUB}\n` };

const captured = async (steps: readonly Step[]) => {
  const project = await projectIn(root, FILES);
  const attempt = await attemptIn(project, steps);
  const workspace = await takenBy(attempt);
  valueOf(await execute(attempt, workspace));
  return { attempt, found: valueOf(await capture(attempt, workspace)) };
};
const pathsOf = ({ found }: Pick<Awaited<ReturnType<typeof captured>>, 'found'>) =>
  found.changes.paths.map(({ status, path }) => `${status} ${path}`);

/** Whether any object of the harness's own store holds a text, looked at object by object. */
const stored = async ({ store }: Attempt, text: string): Promise<boolean> => {
  const ids = readdirSync(store.objects)
    .filter((name) => name.length === 2)
    .flatMap((name) => readdirSync(join(store.objects, name)).map((rest) => name + rest));
  expect(ids.length).toBeGreaterThan(0);
  const contents = await Promise.all(
    ids.map((id) => git(['cat-file', '--batch'], { gitDir: store.gitDir, config: 'harness', stdin: `${id}\n` })),
  );
  return contents.some((content) => Buffer.from(valueOf(content)).includes(text));
};

describe('the result', () => {
  it('is taken as it is where it holds no secret, and nothing of the quarantine stays', async () => {
    const one = await captured([
      { append: { path: 'src/a', text: 'more\n' } },
      { write: { path: 'src/b', text: 'new\n' } },
    ]);
    expect(pathsOf(one)).toEqual(['modified src/a', 'added src/b']);
    expect(one.found.secrets).toEqual({ files: 2, findings: [] });
    const blob = one.found.changes.paths[1]?.newBlob ?? '';
    expect(textOf(valueOf(await blobOf(one.attempt.store, blob)))).toBe('new\n');
    expect(readdirSync(one.attempt.store.gitDir).filter((name) => name.startsWith('quarantine'))).toEqual([]);
  });

  it('is taken without the files that hold one: they stay what they were at the base, and no object holds it', async () => {
    const one = await captured([
      { append: { path: 'src/a', text: `${SLACK}\n` } },
      { write: { path: 'src/new', text: `x\n${SLACK}\n` } },
      { write: { path: 'src/fine', text: 'fine\n' } },
    ]);
    expect(pathsOf(one)).toEqual(['added src/fine']);
    expect(one.found.secrets.findings.map(({ at, place, line, standing }) => [at, place, line, standing])).toEqual([
      ['result', 'src/a', 2, 'new'],
      ['result', 'src/new', 2, 'new'],
    ]);
    expect(textOf(one.found.patch)).not.toContain(SLACK);
    expect(await stored(one.attempt, SLACK)).toBe(false);
    expect(await stored(one.attempt, 'fine')).toBe(true);
  });

  it('may keep what the same file held at the base, and tells it; in another file it is new', async () => {
    const one = await captured([
      { append: { path: 'src/old', text: 'more\n' } },
      { write: { path: 'src/copy', text: `${GITHUB}\n` } },
    ]);
    expect(pathsOf(one)).toEqual(['modified src/old']);
    expect(one.found.secrets.findings.map(({ place, standing }) => `${place} ${standing}`).toSorted()).toEqual([
      'src/copy new',
      'src/old base',
    ]);
  });

  it('is taken without files whose name is one, and no name is told', async () => {
    const one = await captured([
      { write: { path: `src/${GITHUB}.txt`, text: 'x\n' } },
      { write: { path: 'src/b', text: 'b\n' } },
    ]);
    expect(pathsOf(one)).toEqual(['added src/b']);
    expect(one.found.secrets.findings).toMatchObject([
      { at: 'name', place: 'src/[withheld: github/GITHUB_TOKEN, 40 characters].txt' },
    ]);
    expect(await stored(one.attempt, GITHUB)).toBe(false);
  });

  it('is searched in files of two bytes a character', async () => {
    const one = await captured([{ shell: `printf '%s' 'TOKEN=${GITHUB}' | sed 's/./&\\x00/g' > src/wide.ps1` }]);
    expect(pathsOf(one)).toEqual([]);
    expect(one.found.secrets.findings).toMatchObject([{ place: 'src/wide.ps1', line: 1, rule: 'github/GITHUB_TOKEN' }]);
  });

  it('is searched in links and in binary files too', async () => {
    const one = await captured([
      { shell: `ln -s '${GITHUB}' src/link; printf 'a\\000%s\\000b' '${SLACK}' > src/binary` },
    ]);
    expect(pathsOf(one)).toEqual([]);
    expect(one.found.secrets.findings.map(({ place }) => place).toSorted()).toEqual(['src/binary', 'src/link']);
  });

  it('is taken with what looks like one where a signer waived that beforehand, and never with a key', async () => {
    const project = await projectIn(root, FILES);
    const steps = [
      { write: { path: 'src/fixture', text: `${SLACK}\n` } },
      { write: { path: 'src/key', text: `${KEY}\n` } },
    ];
    const attempt = await attemptIn(project, steps);
    const workspace = await takenBy(attempt);
    valueOf(await execute(attempt, workspace));
    const waivers = [{ name: 'secrets.absent', envelope: new Uint8Array(), over: null }];
    const order = { ...attempt.order, start: { ...attempt.order.start, waivers } };
    const found = valueOf(await capture({ ...attempt, order, secrets: watchSecrets(keyed, patterns) }, workspace));
    expect(pathsOf({ found })).toEqual(['added src/fixture']);
    expect(found.secrets.findings.map(({ place, source }) => `${place} ${source}`)).toEqual([
      'src/fixture pattern',
      'src/key key',
    ]);
  });

  it('is not taken at all where hundreds of files hold one', async () => {
    const one = await captured([{ shell: `for i in $(seq 250); do echo '${GITHUB}' > src/f$i; done` }]);
    expect(pathsOf(one)).toEqual([]);
    expect(one.found.changes.hygiene).toMatchObject([
      { path: '.', says: expect.stringContaining('250 files hold secrets') },
    ]);
  });
});

/** Carries an attempt out by a shell script that holds the endpoint's key, as an agent would that got hold of it. */
const sealedBy = async (steps: readonly Step[], script: string, logins: Backend['logins'] = []) => {
  const project = await projectIn(root, { 'src/a': 'base\n' });
  const contract = contractFor({
    checks: [{ id: 'look', run: ['sh', '-c', script], reports: 'exit-code', timeoutMs: 20_000 }],
  });
  const attempt = await attemptIn(project, [{ write: { path: 'src/a', text: 'done\n' } }, ...steps], { contract });
  const backend = { ...attempt.backend, env: { API_KEY: KEY }, passes: ['API_KEY'], logins };
  const { end } = await carried(project, { ...attempt, backend });
  const { folder } = runFolder(attempt.repository, attempt.order.run);
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))]),
  );
  return { end: valueOf(end), files };
};
const gateOf = (id: GateId, { end }: Awaited<ReturnType<typeof sealedBy>>) =>
  end.verdict.gates.find(({ gate }) => gate === id);

describe('a bundle', () => {
  it('holds no secret that was put out, by backend or check, in any file', async () => {
    const one = await sealedBy(
      [{ say: `I use ${SLACK}` }, { shell: `echo '${GITHUB}' >&2; printf %s "$API_KEY" | base64` }],
      `echo '${ANTHROPIC.slice(0, 30)}''${ANTHROPIC.slice(30)}'`,
    );
    for (const [name, bytes] of one.files)
      for (const secret of [SLACK, GITHUB, ANTHROPIC, KEY, Buffer.from(KEY).toString('base64')])
        expect([name, bytes.includes(secret)]).toEqual([name, false]);
    expect(one.end.verdict.result).toBe('FAIL');
    const refusing = (['secrets.absent', 'keys.absent'] as const).flatMap((id) => gateOf(id, one)?.findings ?? []);
    const said = refusing.map(({ code, message }) => `${code} ${message.split(' ')[0] ?? ''}`);
    expect(new Set(said)).toEqual(
      new Set([
        'secret.found backend/stdout.log:2',
        'secret.found backend/stderr.log:1',
        'secret.key backend/stdout.log:3',
        // The actor tells its commands, and one of them held it.
        'secret.found backend/stdout.log:4',
        'secret.found checks/look/stdout.log:1',
      ]),
    );
    expect(textOf(one.files.get('events.normalized.jsonl') ?? new Uint8Array())).toContain('[withheld: ');
  });

  it('holds nothing of a log-in, which the backend can read and renew: whatever shows it is withheld, and refuses', async () => {
    const token = `t-${LETTERS.slice(7, 40)}`;
    const logins = [{ path: '.x/auth.json', text: JSON.stringify({ token }), values: [token] }];
    const one = await sealedBy(
      [
        {
          shell:
            'cat ~/.x/auth.json; base64 ~/.x/auth.json >&2; cp ~/.x/auth.json src/copy; echo renewed > ~/.x/auth.json',
        },
        { shell: 'cat ~/.x/auth.json' },
      ],
      'true',
      logins,
    );
    for (const [name, bytes] of one.files)
      for (const secret of [token, Buffer.from(token).toString('base64').slice(4, -4)])
        expect([name, bytes.includes(secret)]).toEqual([name, false]);
    const said = (gateOf('keys.absent', one)?.findings ?? []).map(({ code, message }) => `${code} ${message}`);
    expect(said.join('\n')).toMatch(/secret\.key src\/copy:1.*~\/\.x\/auth\.json/u);
    expect(said.join('\n')).toMatch(/secret\.key backend\/stdout\.log:2/u);
    expect(said.join('\n')).toMatch(/secret\.key backend\/stderr\.log:1/u);
  });

  it('passes where there is none, and says that all of it was searched', async () => {
    const one = await sealedBy([{ say: 'done' }], 'cat src/a');
    for (const id of ['secrets.absent', 'keys.absent'] as const)
      expect(gateOf(id, one)).toMatchObject({ outcome: 'pass', notices: [] });
    expect(textOf(one.files.get('secrets.json') ?? new Uint8Array())).toContain('"checks/look/stdout.log"');
  });
});
