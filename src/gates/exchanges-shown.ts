import { operationsCited, type Check, type Contract } from '#contract';
import type { CheckRecord } from '#evidence';
import type { Failure } from '#failure';
import { unless } from './gate.ts';

type Given = { readonly contract: Pick<Contract, 'cites' | 'done'>; readonly base: string };

const missing = (message: string): Failure => ({ code: 'exchange.missing', message });

/** What has to be seen of each operation that is cited, whatever the record lists. */
const unseen = (contract: Given['contract'], id: string, { operations }: NonNullable<CheckRecord['exchanges']>): readonly Failure[] => {
  const cited = operationsCited(contract);
  if (cited.length === 0) return [missing(`${id}: the contract cites no operation that exchanges could be held to`)];
  return cited.flatMap(({ file, pointer }) => {
    const seen = operations.filter((one) => one.file === file && one.pointer === pointer);
    const [only, ...more] = seen;
    if (only === undefined || more.length > 0) return [missing(`${id}: ${file}#${pointer} was not looked for`)];
    const lacks = [...only.lacks, ...(only.slow === null ? [] : [only.slow])];
    return lacks.length === 0 ? [] : [missing(`${id}: ${only.operation} lacks ${lacks.join('; ')}`)];
  });
}; // prettier-ignore

/**
 * Every operation that the contract cites was shown by exchanges which do what its description says at the base
 * (S0-R19, R20, R22, R59). The harness has held them to it; a record that is not about this base, or that nobody asked
 * for, shows nothing.
 */
export const exchangesShown = ({ id, exchanges }: Check, record: CheckRecord, { contract, base }: Given): readonly Failure[] => {
  const left = record.exchanges;
  if (exchanges === undefined)
    return unless(left === undefined, { code: 'check.forged', message: `${id} has exchanges that nobody asked for` });
  if (left === undefined) return [missing(`${id} left no exchanges`)];
  if (left.base !== base) return [{ code: 'evidence.stale', message: `${id}: its exchanges were held to the descriptions of another base` }];
  if (left.file !== exchanges.file) return [{ code: 'check.forged', message: `${id}: its exchanges are not those of ${exchanges.file}` }];
  if (left.faults.length > 0) return left.faults.map((fault) => missing(`${id}: ${fault}`));
  if (left.digest === null || left.count === 0) return [missing(`${id}: there is no exchange in ${exchanges.file}`)];
  return [
    ...left.mismatches.map(({ line, says }): Failure => ({ code: 'exchange.mismatch', message: `${id}: ${exchanges.file}:${line}: ${says}` })),
    ...unseen(contract, id, left),
  ];
}; // prettier-ignore
