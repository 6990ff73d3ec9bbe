/**
 * The GitHub Action and the GitLab component: their own shell steps, executed for real in clones such as those hosts
 * make, over an honest change and over one that cheats. Whoever opens a pull request chooses names; they are hostile here.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { makeScratch, removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';

vi.setConfig({ maxConcurrency: 2 });

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const Texts = z.record(z.string(), z.string());
const Step = z.object({ name: z.string(), shell: z.literal('bash'), run: z.string(), env: Texts.optional() });
const action = z
  .object({
    inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
    runs: z.object({ using: z.literal('composite'), steps: z.array(Step) }),
  })
  .parse(parse(read('action.yml')));

const [spec, jobs] = parseAllDocuments(read('templates/gate.yml')).map((one): unknown => one.toJS());
const component = z
  .object({ spec: z.object({ inputs: z.record(z.string(), z.object({ default: z.string() })) }) })
  .parse(spec);
const job = z.object({ 'writ-gate': z.object({ variables: Texts, script: z.array(z.string()) }) }).parse(jobs)[
  'writ-gate'
];

const HOSTILE = '$(touch pwned)`touch pwned`"; touch pwned; #';

/** What stands in an environment in place of an expression: an input, or what the step before gave out. */
const filled = (values: Readonly<Record<string, string>>, pattern: RegExp, given: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text.replace(pattern, (_, key: string) => given[key] ?? '')])); // prettier-ignore

let scratch: Scratch;
let clones = 0;
const sh = async (command: string): Promise<string> => {
  const { output, exitCode } = await runCommand(command, scratch);
  if (exitCode !== 0) throw new Error(`${command}: ${output}`);
  return output.trim();
};

beforeAll(async () => {
  scratch = await makeScratch();
  mkdirSync(join(scratch.work, 'src'));
  mkdirSync(join(scratch.work, 'test'));
  mkdirSync(join(scratch.work, '.writ'));
  const write = (path: string, text: string): void => writeFileSync(join(scratch.work, path), text);
  const test1 = (body: string): string =>
    `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { month } from '../src/month.mjs';\n${body}\n`;
  const weak = `test('gives a number', () => assert.equal(typeof month(new Date()), 'number'));`;
  write('src/month.mjs', 'export const month = (date) => date.getUTCMonth();\n');
  write('test/month.test.mjs', test1(weak));
  write('.writ/policy.yaml', 'checks: [{ id: tests, run: node --test }]\n');
  await sh('git init -q && git add . && git commit -qm base && git switch -qc honest');
  write('src/month.mjs', 'export const month = (date) => date.getUTCMonth() + 1;\n');
  write('test/month.test.mjs', test1(`${weak}\ntest('counts from 1', () => assert.equal(month(new Date('2026-11-21')), 11));`)); // prettier-ignore
  await sh('git commit -qam "fix: count months from 1" && git switch -qc cheating main');
  write(
    'src/month.mjs',
    `export const month = (date) => date.getUTCMonth() + '1';\nexport const run = (text) => eval(text);\n`,
  );
  write('test/month.test.mjs', test1(`test('gives a number', () => assert.ok(month(new Date())));`));
  await sh('git commit -qam "fix: all is well" && git switch -q main && git clone -q --bare . ../hub.git');
  // What GitHub checks out: its own merge of both, which is on no branch.
  for (const [number, branch] of [['1', 'honest'], ['2', 'cheating']] as const)
    await sh(`git switch -q --detach main && git merge -q --no-ff -m merge ${branch} && git push -q ../hub.git HEAD:refs/pull/${number}/merge`); // prettier-ignore
}, 300_000);
afterAll(() => removeScratch(scratch));

type Ended = { readonly code: number | null; readonly output: string; readonly folder: string };

