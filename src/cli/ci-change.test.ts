import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { codesOf, commitAll, gitIn, repositoryIn, scratch, valueOf } from '../host/scratch.fixture.ts';
import { changeInCi } from './ci-change.ts';

const root = scratch();
const clone = join(root, 'clone');
const BASE = 'b'.repeat(40);
let merged = '';

beforeAll(() => {
  repositoryIn(clone, { a: '1' });
  gitIn(clone, 'switch', '--quiet', '--create', 'topic');
  commitAll(clone);
  gitIn(clone, 'switch', '--quiet', '--detach', 'main');
  gitIn(clone, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'topic');
  merged = gitIn(clone, 'rev-parse', 'HEAD');
});

const event = (name: string, value: unknown): string => {
  const path = join(root, `${name}.json`);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};
const onGitHub = (path: string, more: Readonly<Record<string, string>> = {}) =>
  changeInCi(clone, { GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: path, ...more });

describe('on GitHub', () => {
  const pull = event('pull', { pull_request: { base: { sha: BASE }, title: '"; rm -rf /', body: null } });

  test('a pull request goes into the commit that the event names', async () =>
    expect(valueOf(await onGitHub(pull, { GITHUB_HEAD_REF: 'topic' }))).toEqual({ base: BASE, branch: 'topic', text: '"; rm -rf /' }));
  test('where the merge of both is checked out, into its first parent', async () => {
    const of = { GITHUB_REF: 'refs/pull/7/merge', GITHUB_SHA: merged };
    expect(valueOf(await onGitHub(pull, of))).toMatchObject({ base: `${merged}^1`, branch: null });
  });
  test('but not where something else is checked out', async () => {
    const of = { GITHUB_REF: 'refs/pull/7/merge', GITHUB_SHA: BASE };
    expect(valueOf(await onGitHub(pull, of))).toMatchObject({ base: BASE, branch: null });
  });
  test('a merge group goes into its own base', async () =>
    expect(valueOf(await onGitHub(event('group', { merge_group: { base_sha: BASE } })))).toMatchObject({ base: BASE }));
  test('a push is no pull request', async () =>
    expect(valueOf(await onGitHub(event('push', { after: BASE })))).toBeNull());
  test.each([
    ['no JSON', '{'],
    ['no commit', { pull_request: { base: { sha: '--output=x' } } }],
    ['a list', []],
  ])('an event that is %s is unreadable', async (name, value) =>
    expect(codesOf(await onGitHub(event(name, value)))).toEqual(['input.unreadable']));
  test('an event that is not there is unreadable', async () =>
    expect(codesOf(await onGitHub(join(root, 'none')))).toEqual(['input.unreadable']));
}); // prettier-ignore

describe('on GitLab', () => {
  const onGitLab = (more: Readonly<Record<string, string>>) => changeInCi(clone, { GITLAB_CI: 'true', ...more });

  test('a merge request goes into its target branch', async () =>
    expect(valueOf(await onGitLab({ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' }))).toMatchObject({ base: 'origin/main' }));
  test('or into the commit it was merged with', async () =>
    expect(valueOf(await onGitLab({ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: BASE }))).toMatchObject({ base: BASE }));
  test('any other pipeline is of none', async () => expect(valueOf(await onGitLab({ CI_COMMIT_BRANCH: 'main' }))).toBeNull());
}); // prettier-ignore

test('what a code host would say counts for nothing elsewhere', async () => {
  const env = { GITHUB_EVENT_PATH: join(root, 'pull.json'), CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' };
  expect(valueOf(await changeInCi(clone, env))).toBeNull();
});
