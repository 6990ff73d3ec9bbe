import { joinWords } from '#contract';
import type { SessionRecord } from '#evidence';

/**
 * What a person would type to grant all that an agent asked for, or null where it asked for nothing. Each value stands
 * behind its `=` and is quoted, so that nothing an agent says becomes a word of the command.
 */
export const amendLine = (task: string, { amendments }: Pick<SessionRecord, 'amendments'>): string | null => {
  if (amendments.length === 0) return null;
  const once = (values: readonly string[]): readonly string[] => [...new Set(values)];
  const words = [
    ...once(amendments.flatMap(({ said }) => said.allow)).map((path) => `--allow=${path}`),
    ...once(amendments.flatMap(({ said }) => said.checks ?? [])).map((check) => `--check=${check}`),
    `--because=${amendments.map(({ said }) => said.because).join('; ')}`,
  ];
  return `writ amend ${task} ${joinWords(words)}`;
};
