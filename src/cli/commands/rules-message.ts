import { exitCodeOf, ok, type Result } from '#failure';
import { checkMessage, rulesFailures } from '#flow';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';

/** `writ rules message FILE` */
export const rulesMessage = async (words: Words): Promise<Result<Shown>> => {
  const checked = await checkMessage(process.cwd(), text(words, 'file') ?? '');
  if (!checked.ok) return checked;
  const { findings, errors, warnings, broken } = checked.value;
  const failures = rulesFailures(checked.value);
  return ok({
    text: [
      ...errors.map(({ rule, says }) => `${paint('red', 'error')}  ${rule} could not run: ${says}`),
      ...findings.flatMap(({ rule, line, column, says, excerpt }) => [
        `${paint('red', 'broken')} message:${line}:${column}: ${says} ${paint('dim', `[${rule}]`)}`,
        ...(excerpt === '' ? [] : [`    ${excerpt}`]),
      ]),
      ...broken.map(({ id, says, why }) => {
        const isSaid = findings.some((one) => one.rule === id && one.says === says);
        return `${paint('cyan', 'why')}     ${id}: ${isSaid ? why : `${says} ${why}`}`;
      }),
      ...warnings.map(({ line, column, says }) => `${paint('yellow', 'note')}   message:${line}:${column}: ${says}`),
    ].join('\n'),
    json: checked.value,
    exit: failures.length === 0 ? 0 : exitCodeOf(failures),
  });
};
