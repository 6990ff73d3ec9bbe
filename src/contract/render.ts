import { limitsOf } from '#spec';
import type { Check, Contract, Deferral, DoneItem, Question, RoleId, Service, Tool } from './contract.ts';
import { printDuration, printSize } from './quantities.ts';
import { ROLE_WRITES } from './role.ts';
import { joinWords } from './shell-words.ts';
import { visible, visibleLine } from './visible.ts';

/** The items of a value under one label, each of one line or more. */
export type Entry = readonly [label: string, items: readonly (readonly string[])[]];

/** Width of the labels: what begins left of this column was written by Writ, and never by the contract. */
const INDENT = 14;

const quoted = (text: string): string => `“${visibleLine(text)}”`;
const words = (texts: readonly string[]): readonly string[] => texts.map(visibleLine);
const each = (texts: readonly string[]): readonly (readonly string[])[] => texts.map((text) => [visibleLine(text)]);
const prose = (text: string): readonly (readonly string[])[] =>
  text === ''
    ? []
    : visible(text)
        .split('\n')
        .map((line) => [line]);

const serviceLine = ({ id, run, ready, timeoutMs }: Service): string => {
  const seen = ready.kind === 'tcp' ? `port ${ready.port} answers` : `${visibleLine(joinWords(ready.run))} ends with 0`;
  return `  beside it ${visibleLine(id)}: ${visibleLine(joinWords(run))}, ready within ${printDuration(timeoutMs)} when ${seen}`;
};

const exchangesLine = ({ file, ...limits }: NonNullable<Check['exchanges']>): string =>
  `  leaves its exchanges in ${visibleLine(file)}, which are held to the operations that are cited${limitsOf(limits)
    .map(({ percent, ms }) => `; ${percent} of 100 within ${ms} ms`)
    .join('')}`;

const checkLines = ({ id, run, reports, timeoutMs, services, exchanges }: Check): readonly string[] => [
  `${visibleLine(id)}: ${visibleLine(joinWords(run))}`,
  `  at most ${printDuration(timeoutMs)}, read as ${reports}`,
  ...(services ?? []).map(serviceLine),
  ...(exchanges === undefined ? [] : [exchangesLine(exchanges)]),
];

const toolLine = ({ id, run, timeoutMs, outputBytes }: Tool): readonly string[] => [
  `${visibleLine(id)}: ${visibleLine(joinWords(run))} …`,
  `  by the agent, with any arguments after these; at most ${printDuration(timeoutMs)} and ${printSize(outputBytes)} of output each time`,
];

const roleLines = (role: RoleId): readonly string[] => {
  const writes = ROLE_WRITES[role];
  return [`${role}${writes === null ? '' : `, who writes ${writes.join(', ')} at most`}`];
};

const questionLines = ({ asks, findings }: Question): readonly string[] => [
  visibleLine(asks),
  `  answered in ${visibleLine(findings)}, with a recommendation to proceed, to pivot or to block`,
];

const proofOf = ({ proof }: DoneItem): string => {
  if (proof.kind === 'manual') return `a person looks: ${visibleLine(proof.how)}`;
  return proof.test === null
    ? `all of check ${visibleLine(proof.check)}`
    : `test ${quoted(proof.test)} of check ${visibleLine(proof.check)}`;
};

const doneLines = (item: DoneItem, index: number): readonly string[] => [
  `${index + 1}. ${visibleLine(item.says)}`,
  `   proof: ${proofOf(item)}`,
  ...(item.cites.length === 0 ? [] : [`   cites: ${words(item.cites).join(', ')}`]),
];

const deferralLines = ({ cites, because }: Deferral): readonly string[] => [
  `${words(cites).join(', ')}, because ${visibleLine(because)}`,
];

const limitsLine = ({ timeMs, processes, diskBytes, outputBytes, memoryBytes }: Contract['limits']): string =>
  `${printDuration(timeMs)}, ${processes} processes, ${printSize(diskBytes)} on disk, ${printSize(outputBytes)} of output, ${printSize(memoryBytes)} of memory`;

/** Every part of a contract but its id and version, in the order in which a person reads them. */
export const entriesOf = (contract: Contract): readonly Entry[] => [
  ['name', [[visibleLine(contract.name)]]],
  ['type', [[contract.type]]],
  ['strictness', [[contract.strictness]]],
  ...partsOf(contract),
];

const partsOf = (contract: Contract): readonly Entry[] => {
  const { paths, riskTier, noTests } = contract;
  return [
    ['role', contract.role === undefined ? [] : [roleLines(contract.role)]],
    ['question', contract.question === undefined ? [] : [questionLines(contract.question)]],
    ['what', prose(contract.what)],
    ['why', prose(contract.why)],
    ['out of scope', prose(contract.outOfScope)],
    ['cites', each(contract.cites)],
    ['files', each(paths.allow)],
    ['not files', each(paths.deny)],
    ['never', [[contract.forbid.join(', ')]]],
    ['checks', contract.checks.map(checkLines)],
    ['tools', (contract.tools ?? []).map(toolLine)],
    ['no tests', noTests === null ? [] : [[`because ${visibleLine(noTests)}`]]],
    ['done', contract.done.map(doneLines)],
    ['defers', (contract.defers ?? []).map(deferralLines)],
    ['risk', [[`${riskTier.tier}${riskTier.because === '' ? '' : `, because ${visibleLine(riskTier.because)}`}`]]],
    ['risk floor', [[riskTier.floor.tier, ...words(riskTier.floor.because).map((because) => `  ${because}`)]]],
    ['base', [[visibleLine(contract.baseBranch)]]],
    ['attempts', [[`${contract.attempts}`]]],
    ['limits', [[limitsLine(contract.limits)]]],
    ['undo', prose(contract.rollback)],
  ];
};

const entryText = ([label, items]: Entry): string =>
  items
    .flat()
    .map((line, index) => `${(index === 0 ? label : '').padEnd(INDENT)}${line}`.trimEnd())
    .join('\n');

/**
 * What a person reads before signing: everything the contract's bytes hold and nothing else, as plain text with labels
 * in a column of their own. Nothing in the contract can hide, colour or reorder text, or begin a
 * line of its own. What is empty has no line.
 * To show what is signed, pass the value that `parseContract` read from the bytes that will be signed.
 *
 * @returns text that ends with a newline.
 */
export const renderContract = (contract: Contract): string => {
  const { id, version, type, strictness, name, writ } = contract;
  const head = `${visibleLine(id)}  version ${version}, ${type}, ${strictness} (contract format ${writ})\n${' '.repeat(INDENT)}${visibleLine(name)}`;
  return `${[
    head,
    ...partsOf(contract)
      .filter(([, items]) => items.length > 0)
      .map(entryText),
  ].join('\n')}\n`;
};
