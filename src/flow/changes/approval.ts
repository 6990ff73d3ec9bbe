import { join } from 'node:path';
import { approversFor, DAY_MS, parseDigest, TERMS, type Digest } from '#contract';
import { fail, ok, type Failure, type Place, type Result } from '#failure';
import { identityOf, now, writeDurably } from '#host';
import { renderStatement, verifyStatement, type ChangeApproval } from '#signoff';
import {
  APPROVALS,
  changeIssues,
  documentsOf,
  readReview,
  REVIEW,
  standingOf,
  type ChangeFiles,
  type ReviewRead,
} from '#spec';
import { linkOnTheWay } from '../links.ts';
import type { Project } from '../project.ts';
import { afterReading, signerOf, signStatement, statementHead, type Consent } from '../sign.ts';
import { readChanges, type OpenChanges } from './read.ts';

/** How long an approval of a change holds: work on it takes longer than a run. */
const APPROVED_DAYS = 90;

/** What says how changes are to be approved here, and whose signature counts. */
export type ApprovalProject = Pick<Project, 'repository' | 'trust' | 'approvals' | 'changes'> & {
  readonly settings: Pick<Project['settings'], 'strictness'>;
};

/** What changes are read by, wherever they lie. */
type ReadChanges = Pick<OpenChanges, 'project' | 'textOf'>;

/** An approval that lies beside a change: by whom, until when, and why it counts for nothing, where it does not. */
export type GivenApproval = {
  readonly file: string;
  readonly signer: string;
  readonly at: string | null;
  readonly until: string | null;
  readonly digest: Digest | null;
  /** The approval that it comes after. */
  readonly after: Digest | null;
  readonly void: string | null;
};

/** How a change stands with those who review and approve it. */
export type ApprovalStanding = {
  readonly documents: Digest;
  readonly review: ReviewRead;
  /** Why the report counts for nothing; null where it approves these documents, or there is none. */
  readonly reviewVoid: string | null;
  readonly approvals: readonly GivenApproval[];
  /** Who still has to approve, in order; `a signer` where anybody may. */
  readonly awaits: readonly string[];
  /** The last approval that counts. */
  readonly last: Digest | null;
  readonly demand: Project['changes'];
};

const approvalFiles = ({ files }: ChangeFiles): readonly string[] =>
  [...files.keys()].filter((path) => path.startsWith(`${APPROVALS}/`) && path.endsWith('.json')).toSorted();

type About = { readonly change: string; readonly documents: Digest; readonly review: Digest | null };

/** Why an approval is about something else, or null. */
const otherThan = (statement: ChangeApproval, about: About, roots: readonly string[]): string | null => {
  if (statement.repository.roots.join() !== roots.join()) return 'it is about another repository';
  if (statement.change !== about.change) return `it is about the change ${statement.change}`;
  if (statement.documents !== about.documents) return 'the documents were changed since';
  return statement.review === about.review ? null : 'the report was changed since';
};

const givenIn = async (
  { repository, trust }: Pick<ApprovalProject, 'repository' | 'trust'>,
  open: ReadChanges,
  change: ChangeFiles,
  about: About,
): Promise<Result<readonly GivenApproval[]>> => {
  const files = approvalFiles(change);
  if (files.length === 0) return ok([]);
  const identity = await identityOf(repository, repository.head);
  if (!identity.ok) return identity;
  return ok(
    files.map((path): GivenApproval => {
      const file = `${change.folder}/${path}`;
      const nobody = {
        file,
        signer: path.slice(APPROVALS.length + 1, -5),
        at: null,
        until: null,
        digest: null,
        after: null,
      };
      const text = open.textOf(file);
      if (typeof text !== 'string') return { ...nobody, void: text?.unread ?? 'it cannot be read' };
      const verified = verifyStatement('change', new TextEncoder().encode(text), trust, now());
      if (!verified.ok) return { ...nobody, void: verified.failures[0].message };
      const { statement, digest } = verified.value;
      const { signer, at, until, after } = statement;
      return { file, signer, at, until, digest, after, void: otherThan(statement, about, identity.value.roots) };
    }),
  );
};

