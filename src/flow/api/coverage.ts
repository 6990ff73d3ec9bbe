import { resolve } from 'node:path';
import { fail, ok, type Failure, type Result } from '#failure';
import { openRepository, readIfThere } from '#host';
import { conformanceOf, readExchanges, tooSlow, type Conformance, type Exchange, type TimeLimits } from '#spec';
import { namedFiles } from './lint.ts';
import { readDescription } from './read-description.ts';
import { treeOfCheckout } from './tree.ts';

/** What is asked: which exchanges are held to which description, and how much of it they have to show. */
export type CoverageOrder = {
  readonly cwd: string;
  readonly file: string;
  readonly exchanges: string;
  /** Operations that have to be called; none: all. */
  readonly operations: readonly string[];
  /** How long operations may take. */
  readonly limits: TimeLimits;
};

/** What exchanges came to. */
export type ApiCoverage = Conformance & {
  readonly file: string;
  readonly exchanges: number;
  readonly slow: readonly { readonly operation: string; readonly says: string }[];
};

/** The exchanges of a file. None at all show nothing, and are refused like a line that is none. */
const exchangesIn = (cwd: string, file: string): Result<readonly Exchange[]> => {
  const bytes = readIfThere(resolve(cwd, file));
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('input.unreadable', `there is no file ${file}`);
  const where = (line: number): Pick<Failure, 'where'> => ({ where: { file, line, column: 1 } });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.value);
  } catch {
    return fail('input.unreadable', 'it is not UTF-8 text', where(1));
  }
  const { exchanges, faults } = readExchanges(text);
  const [first, ...rest] = faults.map(({ line, says }): Failure => ({ code: 'input.unreadable', message: says, ...where(line) })); // prettier-ignore
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  return exchanges.length === 0 ? fail('input.unreadable', 'there is no exchange in it', where(1)) : ok(exchanges);
};

/**
 * Holds recorded exchanges to an OpenAPI description of the checkout.
 *
 * @returns what is not described, what was not seen and what took too long; fails with `input.unreadable` where a line
 * is no exchange or there is none, and with `spec.invalid` or `usage.unknown` where there is no such description
 */
export const coverApi = async (order: CoverageOrder): Promise<Result<ApiCoverage>> => {
  const { cwd, file, operations, limits } = order;
  const repository = await openRepository(cwd);
  if (!repository.ok) return repository;
  const named = namedFiles(repository.value.root, cwd, [file]);
  if (!named.ok) return named;
  const tree = await treeOfCheckout(repository.value);
  if (!tree.ok) return tree;
  const description = await readDescription(tree.value, named.value[0] ?? '');
  if (!description.ok) return description;
  if (description.value === null || !description.value.version.startsWith('openapi'))
    return fail('usage.unknown', `${file} ${description.value === null ? 'is no file of this repository, or no description of an API' : `is ${description.value.version}, and no OpenAPI 3 description`}`, { remedy: 'writ spec list --kind openapi' }); // prettier-ignore
  const exchanges = exchangesIn(cwd, order.exchanges);
  if (!exchanges.ok) return exchanges;
  const found = await conformanceOf(description.value, exchanges.value);
  const known = found.operations.map(({ operation }) => operation);
  const unknown = operations.find((one) => !known.includes(one));
  if (unknown !== undefined)
    return fail('usage.unknown', `there is no operation “${unknown}” in ${file}`, {
      remedy: `one of: ${known.join(', ')}`,
    });
  const isAsked = ({ operation }: { readonly operation: string }): boolean =>
    operations.length === 0 || operations.includes(operation);
  const slow = tooSlow(description.value, exchanges.value, limits);
  return ok({
    ...{ file: description.value.file, exchanges: exchanges.value.length, mismatches: found.mismatches },
    ...{ operations: found.operations.filter(isAsked), slow: slow.filter(isAsked) },
  });
};
