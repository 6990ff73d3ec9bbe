/**
 * The board may take from a cache what a task file means. Whatever becomes of that cache, the board says the same, byte
 * by byte; and nothing but the board looks at it. The build is tested, because from source nothing is kept.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SUM_LENGTH, wordSum } from '../../src/flow/word-sum.ts';

const ROOT = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'writ-board-'));
const [checkout, work, home] = ['checkout', 'work', 'home'].map((name) => join(scratch, name));
const boards = join(home ?? '', '.cache/writ/boards');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const at = (folder: string | undefined): string => folder ?? '';
const env = { PATH: process.env['PATH'], HOME: at(home), GIT_CONFIG_NOSYSTEM: '1' };
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    ...{ cwd: at(work), env, encoding: 'utf8' },
  });

/** Builds the copy of the sources, and says which program came out: the file the cache is kept by. */
const build = (): string => {
  rmSync(join(at(checkout), 'dist'), { recursive: true, force: true });
  const rolldown = join(ROOT, 'node_modules/rolldown/bin/cli.mjs');
  execFileSync(process.execPath, [rolldown, '-c', 'modules.mjs'], { cwd: at(checkout), stdio: 'pipe' });
  const chunks = join(at(checkout), 'dist/chunks');
  const holds = (name: string): boolean => readFileSync(join(chunks, name), 'utf8').includes('keepBoardCache');
  return readdirSync(chunks).find(holds) ?? 'none';
};

const writ = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(at(checkout), 'dist/main.mjs'), ...args], { cwd: at(work), env, encoding: 'utf8' });
const board = (): string => {
  const end = writ('board', '--json');
  expect(end).toMatchObject({ status: 0, stderr: '' });
  return end.stdout;
};

