import { GATE_IDS, POLICY, STRICTNESS, TIERS, WAIVERS, demandedGates } from '#contract';
import { FAILURES, fail, ok, type FailureCode, type Result } from '#failure';
import type { Shown } from '../io.ts';
import { text, type Words } from '../words.ts';

const isCode = (name: string): name is FailureCode => Object.hasOwn(FAILURES, name);

/** `writ explain GATE|CODE` */
export const explain = async (words: Words): Promise<Result<Shown>> => {
  const name = text(words, 'name') ?? '';
  const gate = GATE_IDS.find((id) => id === name);
  if (gate !== undefined) {
    const { stage, says } = POLICY[gate];
    const { waiver, why } = WAIVERS[gate];
    const demanded = STRICTNESS.flatMap((strictness) =>
      TIERS.filter((tier) => demandedGates(strictness, tier, [stage]).includes(gate)).map(
        (tier) => `${strictness}/${tier}`,
      ),
    );
    const when = {
      start: 'before the backend starts, and again for the verdict',
      verdict: 'for the verdict',
      landing: 'before a landing',
      change: 'where a change is judged that no run has made, such as a pull request',
    }[stage];
    const everywhere = demanded.length === STRICTNESS.length * TIERS.length;
    return ok({
      text: [
        `${gate}: ${says}`,
        `Judged ${when}.`,
        `Demanded ${everywhere ? 'always' : `for ${demanded.join(', ')}`}. What is missing refuses as what is wrong does.`,
        waiver === 'never'
          ? `Cannot be waived: ${why}`
          : `A signer can waive it: ${why}\n  writ waive ${gate} --run RUN --because "…" --until 1d`,
      ].join('\n'),
      json: { gate, stage, says, demanded, waiver, why },
    });
  }
  if (isCode(name)) {
    const { says, remedy, exit } = FAILURES[name];
    return ok({
      text: `${name}: ${says}\nNext: ${remedy}\nExit code ${exit}.`,
      json: { code: name, says, remedy, exit },
    });
  }
  const near = [...GATE_IDS, ...Object.keys(FAILURES)].filter((known) => known.split('.')[0] === name.split('.')[0]);
  return fail('usage.unknown', `there is no gate or code “${name}”`, {
    remedy:
      near.length > 0
        ? `one of: ${near.join(', ')}`
        : `a gate: ${GATE_IDS.join(', ')}; or the code in brackets behind a refusal`,
  });
};
