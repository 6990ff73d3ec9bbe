import { z } from 'zod';
import { visible, type Digest } from '#contract';
import { DigestText, ObjectId } from './manifest.ts';
import type { Showing } from './showing.ts';

/** One path of the patch with its added and deleted lines; null where git counts none (binary). */
export type ReportedPath = { readonly path: string; readonly added: number | null; readonly deleted: number | null };

/** A done-item, what was to prove it, and how that stood when the run was sealed. */
export type ReportedItem = {
  readonly says: string;
  readonly cites: readonly string[];
  readonly proof: string;
  readonly outcome: 'proven' | 'unproven' | 'manual';
  /** Its tests; `place` is `FILE:LINE` where that is known, `FILE`, or empty. Since the fourth edition of evidence, with the rest. */
  readonly tests?: readonly { readonly name: string; readonly place: string }[];
  /** What its tests said without the change; null where nobody asked. */
  readonly without?: Showing | null;
  /** Which parts of the result its tests need, as `FILE:LINES (NAME)`: they noticed when they were taken away. */
  readonly needs?: readonly string[];
};

/** How a check ended, in counts. */
export type ReportedCheck = {
  readonly id: string;
  readonly argv: readonly string[];
  readonly outcome: 'passed' | 'failed';
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly problems: readonly string[];
};

/** What a gate said before sealing. The verdict comes after the seal, so no gate over the seal is among them. */
export type ReportedGate = {
  readonly gate: string;
  readonly outcome: 'pass' | 'fail' | 'missing';
  readonly findings: readonly string[];
};

/** `sealed/report.json`: what a person needs in order to decide, told by the harness (S3-R63). */
export type Report = {
  readonly writ: 1;
  readonly run: string;
  readonly task: string;
  readonly name: string;
  readonly contract: Digest;
  readonly cites: readonly string[];
  readonly base: string;
  readonly tree: string;
  readonly changed: readonly ReportedPath[];
  readonly done: readonly ReportedItem[];
  readonly checks: readonly ReportedCheck[];
  readonly gates: readonly ReportedGate[];
  readonly notices: readonly string[];
  readonly risks: readonly string[];
  readonly waivers: readonly string[];
};

const texts = z.array(z.string());
const Count = z.int().min(0);

export const ReportSchema: z.ZodType<Report> = z.strictObject({
  writ: z.literal(1),
  run: z.string().min(1),
  task: z.string().min(1),
  name: z.string(),
  contract: DigestText,
  cites: texts,
  base: ObjectId,
  tree: ObjectId,
  changed: z.array(z.strictObject({ path: z.string().min(1), added: Count.nullable(), deleted: Count.nullable() })),
  done: z.array(
    z.strictObject({
      says: z.string(),
      cites: texts,
      proof: z.string(),
      outcome: z.enum(['proven', 'unproven', 'manual']),
      tests: z.array(z.strictObject({ name: z.string(), place: z.string() })).exactOptional(),
      without: z.enum(['proven', 'vacuous', 'weak']).nullable().exactOptional(),
      needs: texts.exactOptional(),
    }),
  ),
  checks: z.array(
    z.strictObject({
      id: z.string(),
      argv: texts,
      outcome: z.enum(['passed', 'failed']),
      passed: Count,
      failed: Count,
      skipped: Count,
      problems: texts,
    }),
  ),
  gates: z.array(z.strictObject({ gate: z.string(), outcome: z.enum(['pass', 'fail', 'missing']), findings: texts })),
  notices: texts,
  risks: texts,
  waivers: texts,
});

/**
 * Text from outside as one line of Markdown that means nothing but itself: control characters made visible, white
 * space folded, what Markdown or HTML could act on escaped, at the beginning of the text also the marks of a list.
 */
export const plainMarkdown = (text: string): string =>
  visible(text)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()<>#|!~&@$]|:(?=\/\/)/gu, String.raw`\$&`)
    .replace(/^[-+=]/u, String.raw`\$&`)
    .replace(/^(\d+)\./u, String.raw`$1\.`);

const list = (items: readonly string[], none: string): string =>
  items.length === 0 ? `${none}\n` : `${items.map((item) => `- ${item}`).join('\n')}\n`;

