/**
 * Every refusal Writ can give: a closed union of codes, and one table from code to meaning, remedy and exit code.
 * Values only. Nothing here prints, exits or throws, but `invariant`, which is for our own bugs.
 */

/** A place in a file that a person can jump to. Lines and columns count from 1. `text` is the line itself. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text?: string;
};

/** What the process says to the shell: refused by a gate or a person, wrong use, something missing here, our bug. */
export type ExitCode = 0 | 1 | 2 | 3 | 70;

type Entry = { readonly exit: ExitCode; readonly says: string; readonly remedy: string };

const refused = (says: string, remedy: string): Entry => ({ exit: 1, says, remedy });
const wrong = (says: string, remedy: string): Entry => ({ exit: 2, says, remedy });
const absent = (says: string, remedy: string): Entry => ({ exit: 3, says, remedy });
const ANEW = 'writ approve TASK, then: writ run TASK --backend ID';

/**
 * Code → what it means in general, the one thing to do next, and the exit code. The message of a `Failure`
 * says what is wrong this time; this table says it for `writ explain` and for every message without a remedy.
 */
export const FAILURES = {
  // wrong use, unreadable input: exit 2, nothing is changed
  'usage.argument': wrong('The command was called with something it does not take.', 'writ help'),
  'usage.unknown': wrong('There is nothing of that name here.', 'writ board'),
  'usage.terminal': wrong(
    'A question has to be answered and there is no terminal to ask in.',
    'add --yes to agree beforehand',
  ),
  'input.unreadable': wrong('The file cannot be read as what it should be.', 'open the file and mend the place shown'),
  'input.too-large': wrong('The file is larger than any honest file of its kind.', 'make it smaller, or split it'),
  'task.syntax': wrong('The task file is not well formed.', 'mend the place shown, then: writ task validate'),
  'task.field': wrong(
    'A field of the task file is missing, empty, misspelt or of the wrong kind.',
    'mend the place shown, then: writ task validate',
  ),
  'task.form': wrong('The file is no task of a form that is read.', 'writ task new NAME, or: writ task import FILE'),
  'task.duplicate-id': wrong('Two tasks, checks or done-items carry the same id.', 'rename one of them'),
  'task.path': wrong(
    'A path of the task leaves the repository or is not a plain relative path.',
    'write it relative to the root of the repository',
  ),
  'task.proof': wrong(
    'A done-item has no proof, or names a check that does not exist.',
    'give it `proof: { check, test }`, or `manual: …`',
  ),
  'task.placeholder': wrong('A slot of the template was left unfilled.', 'replace the placeholder by what you mean'),
  'task.tier': wrong(
    'The risk tier is lower than its floor and nothing says why.',
    'raise `risk_tier.tier`, or write `risk_tier.because`',
  ),
  'citation.syntax': wrong(
    'A citation is not of the form kind:file#anchor or spec:anchor.',
    'write it as spec:A3.2.1 or openapi:FILE#POINTER',
  ),
  'citation.unknown': wrong('No spec has the anchor that is cited.', 'writ spec list'),
  'citation.ambiguous': wrong(
    'More than one place has the anchor that is cited.',
    'give each an id of its own; see: writ spec validate',
  ),
  'citation.changed': wrong(
    'What is cited says something else by now.',
    'read it again, then cite it as it is: writ spec show CITATION',
  ),
  'citation.open': wrong(
    'What is cited is no reason to work: a roadmap, a proposal, an open question, something deprecated.',
    'cite what is binding; see: writ spec list',
  ),
  'citation.missing': refused(
    'A change of behaviour cites no contract or spec, and there are some.',
    'write into a commit or the text of the pull request: Cites: ANCHOR; see: writ spec list',
  ),
  'citation.unpinned': refused('The approval does not say how what is cited reads.', 'writ approve TASK'),
  'citation.outdated': refused(
    'What is cited reads otherwise where the result is to land than it did when the contract was approved.',
    'read it as it is now (writ spec diff), then: writ approve TASK, and run it again',
  ),
  'requirement.uncovered': refused(
    'Something that a cited text demands is neither done nor deferred.',
    'cite it in a done-item, or defer it with a reason: writ amend TASK',
  ),
  'spec.lost': refused(
    'An anchor that was binding is gone, or does not bind any more.',
    'put it back, or: writ waive spec.regression --run RUN --because "…" --until 1d',
  ),
  'spec.invalid': wrong(
    'A document keeps an anchor from being found, or from meaning one thing.',
    'mend the place shown, then: writ spec validate',
  ),
  'change.invalid': wrong(
    'A change under openspec/changes is not well formed.',
    'mend the place shown, then: writ change validate',
  ),
  'config.invalid': wrong('A configuration file is not well formed.', 'mend the place shown'),
  'trust.invalid': wrong('The list of trusted signers is not well formed.', 'mend the place shown'),
  'rule.error': wrong(
    'A rule of the rulebook could not run, so nothing is known of what it holds.',
    'mend the rule in .writ/rules.yaml; see: writ rules list',
  ),
  'repository.none': wrong('This folder is not inside a git repository.', 'git init, or change to your repository'),
  'repository.bare': wrong(
    'This repository is bare: it has no work tree to protect.',
    'run Writ in a clone with a work tree',
  ),
  'repository.empty': wrong(
    'This repository has no commit yet, so there is no base to start from.',
    'make a first commit',
  ),
  'repository.detached': wrong(
    'HEAD is detached, so it is not clear which branch should move.',
    'git switch BRANCH, or name `base:` in the task',
  ),
  'repository.shallow': wrong('This clone is shallow: its history cannot be checked.', 'git fetch --unshallow'),
  'repository.submodule': wrong(
    'This repository has submodules, which Writ does not govern yet.',
    'run Writ in a repository without submodules',
  ),
  'repository.locked': refused(
    'A lock lies in the git folder: another git command is at work there, or one was killed.',
    'wait for it, or remove the lock it left; then the same command again',
  ),
  'repository.format': wrong(
    'This repository uses a format Writ does not read (SHA-256 objects).',
    'use a SHA-1 repository',
  ),
  'change.base': wrong(
    'There is no one commit from which the change could be measured.',
    'git merge what it goes into into it, or name another --base',
  ),
  // missing on this machine: exit 3
  'machine.node': absent('Writ needs Node 24 or newer.', 'install Node 24 or newer'),
  'machine.git': absent('git is missing or too old.', 'install git 2.34 or newer'),
  'machine.bubblewrap': absent('bubblewrap is missing, so nothing can be run in a jail.', 'apt-get install bubblewrap'),
  'machine.jail': absent('bubblewrap is here but cannot make a jail.', 'writ doctor'),
  'jail.open': absent(
    'The jail does not hold on this machine: its own test got out of it, or was not made.',
    'writ doctor',
  ),
  'machine.ssh-keygen': absent('ssh-keygen is missing, so nothing can be signed.', 'apt-get install openssh-client'),
  'machine.sqlite': absent(
    'The SQLite inside this Node is older than 3.51.3 and can lose a write.',
    'install Node 24.14 or newer',
  ),
  'machine.program': absent(
    'A program the contract names is not on this machine.',
    'install it, or name another one in the contract',
  ),
  'machine.grammars': absent('A part of Writ is missing: the grammars it reads source code by.', 'install Writ again'),
  'machine.key': absent('There is no signing key that can sign.', 'writ init'),
  'machine.storage': absent('The disk refused a write, or gave back something else than was written.', 'writ doctor'),
  // refused: exit 1
  'signature.malformed': refused('A signature is not well formed.', 'sign again'),
  'signature.wrong': refused('A signature does not belong to these bytes.', 'sign again'),
  'signature.namespace': refused('A signature was made for another purpose.', 'sign again, for this purpose'),
  'signature.untrusted': refused('The signer is not trusted to sign this.', 'writ doctor'),
  'signature.expired': refused("The signer's key was not valid at that time.", 'sign with a key that is valid'),
  'signature.revoked': refused("The signer's key is revoked.", 'sign with another key'),
  'signature.presence': refused('A security key signed without a person touching it.', 'sign again and touch the key'),
  'signature.future': refused('A signature is dated in the future.', 'set the clock right, then sign again'),
  'approval.missing': refused('Nobody has approved this contract.', 'writ approve TASK'),
  'approval.foreign': refused(
    'The approval is about another contract, repository, base or backend.',
    'writ approve TASK',
  ),
  'approval.expired': refused('The approval has run out.', 'writ approve TASK'),
  'approval.used': refused(
    'All the attempts this approval covers are used, or its nonce was used before.',
    'writ amend TASK --attempts N',
  ),
  'approval.order': refused(
    'The signers who must approve did not do so in their order, each on the same contract.',
    'writ approve TASK, by the first of them',
  ),
  'approval.superseded': refused(
    'A newer version has taken the place of this contract, and nothing of the old one counts any more.',
    'writ board',
  ),
  'approval.reused': refused(
    'A signature was used for something it was not given for; the task stands still until somebody signs afresh.',
    'writ approve TASK',
  ),
  'approval.hasty': refused(
    'A strict approval needs a terminal, and ten seconds of reading.',
    'writ approve TASK, in a terminal',
  ),
  'admission.missing': refused('This repository is not admitted as a target.', 'writ admit'),
  'admission.unjailed': refused('Nothing held this work, and no admission allows that for it.', 'writ doctor'),
  'admission.lapsed': refused('The admission of this repository has run out.', 'writ admit'),
  'admission.foreign': refused('The admission is about another repository or branch.', 'writ admit'),
  'admission.risk': refused(
    'The contract is riskier than what this repository is admitted for.',
    'writ admit --risk-class TIER',
  ),
  'tree.dirty': refused('The checkout has changes that no commit holds.', 'commit them, ignore them, or git stash -u'),
  'tree.residue': refused(
    'Something was left behind or changed that the patch does not hold.',
    'writ explain tree.clean.end',
  ),
  'tree.moved': refused(
    'The base the contract was approved for is not where the branch stands now.',
    'writ approve TASK',
  ),
  'change.open-tasks': refused(
    'The change is not done: a task of it is open.',
    'do it and tick it, or take it out; then the same command again',
  ),
  'change.merge': refused(
    'A delta of the change cannot be merged into its spec.',
    'mend the place shown, then: writ change validate',
  ),
  'change.loss': refused(
    'An archive would lose something without anybody having asked for that.',
    'mend the place shown, then the same command again',
  ),
  'change.outdated': refused(
    'What the change builds upon says something else by now, and an archive would undo that.',
    'writ change renew CHANGE',
  ),
  'change.shared': refused(
    'Another open change builds upon what this one changes.',
    'archive the other one first, or name it with --outdates',
  ),
  'change.unreviewed': refused(
    'No reviewer has reported on the change as it is now, or it was returned.',
    'writ change instructions CHANGE review',
  ),
  'change.unapproved': refused('Nobody who has to has approved the change as it is now.', 'writ approve CHANGE'),
  'change.archive': refused('The change cannot be archived as things stand in the folder.', 'writ change status'),
  'backend.unnamed': wrong(
    'No backend was named, and not one alone is activated.',
    'add --backend ID, or once: writ backend activate ID; see: writ backend list',
  ),
  'backend.unknown': wrong('There is no backend of that name.', 'writ backend list'),
  'backend.ineligible': refused('The backend may not carry out this contract.', 'writ doctor'),
  'backend.failed': refused('The backend did not finish its work.', 'writ review RUN'),
  'backend.timeout': refused(
    'The backend ran out of time.',
    'raise `limits.time` in the task, or cut the task smaller',
  ),
  'backend.limit': refused('The backend went over a limit of the jail.', 'writ review RUN'),
  'backend.survived': refused('Something the backend started outlived its jail.', 'writ review RUN'),
  'backend.substituted': refused('What ran is not what was approved.', 'writ review RUN'),
  'backend.blocked': refused(
    'The agent said that it cannot go on without a person.',
    'writ review RUN, which shows why and what it asks for',
  ),
  'session.refused': refused('An agent asked its session for what a session does not do.', 'writ review RUN'),
  'bootstrap.missing': refused('The agent did not say beforehand how it would go about the work.', 'writ run TASK'),
  'bootstrap.late': refused(
    'The agent said how it would go about the work when it had begun already.',
    'writ run TASK',
  ),
  'bootstrap.incomplete': refused('What the agent said beforehand leaves something out.', 'writ run TASK'),
  'bootstrap.inadequate': refused(
    'The agent found the scope of the contract not adequate for the work.',
    'writ amend TASK --allow FILE --because "…"',
  ),
  'scope.outside': refused(
    'A file outside the contract was changed.',
    'writ run TASK, or, if it belongs to the work: writ amend TASK --allow FILE',
  ),
  'scope.protected': refused(
    'A protected file was changed that the contract does not name.',
    'writ run TASK, or, if it belongs to the work, name it exactly: writ amend TASK --allow FILE',
  ),
  'scope.unchanged': refused('Nothing was changed, and nothing shows that no change was needed.', 'writ review RUN'),
  'action.forbidden': refused('A forbidden action was taken or tried.', 'writ review RUN'),
  'file.hygiene': refused('The result holds a file that cannot be taken safely.', 'writ review RUN'),
  'secret.found': refused(
    'Something that looks like a secret is in the result, or was put out.',
    'if it is one, revoke it; if not: writ waive secrets.absent --task TASK --because "…" --until 1d, then: writ run TASK',
  ),
  'secret.key': refused(
    'A key that Writ hands to the backend is in the result, or was put out.',
    'revoke that key, and give the backend another',
  ),
  'git.unfit': refused(
    'Something goes into git that does not belong there: built, fetched, left out by .gitignore, or a merge left over.',
    'take it out and run again; if it belongs there, add it to exempt: of that rule in .writ/rules.yaml',
  ),
  'commit.format': refused(
    'A message of a commit does not read as the rules of the repository say.',
    'writ rules list',
  ),
  'rule.broken': refused(
    'A rule of the rulebook is broken.',
    'mend the place shown; what a rule is for: writ rules list',
  ),
  'rule.known': refused(
    'What was recorded of known violations is not signed for here, was altered, or has run out.',
    'writ rules record',
  ),
  'supply.source': refused(
    'A package would come from where nothing came from before.',
    'writ run TASK, or: writ waive supply.chain --run RUN --because "…" --until 1d',
  ),
  'supply.integrity': refused(
    'A package has no digest, or another one than the same version had.',
    'writ run TASK, or: writ waive supply.chain --run RUN --because "…" --until 1d',
  ),
  'supply.script': refused(
    'Something would be run when packages are installed, which was not before.',
    'writ run TASK, or: writ waive supply.chain --run RUN --because "…" --until 1d',
  ),
  'supply.lockfile': refused(
    'A lockfile is gone, or cannot be read.',
    'writ run TASK, or: writ waive supply.chain --run RUN --because "…" --until 1d',
  ),
  'supply.disagreement': refused(
    'A manifest and its lockfile do not say the same.',
    'bring them in step, as `npm install --package-lock-only` does: writ run TASK',
  ),
  'supply.harmful': refused(
    'A package is known to be harmful.',
    'writ run TASK with another version, or: writ waive supply.chain --run RUN --because "…" --until 1d',
  ),
  'supply.unaudited': refused(
    'Packages were changed, and nobody has looked whether they are known to be harmful.',
    'name a folder of OSV advisories in config.yaml: `advisories: { folder: /… }`, then: writ run TASK',
  ),
  'supply.unrecorded': refused(
    'The checks used installed packages of which nothing is recorded.',
    'writ deps install, then: writ run TASK',
  ),
  'check.failed': refused('A check failed.', 'writ review RUN'),
  'check.timeout': refused('A check ran out of time.', 'raise its `timeout`, or make it faster'),
  'check.service': refused(
    'A service that a check needs did not become ready.',
    'see how its log ends: writ review RUN; then mend its `services` in the task file, and: writ amend TASK',
  ),
  'check.missing': refused('A required test or report is missing.', 'writ review RUN'),
  'exchange.missing': refused(
    'An operation of an API that is cited was not shown by an exchange, or not in all that has to be seen of it.',
    'writ review RUN',
  ),
  'exchange.mismatch': refused('An exchange does what no description of the API says.', 'writ review RUN'),
  'check.empty': refused('A check ran no test at all.', 'writ review RUN'),
  'check.forged': refused('A report cannot be what the runner wrote.', 'writ review RUN'),
  'done.unproven': refused('A done-item has no proof.', 'writ review RUN'),
  'tests.kept': refused(
    'A test of the base fails on the result, or is gone.',
    'if the test was wrong, name its file itself: writ amend TASK --allow FILE',
  ),
  'tests.protected': refused(
    'Something that configures how tests run was changed.',
    'if it has to change, name the file itself: writ amend TASK --allow FILE',
  ),
  'proof.vacuous': refused(
    'A test that is to prove a done-item passes without the change.',
    'writ run TASK, or say `type: refactor` if behaviour stays as it is: writ amend TASK',
  ),
  'proof.weak': refused(
    'A test that is to prove a done-item fails without the change, but on no assertion.',
    'have the test assert what the done-item says: writ run TASK',
  ),
  'proof.elsewhere': refused(
    'A test that is to prove a done-item passes where checks run, and not in another place.',
    'writ run TASK, or: writ waive proof.elsewhere --task TASK --because "…" --until 1d',
  ),
  'coverage.low': refused(
    'Less of the code ran under the tests than the settings ask for.',
    'writ run TASK, or: writ waive coverage.met --run RUN --because "…" --until 1d',
  ),
  'coverage.unmeasured': refused(
    'The settings ask for a share of the code that no check tells of.',
    'ask in .writ/policy.yaml for what the runner tells',
  ),
  'review.blocked': refused('The review blocks the result.', 'writ run TASK'),
  'review.missing': refused(
    'A review is required, and there is none.',
    'name a reviewer in ~/.config/writ/config.yaml: review: { by: BACKEND }, then: writ run TASK',
  ),
  'review.own': refused('Whoever did the work would review it.', 'name another in settings: review: { by: BACKEND }'),
  'review.unreadable': refused(
    'The review did not end with a review.',
    'see review/ in the bundle, then: writ run TASK',
  ),
  'proof.unproven': refused(
    'A part of the change is needed by no test.',
    'writ run TASK, or: writ waive proof.removal --task TASK --because "…" --until 1d',
  ),
  'proof.unexamined': refused('A part of the change was not examined.', 'writ run TASK'),
  'evidence.incomplete': refused('A file of the bundle is missing, extra or altered.', 'writ run TASK'),
  'evidence.malformed': refused('A file of the bundle is not what Writ writes.', 'writ run TASK'),
  'evidence.unsigned': refused('The manifest is not signed by the harness that was approved.', 'writ run TASK'),
  'evidence.stale': refused('The evidence is too old, or about another commit.', 'writ run TASK'),
  'gate.none': refused('No gate was demanded, and nothing is proven by nothing.', 'writ doctor'),
  'gate.missing': refused('A gate has nothing to decide on.', 'writ review RUN'),
  'gate.error': refused('A gate broke down.', 'writ review RUN'),
  'waiver.never': refused('This gate cannot be waived.', 'writ explain GATE'),
  'waiver.needless': refused('There is nothing to waive: the gate passed, or never judged it.', 'writ review RUN'),
  'waiver.foreign': refused(
    'The waiver is about another gate, contract, repository or verdict.',
    'writ waive GATE --run RUN --because "…" --until 1d',
  ),
  'waiver.expired': refused('The waiver has run out.', 'writ waive GATE --run RUN --because "…" --until 1d'),
  'waiver.too-long': refused(
    'The waiver would hold longer than the strictness allows.',
    'sign it with a nearer --until',
  ),
  'verdict.missing': refused('There is no verdict for this run.', 'writ review RUN'),
  'verdict.fail': refused('The verdict is FAIL, and only PASS can be accepted.', 'writ review RUN'),
  'verdict.different': refused('Judging again gives another verdict.', 'writ verify RUN'),
  'decision.missing': refused('Nobody has decided about this run.', 'writ accept RUN'),
  'decision.rejected': refused('This run was rejected.', 'writ run TASK'),
  'decision.taken': refused('This run is decided already; a run is decided once.', 'writ log --task TASK'),
  'decision.manual': refused('A done-item that only a person can see was not answered.', 'writ accept RUN --confirm N'),
  'decision.declined': refused('The person said no.', 'run the command again when you want to sign'),
  'decision.expired': refused('The decision has run out.', 'writ run TASK'),
  'policy.unmet': refused(
    'The policy of the target branch asks for another decision.',
    'have whoever is named type: writ accept RUN',
  ),
  'target.protected': refused('The target branch is protected.', 'writ land RUN --branch'),
  'target.moved': refused('The target branch has moved since the decision.', ANEW),
  'target.touched': refused('The target branch has changed what the patch changes.', ANEW),
  'target.failing': refused('On the target as it stands now, the patch does not pass every gate.', ANEW),
  'promote.nothing': refused('The branch stands at that commit already.', 'git log'),
  'promote.diverged': refused(
    'The branch holds commits that the other one does not, so it cannot be moved forward.',
    'git merge them into the other branch, then promote again',
  ),
  'promote.unaccounted': refused(
    'Commits would be promoted that no landing accounts for.',
    'writ promote BRANCH --vouch COMMIT,…, which you sign for by name',
  ),
  'promote.unhealthy': refused('The health check of the branch failed.', 'mend what it found, then promote again'),
  'branch.taken': refused('A branch of that name holds something else.', 'writ land RUN --branch NAME'),
  'landing.taken': refused('This run has landed already.', 'writ log --task TASK'),
  'landing.busy': refused('Another process is landing something here.', 'writ board'),
  'landing.branched': refused('The result is on a branch nobody has merged.', 'merge it, then: writ land RUN'),
  'landing.dirty': refused(
    'The checkout of the target branch has changes that landing would touch.',
    'git stash, then land again',
  ),
  'run.busy': refused('Another run of this task is under way, or one that this would spoil.', 'writ board'),
  'run.finished': refused('This run came to its end, so there is nothing to resume.', 'writ review RUN'),
  'run.unfinished': refused('This run did not come to its end, so it has no evidence.', 'writ run TASK'),
  'task.stopped': refused(
    'The task was tried so often that it was stopped; it stands still until somebody signs afresh.',
    'writ approve TASK, or: writ amend TASK',
  ),
  'task.blocked': refused('A task this one depends on has not landed.', 'writ board'),
  'task.waiting': refused(
    'Somebody asked for a run that cannot be begun now, or only by a person.',
    'writ coordinate --waiting',
  ),
  'coordinator.busy': refused('Another process coordinates here.', 'writ session list, or end that one'),
  'plan.unknown': refused(
    'A task waits for one that there is not.',
    'mend `depends_on` at the place shown, then: writ plan validate',
  ),
  'plan.cycle': refused(
    'Tasks wait for each other in a circle, so none of them can ever be begun.',
    'take one of them out of `depends_on` of the next, then: writ plan validate',
  ),
  'plan.unassessed': refused(
    'A task has no estimate, so nothing that is computed of the plan can be trusted.',
    'write `estimate: { scope, risk, impact, level }`, then: writ plan validate',
  ),
  'render.edited': refused(
    'A file that is rendered was written or changed by hand.',
    'writ render NAME; what a person wrote is only replaced with --replace',
  ),
  'render.stale': refused('A file that is rendered is missing, or not what the record says by now.', 'writ render'),
  'report.claim': refused(
    'A line says that something is completed which is not, or names nothing that proves it.',
    'writ report',
  ),
  'ledger.broken': refused(
    'The ledger does not hold together: a record is altered, missing or out of order.',
    'writ verify --ledger',
  ),
  'ledger.conflict': refused('Another process did this at the same moment.', 'writ board'),
  // our own bug
  bug: { exit: 70, says: 'Writ itself is wrong.', remedy: 'please report this, with the text above' },
} as const satisfies Record<string, Entry>;

