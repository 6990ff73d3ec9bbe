import type { Failure } from '#failure';
import { parseCitation } from '#spec';
import type { Contract } from './contract.ts';

/** Every citation of a contract, each once and in order: its own, those of its done-items, and what it defers. */
export const citationsOf = ({
  cites,
  done,
  defers,
}: Pick<Contract, 'cites' | 'done' | 'defers'>): readonly string[] => [
  ...new Set([...cites, ...[...done, ...(defers ?? [])].flatMap((item) => item.cites)]),
];

/** What is wrong with a citation or a deferral, and in which field of the task file. */
export type CitationFault = { readonly field: string; readonly failure: Failure };

const lacking = (field: string, message: string, remedy?: string): CitationFault => ({
  field,
  failure: { code: 'task.field', message, ...(remedy === undefined ? {} : { remedy }) },
});

/** What citations and deferrals lack: a form, a reason, and in strict that there is one. Whether they find anything is not asked here. */
export const inCitations = (contract: Contract): readonly CitationFault[] => {
  const cited = [
    ...contract.cites.map((text, index) => ({ text, field: `cites.${index + 1}` })),
    ...contract.done.flatMap((item, done) =>
      item.cites.map((text, index) => ({ text, field: `done.${done + 1}.cites.${index + 1}` })),
    ),
    ...(contract.defers ?? []).flatMap(({ cites }, at) =>
      cites.map((text, index) => ({ text, field: `defers.${at + 1}.cites.${index + 1}` })),
    ),
  ];
  const unsaid: CitationFault[] = [];
  const wrong = cited.flatMap(({ text, field }): readonly CitationFault[] => {
    const citation = parseCitation(text);
    return citation.ok ? [] : citation.failures.map((failure) => ({ field, failure }));
  });
  (contract.defers ?? []).forEach(({ cites, because }, at) => {
    const field = `defers.${at + 1}`;
    if (cites.length === 0) unsaid.push(lacking(`${field}.cites`, 'a deferral cites nothing'));
    if (because.trim() === '') unsaid.push(lacking(`${field}.because`, 'a deferral gives no reason'));
  });
  const faults = [...wrong, ...unsaid];
  const none = contract.strictness === 'strict' && contract.cites.length === 0;
  return none
    ? [...faults, lacking('cites', 'a strict task cites the requirement it serves', 'cites: [spec:ANCHOR]')]
    : faults;
};
