import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { describeDifference, firstDifference, parseStory, rewriteStory, type StoryCommand } from './story.ts';
import { makeScratch, removeScratch, runCommand, runStory } from './story-runner.ts';

const STORY = `# A title

Prose with \`code\`.

\`\`\`file sub/a.txt
one
two
\`\`\`

\`\`\`js file=b.mjs
console.log('b');
\`\`\`

\`\`\`console
$ cat sub/a.txt
one
...
$ cat <<END
> here
> END
here

$ echo out; echo err >&2; exit 3
out
err
[exit 3]
\`\`\`

\`\`\`yaml
not: run
\`\`\`
`;

const story = (...console: readonly string[]) =>
  parseStory(['# T', '```console', ...console, '```'].join('\n'), 's.md');
const run = async (...console: readonly string[]) => (await runStory(story(...console))).map(({ text }) => text);

test('a story is a title, files, and commands with all they print', () => {
  const { title, steps } = parseStory(STORY, 'a.md');
  expect(title).toBe('A title');
  expect(steps).toEqual([
    { kind: 'file', line: 5, name: 'sub/a.txt', content: 'one\ntwo\n' },
    { kind: 'file', line: 10, name: 'b.mjs', content: "console.log('b');\n" },
    {
      kind: 'command',
      line: 15,
      command: 'cat sub/a.txt',
      outputLine: 16,
      outputLines: 2,
      expected: ['one', '...'],
      exitCode: 0,
    },
    {
      kind: 'command',
      line: 18,
      command: 'cat <<END\nhere\nEND',
      outputLine: 21,
      outputLines: 1,
      expected: ['here'],
      exitCode: 0,
    },
    {
      ...{ kind: 'command', line: 23, command: 'echo out; echo err >&2; exit 3' },
      ...{ outputLine: 24, outputLines: 3, expected: ['out', 'err'], exitCode: 3 },
    },
  ]);
});

test('a story that says what happens holds, run for real', async () => {
  expect(await runStory(parseStory(STORY, 'a.md'))).toEqual([]);
});

test.each([
  ['no title', 'text', /s\.md:1: .*title/],
  ['no command', '# T\n```yaml\na: 1\n```', /no command/],
  ['only a file', '# T\n```file a\n```', /no command/],
  ['an open block', '# T\n```console\n$ true', /s\.md:2: .*never closed/],
  ['output before the first command', '# T\n```console\nout\n$ true\n```', /s\.md:3: .*begins with a command/],
  ['an empty console block', '# T\n```console\n```', /begins with a command/],
])('a story with %s is refused', (_, text, message) => {
  expect(() => parseStory(text, 's.md')).toThrow(message);
});

test.each([
  ['the same lines', ['a', 'b'], ['a', 'b'], null],
  ['nothing and nothing', [], [], null],
  ['another line', ['a', 'b'], ['a', 'c'], { expected: 1, actual: 1 }],
  ['a line too few', ['a', 'b'], ['a'], { expected: 1, actual: 1 }],
  ['a line too many', ['a'], ['a', 'b'], { expected: 1, actual: 1 }],
  ['output where none was expected', [], ['a'], { expected: 0, actual: 0 }],
  ['any lines, many', ['a', '...', 'z'], ['a', 'b', 'c', 'z'], null],
  ['any lines, none', ['a', '...', 'z'], ['a', 'z'], null],
  ['any lines with a look-alike between', ['...', 'z', 'y'], ['z', 'x', 'z', 'y'], null],
  ['any lines, twice', ['...', 'b', '...', 'd'], ['a', 'b', 'b', 'c', 'd'], null],
  ['any lines, but the end is missing', ['a', '...', 'z'], ['a', 'b'], { expected: 2, actual: 1 }],
  ['any text', ['run [..] of [..]'], ['run 17 of 20'], null],
  ['any text, but the rest differs', ['run [..] ok'], ['run 17 bad'], { expected: 0, actual: 0 }],
  ['letters that mean something in a pattern', ['a.c [x] (1+1)'], ['a.c [x] (1+1)'], null],
  ['a dot is a dot', ['a.c'], ['abc'], { expected: 0, actual: 0 }],
])('comparing: %s', (_, expected, actual, difference) => {
  expect(firstDifference(expected, actual)).toEqual(difference);
});

