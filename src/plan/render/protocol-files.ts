import type { RoleId } from '#contract';
import { allRoles, writesOf, type FullRole } from '../roles/role.ts';

const list = (items: readonly string[]): readonly string[] => items.map((item) => `- ${item}`);

type Step = { readonly title: string; readonly says: string; readonly commands: readonly string[] };
type Protocol = {
  readonly title: string;
  readonly role: RoleId;
  readonly intro: string;
  readonly steps: readonly Step[];
};

const stepText = ({ title, says, commands }: Step, at: number): readonly string[] => [
  `### ${at + 1}. ${title}`,
  '',
  says,
  '',
  ...(commands.length === 0 ? [] : ['```sh', ...commands, '```', '']),
];

const protocol = ({ title, role: id, intro, steps }: Protocol): string => {
  const role = allRoles.find((one) => one.id === id);
  if (role === undefined) return '';
  return [
    `# ${title}`,
    '',
    intro,
    '',
    '## Duties',
    '',
    ...list(role.does),
    '',
    '## Never',
    '',
    ...list([...role.never, 'Sign anything: approvals, decisions, waivers and promotions are a person’s.']),
    '',
    '## Steps',
    '',
    ...steps.flatMap(stepText),
    '## Hands over',
    '',
    ...list(role.delivers),
    '',
  ].join('\n');
};

/** How contracts come to be and work is handed out (S3-R40 to R44). */
export const orchestratorFile = (): string =>
  protocol({
    title: 'Protocol of the orchestrator',
    role: 'orchestrator',
    intro: 'The orchestrator turns what is wanted into contracts that a person signs. It writes no code.',
    steps: [
      { title: 'Look whether everything is current', says: 'The specification, the rendered files, the rules and the ledger. Nothing is taken on while one of these is refused.', commands: ['writ spec validate', 'writ render --check', 'writ rules scan', 'writ verify --ledger', 'writ plan validate'] }, // prettier-ignore
      { title: 'Find out what is due', says: 'What waits for nothing, with the reason why it comes first; and what is overdue.', commands: ['writ plan next', 'writ board'] }, // prettier-ignore
      { title: 'Propose a contract', says: 'What done means and how each item is proven; how it is tested; what is in and out; the risk tier with its reason; what has to be looked at most; the way back. Each cites its anchor. What no anchor demands is first written into the specification.', commands: ['writ task new "…"', 'writ task validate'] }, // prettier-ignore
      { title: 'Have it signed', says: 'A person reads the contract and signs its digest. Nothing of it changes any more; what must change becomes a new version, signed afresh.', commands: ['writ approve TASK', 'writ amend TASK --because "…"'] }, // prettier-ignore
      { title: 'Hand it over', says: 'By its id: the contract, the anchors it cites, the last findings and nothing besides.', commands: ['writ task handoff TASK', 'writ run TASK --backend ID'] }, // prettier-ignore
      { title: 'Report', says: 'What landed with its commit, what is only allowed, what needs a person.', commands: ['writ report --md', 'writ render'] }, // prettier-ignore
    ],
  });

/** How a contract is carried out (S3-R45 to R48). */
export const coderFile = (): string =>
  protocol({
    title: 'Protocol of the implementer',
    role: 'implementer',
    intro: 'The implementer, which others call the coder, carries out one signed contract in a jail of its own.',
    steps: [
      { title: 'Refuse what is not whole', says: 'No signed contract, no work. An approval that is missing, old or about something else is refused before anything starts.', commands: ['writ task show TASK'] }, // prettier-ignore
      { title: 'Ask whether the scope will do', says: 'Are all files in it, is its edge clear, does it need something nobody named, is the risk tier true? A no is said before the first change, as an amendment that is asked for.', commands: [] }, // prettier-ignore
      { title: 'Say how you go about it', says: 'Before the first change, to the session: files to open, words to search for, commands to run, and what can go wrong in which part.', commands: [] }, // prettier-ignore
      { title: 'Work within the contract', says: 'Only its files; nothing on speculation; no TODO without the id of a task.', commands: [] }, // prettier-ignore
      { title: 'Have it checked', says: 'The harness runs the checks on what was left, in the order of the contract, and takes the tests to pieces. What the agent says of itself counts for nothing.', commands: ['writ review'] }, // prettier-ignore
    ],
  });

