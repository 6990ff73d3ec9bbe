import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { gateReadiness } from '#flow';
import { READINESS_FILE, type ReadinessFinding } from '#spec';
import type { Shown } from '../io.ts';

const itemLines = ({ item, outcome, says, at, findings }: ReadinessFinding): readonly string[] => [
  `${outcome.padEnd(8)} ${item}: ${visibleLine(says)}${at.length === 0 ? '' : ` (${at.map(visibleLine).join(', ')})`}`,
  ...findings.map((finding) => `           ${visibleLine(finding)}`),
];

/** `writ phase gate readiness` */
export const readinessGate = async (): Promise<Result<Shown>> => {
  const judged = await gateReadiness(process.cwd());
  if (!judged.ok) return judged;
  const open = judged.value.filter(({ outcome }) => outcome !== 'pass').length;
  const end =
    open === 0
      ? 'PASS  work by agents can begin. It is you who says so: git tag prep-coding-agent-v1'
      : `FAIL  ${open} of ${judged.value.length} items refuse; say where each is met in ${READINESS_FILE}: docs/guide/readiness.md`;
  return ok({
    text: [...judged.value.flatMap(itemLines), end].join('\n'),
    json: { phase: 'readiness', result: open === 0 ? 'PASS' : 'FAIL', items: judged.value },
    exit: open === 0 ? 0 : 1,
  });
};
