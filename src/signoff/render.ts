import { visibleLine, type Digest, type LandingPolicy } from '#contract';
import type {
  Admission,
  BackendProgram,
  BackendSwitch,
  ChangeApproval,
  ContractApproval,
  Decision,
  KnownViolations,
  PromoteApproval,
  RepositoryIdentity,
  RunApproval,
  Statement,
  Waiver,
} from './statement.ts';

type Row = readonly [label: string, value: string];

/** What a statement says in plain words: a sentence, what it grants line by line, and what to show in full at the end. */
type Words = { readonly sentence: string; readonly rows: readonly Row[]; readonly full: readonly Row[] };

/**
 * What a person is about to sign, in plain words: what it grants, to whom, until when; long digests short at first
 * and in full at the end. Give it the statement that `parseStatement` read from the very bytes to be signed, so that
 * what is shown is what is signed. Text from outside is made visible: it cannot move the cursor or hide a character.
 */
export const renderStatement = (statement: Statement): string => {
  const { sentence, rows, full } = wordsOf(statement);
  const { signer, at, until, token, nonce } = statement;
  const signed: readonly Row[] = [
    ['signed by', signer],
    ['signed at', at],
    ['until', `${until}, and nothing after that`],
    ['token', token],
  ];
  const whole: readonly Row[] = [...full, ['nonce', nonce]];
  return [sentence, '', ...table([...rows, ...signed]), '', 'In full:', ...table(whole), ''].join('\n');
};