const reviewVoidOf = (review: ReviewRead, documents: Digest): string | null => {
  if (review.kind === 'none') return null;
  if (review.kind === 'broken') return review.says;
  if (review.review.documents !== documents) return 'the documents were changed since';
  return review.review.outcome === 'approve' ? null : `${review.review.by} returns it with corrections`;
};

/** Those that count of the approvals that hold: of several in order, each names the one before it. */
const countedOf = (approvers: readonly string[], given: readonly GivenApproval[]): readonly GivenApproval[] => {
  const holding = given.filter((one) => one.void === null);
  if (approvers.length === 0) return holding.slice(0, 1);
  const counted: GivenApproval[] = [];
  for (const name of approvers) {
    const next = holding.find(({ signer, after }) => signer === name && after === (counted.at(-1)?.digest ?? null));
    if (next === undefined) break;
    counted.push(next);
  }
  return counted;
};

/** Who still has to approve, in order. */
const awaitedFor = (approvers: readonly string[], counted: readonly GivenApproval[]): readonly string[] =>
  approvers.length > 0 ? approvers.slice(counted.length) : counted.length > 0 ? [] : ['a signer'];

/** Says how a change stands with those who review and approve it. Fails with `change.invalid` where it cannot be read. */
export const approvalStanding = async (
  project: ApprovalProject,
  open: ReadChanges,
  change: ChangeFiles,
): Promise<Result<ApprovalStanding>> => {
  const read = documentsOf(change, open.project, (path) => open.textOf(`${change.folder}/${path}`));
  if ('fault' in read) return fail('change.invalid', read.fault, { where: { file: `${change.folder}/${read.path}`, line: 1, column: 1 } }); // prettier-ignore
  const documents = parseDigest(read.digest);
  if (!documents.ok) return documents;
  const review = readReview(change.files.get(REVIEW));
  const reported = review.kind === 'read' ? parseDigest(review.review.digest) : ok(null);
  if (!reported.ok) return reported;
  const approvers = approversFor(project.approvals, project.settings.strictness);
  if (!approvers.ok) return approvers;
  const about = { change: change.name, documents: documents.value, review: reported.value };
  const given = await givenIn(project, open, change, about);
  if (!given.ok) return given;
  const counted = countedOf(approvers.value, given.value);
  return ok({
    ...{ documents: documents.value, review, reviewVoid: reviewVoidOf(review, documents.value) },
    ...{ approvals: given.value, awaits: awaitedFor(approvers.value, counted), demand: project.changes },
    last: approvers.value.length === 0 ? null : (counted.at(-1)?.digest ?? null),
  });
};

/** What is against a report: it is about other documents, or returns them; or one is demanded and there is none. */
const reviewFailures = (change: ChangeFiles, standing: ApprovalStanding): readonly Failure[] => {
  const { review, reviewVoid, demand } = standing;
  const remedy = `writ change instructions ${change.name} review`;
  const line = review.kind === 'broken' ? review.line : 1;
  if (reviewVoid !== null) return [{ code: 'change.unreviewed', message: `the report counts for nothing: ${reviewVoid}`, where: { file: `${change.folder}/${REVIEW}`, line, column: 1 }, remedy }]; // prettier-ignore
  return review.kind === 'none' && demand === 'reviewed'
    ? [{ code: 'change.unreviewed', message: `nobody has reported on ${change.name}`, remedy }]
    : [];
};

/** What the policy has against archiving a change as it stands: nothing where nothing is demanded and nothing is void. */
export const approvalFailures = (change: ChangeFiles, standing: ApprovalStanding): readonly Failure[] => {
  if (standing.demand === 'free') return [];
  const [first] = standing.awaits;
  const voided = standing.approvals.find((one) => one.void !== null);
  const why = voided === undefined ? '' : `; that of ${voided.signer} counts for nothing: ${voided.void ?? ''}`;
  return [
    ...reviewFailures(change, standing),
    ...(first === undefined
      ? []
      : [{ code: 'change.unapproved' as const, message: `${first} has to approve ${change.name}${why}`, remedy: `writ approve ${change.name}` }]), // prettier-ignore
  ];
};

/** A change that was approved, and who has to approve it as well. */
export type ApprovedChange = {
  readonly change: string;
  readonly file: string;
  readonly statement: ChangeApproval;
  readonly awaits: readonly string[];
};

