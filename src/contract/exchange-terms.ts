import { parseCitation, plainPathProblem } from '#spec';
import type { Check, Contract } from './contract.ts';

/** An operation of an API that a contract cites. */
export type CitedOperation = { readonly file: string; readonly pointer: string };

const OPERATION = /^\/paths\/[^/]+\/(?:get|put|post|delete|options|head|patch|trace|query)$/u;

/** The operations of OpenAPI descriptions that a contract or its done-items cite, each once. */
export const operationsCited = ({ cites, done }: Pick<Contract, 'cites' | 'done'>): readonly CitedOperation[] => {
  const cited = [...cites, ...done.flatMap((item) => item.cites)].flatMap((text): readonly CitedOperation[] => {
    const citation = parseCitation(text);
    if (!citation.ok || citation.value.kind !== 'openapi' || !OPERATION.test(citation.value.pointer)) return [];
    const { file, pointer } = citation.value;
    return [{ file, pointer }];
  });
  return [...new Map(cited.map((one) => [`${one.file}#${one.pointer}`, one])).values()];
};

/** What keeps the exchanges of a check from being held to anything, or null. */
export const faultOfExchanges = ({ exchanges }: Check, contract: Pick<Contract, 'cites' | 'done'>): { readonly message: string; readonly remedy: string } | null => {
  if (exchanges === undefined) return null;
  const problem = plainPathProblem(exchanges.file);
  if (problem !== null) return { message: `the file of exchanges ${problem}`, remedy: 'exchanges: { file: exchanges.jsonl }' };
  return operationsCited(contract).length > 0
    ? null
    : { message: 'exchanges are held to the operations that are cited, and none is', remedy: 'cites: ["openapi:FILE#/paths/~1login/post"]' };
}; // prettier-ignore
