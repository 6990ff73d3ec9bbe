import type { Contract, TaskType } from './contract.ts';
import { weakJail, type JailKind } from './jails.ts';

const COMMIT_TYPE: Record<TaskType, string> = {
  feature: 'feat',
  debug: 'fix',
  refactor: 'refactor',
  hygiene: 'chore',
  docs: 'docs',
  research: 'docs',
};
const SUBJECT_LENGTH = 71;

type About = {
  readonly run: string;
  readonly approval: string;
  readonly manifest: string;
  /** What held the work. Only what does not hold all is told. */
  readonly jail?: JailKind | undefined;
};

/** The first line of a commit or a pull request, as a conventional commit has it. */
export const subjectOf = ({ type, name: given }: Contract): string => {
  const name = given.replaceAll(/\s+/gu, ' ').trim();
  return `${COMMIT_TYPE[type]}: ${name.charAt(0).toLowerCase()}${name.slice(1)}`.slice(0, SUBJECT_LENGTH).trim();
};

/** The lines that name task, run, approval and evidence (S0-R73). */
export const trailersOf = ({ id, version }: Contract, { run, approval, manifest, jail }: About): readonly string[] => [
  `Writ-Task: ${id} v${version}`,
  `Writ-Run: ${run}`,
  `Writ-Approval: sha256:${approval}`,
  `Writ-Evidence: sha256:${manifest}`,
  ...(weakJail(jail) === null ? [] : [`Writ-Jail: ${jail}`]),
];

/** A conventional commit with trailers (S0-R73, X-D9). */
export const commitMessage = (contract: Contract, about: About): string => {
  const what = contract.what.trim();
  const body = what === contract.name.replaceAll(/\s+/gu, ' ').trim() ? [] : ['', what];
  return `${[subjectOf(contract), ...body, '', ...trailersOf(contract, about)].join('\n')}\n`;
};
