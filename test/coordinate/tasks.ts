/** The tasks of a rehearsal: a graph with overlaps and planted failures, the same for the same seed. */
import { fractionsFrom } from '../rig/numbers.ts';

/** How the agent of a task goes about it. */
export type Behaviour = 'well' | 'lies' | 'lies-always' | 'stalls' | 'wants-more' | 'conflicts' | 'does-nothing';

export type RehearsedTask = {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly files: readonly string[];
  readonly behaves: Behaviour;
  readonly ms: number;
};

/** One of each failure, and for every ten tasks more another lie. What nobody waits for may be given up. */
const PLANTED: readonly Behaviour[] = ['lies', 'stalls', 'conflicts', 'wants-more', 'lies-always'];

/** @param ms how long an agent works on one, about */
export const makeTasks = (count: number, seed: number, ms: number): readonly RehearsedTask[] => {
  const random = fractionsFrom(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const order = Array.from({ length: count }, (_, n) => n).toSorted(() => random() - 0.5);
  const behaviours = new Map(order.map((n, at) => [n, at < PLANTED.length ? PLANTED[at] : at % 10 === 9 ? 'lies' : 'well'])); // prettier-ignore
  const hopeless = order.find((n) => behaviours.get(n) === 'lies-always');
  return Array.from({ length: count }, (_, n): RehearsedTask => {
    const before = n < 3 ? [] : [...new Set([pick(n), ...(random() < 0.3 ? [pick(n)] : [])])];
    // Every fourth task may change a file that others may change as well.
    const files = [`src/own-${n}.txt`, ...(n % 4 === 3 ? [`src/shared-${pick(Math.ceil(count / 10))}.txt`] : [])];
    return {
      id: `WP-${n}-task`,
      dependsOn: before.filter((on) => on !== hopeless).map((on) => `WP-${on}-task`),
      ...{ files, behaves: behaviours.get(n) ?? 'well', ms: Math.round(ms / 2) + pick(ms) },
    };
  });
};

/** What somebody does by hand beside the coordinator: it changes what another task changes. */
export const byHand = ({ files }: RehearsedTask): RehearsedTask => ({
  ...{ id: 'WP-hand-task', dependsOn: [], files: files.slice(0, 1), behaves: 'well', ms: 100 },
});

/** The file of a task. What the agent is to do wrong stands in the brief, for nobody else can tell it. */
export const taskText = ({ id, dependsOn, files, behaves, ms }: RehearsedTask): string => `---
id: ${id}
name: Make the files of ${id} good
type: feature
depends_on: [${dependsOn.join(', ')}]
estimate: { scope: single, risk: low, impact: isolated, level: implementation }
paths: { allow: [${files.join(', ')}] }
checks:
${files.map((file, at) => `  - { id: look-${at}, run: "grep -q ${id} ${file}" }`).join('\n')}
done: [{ says: It is good, proof: { check: look-0 } }]
rollback: revert the landing commit
---

## What

Make them good. task=${id} behaves=${behaves} files=${files.join(',')} ms=${ms} more=src/more-${id}.txt
`;
