import { fail, ok, type Result } from '#failure';
import { STRICTNESS, type Strictness } from './contract.ts';

/** Who has to approve a contract of a strictness: signers by name, in the order in which they do. */
export type Approvals = { readonly [S in Strictness]?: readonly string[] };

/** What a policy asks for a strictness: what it says of it, or else of the nearest laxer one. */
const askedBy = (policy: Approvals, strictness: Strictness): readonly string[] =>
  STRICTNESS.slice(0, STRICTNESS.indexOf(strictness) + 1)
    .map((level) => policy[level])
    .findLast((names) => names !== undefined) ?? [];

/** Whether every name of one list stands in the other, in the same order. */
const holds = (longer: readonly string[], shorter: readonly string[]): boolean =>
  longer.filter((name) => shorter.includes(name)).join('\n') === shorter.join('\n');

/**
 * Who has to approve, by several policies at once: the list that holds the others, so that none of them can loosen
 * what another asks. Fails with `config.invalid` where two lists contradict each other: no order would satisfy both.
 */
export const approversFor = (policies: readonly Approvals[], strictness: Strictness): Result<readonly string[]> => {
  const lists = policies.map((policy) => askedBy(policy, strictness));
  const longest = lists.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const other = lists.find((names) => !holds(longest, names));
  return other === undefined
    ? ok(longest)
    : fail(
        'config.invalid',
        `one policy wants a ${strictness} contract approved by ${longest.join(', then ')}, another one by ${other.join(', then ')}`,
        { remedy: `make \`approvals: { ${strictness}: […] }\` in one of them hold the other` },
      );
};
