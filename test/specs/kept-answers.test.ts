/**
 * What was said of changes and specs is said again where nothing has changed of all that it was made of. Whatever has
 * changed, and whatever has become of what was kept, it is found out anew. Whether it is believed is seen by putting
 * another answer into it, under a digest that fits.
 */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ok, type Result } from '#failure';
import { keptOfChanges } from '../../src/flow/changes/kept.ts';
import { readChanges } from '../../src/flow/changes/read.ts';
import { validateSpecs } from '../../src/flow/validate-specs.ts';
import { commitAll, gitIn, repositoryIn, scratch, valueOf, write } from '../../src/host/scratch.fixture.ts';

const homes = scratch();
const PROGRAM = 'this.mjs';
const FORGED = 'forged';
const settle = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 2100));

type World = { readonly root: string; readonly home: string };
type Ask = (world: World, program?: string) => Promise<string>;
const asIn = ({ home }: World): void => {
  for (const [name, folder] of [['XDG_CACHE_HOME', 'cache'], ['XDG_CONFIG_HOME', 'config']] as const) vi.stubEnv(name, join(home, folder)); // prettier-ignore
};
afterAll(() => void vi.unstubAllEnvs());
const said = (result: Result<unknown>): string => JSON.stringify(result);

/** What changes hold, by a question of its own. */
const askChanges: Ask = async (world, program = PROGRAM) => {
  asIn(world);
  return said(
    await keptOfChanges(world.root, {
      asks: 'what they hold',
      program,
      is: (value): value is string => typeof value === 'string',
      answer: (repository) => {
        const open = readChanges(repository, 'all');
        if (!open.ok) return open;
        const { changes, specs, project } = open.value;
        const held = [...changes].map(([name, { files }]) => [name, [...files]]);
        return ok(`true ${JSON.stringify([held, specs('auth'), [...project.workflows.keys()]])}`);
      },
    }),
  );
};
const askSpecs: Ask = async (world, program = PROGRAM) => {
  asIn(world);
  return said(await validateSpecs(world.root, { base: undefined, strict: false }, program));
};

const REQUIREMENT = '### Requirement: Log in\nThe system SHALL log in.\n';
const CHANGES = {
  'openspec/changes/a/proposal.md': '# one\n',
  'openspec/changes/a/specs/auth/spec.md': `## ADDED Requirements\n${REQUIREMENT}`,
  'openspec/changes/b/proposal.md': '# two\n',
  'openspec/changes/archive/2026-01-01-old/proposal.md': '# old\n',
  'openspec/specs/auth/spec.md': REQUIREMENT,
};
const TASK =
  '---\nid: WP-1-a\nname: A\ntype: docs\ncites: [openspec:auth#Log in]\npaths: { allow: [a.md] }\nno_tests: only words\ndone: [{ says: done, manual: read it }]\nrollback: revert\n---\n## What\nx\n## Why\ny\n## Out of scope\nz\n';
const SPECS = {
  'openspec/specs/auth/spec.md': REQUIREMENT,
  'docs/decisions/001-one.md': '# 001 One\n\nStatus: Accepted\n',
  'openapi.yaml': 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths:\n  /x:\n    $ref: "parts/x.txt"\n',
  'parts/x.txt': 'get:\n  operationId: getX\n  responses: { "200": { description: ok } }\n',
  'tasks/a.md': TASK,
};

const answersOf = ({ home }: World): string => join(home, 'cache/writ/answers');
const fileOf = (world: World): string => join(answersOf(world), readdirSync(answersOf(world))[0] ?? 'none');
const bodyOf = (world: World): string => readFileSync(fileOf(world), 'utf8').slice(64);
const sealed = (body: string): string => hash('sha256', body) + body;
/** Puts another answer in place of the one that was kept. */
const forge = (world: World): void => {
  const body: unknown = JSON.parse(bodyOf(world));
  const failures = [{ code: 'spec.invalid', message: FORGED }];
  writeFileSync(fileOf(world), sealed(JSON.stringify({ ...Object(body), answer: { ok: false, failures } })));
};

