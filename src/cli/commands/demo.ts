import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { ensurePrograms, packageFile, removeFolder, runProgram } from '#host';
import { type Io, type Shown } from '../io.ts';
import { paint, writeText } from '../terminal.ts';
import { CHEATING_SCRIPT, HONEST_SCRIPT, SAMPLE_FILES } from './demo-sample.ts';
import { given, type Words } from '../words.ts';

/** The scratch area of a demo: a home of its own, so that nothing of the person's is touched. */
type Scene = {
  readonly folder: string;
  readonly repository: string;
  readonly env: Readonly<Record<string, string>>;
  readonly say: (text: string) => void;
};

const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

const openScene = (io: Io): Scene => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-demo-'));
  const repository = join(folder, 'sample');
  write(repository, SAMPLE_FILES);
  write(folder, { 'honest.json': HONEST_SCRIPT, 'cheating.json': CHEATING_SCRIPT });
  const home = join(folder, 'home');
  mkdirSync(home);
  const identity = {
    GIT_AUTHOR_NAME: 'Demo',
    GIT_AUTHOR_EMAIL: 'demo@example.invalid',
    GIT_COMMITTER_NAME: 'Demo',
    GIT_COMMITTER_EMAIL: 'demo@example.invalid',
  };
  const path = `${join(packageFile('bin'))}:${dirname(process.execPath)}:${process.env['PATH'] ?? '/usr/bin:/bin'}`;
  return {
    folder,
    repository,
    env: { PATH: path, HOME: home, LANG: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', ...identity },
    say: (text) => {
      if (!io.json) writeText(process.stdout, text);
    },
  };
};

/** Types a command like a person would, shows it with what it prints, and holds it to the exit code it must have. */
const type = async (
  { repository, env, say }: Scene,
  argv: readonly [string, ...string[]],
  expected: number,
): Promise<Result<string>> => {
  const shown = argv.map((word) => (/^[\w./:=@-]+$/u.test(word) ? word : `'${word}'`)).join(' ');
  say(`\n${paint('bold', `$ ${shown}`)}\n`);
  const end = await runProgram({ argv, cwd: repository, env, timeoutMs: 120_000 });
  const printed = Buffer.concat([end.stderr, end.stdout]).toString('utf8');
  say(printed.replaceAll(/^(?=.)/gmu, '  '));
  return end.exitCode === expected
    ? ok(new TextDecoder().decode(end.stdout))
    : fail('bug', `${shown} ended with exit code ${String(end.exitCode ?? end.startError)}, not ${expected}`);
};

/** One scene after another; the first that goes wrong ends the demo. */
type Act = { readonly says: string; readonly argv: readonly [string, ...string[]]; readonly exit?: number };

const play = async (scene: Scene, acts: readonly Act[]): Promise<Result<null>> => {
  for (const { says, argv, exit } of acts) {
    scene.say(`\n${paint('cyan', says)}\n`);
    const done = await type(scene, argv, exit ?? 0);
    if (!done.ok) return done;
  }
  return ok(null);
};

const order = (backend: string): readonly [string, ...string[]] => [
  'writ',
  'run',
  'make the failing date test pass',
  '--allow',
  'src/date.js',
  '--check',
  'node --test test/date.test.js',
  '--backend',
  backend,
  '--yes',
  '--quiet',
];

const honestActs: readonly Act[] = [
  { says: 'A repository with a real defect.', argv: ['git', 'init', '--quiet', '--initial-branch=main'] },
  {
    says: 'Everything in it is committed.',
    argv: ['sh', '-c', 'git add --all && git commit --quiet --message "feat: a date that is off by a month"'],
  },
  {
    says: 'Its test fails, for real.',
    argv: ['sh', '-c', 'node --test test/date.test.js 2>&1 | grep -E "^# (pass|fail)|^ℹ (pass|fail)"; true'],
  },
  {
    says: 'You become its signer, with a throw-away SSH key, and admit the repository as a target.',
    argv: ['writ', 'init', '--name', 'demo', '--new-key', '--yes'],
  },
  {
    says: 'One command writes a contract, shows what you sign, runs the backend in a jail, collects evidence and judges. The backend is scripted here: no model is needed.',
    argv: order('scripted:../honest.json'),
  },
  { says: 'You look at what changed and what proves it.', argv: ['writ', 'review'] },
  { says: 'You sign that you accept exactly this verdict.', argv: ['writ', 'accept', '--yes', '--quiet'] },
  { says: 'The branch moves, if it still stands where your signature says.', argv: ['writ', 'land'] },
  {
    says: 'The test passes on the landed branch.',
    argv: [
      'sh',
      '-c',
      'git status --short && git log --format="%h %s" -2 && node --test test/date.test.js 2>&1 | grep -E "^# (pass|fail)|^ℹ (pass|fail)"',
    ],
  },
];

const cheatingActs: readonly Act[] = [
  {
    says: 'Now a backend that cheats: it breaks the code again, edits the test so that nobody notices, hides that from git with --assume-unchanged, and exits 0.',
    argv: order('scripted:../cheating.json'),
    exit: 1,
  },
  { says: 'It cannot be accepted.', argv: ['writ', 'accept', '--yes', '--quiet'], exit: 1 },
  { says: 'The branch has not moved, and the board says what there is to do.', argv: ['writ', 'board'] },
];

const verifyIndependently = async (scene: Scene): Promise<Result<null>> => {
  const runs = join(scene.repository, '.git', 'writ', 'runs');
  const landed = readdirSync(runs)
    .map((run) => join(runs, run))
    .find((folder) => readdirSync(join(folder, 'after')).includes('3-landing.json'));
  if (landed === undefined) return fail('bug', 'the demo landed nothing');
  const signers = join(scene.env['HOME'] ?? '', '.config', 'writ', 'allowed_signers');
  scene.say(
    `\n${paint('cyan', 'Last, a shell script that shares no code with Writ verifies the landed bundle: openssl, ssh-keygen, jq, sha256sum, git.')}\n`,
  );
  const done = await type(scene, [packageFile('scripts/verify-bundle.sh'), '--repo', '.', landed, signers], 0);
  return done.ok ? ok(null) : done;
};

/** `writ demo` */
export const demo = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const began = Date.now();
  const ready = await ensurePrograms(io.tell);
  if (!ready.ok) return ready;
  const scene = openScene(io);
  try {
    const honest = await play(scene, honestActs);
    if (!honest.ok) return honest;
    const cheating = await play(scene, cheatingActs);
    if (!cheating.ok) return cheating;
    const verified = await verifyIndependently(scene);
    if (!verified.ok) return verified;
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    const kept = given(words, 'keep') ? ` The sample is in ${scene.repository}.` : '';
    return ok({
      text: `\nAn honest change landed with proof, and a dishonest one was refused, in ${seconds} s.${kept}\nNext, in your own repository: writ init\n`,
      json: { seconds, landed: true, refused: true },
    });
  } finally {
    if (!given(words, 'keep')) removeFolder(scene.folder);
  }
};