/** Executes a script as the host would: with its environment, and nothing else. */
const execute = (shell: readonly [string, ...string[]], script: string, folder: string, env: object): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const [program, ...words] = shell;
    const child = spawn(program, [...words, script], { cwd: folder, env: { ...scratch.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.once('error', reject).once('close', (code) => resolve({ code, output, folder }));
  }); // prettier-ignore

/** A clone as actions/checkout makes it with `fetch-depth: 0`, and what GitHub says of the pull request. */
const onGitHub = async (number: '1' | '2', depth = '') => {
  clones += 1;
  const folder = join(scratch.folder, `github-${clones}`);
  await sh(`git clone -q ${depth} "file://${scratch.folder}/hub.git" ${folder} && cd ${folder} && git fetch -q ${depth} origin refs/pull/${number}/merge && git checkout -q --detach FETCH_HEAD`); // prettier-ignore
  const [head, base] = [await sh(`cd ${folder} && git rev-parse HEAD`), await sh('git rev-parse main')];
  const event = join(scratch.folder, `event-${clones}.json`);
  const pull = { title: HOSTILE, base: { sha: base, ref: 'main' }, head: { ref: HOSTILE } };
  writeFileSync(event, JSON.stringify({ pull_request: pull }));
  const temp = join(scratch.folder, `runner-${clones}`);
  mkdirSync(temp);
  const github = {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: event, GITHUB_SHA: head, GITHUB_REF: `refs/pull/${number}/merge` },
    ...{ GITHUB_HEAD_REF: HOSTILE, GITHUB_ACTION_PATH: ROOT, RUNNER_TEMP: temp, RUNNER_ENVIRONMENT: 'self-hosted' },
    ...{ GITHUB_STEP_SUMMARY: join(temp, 'summary.md'), GITHUB_OUTPUT: join(temp, 'output') },
    ...{ GITHUB_REPOSITORY: 'ada/calendar' },
  };
  const step = (name: string, given: Readonly<Record<string, string>>, more: object = {}): Promise<Ended> => {
    const found = action.runs.steps.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no step ${name}`);
    const env = filled(found.env ?? {}, /^\$\{\{ (?:inputs|steps\.gate\.outputs)\.([\w-]+) \}\}$/u, given);
    return execute(['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c'], found.run, folder, { ...github, ...env, ...more }); // prettier-ignore
  };
  return { temp, step };
};

const WANTED = /\[rule\.broken\][^]*\[tests\.kept\][^]*\[proof\.vacuous\]/u;

describe('the action', () => {
  test('puts no value into a script, and uses nobody else’s action', () => {
    expect(action.runs.steps.map(({ name }) => name)).toEqual(['Install', 'Judge', 'Upload']);
    expect(action.runs.steps.filter(({ run }) => run.includes('${{'))).toEqual([]);
    const named = action.runs.steps.flatMap(({ env = {} }) => Object.values(env)).flatMap((text) => /inputs\.([\w-]+)/u.exec(text)?.[1] ?? []); // prettier-ignore
    expect(named.filter((name) => !(name in action.inputs))).toEqual([]);
    expect(Object.keys(action.inputs).filter((name) => !named.includes(name) && name !== 'upload-sarif')).toEqual([]);
  });

  test('passes an honest pull request, and installs nothing that is there', async () => {
    const { step, temp } = await onGitHub('1');
    expect(await step('Install', {})).toMatchObject({ code: 0, output: '' });
    const ended = await step('Judge', { allow: HOSTILE });
    expect(ended.output).toContain('2 commits, 2 files since');
    // Whatever the change has printed stands between two lines that it could not know.
    expect(ended.output).toMatch(/^::stop-commands::([0-9a-f]{32})\n[^]*\nPASS\n::\1::\n$/u);
    expect(ended.code).toBe(0);
    expect(readFileSync(join(temp, 'summary.md'), 'utf8')).toMatch(/^## Writ: PASS\n/u);
    expect(existsSync(join(ended.folder, 'pwned'))).toBe(false);
  });

  test('refuses one that weakens a test, proves nothing and breaks a rule, and uploads why', async () => {
    const { step, temp } = await onGitHub('2');
    const ended = await step('Judge', { check: 'node --test\n\n', type: 'feature', 'risk-tier': 'LOW' });
    expect(ended).toMatchObject({ code: 1, output: expect.stringMatching(WANTED) });
    expect(readFileSync(join(temp, 'summary.md'), 'utf8')).toContain('#### tests.kept');
    const outputs = Object.fromEntries(readFileSync(join(temp, 'output'), 'utf8').trim().split('\n').map((line) => line.split('='))); // prettier-ignore
    expect(readFileSync(outputs['junit'] ?? '', 'utf8')).toContain('<failure');

    const received: { readonly url?: string; readonly by?: string; readonly body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        const { url, headers } = request;
        received.push({ body, ...(url && { url }), ...(headers.authorization && { by: headers.authorization }) });
        response.writeHead(202).end('{}');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = z.object({ port: z.number() }).parse(server.address());
    const api = { GITHUB_API_URL: `http://127.0.0.1:${address.port}` };
    const uploaded = await step('Upload', { ...outputs, token: 'the-token' }, api);
    server.close();
    expect(uploaded.code).toBe(0);
    expect(received).toMatchObject([{ url: '/repos/ada/calendar/code-scanning/sarifs', by: 'Bearer the-token' }]);
    const { sarif, ref } = z.object({ sarif: z.string(), ref: z.string() }).parse(JSON.parse(received[0]?.body ?? ''));
    expect(ref).toBe('refs/pull/2/merge');
    expect(gunzipSync(Buffer.from(sarif, 'base64')).toString()).toContain('"ruleId":"tests.kept","level":"error"');
  });

  test('refuses a clone that is not whole, and says so on the page of the job', async () => {
    const { step, temp } = await onGitHub('1', '--depth 1');
    const ended = await step('Judge', {});
    expect(ended).toMatchObject({ code: 2, output: expect.stringContaining('fetch-depth: 0') });
    expect(readFileSync(join(temp, 'summary.md'), 'utf8')).toMatch(/nothing was judged[^]*this clone is shallow/u);
  });

  test('where no jail can be made, it says with writ doctor what is missing', async () => {
    const { step } = await onGitHub('1');
    const programs = join(scratch.folder, 'programs');
    mkdirSync(programs);
    for (const name of readdirSync('/usr/bin').filter((one) => one !== 'bwrap'))
      symlinkSync(join('/usr/bin', name), join(programs, name));
    const ended = await step('Judge', {}, { PATH: programs });
    expect(ended).toMatchObject({
      code: 3,
      output: expect.stringMatching(/\[machine\.bubblewrap\][^]*no {2}isolation/u),
    });
  });
});

