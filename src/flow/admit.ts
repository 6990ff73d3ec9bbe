import { DAY_MS, TERMS, type Digest, type Tier } from '#contract';
import { fail, ok, type Result } from '#failure';
import { identityOf } from '#host';
import { recordAdmission } from '#ledger';
import { renderStatement, type Admission } from '#signoff';
import type { Project } from './project.ts';
import { signerOf, signStatement, statementHead, type Consent } from './sign.ts';

/** What is to be admitted, and for how long. */
export type AdmitOrder = {
  readonly riskClass: Tier;
  readonly days?: number;
  /** Whether light work of risk LOW may be done where this machine can make no jail. */
  readonly withoutJail?: boolean;
};

/** The branch an admission is about: the one that is checked out. */
export const branchToAdmit = ({ repository }: Project): Result<string> =>
  repository.branch === null
    ? fail('repository.detached', 'HEAD is detached: check out the branch that is to be admitted')
    : ok(repository.branch);

/** A signer says that this repository may be a target: owned, noncritical, of this risk class, for some days (S1-R5). */
export const admit = async (
  project: Project,
  order: AdmitOrder,
  consent: Consent,
): Promise<Result<{ readonly admission: Digest; readonly statement: Admission }>> => {
  const { repository, settings, ledger } = project;
  const checkedOut = branchToAdmit(project);
  if (!checkedOut.ok) return checkedOut;
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const identity = await identityOf(repository, repository.head);
  if (!identity.ok) return identity;
  const days = order.days ?? TERMS[settings.strictness].admissionDays;
  const head = statementHead(signer.value.name, days * DAY_MS);
  const statement: Admission = {
    ...head,
    kind: 'admit',
    repository: identity.value,
    branch: checkedOut.value,
    owned: true,
    critical: false,
    riskClass: order.riskClass,
    ...(order.withoutJail === true && { withoutJail: 'LOW' as const }),
  };
  const agreed = await consent(renderStatement(statement));
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const { branch, riskClass, until, nonce } = statement;
  const recorded = await recordAdmission(
    ledger,
    { branch, riskClass, until, nonce, signer: statement.signer },
    envelope.value,
    statement.at,
  );
  return recorded.ok ? { ok: true, value: { admission: recorded.value, statement } } : recorded;
};
