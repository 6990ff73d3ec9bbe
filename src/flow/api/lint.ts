import { fail, ok, type Result } from '#failure';
import { openRepository, runRedocly, type Repository } from '#host';
import {
  findingsOfRedocly,
  ownFindings,
  placed,
  redoclyConfig,
  withoutForeignData,
  type ApiFinding,
  type ApiSettings,
  type Description,
  type PlacedFinding,
} from '#spec';
import { fromRoot } from '../rules/within.ts';
import { readDescriptions } from './read-description.ts';
import { apiSettingsOf, treeOfCheckout, unknownRule } from './tree.ts';

/** What a lint came to. */
export type ApiLint = {
  readonly descriptions: readonly Pick<Description, 'file' | 'kind' | 'version'>[];
  readonly findings: readonly PlacedFinding[];
};

/** Files of a description as Redocly is given them: what we have read, so that there are no two readings of one text. */
export const asGiven = ({ files }: Pick<Description, 'files'>): ReadonlyMap<string, string> =>
  new Map([...files].map(([path, value]) => [path, JSON.stringify(withoutForeignData(path, value))]));

/** A rule that Redocly does not know, in its own words. */
const UNKNOWN_RULE = /^Property `([^`]+)` is not expected here\./mu;

const findingsByRedocly = async (
  repository: Repository,
  description: Description,
  { rules = {} }: ApiSettings,
): Promise<Result<readonly ApiFinding[]>> => {
  const ended = await runRedocly({
    words: ['lint', `./${description.file}`, '--format=json', '--max-problems=100000', '--lint-config=error'],
    ...{ config: redoclyConfig(rules), files: asGiven(description) },
  });
  if (!ended.ok) return ended;
  const { stdout, stderr } = ended.value;
  const findings = findingsOfRedocly(stdout, description.file);
  if (findings !== null) return ok(findings);
  const [, rule] = UNKNOWN_RULE.exec(stderr) ?? [];
  return rule === undefined
    ? fail('input.unreadable', `Redocly could not lint ${description.file}: ${stderr.trim().slice(0, 300)}`)
    : unknownRule(repository, rule, `neither Writ nor Redocly has a rule ${rule}`);
};

const findingsOf = async (
  repository: Repository,
  description: Description,
  settings: ApiSettings,
): Promise<Result<readonly PlacedFinding[]>> => {
  const byRedocly = findingsByRedocly(repository, description, settings);
  // It is heavy, and only who describes events needs it.
  const byParser = description.kind === 'asyncapi' ? (await import('./asyncapi.ts')).findingsOfAsyncApi(description) : [];
  const redocly = await byRedocly;
  if (!redocly.ok) return redocly;
  const all = [...ownFindings(description, settings), ...redocly.value, ...(await byParser)];
  return ok(placed(all, description.texts));
}; // prettier-ignore

/** Where nothing is looked at, nothing is known to be right. */
export const noDescription = (): Result<never> =>
  fail('usage.unknown', 'there is no description of an API here: no openapi.yaml, asyncapi.json or the like', {
    remedy: 'name it: writ api lint FILE, or write into .writ/api.yaml: descriptions: [FILE]',
  });

/** Paths as they were typed, from the root of the repository. */
export const namedFiles = (root: string, cwd: string, typed: readonly string[]): Result<readonly string[]> => {
  const names = typed.map((path) => fromRoot(root, cwd, path));
  const outside = typed[names.indexOf(null)];
  return outside === undefined
    ? ok(names.flatMap((name) => name ?? []))
    : fail('usage.argument', `${outside} is outside of this repository`);
};

const lintAll = async (repository: Repository, cwd: string, typed: readonly string[]): Promise<Result<ApiLint>> => {
  const settings = apiSettingsOf(repository);
  if (!settings.ok) return settings;
  const named = namedFiles(repository.root, cwd, typed);
  if (!named.ok) return named;
  const tree = await treeOfCheckout(repository);
  if (!tree.ok) return tree;
  const read = await readDescriptions(tree.value, settings.value, named.value);
  if (!read.ok) return read;
  if (read.value.length === 0) return noDescription();
  const findings: PlacedFinding[] = [];
  for (const description of read.value) {
    const found = await findingsOf(repository, description, settings.value);
    if (!found.ok) return found;
    findings.push(...found.value);
  }
  return ok({ descriptions: read.value.map(({ file, kind, version }) => ({ file, kind, version })), findings });
};

/**
 * Holds descriptions of APIs to the specification they follow, to what every operation has to say (S0-R6 to R11), and
 * to the conventions of the repository (S4-R7). Nothing is fetched.
 *
 * @param typed files as they were typed; none: all of the checkout
 */
export const lintApis = async (cwd: string, typed: readonly string[]): Promise<Result<ApiLint>> => {
  const repository = await openRepository(cwd);
  return repository.ok ? lintAll(repository.value, cwd, typed) : repository;
};