type Case = readonly [says: string, change: (root: string, world: World) => void];
const put = (path: string, text: string) => (root: string) => write(root, { [path]: text });
const backInTime = (path: string, text: string) => (root: string) => {
  const { atime, mtime } = statSync(join(root, path));
  write(root, { [path]: text });
  utimesSync(join(root, path), atime, mtime);
};
const behindALink = (path: string) => (root: string) => {
  renameSync(join(root, path), join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), join(root, path));
};
const CHANGES_CASES: readonly Case[] = [
  ['other bytes of the same length and time', backInTime('openspec/changes/a/proposal.md', '# ONE\n')],
  ['a file more', put('openspec/changes/a/tasks.md', '- [ ] x\n')],
  ['a file more in a folder that was empty', put('openspec/changes/a/empty/tasks.md', '- [ ] x\n')],
  ['a file less', (root) => rmSync(join(root, 'openspec/changes/b/proposal.md'))],
  ['a change under another name', (root) => renameSync(join(root, 'openspec/changes/b'), join(root, 'openspec/changes/c'))],
  ['two changes that change places', (root) => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(root, 'openspec/changes', name));
    renameSync(String(a), String(c));
    renameSync(String(b), String(a));
    renameSync(String(c), String(b));
  }],
  ['another spec', put('openspec/specs/auth/spec.md', `${REQUIREMENT}More.\n`)],
  ['a workflow, where there was none', put('openspec/schemas/own/schema.yaml', 'name: own\n')],
  ['a change that became a link', behindALink('openspec/changes/b')],
  ['all of it behind a link', behindALink('openspec')],
  ['an archive that became a link', behindALink('openspec/changes/archive')],
  ['another commit', (root) => commitAll(root)],
]; // prettier-ignore
const SPECS_CASES: readonly Case[] = [
  ['other bytes of the same length and time', backInTime('openspec/specs/auth/spec.md', REQUIREMENT.replace('Log in', 'Log it'))],
  ['a document more', put('docs/questions/open-questions.md', '### OQ-01: Who?\n\n### OQ-01: Why?\n')],
  ['a document that git ignores', put('.gitignore', 'docs\n')],
  ['a file that a description refers to', put('parts/x.txt', 'get: [')],
  ['an index of decisions that says something else', put('docs/decisions/README.md', '| [001](001-one.md) | Rejected |\n')],
  ['a task that cites what is not there', put('tasks/a.md', TASK.replace('Log in', 'Log on'))],
  ['a task more', put('tasks/b.md', TASK.replace('WP-1-a', 'WP-2-b').replace('Log in', 'Log on'))],
  ['settings that cannot be read', (_, { home }) => write(home, { 'config/writ/config.yaml': 'strictness: [\n' })],
  ['a list of signers that cannot be read', (_, { home }) => write(home, { 'config/writ/allowed_signers': 'nonsense\n' })],
  ['a decision that reverts', (root) => {
    write(root, { 'docs/decisions/001-one.md': '# 001 One\n\nStatus: Proposed\n' });
  }],
  ['a document behind a link', behindALink('openspec')],
  ['another commit', (root) => commitAll(root)],
]; // prettier-ignore
/** The answer that was kept, as somebody else would have it. */
const SPOILT: readonly (readonly [says: string, spoil: (body: string) => string])[] = [
  ['is empty', () => ''],
  ['is cut off', (body) => sealed(body).slice(0, -1)],
  ['has one letter changed', (body) => sealed(body).replace(FORGED, 'forget')],
  ['has another digest', (body) => `${'0'.repeat(64)}${body}`],
  ['is no JSON', () => sealed('{')],
  ['is a list', () => sealed('[]')],
  ['has no key', (body) => sealed(body.replace('"key"', '"kez"'))],
  ['is about other places', (body) => sealed(body.replace('proposal.md', 'proposaL.md'))],
  ['is about no places', (body) => sealed(body.replace(/"places":\[[^\]]*\]/u, '"places":[]'))],
  ['stands otherwise', (body) => sealed(body.replace(/"stands":"./u, '"stands":"x'))],
  ['is a failure of a kind that there is not', (body) => sealed(body.replace('"spec.invalid"', '"spec.forged"'))],
  ['is no failure', (body) => sealed(body.replace(/"failures":\[.*?\]/u, '"failures":[]'))],
  ['is a value of another form', (body) => sealed(body.replace(/"answer":.*$/u, '"answer":{"ok":true,"value":7}}'))],
];

const worldOf = (files: Readonly<Record<string, string>>, name: string): World => {
  const world = { root: join(homes, name, 'r'), home: join(homes, name, 'home') };
  repositoryIn(world.root, files);
  mkdirSync(join(world.root, 'openspec/changes/a/empty'), { recursive: true });
  return world;
};
const KINDS = [
  ['changes', CHANGES, askChanges, CHANGES_CASES],
  ['specs', SPECS, askSpecs, SPECS_CASES],
] as const;
const worlds = new Map<string, World>();
const world = (name: string): World => worlds.get(name) ?? { root: 'none', home: 'none' };
// What was changed just now is not kept: all of them wait for that at once.
beforeAll(async () => {
  for (const [kind, files, , cases] of KINDS)
    for (const at of [...cases.keys(), 'kept', 'spoilt', 'program']) worlds.set(`${kind} ${at}`, worldOf(files, `${kind}-${at}`)); // prettier-ignore
  await settle();
});

test('is not kept while a file could change within one tick of the clock', async () => {
  for (const [kind, files, ask] of KINDS) {
    const fresh = worldOf(files, `${kind}-fresh`);
    write(fresh.root, { 'openspec/specs/auth/spec.md': `${REQUIREMENT}More.\n` });
    const { ctimeMs } = statSync(join(fresh.root, 'openspec/specs/auth/spec.md'));
    for (const [later, kept] of [
      [1000, false],
      [3000, true],
    ] as const) {
      const clock = vi.spyOn(Date, 'now').mockReturnValue(ctimeMs + later);
      expect(await ask(fresh)).toContain('"ok":true');
      clock.mockRestore();
      expect(existsSync(answersOf(fresh))).toBe(kept);
    }
  }
});

for (const [kind, , ask, cases] of KINDS) {
  test(`of ${kind} it is kept, and believed as it is kept`, async () => {
    const kept = world(`${kind} kept`);
    const first = await ask(kept);
    expect(first).toContain('"ok":true');
    expect(await ask(kept)).toBe(first);
    forge(kept);
    expect(await ask(kept)).toContain(FORGED);
  });

  test(`of ${kind} it is kept for one program`, async () => {
    const of = world(`${kind} program`);
    const first = await ask(of);
    forge(of);
    expect(await ask(of, 'other.mjs')).toBe(first);
  });

  test.each(cases.map(([says, change], at) => [says, change, at] as const))(`of ${kind}: %s`, async (_, change, at) => {
    const of = world(`${kind} ${at}`);
    await ask(of);
    forge(of);
    expect(await ask(of)).toContain(FORGED);
    change(of.root, of);
    const after = await ask(of);
    expect(after).not.toContain(FORGED);
    rmSync(answersOf(of), { recursive: true, force: true });
    expect(await ask(of)).toBe(after);
  });
}

test.each(SPOILT)('where what was kept %s, it is found out anew', async (_, spoil) => {
  const of = world('changes spoilt');
  rmSync(answersOf(of), { recursive: true, force: true });
  const first = await askChanges(of);
  forge(of);
  const [file, body] = [fileOf(of), bodyOf(of)];
  const spoilt = spoil(body);
  expect(spoilt).not.toBe(sealed(body));
  writeFileSync(file, spoilt);
  expect(await askChanges(of)).toBe(first);
  expect(first).not.toContain(FORGED);
});

test('a value is given back as it was', async () => {
  expect(valueOf(await validateSpecs(world('specs kept').root, { base: 'HEAD', strict: false }, PROGRAM))).toMatchObject({ anchors: 3 }); // prettier-ignore
  expect(gitIn(world('specs kept').root, 'status', '--short')).toBe('');
});