const cacheFile = (): string => join(boards, readdirSync(boards)[0] ?? 'none');
const forget = (): void => rmSync(boards, { recursive: true, force: true });
/** What the board says without any cache. */
const anew = (): string => {
  forget();
  return board();
};
/** A cache that says this about itself. */
const sealed = (text: string): string => wordSum(Buffer.from(text)) + text;
/** The same, whenever its files were written. */
const unstamped = (text: string): string => text.replaceAll(/(\.md",)(?:null|"[\d. ]*"),/gu, '$1null,');
const body = (): string => readFileSync(cacheFile(), 'utf8').slice(SUM_LENGTH);

const task = (id: string, more = ''): string =>
  `---\nid: ${id}\nname: Task ${id}\ntype: docs\n${more}paths: { allow: [a.md] }\nno_tests: only words\n` +
  'done: [{ says: done, manual: read it }]\nrollback: revert\n---\n## What\nx\n## Why\ny\n## Out of scope\nz\n';
const put = (name: string, text: string): void => writeFileSync(join(at(work), 'tasks', name), text);

beforeAll(() => {
  for (const path of ['src', 'package.json', 'rolldown.config.mjs'])
    cpSync(join(ROOT, path), join(at(checkout), path), { recursive: true });
  // Of what a build makes the board is in one half.
  writeFileSync(join(at(checkout), 'modules.mjs'), "export { modules as default } from './rolldown.config.mjs';\n");
  symlinkSync(join(ROOT, 'node_modules'), join(at(checkout), 'node_modules'));
  build();
  for (const folder of [at(home), join(at(work), 'tasks')]) mkdirSync(folder, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  git('commit', '--quiet', '--allow-empty', '-m', 'base');
});
beforeEach(() => {
  rmSync(join(at(work), 'tasks'), { recursive: true, force: true });
  mkdirSync(join(at(work), 'tasks/deep'), { recursive: true });
  put('a.md', task('WP-1-a', 'depends_on: [WP-2-b]\n'));
  put('deep/b.md', task('WP-2-b'));
  put('twice.md', task('WP-3-c'));
  put('twice-again.md', task('WP-3-c'));
  put('broken.md', 'no task at all');
  forget();
});

describe('the board says the same with its cache as without', () => {
  it('at first, and from then on', () => {
    const first = board();
    expect(JSON.parse(first)).toMatchObject({ tasks: [{ task: 'WP-1-a', blockedBy: ['WP-2-b'] }, {}], unreadable: 3 });
    expect(existsSync(cacheFile())).toBe(true);
    expect(board()).toBe(first);
    expect(anew()).toBe(first);
  });

  it('by what the system says of files, once they are settled, and reads what was changed all the same', async () => {
    const path = join(at(work), 'tasks/a.md');
    const { atime, mtime } = statSync(path);
    board();
    expect(body()).not.toMatch(/"stamp":"/u);
    await setTimeout(2100);
    const before = board();
    const kept = body();
    expect(kept).toContain('.md","');
    expect(kept).not.toContain('.md",null,');
    // It is believed: what is kept is not read again.
    writeFileSync(cacheFile(), sealed(body().replaceAll(/,"[0-9a-f]{64}",/gu, `,"${'0'.repeat(64)}",`)));
    const forged = body();
    expect(forged).not.toBe(kept);
    expect(board()).toBe(before);
    expect(body()).toBe(forged);
    // Bytes of the same number, and the time set back.
    put('a.md', task('WP-9-z', 'depends_on: [WP-2-b]\n'));
    utimesSync(path, atime, mtime);
    const after = board();
    expect(after).toContain('WP-9-z');
    expect(after).toBe(anew());
  });

  const expectAnew = (change: () => void): void => {
    const before = board();
    change();
    const after = board();
    expect(after).toBe(anew());
    expect(after).not.toBe(before);
  };
  it.each([
    [
      'a file with other bytes of the same length and time',
      () => put('a.md', task('WP-9-z', 'depends_on: [WP-2-b]\n')),
    ],
    ['a file more', () => put('d.md', task('WP-4-d'))],
    ['a file less', () => rmSync(join(at(work), 'tasks/twice.md'))],
    ['a file under another name', () => renameSync(join(at(work), 'tasks/a.md'), join(at(work), 'tasks/z.md'))],
    ['two files that change places', () => (put('a.md', task('WP-2-b')), put('deep/b.md', task('WP-1-a')))],
    ['a file that can no longer be read', () => put('a.md', `${task('WP-1-a')}\u0000`)],
  ])('after %s', (_, change) => expectAnew(change));

  it.each([
    ['a branch that no task may be for', () => git('checkout', '--quiet', '--detach')],
    ['settings that are stricter', () => writeSettings('strictness: strict\n')],
    ['a policy that is stricter', () => commitPolicy('strictness: strict\n')],
  ])('after %s, and after it is as it was', (_, change) => {
    expectAnew(change);
    restore();
    expect(board()).toBe(anew());
  });
});

const writeSettings = (text: string): void => {
  mkdirSync(join(at(home), '.config/writ'), { recursive: true });
  writeFileSync(join(at(home), '.config/writ/config.yaml'), text);
};
const commitPolicy = (text: string): void => {
  mkdirSync(join(at(work), '.writ'));
  writeFileSync(join(at(work), '.writ/policy.yaml'), text);
  git('add', '.writ');
  git('commit', '--quiet', '-m', 'policy');
};
const restore = (): void => {
  rmSync(join(at(home), '.config'), { recursive: true, force: true });
  git('checkout', '--quiet', 'main');
  git('reset', '--quiet', '--hard', git('rev-list', '--max-parents=0', 'HEAD').trim());
};

describe('a cache that is not what this program wrote', () => {
  it('would be believed if it said all the right things, so these tests can fail', () => {
    board();
    writeFileSync(cacheFile(), sealed(body().replace('Task WP-1-a', 'Forged name')));
    expect(board()).toContain('Forged name');
    // But by the board alone.
    expect(writ('task', 'list', '--json').stdout).not.toContain('Forged name');
    expect(writ('task', 'show', 'WP-1-a', '--json').stdout).not.toContain('Forged name');
  });

  const spoil: readonly (readonly [string, () => string])[] = [
    ['is empty', () => ''],
    ['is cut off', () => sealed(body()).slice(0, -1)],
    ['has one letter changed', () => sealed(body()).replace('Task WP-1-a', 'Task WP-1-b')],
    ['has another sum', () => `${'0'.repeat(SUM_LENGTH)}${body()}`],
    ['is of another repository', () => sealed(body().replace(/"repository":"[^"]*"/u, '"repository":"/elsewhere"').replace('Task WP-1-a', 'Forged'))],
    ['is no JSON', () => sealed('{')],
    ['is a list', () => sealed('[]')],
    ['is of another program', () => sealed(body().replace(/"program":"[^"]*"/u, '"program":"board-00000000.mjs"').replace('Task WP-1-a', 'Forged'))],
    ['holds a task without a name', () => sealed(body().replace('"Task WP-1-a",', ''))],
    ['holds a task whose id is no text', () => sealed(body().replace(',"WP-1-a",1,', ',7,1,'))],
    ['holds a tier that there is not', () => sealed(body().replace('"LOW"', '"NONE"'))],
    ['holds an estimate that there is not', () => sealed(body().replace('["a.md"],[]]', '["a.md"],[],"vast","low","phase","review"]'))],
    ['holds a task that may change something that is no path', () => sealed(body().replace('["a.md"],[]', '[1],[]'))],
    ['holds a phase that is no number', () => sealed(body().replace('"LOW",[],null', '"LOW",[],"1"'))],
    ['knows no files', () => sealed(body().replace('"files":', '"others":'))],
    ['knows other bytes', () => sealed(body().replaceAll(/,"[0-9a-f]{64}",/gu, `,"${'0'.repeat(64)}",`).replace('Task WP-1-a', 'Forged'))],
  ]; // prettier-ignore
  describe('and', () => {
    let [good, kept, file] = ['', '', ''];
    beforeEach(() => {
      // What the board says and keeps of these tasks is made once: the cache goes by what files hold, not by when.
      if (file === '') [good, file, kept] = [board(), cacheFile(), readFileSync(cacheFile(), 'utf8')];
      mkdirSync(boards, { recursive: true });
      writeFileSync(file, kept);
    });
    it.each(spoil)('%s: everything is read anew', (_, spoiled) => {
      const text = spoiled();
      expect(text).not.toBe(kept);
      writeFileSync(file, text);
      expect(board()).toBe(good);
      expect(unstamped(readFileSync(file, 'utf8').slice(SUM_LENGTH))).toBe(unstamped(kept.slice(SUM_LENGTH)));
    });
  });

  it('is a folder, or lies where nothing can be written: everything is read anew', () => {
    const good = board();
    const file = cacheFile();
    rmSync(file);
    mkdirSync(join(file, 'inside'), { recursive: true });
    expect(board()).toBe(good);
    forget();
    writeFileSync(boards, '');
    expect(board()).toBe(good);
  });
});

describe('what is next, which was said before', () => {
  const answers = join(at(home), '.cache/writ/answers');
  const answer = (): string => join(answers, readdirSync(answers)[0] ?? 'none');
  const next = (...args: readonly string[]): string => {
    const end = writ('plan', 'next', ...args);
    expect(end).toMatchObject({ status: 0, stderr: '' });
    return end.stdout;
  };
  const nextAnew = (): string => {
    rmSync(answers, { recursive: true, force: true });
    return next('--json');
  };
  /** What was kept says something else about itself. */
  const forge = (): void => {
    const kept = readFileSync(answer(), 'utf8');
    const [key, answered, ...end] = kept.split('\n');
    const forged = String(answered).replaceAll('Task WP-2-b', 'Forged name');
    expect(answered).not.toBe(forged);
    expect(end).toEqual(['']);
    writeFileSync(answer(), `${key}\n${forged}\n`);
  };
  const settled = async (): Promise<void> => {
    rmSync(answers, { recursive: true, force: true });
    rmSync(join(at(work), 'tasks/twice-again.md'));
    await setTimeout(2100);
    const said = next('--json');
    expect(next('--json')).toBe(said);
    forge();
    // It is believed, so these tests can fail.
    expect(next('--json')).toContain('Forged name');
  };

  it('is not kept while a file could change within one tick of the clock', () => {
    rmSync(answers, { recursive: true, force: true });
    next('--json');
    expect(existsSync(answers)).toBe(false);
  });

  it('is said anew once anything has changed', async () => {
    await settled();
    // Another question is another answer.
    for (const question of [['--json', '--limit', '1'], []]) {
      rmSync(answers, { recursive: true, force: true });
      next('--json');
      forge();
      const same = question.length === 0;
      expect(next(...question).includes('Forged name')).toBe(same);
    }
    const { atime, mtime } = statSync(join(at(work), 'tasks/deep/b.md'));
    const changes: readonly (() => void)[] = [
      () => writeSettings('strictness: strict\n'),
      restore,
      () => git('checkout', '--quiet', '-b', 'other'),
      restore,
      () => git('commit', '--quiet', '--allow-empty', '-m', 'more'),
      // Cut off somewhere, and with a hole in it, as after a loss of power.
      () => writeFileSync(answer(), readFileSync(answer(), 'utf8').slice(0, -1)),
      () => writeFileSync(answer(), readFileSync(answer(), 'utf8').slice(0, -9)),
      () => writeFileSync(answer(), readFileSync(answer(), 'utf8').replace('Forged', '\0\0\0\0\0\0')),
      () => writeFileSync(answer(), ''),
      () => rmSync(join(at(work), 'tasks/a.md')),
      () => {
        put('deep/b.md', task('WP-2-c'));
        utimesSync(join(at(work), 'tasks/deep/b.md'), atime, mtime);
      },
    ];
    for (const change of changes) {
      change();
      expect(next('--json')).not.toMatch(/Forged|Other/u);
      expect(next('--json')).toBe(nextAnew());
      if (existsSync(answers) && readFileSync(answer(), 'utf8').includes('Task WP-2-b')) forge();
    }
    restore();
  });

  it('is said anew once the ledger knows more', async () => {
    await settled();
    expect(writ('init', '--name', 'ada', '--new-key', '--yes').status).toBe(0);
    expect(writ('approve', 'WP-2-b', '--yes')).toMatchObject({ status: 0 });
    expect(next('--json')).toContain('writ run WP-2-b');
    expect(next('--json')).not.toContain('Forged name');
  });
});

it('writes nothing into the repository, not even where it may', () => {
  const listing = (): string =>
    git('ls-files', '--others') + readdirSync(join(at(work), '.git'), { recursive: true }).toString();
  const before = listing();
  board();
  expect(listing()).toBe(before);
  const readOnly = ['--ro-bind', '/', '/', '--dev', '/dev', '--bind', at(home), at(home), '--chdir', at(work)];
  const program = [process.execPath, join(at(checkout), 'dist/main.mjs'), 'board', '--json'];
  const end = spawnSync('bwrap', [...readOnly, ...program], { env, encoding: 'utf8' });
  expect(end).toMatchObject({ status: 0, stderr: '', stdout: anew() });
});

it('counts every change of what reads a task or its settings as another program, and no other change', () => {
  const program = build();
  expect(program).toMatch(/^board-[\w-]+\.mjs$/u);
  const after = (file: string, from: string, to: string): string => {
    const path = join(at(checkout), 'src', file);
    const text = readFileSync(path, 'utf8');
    expect(text.split(from)).toHaveLength(2);
    writeFileSync(path, text.replace(from, to));
    const built = build();
    writeFileSync(path, text);
    return built;
  };
  expect(after('contract/front-matter.ts', 'const DEPTH = 32', 'const DEPTH = 31')).not.toBe(program);
  expect(after('contract/plain-page.ts', '#{1,6}', '#{1,5}')).not.toBe(program);
  expect(after('host/settings.ts', "person.strictness ?? 'light'", "person.strictness ?? 'strict'")).not.toBe(program);
  expect(after('cli/table/setting-up.ts', 'say what works on this machine', 'say what works here')).toBe(program);
});
