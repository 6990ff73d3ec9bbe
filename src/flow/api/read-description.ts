import { fail, ok, type Failure, type Result } from '#failure';
import { isDescriptionFile, readDescriptionBy, type ApiSettings, type Description, type SpecFault } from '#spec';
import { specFailure as faultOf } from '../specs.ts';
import type { Tree } from './tree.ts';

/** What is wrong with a file of a description. Where the tree is a commit, that is the one to mend or to name another of. */
const specFailure =
  ({ name }: Tree) =>
  (fault: SpecFault): Failure => ({
    ...faultOf(fault),
    ...(name === null
      ? { remedy: 'mend the place shown, then: writ api lint' }
      : { message: `at ${name}: ${fault.says}`, remedy: 'name a commit where it can be read' }),
  });

const refused = (failures: readonly Failure[]): Result<never> | null => {
  const [first, ...rest] = failures;
  return first === undefined ? null : { ok: false, failures: [first, ...rest] };
};

/**
 * Reads the description that a file begins, with all files it refers to. Null: the file begins none. Fails with
 * `spec.invalid` where a file is no YAML or JSON, or a reference leads nowhere, out of the tree or to the network.
 */
export const readDescription = async (tree: Tree, file: string): Promise<Result<Description | null>> => {
  const read = await readDescriptionBy(tree.read, file);
  if (!read.ok) return read;
  return refused(read.value.faults.map(specFailure(tree))) ?? ok(read.value.description);
};

/** The files that begin a description, as the repository names them or else by their names. */
const candidates = (tree: Tree, { descriptions }: ApiSettings): readonly string[] =>
  descriptions ?? [...tree.paths].filter(isDescriptionFile);

/**
 * The descriptions of a tree: those that are named, or all. One that is named and is none is a fault.
 *
 * @param named files that were asked for, from the root of the repository
 */
export const readDescriptions = async (
  tree: Tree,
  settings: ApiSettings,
  named: readonly string[],
): Promise<Result<readonly Description[]>> => {
  const asked = named.length > 0 ? named : candidates(tree, settings);
  const found: Description[] = [];
  const faults: Failure[] = [];
  for (const file of asked) {
    const read = await readDescription(tree, file);
    if (!read.ok) faults.push(...read.failures);
    else if (read.value !== null) found.push(read.value);
    else if (named.length > 0 || settings.descriptions !== undefined)
      faults.push(
        ...(tree.paths.has(file)
          ? fail('spec.invalid', 'it does not say which version of openapi or asyncapi it is', {
              where: { file, line: 1, column: 1 },
            })
          : fail('usage.unknown', `there is no file ${file}`, { remedy: 'writ spec list' })
        ).failures,
      );
  }
  return refused(faults) ?? ok(found);
};
