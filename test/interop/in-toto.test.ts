/** The export, checked by Debian's in-toto-verify: a tool that is not ours says that the scope was kept, or not. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalize } from '@tufjs/canonical-json';
import { makeSetUp, onStage, runAgent } from '../red-team/stage.ts';
import { removeScratch, type Scratch } from '../rig/story-runner.ts';
import { inTotoFiles, type RunToTell, type TreeFile } from '#evidence';
import { COMPLETE } from '../../src/contract/complete-contract.fixture.ts';
import { contractDigest } from '#contract';

const folder = mkdtempSync(join(tmpdir(), 'writ-in-toto-'));
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('hex');
const bySigner = (bytes: Uint8Array): string => sign(null, bytes, privateKey).toString('hex');

let setUp: Scratch;
beforeAll(async () => {
  if (spawnSync('in-toto-verify', ['--version']).error !== undefined)
    throw new Error('in-toto-verify is not installed: apt-get install in-toto');
  setUp = await makeSetUp();
}, 300_000);
afterAll(async () => {
  await removeScratch(setUp);
  rmSync(folder, { recursive: true, force: true });
});

const verify = (cwd: string): { readonly status: number | null; readonly said: string } => {
  const end = spawnSync('in-toto-verify', ['-l', 'root.layout', '-k', 'harness.pub', '-t', 'ed25519'], {
    cwd,
    encoding: 'utf8',
  });
  return { status: end.status, said: `${end.stdout}${end.stderr}` };
};

/** Writes a told run somewhere of its own and has it verified. */
const verdictOn = (told: RunToTell) => {
  const into = mkdtempSync(join(folder, 'told-'));
  for (const [name, text] of inTotoFiles(told, bySigner)) writeFileSync(join(into, name), text);
  return verify(into);
};

const file = (path: string, text: string, mode = '100644'): TreeFile => ({
  path,
  mode,
  blob: execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8' }).trim(),
});
const contract = { ...COMPLETE, paths: { allow: ['src/**', 'odd/[id]/*.ts'], deny: ['src/db/**'] } };
const BASE = [file('src/a.ts', 'a'), file('src/db/b.ts', 'b'), file('README.md', 'r'), file('odd/[id]/c.ts', 'c')];
const toldOf = (result: readonly TreeFile[]): RunToTell => ({
  ...{ contract, digest: contractDigest(contract), run: 'R-1', at: '2026-11-21T09:30:00.000Z' },
  ...{ base: BASE, result, publicKey: raw },
});
const changed = (path: string, to: readonly TreeFile[]): readonly TreeFile[] => [
  ...BASE.filter((one) => one.path !== path),
  ...to,
];

describe('in-toto-verify passes', () => {
  test.for<[string, readonly TreeFile[]]>([
    ['no change', BASE],
    ['an allowed file changed', changed('src/a.ts', [file('src/a.ts', 'A')])],
    ['an allowed file deleted', changed('src/a.ts', [])],
    ['an allowed file added', [...BASE, file('src/new.ts', 'n')]],
    ['an allowed name with brackets', changed('odd/[id]/c.ts', [file('odd/[id]/c.ts', 'C')])],
    ['an allowed file made executable', changed('src/a.ts', [file('src/a.ts', 'a', '100755')])],
  ])('%s', ([, result]) => expect(verdictOn(toldOf(result))).toMatchObject({ status: 0 }));
});

describe('in-toto-verify refuses', () => {
  test.for<[string, readonly TreeFile[]]>([
    ['a file outside changed', changed('README.md', [file('README.md', 'R')])],
    ['a file outside deleted', changed('README.md', [])],
    ['a file outside added', [...BASE, file('extra.sh', 'x')]],
    ['a file outside made executable', changed('README.md', [file('README.md', 'r', '100755')])],
    ['a denied file changed', changed('src/db/b.ts', [file('src/db/b.ts', 'B')])],
    [
      'a name that an unescaped pattern would match',
      [...changed('odd/[id]/c.ts', [file('odd/[id]/c.ts', 'C')]), file('odd/i/c.ts', 'C')],
    ],
  ])('%s', ([, result]) => {
    const { status, said } = verdictOn(toldOf(result));
    expect(status).toBe(1);
    expect(said).toMatch(/'DISALLOW \*' matched/u);
  });
});

test(
  'a run that landed is exported, verified by the other tool, and altered files are refused',
  { timeout: 300_000 },
  async () => {
    await onStage(setUp, [], async (stage) => {
      await runAgent(stage, {
        steps: [{ replace: { path: 'src/month.mjs', from: 'getUTCMonth()', to: 'getUTCMonth() + 1' } }],
      });
      const said = await stage.writ('writ export --to ../export');
      expect(said).toMatchObject({ exitCode: 0 });
      const exported = join(stage.folder, 'export');
      expect(verify(exported)).toMatchObject({ status: 0 });
      // The key is the one that the approval names.
      const approval = readFileSync(
        join(stage.work, '.git/writ/runs', runOf(stage.work), 'sealed/approvals/contract.json'),
        'utf8',
      );
      const payload = Buffer.from(field(approval, 'payload'), 'base64').toString('utf8');
      const { keyval } = JSON.parse(readFileSync(join(exported, 'harness.pub'), 'utf8'));
      expect(Buffer.from(field(payload, 'harness'), 'base64').toString('hex').endsWith(keyval.public)).toBe(true);
      expect(await stage.writ('writ export --to ../export')).toMatchObject({ exitCode: 2 });
      for (const name of readdirSync(exported).filter((one) => one !== 'harness.pub')) {
        const copy = join(stage.folder, `altered-${name}`);
        cpSync(exported, copy, { recursive: true });
        const text = readFileSync(join(copy, name), 'utf8');
        const altered = text.replace(
          /"(?:gitBlob|expires)": "(.)/u,
          (whole, first: string) => `${whole.slice(0, -1)}${first === '1' ? '2' : '1'}`,
        );
        expect(altered, name).not.toBe(text);
        writeFileSync(join(copy, name), altered);
        expect(verify(copy).status, name).toBe(1);
        rmSync(join(copy, name));
        expect(verify(copy).status, `without ${name}`).toBe(1);
      }
    });
  },
);

const runOf = (work: string): string => readdirSync(join(work, '.git/writ/runs'))[0] ?? '';
const field = (json: string, name: string): string => String(JSON.parse(json)[name]);

test('what is signed is what in-toto 1.x signs', () => {
  const layout = JSON.parse(inTotoFiles(toldOf(BASE), bySigner).get('root.layout') ?? '');
  expect(canonicalize(layout.signed)).toContain('"_type":"layout"');
});