test.each([
  ['another output', ['$ echo b', 'a'], /s\.md:4: [^]*> a\n[^]*came:\n {2}> b/],
  ['an exit code nobody expected', ['$ exit 1'], /s\.md:3: [^]*came \[exit 1\]/],
  ['success where a refusal was expected', ['$ true', '[exit 1]'], /expected \[exit 1\]:/],
  ['output nobody expected', ['$ echo a'], /> \(end\)\n {2}came:\n {2}> a/],
  ['a signal', ['$ kill -9 $$'], /came \[exit 137\]/],
  ['a file outside', ['$ cat /nowhere', 'x'], /No such file/],
])('a story fails readably on %s', async (_, lines, message) => {
  expect(await run(...lines)).toEqual([expect.stringMatching(message)]);
});

test('a story stops at the first mismatch, unless it is asked for all', async () => {
  const bad = story('$ echo 1', '$ echo 2');
  expect(await runStory(bad)).toHaveLength(1);
  expect(await runStory(bad, { all: true })).toHaveLength(2);
});

test('the environment is made from nothing, and home is empty', async () => {
  const lines = [
    '$ env | cut -d= -f1 | sort',
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_NOSYSTEM',
    'HOME',
    'LANG',
    'NO_COLOR',
    'PATH',
    'PWD',
    'SHLVL',
    'TZ',
    '_',
  ];
  expect(await run(...lines)).toEqual([]);
  expect(await run('$ ls -A "$HOME" .', '.:', '', '[..]/home:')).toEqual([]);
  expect(
    await run(
      '$ node --version',
      'v24.[..]',
      '$ readlink "$(command -v writ || ls $(echo $PATH | cut -d: -f1)/writ)"',
      '[..]/bin/writ',
    ),
  ).toEqual([]);
  expect(await run('$ git config user.email', 'ada@story.example')).toEqual([]);
});

test('nothing can be asked of a person, because there is no input', async () => {
  expect(await run('$ cat; tty', 'not a tty', '[exit 1]')).toEqual([]);
});

test('a file cannot be written outside the folder of the story', async () => {
  const outside = parseStory('# T\n```file ../a\n```\n```console\n$ true\n```', 's.md');
  await expect(runStory(outside)).rejects.toThrow('only inside');
});

test('what a command leaves running is ended, and the folder is removed', async () => {
  const scratch = await makeScratch();
  const { output } = await runCommand('setsid sleep 600 & sleep 601 & echo $!', scratch);
  const pid = Number(output);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  await removeScratch(scratch);
  // The kernel takes its time over a process that was killed.
  await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
  expect(readdirSync(tmpdir())).not.toContain(scratch.folder.split('/').at(-1));
});

test('rewriting replaces the output of the commands it is given, and nothing else', () => {
  const text = '# T\n```console\n$ a\nold\nold\n\n$ b\nstays\n$ c\n[exit 1]\n```\nend\n';
  const [a, , c] = parseStory(text, 's.md').steps.filter((step): step is StoryCommand => step.kind === 'command');
  const changes = [a, c].flatMap((step) =>
    step === undefined ? [] : [{ step, output: 'new\n', exitCode: step === a ? 2 : 0 }],
  );
  expect(changes).toHaveLength(2);
  expect(rewriteStory(text, changes)).toBe('# T\n```console\n$ a\nnew\n[exit 2]\n\n$ b\nstays\n$ c\nnew\n```\nend\n');
});

test('a command that does what the story says is described by nothing', () => {
  const [step] = story('$ true').steps;
  expect(step?.kind === 'command' && describeDifference('s.md', step, '\n\n', 0)).toBeNull();
});