describe('the component', () => {
  const onGitLab = async (branch: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> => {
    clones += 1;
    const folder = join(scratch.folder, `gitlab-${clones}`);
    await sh(`git clone -q --single-branch --branch ${branch} "file://${scratch.folder}/hub.git" ${folder} && cd ${folder} && git checkout -q --detach && git branch -qD ${branch}`); // prettier-ignore
    const defaults = Object.fromEntries(
      Object.entries(component.spec.inputs).map(([name, one]) => [name, one.default]),
    );
    const variables = filled(job.variables, /^\$\[\[ inputs\.([\w-]+) \]\]$/u, { ...defaults, ...more });
    return execute(['sh', '-e', '-c'], job.script.join('\n'), folder, {
      ...variables,
      ...{ GITLAB_CI: 'true', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '' },
      ...{ CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: HOSTILE, CI_MERGE_REQUEST_TITLE: HOSTILE },
      CI_MERGE_REQUEST_DIFF_BASE_SHA: await sh('git rev-parse main'),
    });
  };

  test('puts no input into a script', () => {
    expect(job.script.filter((line) => line.includes('$[['))).toEqual([]);
    const used = Object.values(job.variables).flatMap((text) => /inputs\.([\w-]+)/u.exec(text)?.[1] ?? []);
    expect(used.filter((name) => !(name in component.spec.inputs))).toEqual([]);
  });

  test('passes an honest merge request', async () => {
    const ended = await onGitLab('honest', { allow: `${HOSTILE}\n`, prepare: 'touch prepared' });
    expect(ended.output).toMatch(/\nPASS\n$/u);
    expect(ended.code).toBe(0);
    expect(readdirSync(ended.folder)).toEqual(
      expect.arrayContaining(['prepared', 'writ-gate.md', 'writ-gate.sarif', 'writ-gate.xml']),
    );
    expect(existsSync(join(ended.folder, 'pwned'))).toBe(false);
  });

  test('refuses one that weakens a test, proves nothing and breaks a rule', async () => {
    const ended = await onGitLab('cheating', { check: 'node --test\n', 'risk-tier': 'LOW' });
    expect(ended).toMatchObject({ code: 1, output: expect.stringMatching(WANTED) });
    expect(readFileSync(join(ended.folder, 'writ-gate.xml'), 'utf8')).toContain('failures="3"');
  });
});

test('every option that they use is one of writ gate', async () => {
  const used = [...`${read('action.yml')}${read('templates/gate.yml')}`.matchAll(/"?(--[a-z-]+)=\$/gu)].map(([, option]) => option ?? ''); // prettier-ignore
  const literal = job.script.join('\n').match(/--(junit|sarif|summary)=/gu) ?? [];
  const help = await sh('writ gate --help');
  expect(used.length + literal.length).toBeGreaterThan(12);
  expect(
    [...used, ...literal.map((one) => one.slice(0, -1))].filter((option) => !help.includes(`${option} <`)),
  ).toEqual([]);
});
