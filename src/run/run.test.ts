import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Check } from '#contract';
import { blobOf } from '#host';
import { codesOf, scratch, textOf, valueOf } from '../host/scratch.fixture.ts';
import { attemptIn, carried, contractFor, projectIn, type Step, takenBy } from './attempt.fixture.ts';
import type { Attempt } from './attempt.ts';
import { capture } from './capture.ts';
import { openCheckFolders } from './check-folders.ts';
import { runCheck } from './checks.ts';
import { endedWell, execute } from './execute.ts';
import { providedFolders } from './workspace.ts';

const root = scratch();
const FILES = { 'src/a': 'base\n', other: 'o\n', '.gitignore': 'node_modules/\n' };
const INSTALLED = { 'node_modules/lib/x': 'library\n' };

const worked = async (attempt: Attempt) => {
  const workspace = await takenBy(attempt);
  const executed = valueOf(await execute(attempt, workspace));
  const captured = valueOf(await capture(attempt, workspace));
  return {
    workspace,
    executed,
    captured,
    paths: captured.changes.paths.map(({ path, status }) => `${status} ${path}`),
  };
};
const check = (script: string) =>
  ({ id: 'c', run: ['sh', '-c', script], reports: 'exit-code', timeoutMs: 20_000 }) as const;
const checked = async (attempt: Attempt, what: Check, tree: string) => {
  const folders = openCheckFolders(attempt.repository, attempt.store);
  const ran = await runCheck(attempt, what, { tree, folder: valueOf(await folders.hold(tree)) });
  await folders.close();
  return ran;
};
const output = async (attempt: Attempt, script: string, tree: string) =>
  textOf(valueOf(await checked(attempt, check(script), tree)).stdout);

describe('the workspace', () => {
  it('is a repository of its own at the base, without remote, hook or the harness', async () => {
    const project = await projectIn(root, FILES);
    const attempt = await attemptIn(project, [
      {
        shell:
          'git status --porcelain; git log --oneline --all | wc -l; git remote; ls .git/hooks 2>/dev/null; git branch --show-current; cat src/a; git commit -qm x --allow-empty && echo committed',
      },
    ]);
    const { executed, workspace } = await worked(attempt);
    expect(textOf(executed.stdout).split('\n').slice(0, 4)).toEqual(['1', 'main', 'base', 'committed']);
    expect([executed.survivors, endedWell(executed), existsSync(join(workspace, '.git/hooks'))]).toEqual([
      0,
      true,
      false,
    ]);
    expect(readFileSync(join(project.folder, 'src/a'), 'utf8')).toBe('base\n');
  });

  it('begins a second attempt at the tree the first one sealed, and scope is still measured from the base', async () => {
    const project = await projectIn(root, FILES);
    const first = await worked(
      await attemptIn(project, [
        { write: { path: 'src/b', text: 'first' } },
        { write: { path: 'other', text: 'bad' } },
      ]),
    );
    const { tree } = first.captured.changes;
    const second = await worked(
      await attemptIn(
        project,
        [{ shell: 'cat src/b other; git status --porcelain' }, { append: { path: 'src/b', text: '+' } }],
        { startTree: tree, attempt: 2 },
      ),
    );
    expect(textOf(second.executed.stdout)).toMatch(/^firstbad M other\n\?\? src\/b\n/u);
    expect(second.captured.changes.base).toBe(project.base);
    expect(second.paths).toEqual(['modified other', 'added src/b']);
  });

  it('is made anew whatever the attempt before left in it', async () => {
    const project = await projectIn(root, FILES);
    await worked(
      await attemptIn(project, [{ shell: 'rm -rf .git src; ln -s / src; mkdir -p d/e; touch d/e/x; chmod -R 555 d' }]),
    );
    const { paths } = await worked(await attemptIn(project, [{ say: 'nothing' }]));
    expect(paths).toEqual([]);
  });
});

