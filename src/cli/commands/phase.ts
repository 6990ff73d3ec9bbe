import { fail, ok, type Result } from '#failure';
import { judgePhase, listPhases } from '#flow';
import type { PhaseGate } from '#plan';
import type { Io, Shown } from '../io.ts';
import { text, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

/** `writ phase list` */
export const phaseList = async (): Promise<Result<Shown>> => {
  const phases = await listPhases(process.cwd());
  if (!phases.ok) return phases;
  const lines = phases.value.map(({ phase, tasks, landed, blocking }) => {
    const left = blocking.length === 0 ? `next: writ phase gate ${phase}` : `blocked by ${blocking.join(', ')}`;
    return `phase ${phase}  ${landed} of ${tasks} landed  ${left}`;
  });
  return ok({
    text:
      lines.length === 0
        ? 'No task names a phase: write phase: 1 into the task files of the first. Next: writ task list'
        : lines.join('\n'),
    json: { phases: phases.value },
  });
};

const gateLines = ({ gate, outcome, says, findings }: PhaseGate): readonly string[] => [
  `${outcome.padEnd(8)} ${gate}${outcome === 'pass' ? `: ${says}` : ''}`,
  ...findings.flatMap(({ message, next }) => [`           ${message}`, `           next: ${next}`]),
];

/** `writ phase gate` */
export const phaseGateCommand = (words: Words, io: Io): Promise<Result<Shown>> => {
  const said = text(words, 'phase') ?? '';
  if (said === 'readiness') return import('./readiness.ts').then(({ readinessGate }) => readinessGate());
  if (!/^(0|[1-9]\d{0,8})$/u.test(said))
    return Promise.resolve(
      fail('usage.argument', `“${said}” is not the number of a phase`, { remedy: 'writ phase list' }),
    );
  return withProject(async (project) => {
    const judged = await judgePhase(project, Number(said), io.tell);
    if (!judged.ok) return judged;
    const { phase, closed, gates } = judged.value;
    const refusing = gates.filter(({ outcome }) => outcome !== 'pass').length;
    const end = closed
      ? [`PASS  phase ${phase} can be closed. It is you who closes it: git tag phase-${phase}-complete`]
      : [`FAIL  phase ${phase}: ${refusing} of ${gates.length} gates refuse`];
    return ok({
      text: [...gates.flatMap(gateLines), ...end].join('\n'),
      json: { phase, result: closed ? 'PASS' : 'FAIL', gates },
      exit: closed ? 0 : 1,
    });
  });
};
