import { sha256, type GateId } from '#contract';
import { MANIFEST_FILE, type RunEvidence, type SealedFiles } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import { judgeRun, rejudged, type GateFinding, type Rejudged, type Verdict } from '#gates';
import type { VerdictChain } from '#run';
import { parseVerdict, VERDICT_PAYLOAD_TYPE, verifyHarness, type VerdictStatement } from '#signoff';
import { laterWaivers, withWaivers } from './verdict-chain.ts';
import { wrongLink } from './verify-after.ts';

/** One verdict of the chain, with the evidence it was judged by: its moment, and the waivers that were there by then. */
export type JudgedLink = {
  readonly bytes: Uint8Array;
  readonly verdict: VerdictStatement;
  readonly evidence: RunEvidence;
  /** The waiver it came of; null for the first one. */
  readonly waiver: Uint8Array | null;
};

const readVerdict = (bytes: Uint8Array, publicKey: string): Result<VerdictStatement> => {
  const payload = verifyHarness({ bytes, name: 'the verdict', payloadType: VERDICT_PAYLOAD_TYPE, publicKey });
  return payload.ok ? parseVerdict(payload.value) : payload;
};

/** A verdict of the chain whose signature was verified. */
export type SignedVerdict = Pick<JudgedLink, 'bytes' | 'verdict' | 'waiver'>;

/** The verdicts over a bundle, the first first, each signed by the harness. Never empty. */
export const openVerdicts = (
  given: VerdictChain,
  harness: string,
): Result<readonly [SignedVerdict, ...SignedVerdict[]]> => {
  const opened: SignedVerdict[] = [];
  for (const { waiver, verdict: bytes } of [{ waiver: null, verdict: given.first }, ...given.waived]) {
    const verdict = readVerdict(bytes, harness);
    if (!verdict.ok) return verdict;
    opened.push({ bytes, verdict: verdict.value, waiver });
  }
  const [first, ...rest] = opened;
  return first === undefined ? fail('verdict.missing', 'the bundle has no verdict') : ok([first, ...rest]);
};

/** Each verdict with what it was judged by: the same evidence, at its own moment, with the waivers that were there by then. */
export const judgedLinks = (
  [first, ...rest]: readonly [SignedVerdict, ...SignedVerdict[]],
  given: VerdictChain,
  sealed: RunEvidence,
): readonly [JudgedLink, ...JudgedLink[]] => {
  const judgedBy = (one: SignedVerdict, number: number): JudgedLink => ({
    ...one,
    evidence: withWaivers({ ...sealed, at: one.verdict.at }, laterWaivers(given, number)),
  });
  return [judgedBy(first, 0), ...rest.map((one, index) => judgedBy(one, index + 1))];
};

/** One verdict of the chain beside what judging again gives. */
type Compared = JudgedLink & { readonly again: Verdict; readonly compared: Rejudged };

const comparedLink = (link: JudgedLink): Compared => {
  const again = judgeRun(link.evidence);
  return { ...link, again, compared: rejudged(link.verdict, again) };
};

/** What speaks against one verdict: it is about something else, or judging again gives another. */
const wrongVerdict = ({ verdict, evidence, again, compared }: Compared, files: SealedFiles): readonly Failure[] => [
  ...(verdict.manifest === sha256(files.get(MANIFEST_FILE) ?? new Uint8Array())
    ? []
    : [wrongLink('the verdict is about another bundle')]),
  ...(verdict.contract === evidence.contract?.digest ? [] : [wrongLink('the verdict is about another contract')]),
  ...(verdict.tree === evidence.changes?.tree ? [] : [wrongLink('the verdict is about another tree')]),
  ...(verdict.run === evidence.freshness?.run ? [] : [wrongLink('the verdict is about another run')]),
  ...(compared.same
    ? []
    : [wrongLink(`recorded is ${verdict.result}, judged again it is ${again.result}, or for other reasons`)]),
];

/** A verdict after the first came later than the one before it, and of a waiver that counts in it. */
const wrongSuccession = (chain: readonly JudgedLink[]): readonly Failure[] =>
  chain.flatMap(({ verdict, waiver }, index) => {
    const before = chain[index - 1];
    if (before === undefined || waiver === null) return [];
    const counts = verdict.gates.some((line) => line.waiver?.envelope === sha256(waiver));
    return [
      ...(counts ? [] : [wrongLink(`the waiver of verdict ${index} does not count in it`)]),
      ...(before.verdict.at <= verdict.at ? [] : [wrongLink(`verdict ${index} is dated before the one it follows`)]),
    ];
  });

/**
 * The gates over what persons signed before the run. No run begins where one of them refuses, and none of them can be
 * waived: a bundle that does not pass them was not made as bundles are made, whatever its verdict says of it.
 */
const SIGNED_BEFORE: readonly GateId[] = ['approval.valid', 'approval.unused', 'admission.current'];

/** What speaks against the approvals and the admission a run was begun with, even where it came to an honest FAIL. */
const wrongBeginning = (lines: readonly GateFinding[]): readonly Failure[] =>
  lines.flatMap(({ gate, outcome, findings }) => (outcome !== 'pass' && SIGNED_BEFORE.includes(gate) ? findings : []));

/** What checking verdicts came to: what speaks against them, and what is to be told where nothing does. */
export type CheckedVerdicts = { readonly failures: readonly Failure[]; readonly notices: readonly string[] };

/** Checks the verdicts over a bundle, and its seal. */
export const checkVerdicts = (chain: readonly [JudgedLink, ...JudgedLink[]], files: SealedFiles): CheckedVerdicts => {
  const links = chain.map(comparedLink);
  return {
    failures: [
      ...(chain[0].evidence.seal?.failures ?? [
        { code: 'evidence.incomplete' as const, message: 'the bundle has no manifest' },
      ]),
      ...wrongBeginning(links[0]?.again.gates ?? []),
      ...links.flatMap((link) => wrongVerdict(link, files)),
      ...wrongSuccession(chain),
    ],
    notices: [...new Set(links.flatMap(({ compared }) => compared.told))],
  };
};