describe('provided folders', () => {
  it('are those that are there, ignored and not tracked', async () => {
    const project = await projectIn(root, { ...FILES, 'vendor/x': '' }, { ...INSTALLED, 'plain/x': '' });
    const wanted = ['node_modules', 'vendor', 'plain', 'absent'];
    expect(valueOf(await providedFolders(project.repository, project.base, wanted))).toEqual(['node_modules']);
  });

  it('can be read, not written, and are not captured', async () => {
    const project = await projectIn(root, FILES, INSTALLED);
    const attempt = await attemptIn(
      project,
      [
        {
          shell:
            'cat node_modules/lib/x; echo evil >node_modules/lib/x; rm -r node_modules; mv node_modules n; touch src/b',
        },
      ],
      { provided: ['node_modules'] },
    );
    const { executed, paths, captured } = await worked(attempt);
    expect(textOf(executed.stdout)).toMatch(/^library\n/u);
    expect(readFileSync(join(project.folder, 'node_modules/lib/x'), 'utf8')).toBe('library\n');
    expect([paths, captured.changes.hygiene]).toEqual([['added src/b'], []]);
    expect(await output(attempt, 'cat node_modules/lib/x', captured.changes.tree)).toBe('library\n');
  });

  it('are not mounted through a link, which would lead out of the jail', async () => {
    const project = await projectIn(
      root,
      { ...FILES, 'packages/a/x': '' },
      { 'packages/a/node_modules/x': 'library\n' },
    );
    const outside = join(root, 'outside');
    mkdirSync(outside, { recursive: true });
    const attempt = await attemptIn(
      project,
      [{ shell: `rm -rf packages/a 2>/dev/null; mv packages p; mkdir packages; ln -s /oldroot${outside} packages/a` }],
      { provided: ['packages/a/node_modules'] },
    );
    const { captured } = await worked(attempt);
    expect(captured.changes.hygiene.map(({ kind }) => kind)).toContain('symlink-outside');
    expect(await output(attempt, 'echo ran', captured.changes.tree)).toBe('ran\n');
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('the capture', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a pipe', 'mkfifo p', ['fifo p']],
    ['a nested repository', 'git init -q n; touch n/x', ['nested-repository n/.git']],
    ['another spelling of .git', 'mkdir .GIT; touch .GIT/x', ['nested-repository .GIT']],
    ['a link out', 'ln -s /etc/passwd l', ['symlink-outside l']],
    ['a name that collides with one of the base', 'touch Other', ['collision Other']],
  ])('sees %s, and all the rest beside it', async (_, shell, found) => {
    const project = await projectIn(root, FILES);
    const { captured, paths } = await worked(await attemptIn(project, [{ shell: `${shell}; echo new >src/a` }]));
    expect(captured.changes.hygiene.map(({ kind, path }) => `${kind} ${path}`)).toEqual(found);
    expect(paths).toContain('modified src/a');
  });

  it('ends in a finding where git takes nothing at all, and so in a verdict', async () => {
    const project = await projectIn(root, FILES);
    const { captured } = await worked(await attemptIn(project, [{ shell: "mkdir 'git~1' && echo x >'git~1/x'" }]));
    expect(captured.changes.hygiene).toMatchObject([
      { path: '.', says: expect.stringContaining('cannot be captured') },
    ]);
    expect(captured.changes.paths).toEqual([]);
  });

  it.each<readonly [string, string, string, RegExp]>([
    [
      'a line of attributes too long to be read',
      'src/.gitattributes',
      `*.x ${'a'.repeat(3000)}\n`,
      /^git refuses it: gitattributesLineLength/u,
    ],
    [
      'a submodule with an address like an option',
      'src/.gitmodules',
      '[submodule "x"]\n\turl = -x\n',
      /^git refuses it: gitmodulesUrl/u,
    ],
    [
      'the same in the short name of another machine',
      'src/GITMOD~1',
      '[submodule "x"]\n\turl = -x\n',
      /^git refuses it: gitmodulesUrl/u,
    ],
  ])('finds %s, which git would refuse when it lands', async (_, path, text, says) => {
    const project = await projectIn(root, FILES);
    const { captured } = await worked(await attemptIn(project, [{ write: { path, text } }]));
    expect(captured.changes.hygiene).toEqual([{ path, kind: 'harmful-object', says: expect.stringMatching(says) }]);
    expect(captured.changes.objects).toBe('refused');
    expect(captured.changes.paths.map((one) => one.path)).toEqual([path]);
  });

  it('finds nothing harmful in the rest, and nothing of it is kept', async () => {
    const project = await projectIn(root, FILES);
    const attempt = await attemptIn(project, [{ write: { path: 'src/a', text: 'x' } }]);
    const { captured } = await worked(attempt);
    expect(captured.changes).toMatchObject({ hygiene: [], objects: 'sound' });
    expect(readdirSync(join(attempt.store.objects, 'pack'))).toEqual([]);
    expect(readdirSync(attempt.store.gitDir).filter((name) => name.startsWith('quarantine-'))).toEqual([]);
  });

  it('judges only what changed of links and names the base had already', async () => {
    const folder = (at: string): void => symlinkSync('/etc/hosts', join(at, 'l'));
    const project = await projectIn(root, FILES);
    folder(project.folder);
    const { captured } = await worked(
      await attemptIn(await projectIn(root, { ...FILES, '-odd': '' }), [{ write: { path: 'src/a', text: 'x' } }]),
    );
    expect(captured.changes.hygiene).toEqual([]);
  });
});

describe('checks', () => {
  it('see a clean checkout of the result, and nothing the agent left elsewhere', async () => {
    const project = await projectIn(root, FILES, INSTALLED);
    const attempt = await attemptIn(project, [
      {
        shell:
          'echo new >src/a; mkdir -p node_modules; echo left >node_modules/y; touch /tmp/left ~/left; git config core.hooksPath /x',
      },
    ]);
    const { captured } = await worked(attempt);
    expect(captured.changes.paths.map(({ path }) => path)).toEqual(['node_modules/y', 'src/a']);
    // Of /tmp only what was left there: where this checkout itself lies below it, its Node is mounted there too.
    const look = 'cat src/a; ls -A . ~; test -e /tmp/left || echo nothing was left';
    expect(await output(attempt, look, captured.changes.tree)).toBe(
      'new\n.:\n.gitignore\nnode_modules\nother\nsrc\n\n/home/agent:\nnothing was left\n',
    );
  });

  it('do not see what another check wrote, nor anything of the harness, and leave no folder', async () => {
    const project = await projectIn(root, FILES);
    const attempt = await attemptIn(project, []);
    const { tree } = (await worked(attempt)).captured.changes;
    expect(await output(attempt, 'echo forged >src/a; touch x; cat src/a', tree)).toBe('forged\n');
    expect(await output(attempt, 'cat src/a; ls', tree)).toBe('base\nother\nsrc\n');
    expect(
      await output(attempt, `ls ${project.folder} 2>&1 | head -c 0; env | cut -d= -f1 | sort | tr '\\n' ' '`, tree),
    ).toBe('CI HOME LANG NO_COLOR PATH PWD TERM TZ ');
    await attempt.folders.close();
    expect(readdirSync(project.repository.writ).filter((name) => name.startsWith('check-'))).toEqual([]);
  });

  it('say how they ended', async () => {
    const project = await projectIn(root, FILES);
    const attempt = await attemptIn(project, []);
    const { tree } = (await worked(attempt)).captured.changes;
    const record = async (script: string, timeoutMs: number) =>
      valueOf(await checked(attempt, { ...check(script), timeoutMs }, tree)).record;
    expect(await record('exit 3', 20_000)).toMatchObject({ exitCode: 3, timedOut: false, tree });
    expect(await record('sleep 20', 300)).toMatchObject({ timedOut: true });
    expect(codesOf(await checked(attempt, { ...check(''), run: ['nonesuch-program'] }, tree))).toEqual([
      'machine.program',
    ]);
  });
});

describe('a run', () => {
  it('that does what the contract says ends in PASS, sealed and recorded', async () => {
    const project = await projectIn(root, FILES);
    const { end, row } = await carried(
      project,
      await attemptIn(project, [{ write: { path: 'src/a', text: 'new\n' } }]),
    );
    const { verdict, changes } = valueOf(end);
    expect(verdict.gates.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect([verdict.result, row?.state, changes.paths.length]).toEqual(['PASS', 'passed', 1]);
    expect(textOf(valueOf(await blobOf(project.store, changes.paths[0]?.newBlob ?? '')))).toBe('new\n');
  });

  it('in a repository whose attributes convert line ends and ids sees and changes the bytes that are committed', async () => {
    const attributes = '* text eol=crlf\n*.id ident\n*.up filter=up\n';
    const files = { '.gitattributes': attributes, 'src/a': 'base\n', 'b.bat': 'b\n', 'c.id': '$Id$\n', 'd.up': 'd\n' };
    const project = await projectIn(root, files);
    const shell = 'git status --porcelain && cat c.id > src/a && git commit --quiet --all --message work && git status';
    const { paths, executed, workspace } = await worked(await attemptIn(project, [{ shell }]));
    expect(paths).toEqual(['modified src/a']);
    expect(readFileSync(join(workspace, 'src/a'), 'utf8')).toBe('$Id$\n');
    expect(textOf(executed.stdout)).toMatch(/^On branch main\nnothing to commit/u);
  });

  it('that puts a file where a folder was, or a link that leads round in a circle, is captured all the same', async () => {
    const project = await projectIn(root, { ...FILES, 'src/b/c': 'c\n', 'src/d/e': 'e\n' });
    const shell = 'rm -r src/b src/d && echo b > src/b && ln -s d src/d';
    const { captured, paths } = await worked(await attemptIn(project, [{ shell }]));
    expect(paths).toEqual(['added src/b', 'deleted src/b/c', 'added src/d', 'deleted src/d/e']);
    expect(captured.changes.hygiene.map(({ path, kind }) => `${kind} ${path}`)).toEqual(['symlink-outside src/d']);
  });

  it.each<readonly [string, readonly Step[]]>([
    ['ends with another exit code', [{ exit: 3 }]],
    ['says that it failed', [{ fail: 'gave up' }]],
  ])('whose backend %s runs no check, and ends in FAIL with evidence', async (_, steps) => {
    const project = await projectIn(root, FILES);
    const { end, row, sealed } = await carried(
      project,
      await attemptIn(project, [{ write: { path: 'src/a', text: 'new\n' } }, ...steps]),
    );
    expect([valueOf(end).verdict.result, row?.state]).toEqual(['FAIL', 'failed']);
    expect(existsSync(join(sealed, 'checks'))).toBe(false);
    expect(readFileSync(join(sealed, 'test.log'), 'utf8')).toBe('no check was run\n');
  });

  it('whose backend runs out of time ends in FAIL', async () => {
    const project = await projectIn(root, FILES);
    const contract = contractFor({ limits: { ...contractFor().limits, timeMs: 1000 } });
    const { end } = await carried(project, await attemptIn(project, [{ sleep: 20_000 }], { contract }));
    const codes = valueOf(end).verdict.gates.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(codes).toContain('backend.timeout');
  });

  it('on a machine that fails is closed without evidence', async () => {
    const project = await projectIn(root, FILES);
    const contract = contractFor({ checks: [{ ...check('true'), id: 'look', run: ['nonesuch-program'] }] });
    const { end, row, sealed } = await carried(project, await attemptIn(project, [], { contract }));
    expect([codesOf(end), row?.state, existsSync(sealed)]).toEqual([['machine.program'], 'closed', false]);
  });
});