/** What keeps a change from being one to approve: it breaks a rule, or a slot of a form is left. */
const unfinished = (open: OpenChanges, change: ChangeFiles): readonly Failure[] => {
  const standing = standingOf(change, open.project);
  const slots = 'fault' in standing ? [] : standing.unfilled;
  const errors = changeIssues(change, open.project, open.specs).filter(({ level }) => level === 'error');
  const at = (file: string, line: number): Place => {
    const text = open.textOf(file);
    const shown = typeof text === 'string' ? text.split(/\r?\n/u)[line - 1] : undefined;
    return { file, line, column: 1, ...(shown ? { text: shown.slice(0, 300) } : {}) };
  };
  return [
    ...errors.map(({ file, line, says }): Failure => ({
      code: 'change.invalid',
      message: says,
      where: at(file, line),
    })),
    ...slots.map(({ path, line }): Failure => ({
      ...{ code: 'change.invalid', message: 'this slot of the form is not filled in' },
      where: at(`${change.folder}/${path}`, line),
    })),
  ];
};

const turnOf = (name: string, { awaits }: ApprovalStanding, signer: string): Result<null> => {
  const [next] = awaits;
  if (next === undefined || next === 'a signer' || next === signer) return ok(null);
  return fail('approval.order', `${next} has to approve ${name} before anybody else; you sign as ${signer}`, { remedy: `writ approve ${name}, by ${next}` }); // prettier-ignore
};

/**
 * A signer approves exactly these documents of a change, and exactly what a reviewer reports on them (S0-D12). Another
 * byte of either, and the approval counts for nothing. It is written beside the change, and goes wherever that goes.
 *
 * @param show what a person reads before the statement
 */
export const approveChange = async (
  project: Project,
  name: string,
  show: (open: OpenChanges, change: ChangeFiles) => string,
  consent: Consent,
): Promise<Result<ApprovedChange>> => {
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const open = readChanges(project.repository, 'all', name);
  if (!open.ok) return open;
  const change = open.value.changes.get(name);
  if (change === undefined) return fail('usage.unknown', `there is no open change “${name}”`);
  const [invalid, ...others] = unfinished(open.value, change);
  if (invalid !== undefined) return { ok: false, failures: [invalid, ...others] };
  const standing = await approvalStanding(project, open.value, change);
  if (!standing.ok) return standing;
  const [unreviewed, ...more] = reviewFailures(change, standing.value);
  if (unreviewed !== undefined) return { ok: false, failures: [unreviewed, ...more] };
  const turn = turnOf(name, standing.value, signer.value.name);
  if (!turn.ok) return turn;
  const identity = await identityOf(project.repository, project.repository.head);
  if (!identity.ok) return identity;
  const { documents, review, last, awaits } = standing.value;
  if (awaits.length === 0)
    return fail('approval.order', `${name} is approved as it is now`, { remedy: `writ change status ${name}` });
  const reported = review.kind === 'read' ? parseDigest(review.review.digest) : ok(null);
  if (!reported.ok) return reported;
  const statement: ChangeApproval = {
    ...statementHead(signer.value.name, APPROVED_DAYS * DAY_MS),
    ...{ kind: 'change', repository: identity.value, change: name, documents, review: reported.value },
    after: last,
  };
  const shown = [show(open.value, change), renderStatement(statement)].join('\n');
  const agreed = await afterReading(consent, shown, TERMS[project.settings.strictness].readingMs);
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const file = `${change.folder}/${APPROVALS}/${signer.value.name}.json`;
  const link = linkOnTheWay(project.repository.root, file);
  if (link !== null) return fail('input.unreadable', `${link} is a link, which is not followed`);
  const written = writeDurably(join(project.repository.root, file), new TextDecoder().decode(envelope.value));
  if (!written.ok) return written;
  const after = readChanges(project.repository, 'all', name);
  const changed = after.ok ? after.value.changes.get(name) : undefined;
  if (!after.ok || changed === undefined) return after.ok ? fail('usage.unknown', `${name} is gone`) : after;
  const stands = await approvalStanding(project, after.value, changed);
  return stands.ok ? ok({ change: name, file, statement, awaits: stands.value.awaits }) : stands;
};