export type FailureCode = keyof typeof FAILURES;

/** One refusal: which kind, what is wrong this time, where, and what helps, if the table's remedy is too general. */
export type Failure = {
  readonly code: FailureCode;
  readonly message: string;
  readonly where?: Place;
  readonly remedy?: string;
};

/** A value or the reasons why there is none. Independent faults are all collected; `failures` is never empty. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failures: readonly [Failure, ...Failure[]] };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** One failure, as a Result. */
export const fail = (
  code: FailureCode,
  message: string,
  more: { readonly where?: Place; readonly remedy?: string } = {},
): { readonly ok: false; readonly failures: readonly [Failure] } => ({
  ok: false,
  failures: [{ code, message, ...more }],
});

/** The value if nothing went wrong, else all that did. */
export const okUnless = <T>(failures: readonly Failure[], value: () => T): Result<T> => {
  const [first, ...rest] = failures;
  return first === undefined ? ok(value()) : { ok: false, failures: [first, ...rest] };
};

/** What to do about a failure: its own remedy, or the one of its kind. */
export const remedyOf = (failure: Failure): string => failure.remedy ?? FAILURES[failure.code].remedy;

/** The exit code of several failures: our own bug over all, then wrong use, then what is missing, then a refusal. */
export const exitCodeOf = (failures: readonly Failure[]): ExitCode => {
  const codes = failures.map((failure): ExitCode => FAILURES[failure.code].exit);
  return ([70, 2, 3, 1] as const).find((code) => codes.includes(code)) ?? 70;
};

/** Thrown by `invariant` for our own bugs; caught in the command line and in `judge`, nowhere else. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** States what must hold if our code is right. */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Bug(sentence);
}
