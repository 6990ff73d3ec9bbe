/**
 * Writes docs/guide/when-it-refuses.md from the tables the product itself decides by, so that the page cannot lie:
 * `node --conditions=source scripts/generate-reference.ts`. A test holds that the committed page is current.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demandedGates, GATE_IDS, POLICY, STRICTNESS, TERMS, TIERS, WAIVERS, type GateId } from '#contract';
import { FAILURES, type ExitCode } from '#failure';

/** Where the page lies, from the root of the project. */
export const REFERENCE_FILE = 'docs/guide/when-it-refuses.md';

const WHEN = { start: 'start', verdict: 'verdict', landing: 'landing', change: 'pull request' } as const;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (heads: readonly string[], rows: readonly string[]): string =>
  [row(...heads), row(...heads.map(() => '---')), ...rows].join('\n');

/** For which contracts a gate is demanded: `always`, or strictness by strictness. */
const demandOf = (gate: GateId): string => {
  const { stage } = POLICY[gate];
  const cases = STRICTNESS.flatMap((strictness) =>
    TIERS.filter((tier) => demandedGates(strictness, tier, [stage]).includes(gate)).map(
      (tier) => `${strictness}/${tier}`,
    ),
  );
  return cases.length === STRICTNESS.length * TIERS.length ? 'always' : cases.join(', ');
};

const gates = (): string =>
  table(
    ['gate', 'stage', 'demanded', 'what it holds'],
    GATE_IDS.map((gate) => row(`\`${gate}\``, WHEN[POLICY[gate].stage], demandOf(gate), POLICY[gate].says)),
  );

const waivers = (): string =>
  table(
    ['gate', 'who may waive it', 'why'],
    GATE_IDS.map((gate) => {
      const { waiver, why } = WAIVERS[gate];
      return row(`\`${gate}\``, waiver === 'never' ? 'nobody' : 'a signer', why);
    }),
  );

/** What an archive of a change needs, in words. */
const NEEDS = { free: 'nobody', approved: 'an approval', reviewed: 'a report and an approval' } as const;

const terms = (): string =>
  table(
    [
      'strictness',
      'signatures before a run',
      'at a terminal',
      'an archive of a change needs',
      'approval',
      'admission',
      'waiver, at most',
      'evidence',
    ],
    STRICTNESS.map((strictness) => {
      const { approvals, terminal, changes, approvalDays, admissionDays, waiverDays, evidenceHours } =
        TERMS[strictness];
      const waiver = `${waiverDays} day${waiverDays === 1 ? '' : 's'}`;
      const signatures = approvals.length === 1 ? 'one, for contract and run' : 'one for the contract, one for the run';
      const days = [`${approvalDays} days`, `${admissionDays} days`, waiver, `${evidenceHours} hours`];
      return row(strictness, signatures, terminal ? 'yes' : 'no', NEEDS[changes], ...days);
    }),
  );

const KINDS: readonly { readonly exit: ExitCode; readonly title: string; readonly says: string }[] = [
  { exit: 1, title: 'Refused by a gate or a person: exit code 1', says: 'The answer is no. Nothing has landed.' },
  {
    exit: 2,
    title: 'Wrong use or unreadable input: exit code 2',
    says: 'Nothing was changed. The message names file, line and column where there is one.',
  },
  { exit: 3, title: 'Something is missing on this machine: exit code 3', says: '`writ doctor` looks for all of it.' },
  { exit: 70, title: 'Our own bug: exit code 70', says: 'This should never be seen.' },
];

const codes = (): readonly string[] =>
  KINDS.flatMap(({ exit, title, says }) => {
    const rows = Object.entries(FAILURES)
      .filter(([, failure]) => failure.exit === exit)
      .map(([code, failure]) => row(`\`${code}\``, failure.says, failure.remedy));
    return [`### ${title}`, says, table(['code', 'what it means', 'what to do'], rows)];
  });

/** The page as it must be. */
export const renderReference = (): string =>
  `${[
    '# When it refuses',
    '<!-- Made by scripts/generate-reference.ts from src/contract/policy.ts and src/failure.ts. Do not edit. -->',
    'A refusal names what is wrong this time, a code in brackets, and what to type next. `writ explain NAME` prints the line of a gate or code that stands here.',
    '## Gates',
    'A gate passes, fails, or is missing what it would decide on; only a pass is a pass, and an empty list of gates refuses. Gates of the stage *start* are judged before a backend starts and again, from the sealed bundle, for the verdict. Those of the stage *landing* are judged when a branch is about to move.',
    gates(),
    '## What can be waived',
    'A signer can except a run from some gates: `writ waive GATE [--run RUN | --task TASK] --because … --until …`. The gate still says that it fails and its findings stay in the verdict; whoever accepts is told of the waiver, and signs that. A waiver of a run is about one verdict and nothing else; one for a task is sealed with each of its runs that begins while it holds. What is missing, and a gate that broke down, is never waived. `never_waive: [GATE]` in your settings or in a committed `.writ/policy.yaml` takes a gate out of what may be waived; nothing puts one in.',
    waivers(),
    '## What strictness changes',
    'The strictest of the person, the repository’s git folder, the committed `.writ/policy.yaml` and the task file holds. The last four columns say how long a signature means something, and how old evidence may be when it is accepted.',
    terms(),
    'Strictness also decides what a task file must say: see [task files](task-files.md#what-strictness-asks-for).',
    '## Codes',
    ...codes(),
  ].join('\n\n')}\n`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, '..', REFERENCE_FILE), renderReference());
