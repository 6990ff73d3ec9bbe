import { canonicalJson, DAY_MS, isWaivable, TERMS } from '#contract';
import type { GivenWaiver, RunEvidence } from '#evidence';
import { fail, okUnless, type Failure, type Result } from '#failure';
import { momentMs, verifyStatement, type Verified, type Waiver } from '#signoff';
import { unless } from './gate.ts';
import type { GateFinding } from './verdict.ts';

/** The edition of evidence since which it is sealed what nobody may waive. */
const NEVER_WAIVE_SINCE = 3;

/** Whether the settings of the run let its gate be waived. Where nothing says so, they did not. */
const isForbidden = (gate: string, { freshness, seal }: RunEvidence): boolean => {
  const isOlder = (seal?.edition ?? NEVER_WAIVE_SINCE) < NEVER_WAIVE_SINCE;
  return freshness?.neverWaive === undefined ? !isOlder : freshness.neverWaive.includes(gate);
};

const foreign = (what: string): Failure => ({ code: 'waiver.foreign', message: `the waiver is about another ${what}` });

/** Whether a waiver is about the verdict it lies behind, and one that was sealed about no verdict at all. */
const aboutVerdict = ({ gate, over }: Waiver, given: GivenWaiver, { freshness, seal }: RunEvidence) => {
  if (given.over === null)
    return [...unless(over === null, foreign('run')), ...unless(given.name === gate, foreign('gate'))];
  return [
    ...unless(over?.verdict === given.over, foreign('verdict')),
    ...unless(over?.run === freshness?.run, foreign('run')),
    ...unless(over?.manifest === seal?.manifest, foreign('bundle')),
  ];
};

/**
 * Reads a waiver that lies with a run and holds it to everything: a trusted signer, a gate that may be waived at all,
 * this contract, this repository, this verdict, and no longer than the strictness allows.
 */
const readWaiver = (given: GivenWaiver, evidence: RunEvidence, at: string): Result<Verified<'waive'>> => {
  const { contract, freshness, trust } = evidence;
  if (!contract || !freshness) return fail('waiver.foreign', 'nothing says which run the waiver is about');
  const verified = verifyStatement('waive', given.envelope, trust, at);
  if (!verified.ok) return verified;
  const { statement } = verified.value;
  const { waiverDays } = TERMS[contract.value.strictness];
  const lasts = (momentMs(statement.until) ?? Number.POSITIVE_INFINITY) - (momentMs(statement.at) ?? 0);
  const failures = [
    ...unless(isWaivable(statement.gate), {
      code: 'waiver.never',
      message: `${statement.gate} cannot be waived`,
      remedy: `writ explain ${statement.gate}`,
    }),
    ...unless(!isForbidden(statement.gate, evidence), {
      code: 'waiver.never',
      message: `the settings of the run do not let ${statement.gate} be waived`,
      remedy: 'see never_waive in .writ/policy.yaml and in your settings',
    }),
    ...unless(statement.contract === contract.digest, foreign('contract')),
    ...unless(statement.task === contract.value.id && statement.version === contract.value.version, foreign('task')),
    ...unless(canonicalJson(statement.repository) === canonicalJson(freshness.repository), foreign('repository')),
    ...aboutVerdict(statement, given, evidence),
    ...unless(lasts <= waiverDays * DAY_MS, {
      code: 'waiver.too-long',
      message: `a waiver of a ${contract.value.strictness} contract may hold for ${waiverDays} days, this one holds from ${statement.at} until ${statement.until}`,
    }),
  ];
  return okUnless(failures, () => verified.value);
};

/** A waiver as it stands at the moment of judging. One that was sealed must have held when the run began, too. */
const standing = (given: GivenWaiver, evidence: RunEvidence): Result<Verified<'waive'>> => {
  const began = given.over === null ? readWaiver(given, evidence, evidence.freshness?.startedAt ?? evidence.at) : null;
  return began?.ok === false ? began : readWaiver(given, evidence, evidence.at);
};

/** What is wrong with the waivers that were sealed with a run, as of its beginning. Only what is right is sealed. */
export const wrongSealedWaivers = (evidence: RunEvidence): readonly Failure[] =>
  (evidence.waivers ?? []).flatMap((given) => {
    const read = given.over === null ? readWaiver(given, evidence, evidence.freshness?.startedAt ?? evidence.at) : null;
    return read?.ok === false ? read.failures : [];
  });

/** A gate that broke down decided nothing that could be excepted from. */
const mayBeWaived = ({ gate, outcome, findings }: GateFinding): boolean =>
  outcome === 'fail' && isWaivable(gate) && findings.every(({ code }) => code !== 'gate.error');

/**
 * A line of a verdict with the newest waiver of its gate that stands. The gate still says `fail`, its findings stay,
 * and a notice tells whoever decides. A waiver that does not stand is named among the findings.
 */
export const withWaiver = (line: GateFinding, evidence: RunEvidence): GateFinding => {
  if (!mayBeWaived(line)) return line;
  const read = (evidence.waivers ?? []).map((given) => standing(given, evidence));
  const found = read.flatMap((one) => (one.ok && one.value.statement.gate === line.gate ? [one.value] : [])).at(-1);
  if (found === undefined) {
    const faults = read.flatMap((one) => (one.ok ? [] : one.failures));
    return { ...line, findings: [...line.findings, ...faults] };
  }
  const { signer, until, because } = found.statement;
  return {
    ...line,
    notices: [...line.notices, `${line.gate} was waived by ${signer} until ${until}, because: ${because}`],
    waiver: { envelope: found.digest, signer, until, because },
  };
};

/** Whether waivers alone would make a verdict PASS: the gates that refuse, where every one of them can be waived. */
export const waivableRefusals = (lines: readonly GateFinding[]): readonly GateFinding[] | null => {
  const refusing = lines.filter(({ outcome, waiver }) => outcome !== 'pass' && waiver === null);
  return refusing.length > 0 && refusing.every(mayBeWaived) ? refusing : null;
};
