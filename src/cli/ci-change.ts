import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import { commitNamed, lookAtRepository } from '#host';

/** What a code host says of the change that this process was started for. */
export type CiChange = {
  /** A commit here, or a branch of `origin`. */
  readonly base: string;
  /** What the branch of the change is called. Whoever made the change has chosen that. */
  readonly branch: string | null;
  /** What it is proposed with: title and text. Whoever made the change has written that. */
  readonly text: string | null;
};

type Environment = Readonly<Record<string, string | undefined>>;

const COMMIT = z.string().regex(/^[0-9a-f]{40}$/u);
const event = z.object({
  pull_request: z
    .object({ base: z.object({ sha: COMMIT }), title: z.string().nullish(), body: z.string().nullish() })
    .optional(),
  merge_group: z.object({ base_sha: COMMIT }).optional(),
});

const readEvent = (path: string): Result<z.infer<typeof event>> => {
  try {
    const parsed = event.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return ok(parsed.data);
    return fail('input.unreadable', `${path}: ${parsed.error.issues[0]?.path.join('.') ?? ''} is not what GitHub writes`);
  } catch (error) {
    return fail('input.unreadable', `${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}; // prettier-ignore

/**
 * What a pull request on GitHub goes into. Where GitHub's own merge of both is checked out, that is its first parent:
 * the target may have moved on since the event was written.
 */
const onGitHub = async (cwd: string, path: string, env: Environment): Promise<Result<CiChange | null>> => {
  const read = readEvent(path);
  if (!read.ok) return read;
  const base = read.value.pull_request?.base.sha ?? read.value.merge_group?.base_sha;
  if (base === undefined) return ok(null);
  const branch = env['GITHUB_HEAD_REF'] ?? null;
  const text = textOf(read.value.pull_request?.title, read.value.pull_request?.body);
  if (!/^refs\/pull\/\d+\/merge$/u.test(env['GITHUB_REF'] ?? '')) return ok({ base, branch, text });
  const repository = await lookAtRepository(cwd);
  if (!repository.ok) return ok({ base, branch, text });
  const { head } = repository.value;
  const second = await commitNamed(repository.value, `${head}^2`);
  if (!second.ok) return second;
  const isMerge = head === env['GITHUB_SHA'] && second.value !== null;
  return ok({ base: isMerge ? `${head}^1` : base, branch, text });
};

/** A title and a text as one; null where there is neither. */
const textOf = (...parts: readonly (string | null | undefined)[]): string | null =>
  parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n') || null;

/** What a merge request on GitLab goes into: the commit it was merged with for this pipeline, or its target branch. */
const onGitLab = (env: Environment): CiChange | null => {
  const merged = env['CI_MERGE_REQUEST_TARGET_BRANCH_SHA'] ?? '';
  const target = env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME'];
  if (merged === '' && target === undefined) return null;
  return {
    base: merged === '' ? `origin/${target ?? ''}` : merged,
    branch: env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'] ?? null,
    text: textOf(env['CI_MERGE_REQUEST_TITLE'], env['CI_MERGE_REQUEST_DESCRIPTION']),
  };
};

/**
 * Finds out what change a job of GitHub Actions or GitLab CI was started for; null where it is none of a pull request.
 * All that whoever made the change could have written there are names and texts, which are nothing but values here.
 */
export const changeInCi = async (cwd: string, env: Environment): Promise<Result<CiChange | null>> => {
  const path = env['GITHUB_EVENT_PATH'];
  if (env['GITHUB_ACTIONS'] === 'true' && path !== undefined) return onGitHub(cwd, path, env);
  return ok(env['GITLAB_CI'] === 'true' ? onGitLab(env) : null);
};
