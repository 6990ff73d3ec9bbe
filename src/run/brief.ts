import type { Contract } from '#contract';

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** What the agent is told: the contract in plain words, the same way every time. */
export const briefOf = (contract: Contract): string => {
  const checks = contract.checks.map(({ id, run }) => `${id}: ${run.join(' ')}`);
  const parts = [
    `# ${contract.name}`,
    contract.what,
    ...(contract.why === '' ? [] : ['## Why', contract.why]),
    '## You may change only these files',
    list(contract.paths.allow),
    ...(contract.paths.deny.length === 0 ? [] : ['Never these:', list(contract.paths.deny)]),
    ...(contract.outOfScope === '' ? [] : ['## Out of scope', contract.outOfScope]),
    '## Done means',
    list(contract.done.map(({ says }) => says)),
    ...(checks.length === 0 ? [] : ['## It will be checked by', list(checks)]),
    'A change to any other file, a push, a merge, a deployment or a publication voids the work. Nothing but your own model can be reached from here.',
    'If the work cannot be done within these limits, change nothing and say why.',
  ];
  return `${parts.join('\n\n')}\n`;
};