const table = (head: readonly string[], rows: readonly (readonly string[])[], none: string): string => {
  if (rows.length === 0) return `${none}\n`;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
};

const count = (lines: number | null, sign: string): string => (lines === null ? 'binary' : `${sign}${lines}`);

const citesOf = (cites: readonly string[]): string =>
  cites.length === 0 ? 'none' : cites.map(plainMarkdown).join(', ');

const WITHOUT: Readonly<Record<Showing, string>> = {
  proven: 'fails, on an assertion',
  vacuous: 'passes as well',
  weak: 'fails, on no assertion',
};
/** Of several tests one is enough, and nothing is said of the others. */
const WITHOUT_OF_MANY: Readonly<Record<Showing, string>> = {
  proven: 'at least one of them fails, on an assertion',
  vacuous: 'all of them pass as well',
  weak: 'none of them is known to fail on an assertion',
};
const withoutOf = ({ without, tests = [] }: ReportedItem): string =>
  without === undefined || without === null ? 'not asked' : (tests.length > 1 ? WITHOUT_OF_MANY : WITHOUT)[without];

const findings = ({ done }: Report): string =>
  table(
    ['item', 'cites', 'proof', 'outcome', 'tests', 'without the change', 'needs'],
    done.map((item) => [
      ...[plainMarkdown(item.says), citesOf(item.cites), plainMarkdown(item.proof), item.outcome],
      (item.tests ?? [])
        .map(({ name, place }) => plainMarkdown(place === '' ? name : `${place}: ${name}`))
        .join('; ') || 'none',
      withoutOf(item),
      (item.needs ?? []).map(plainMarkdown).join('; ') || 'not known',
    ]),
    'The contract has no done-item.',
  );

const tests = ({ checks }: Report): string =>
  table(
    ['check', 'command', 'outcome', 'passed', 'failed', 'skipped'],
    checks.map((check) => [
      plainMarkdown(check.id),
      plainMarkdown(check.argv.join(' ')),
      check.outcome,
      `${check.passed}`,
      `${check.failed}`,
      `${check.skipped}`,
    ]),
    'No check was run.',
  );

const gates = (report: Report): string =>
  table(
    ['gate', 'outcome', 'findings'],
    report.gates.map((gate) => [
      plainMarkdown(gate.gate),
      gate.outcome,
      gate.findings.map(plainMarkdown).join('; ') || 'none',
    ]),
    'No gate was judged before sealing.',
  );

const changes = ({ changed }: Report): string =>
  table(
    ['file', 'added', 'deleted'],
    changed.map((path) => [plainMarkdown(path.path), count(path.added, '+'), count(path.deleted, '-')]),
    'Nothing was changed.',
  );

/**
 * The validator's report as Markdown (S3-R63: scope inputs, findings for each requirement, tests, risks, waivers), for
 * `sealed/report.md`. It states no verdict: that is made after the seal, and this file is under it.
 *
 * @param report as it stands in `report.json`; every text in it is taken as written by a stranger.
 */
export const renderReport = (report: Report): string => {
  const problems = report.checks.flatMap((check) =>
    check.problems.map((says) => `${plainMarkdown(check.id)}: ${plainMarkdown(says)}`),
  );
  const section = (title: string, body: string): string => `\n## ${title}\n\n${body}`;
  return [
    `# ${plainMarkdown(report.task)}: ${plainMarkdown(report.name)}\n`,
    section(
      'Scope inputs',
      list(
        [
          `run: ${plainMarkdown(report.run)}`,
          `contract: \`${report.contract}\``,
          `cites: ${citesOf(report.cites)}`,
          `base commit: \`${report.base}\``,
          `result tree: \`${report.tree}\``,
        ],
        '',
      ),
    ),
    section('Changes', changes(report)),
    section('Findings', findings(report)),
    section('Gates before sealing', gates(report)),
    section('Tests', tests(report)),
    section('Problems with reports', list(problems, 'None.')),
    section('Notices', list(report.notices.map(plainMarkdown), 'None.')),
    section('Risks', list(report.risks.map(plainMarkdown), 'None.')),
    section('Waivers', list(report.waivers.map(plainMarkdown), 'None.')),
  ].join('');
};