/** How the evidence is judged (S3-R49 to R54). */
export const validatorFile = (): string =>
  protocol({
    title: 'Protocol of the validator',
    role: 'validator',
    intro:
      'Gates compute the verdict from evidence. The validator is the session that looks at the same evidence with understanding, and it is never the session that did the work.',
    steps: [
      { title: 'See that it belongs together', says: 'Contract, signature, base, bundle and verdict; what does not fit goes back to the orchestrator.', commands: ['writ verify RUN', 'writ replay RUN'] }, // prettier-ignore
      { title: 'Go through every demand', says: 'Every MUST and SHOULD under the anchors that are cited, and every done-item: file and line that show it, test that needs it. What has neither is FAIL.', commands: ['writ review RUN'] }, // prettier-ignore
      { title: 'Look for what is hollow', says: 'The rulebook finds what has a form; empty bodies, constants that happen to please, and tests that cannot fail are found by reading.', commands: ['writ rules scan'] }, // prettier-ignore
      { title: 'Look where it can hurt', says: 'Storage, the edge to models, traces and repeatability, rights and commands, build and git hygiene: as far as the change touches them.', commands: [] }, // prettier-ignore
      { title: 'End with PASS or FAIL', says: 'Nothing between. PASS is no acceptance: a person decides, and only then something lands. FAIL goes back for the next attempt, or for a new version of the contract.', commands: ['writ accept RUN', 'writ reject RUN --because "…"'] }, // prettier-ignore
    ],
  });

const registryRow = (role: FullRole): string =>
  `| ${role.id} | ${role.agents.map(({ name }) => name).join(', ')} | ${role.purpose} | ${role.tools.join(', ')} | ${writesOf(role)} | ${role.apart.length === 0 ? '—' : role.apart.join(', ')} | never |`;

/** All roles in one table (S3-R2 AGENT_REGISTRY). */
export const registryFile = (): string =>
  [
    '# Agents',
    '',
    '| role | agent files | purpose | tools | writes | another session than | signs |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...allRoles.map(registryRow),
    '',
  ].join('\n');

/** The recipes of S3-R65, each a command of Writ; each ends with 0 or refuses. */
export const justFile =
  (): string => `# What others call by these names. Each recipe ends with 0, or with 1 and what is wrong.
default:
    @just --list

# a new task file
create-task-packet ID:
    writ task new --id {{quote(ID)}}

# before work on a task begins: its contract is whole, the plan and the spec hold
pre-work ID:
    writ task validate {{quote(ID)}}
    writ plan validate
    writ spec validate

# after work: the bundle holds together, judging again gives the same, and that is PASS
post-work RUN:
    writ verify {{quote(RUN)}}
    writ replay {{quote(RUN)}}
    writ review {{quote(RUN)}} --json | grep -q '"result":"PASS"'

# the review by another program that the settings ask for, as it was sealed
ai-review RUN:
    writ review {{quote(RUN)}}

# the rules, over the checkout
validator-scan:
    writ rules scan

# every document can be read, and every anchor means one thing
validator-spec-regression:
    writ spec validate

# the record is whole, and every signature was used once
validator-signatures:
    writ verify --ledger

# rendered files are what the record says
validator-board:
    writ render --check

# a summary says no more than what was done
validator-report FILE:
    writ report --check {{quote(FILE)}}

# everything a phase has to hold before it is closed
validator-phase-gate PHASE:
    writ phase gate {{quote(PHASE)}}

# all of it, around one run
validate-workflow ID RUN: (pre-work ID) validator-scan validator-spec-regression (post-work RUN)
`;