const table = (rows: readonly Row[]): readonly string[] => {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${visibleLine(value)}`);
};

const wordsOf = (statement: Statement): Words => {
  switch (statement.kind) {
    case 'admit':
      return admissionWords(statement);
    case 'change':
      return changeWords(statement);
    case 'contract':
      return contractWords(statement);
    case 'run':
      return runWords(statement);
    case 'waive':
      return waiverWords(statement);
    case 'decision':
      return decisionWords(statement);
    case 'promote':
      return promoteWords(statement);
    case 'known':
      return knownWords(statement);
    case 'backend':
      return backendWords(statement);
  }
};

const WITHOUT_JAIL =
  'light work of risk LOW, where the machine can make none: agent and checks then have all your rights, and can forge the evidence';

const admissionWords = ({ repository, branch, riskClass, withoutJail }: Admission): Words => ({
  sentence: 'You admit a repository as a target: agents may be given work in it.',
  rows: [
    ['repository', nameOf(repository)],
    ['branch', branch],
    ['you say', 'it is yours to admit, and nothing critical depends on it'],
    ['for work of risk', riskClass === 'LOW' ? 'LOW' : `${riskClass} and below`],
    ...(withoutJail === undefined ? [] : [['WITHOUT A JAIL', WITHOUT_JAIL] as const]),
  ],
  full: rootRows(repository),
});

const pinned = (digest: Digest | null): string =>
  digest === null ? 'is to be written by this work' : `as it reads now, ${short(digest)}`;

const programRows = ({ path, digest, version, reaches, logins = [] }: BackendProgram): Words['rows'] => [
  ['is', `${path}, version ${version}, ${short(digest)}`],
  ['reaches', reaches ?? 'nothing'],
  ...logins.map((login) => ['is handed', `a copy of your log-in ~/${login}, which it can read`] as const),
];

const backendWords = ({ repository, backend, active, program }: BackendSwitch): Words => ({
  sentence: active
    ? 'You ACTIVATE a backend: where no backend is named, it is the one that works here.'
    : 'You DEACTIVATE a backend: it works here only where it is named.',
  rows: [
    ['backend', backend],
    ...(program === undefined ? [] : programRows(program)),
    ['repository', nameOf(repository)],
  ],
  full: [...(program === undefined ? [] : [['program', program.digest] as const]), ...rootRows(repository)],
});

const contractWords = (approval: ContractApproval): Words => {
  const { contract, task, version, repository, base, targetRef, grants, attempts, backend, harness } = approval;
  const { supersedes, after, ifMoved, cites = [] } = approval;
  const withRun = grants.some((grant) => grant === 'run');
  return {
    sentence: withRun
      ? 'You approve a contract and its run: an agent may start on it without asking you again.'
      : 'You approve a contract. Nothing runs yet: its run needs another signature.',
    rows: [
      ['task', `${task}, version ${version}`],
      ['contract', short(contract)],
      ...(supersedes === undefined
        ? []
        : [
            ['in place of', `contract ${short(supersedes.contract)}, which counts no more`] as const,
            ['because', supersedes.because === '' ? 'no reason given' : supersedes.because] as const,
          ]),
      ...(after === undefined ? [] : [['after', `the approval ${short(after)} of the same contract`] as const]),
      ['repository', nameOf(repository)],
      ['starts from', short(base)],
      ...(ifMoved === undefined
        ? []
        : [['or later', 'wherever its branch stands when a run begins, if that holds this commit'] as const]),
      ['is meant for', targetRef],
      ['attempts', attempts === 1 ? 'one' : `up to ${attempts}`],
      ['backend', backend ?? 'any that is eligible'],
      ...cites.map(({ cite, digest }) => ['cites', `${cite} ${pinned(digest)}`] as const),
      ['evidence', 'counts only if sealed by the harness named below'],
    ],
    full: [
      ['contract', contract],
      ...(supersedes === undefined ? [] : [['in place of', supersedes.contract] as const]),
      ...(after === undefined ? [] : [['after', after] as const]),
      ...cites.flatMap(({ cite, digest }) => (digest === null ? [] : [['cites', `${digest} ${cite}`] as const])),
      ['base', base],
      ['harness', harness],
      ...rootRows(repository),
    ],
  };
};

const runWords = ({ contract, approval, backend }: RunApproval): Words => ({
  sentence: 'You approve the run of an approved contract: an agent may now start on it.',
  rows: [
    ['contract', short(contract)],
    ['approved by', `the contract approval ${short(approval)}`],
    ['backend', backend],
  ],
  full: [
    ['contract', contract],
    ['approval', approval],
  ],
});

const waiverWords = ({ gate, because, task, version, contract, repository, over }: Waiver): Words => ({
  sentence:
    over === null
      ? `You WAIVE the gate ${visibleLine(gate)} for every run of this contract that begins while the waiver holds.`
      : `You WAIVE the gate ${visibleLine(gate)} for one run, as its verdict found it.`,
  rows: [
    ['gate', gate],
    ['because', because],
    ['task', `${task}, version ${version}`],
    ['repository', nameOf(repository)],
    ...(over === null ? [] : [['run', over.run] as const, ['verdict', short(over.verdict)] as const]),
  ],
  full: [
    ['contract', contract],
    ...(over === null ? [] : [['manifest', over.manifest] as const, ['verdict', over.verdict] as const]),
    ...rootRows(repository),
  ],
});

const decisionWords = (decision: Decision): Words => {
  const { outcome, because, run, result, notices, manual, targetRef, targetOld, ifMoved, policy, after } = decision;
  const accepts = outcome === 'accept';
  const unchanged = decision.noChange === true;
  return {
    sentence: accepts
      ? unchanged
        ? `You ACCEPT that no change was needed: ${visibleLine(targetRef)} stays where it is, and the task ends.`
        : `You ACCEPT a run whose verdict is ${result}: ${visibleLine(targetRef)} may be moved to its result.`
      : `You REJECT a run whose verdict is ${result}${unchanged ? ', NO-CHANGE' : ': its result will not land'}.`,
    rows: [
      ['run', run],
      ['because', because === '' ? 'no reason given' : because],
      ...(notices.length === 0 ? [['notices', 'none'] as const] : notices.map((notice): Row => ['notice', notice])),
      ...manual.map(({ item, says, confirmed }): Row => [
        `item ${item}`,
        `${confirmed ? 'you saw it' : 'NOT confirmed'}: ${says}`,
      ]),
      ['result', short(decision.tree)],
      ['target', `${targetRef}, only while it stands at ${short(targetOld)}`],
      ...(ifMoved === undefined
        ? []
        : [
            ['or moved', `also where it has moved on, until ${ifMoved.until}: while the patch is the same,`] as const,
            ['', 'file by file, and every check and gate passes again on the new tree'] as const,
          ]),
      ...(policy === undefined ? [] : [['policy', policyText(policy)] as const]),
    ],
    full: [
      ['contract', decision.contract],
      ['manifest', decision.manifest],
      ['verdict', decision.verdict],
      ['tree', decision.tree],
      ['base', decision.base],
      ['target', targetOld],
      ...(after === undefined ? [] : [['after', after] as const]),
      ['summary', decision.summary],
    ],
  };
};

/** A landing policy in one line. */
const policyText = ({ branch, decide: { any, each }, how, protected: isProtected, health }: LandingPolicy): string =>
  [
    `${branch}: ${each.length > 0 ? `${each.join(', then ')} decide` : any === null ? 'any trusted signer decides' : `${any.join(' or ')} decides`}`,
    ...(each.length > 0 && any !== null ? [`each one of ${any.join(', ')}`] : []),
    how,
    ...(isProtected ? ['protected'] : []),
    ...health.map((argv) => `health check: ${argv.join(' ')}`),
  ].join('; ');

const promoteWords = (approval: PromoteApproval): Words => {
  const { repository, ref, old, commit, tree, from, policy, vouched, harness, after } = approval;
  return {
    sentence: `You approve a promotion: ${visibleLine(ref)} may be moved forward to a commit of ${visibleLine(from)}.`,
    rows: [
      ['repository', nameOf(repository)],
      ['branch', `${ref}, only while it stands at ${short(old)}`],
      ['to', `${short(commit)} of ${from}, tree ${short(tree)}`],
      ['policy', policyText(policy)],
      ...vouched.map((id): Row => ['you vouch', `for ${short(id)}, which no landing accounts for`]),
    ],
    full: [
      ['from', old],
      ['to', commit],
      ['tree', tree],
      ...vouched.map((id): Row => ['vouched', id]),
      ['harness', harness],
      ...(after === null ? [] : [['after', after] as const]),
      ...rootRows(repository),
    ],
  };
};

const changeWords = ({ repository, change, documents, review, after }: ChangeApproval): Words => ({
  sentence: 'You approve a change of the specs: it may be worked on, and archived once it is done.',
  rows: [
    ['change', change],
    ['repository', nameOf(repository)],
    ['documents', short(documents)],
    ['review', review === null ? 'nobody has written one' : short(review)],
  ],
  full: [
    ['documents', documents],
    ...(review === null ? [] : [['review', review] as const]),
    ...(after === null ? [] : [['after', after] as const]),
    ...rootRows(repository),
  ],
});

const knownWords = ({ repository, violations, count }: KnownViolations): Words => ({
  sentence: `You record that ${count === 1 ? '1 violation' : `${count} violations`} of the rulebook ${count === 1 ? 'is' : 'are'} known here: only new ones will be refused.`,
  rows: [
    ['repository', nameOf(repository)],
    ['violations', `${count}, listed above`],
    ['list', short(violations)],
  ],
  full: [['list', violations], ...rootRows(repository)],
});

const short = (digest: string): string => digest.slice(0, 12);

const nameOf = ({ origin, roots }: RepositoryIdentity): string =>
  origin ?? `without origin, root ${short(roots[0] ?? '')}`;

const rootRows = ({ roots }: RepositoryIdentity): readonly Row[] => roots.map((root): Row => ['root', root]);
