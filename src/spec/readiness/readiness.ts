import { z } from 'zod';
import { MET_BY } from './items.ts';
import { sectionAt } from './listing.ts';

/** Where a repository says how each item of its readiness is met. */
export const READINESS_FILE = '.writ/readiness.yaml';

/** What has to stand before agents write code (S4-R2, R6, R10, R11, R13, R14), in this order. */
export const READINESS_ITEMS = {
  contracts: 'descriptions of the APIs, which are what the code is held to',
  security_gates: 'what has to hold for security before a launch',
  operations_gates: 'what has to hold for operations before a launch',
  trade_offs: 'trade-offs that were made, each with what makes one look at it again',
  roadmap: 'the phases of the work, in their order',
  assumptions: 'the register of assumptions',
  entry_points: 'where whoever begins finds the rest',
} as const;
export type ReadinessItem = keyof typeof READINESS_ITEMS;

const place = z.string().regex(/\S/u);
const item = z.union([
  z.strictObject({ at: z.array(place).min(1) }),
  z.strictObject({ none: z.string().regex(/^because\b\P{L}*[\p{L}\p{N}]/u, 'says why: “because …”') }),
]);

/** The form of `.writ/readiness.yaml`: each item says where it is met, or why there is none. */
export const readinessSchema = z.strictObject({
  contracts: item.optional(),
  security_gates: item.optional(),
  operations_gates: item.optional(),
  trade_offs: item.optional(),
  roadmap: item.optional(),
  assumptions: item.optional(),
  entry_points: item.optional(),
});
export type ReadinessTerms = z.infer<typeof readinessSchema>;

/** How one item stands: where it is met, and what speaks against it. Nothing said of it is missing, and refuses. */
export type ReadinessFinding = {
  readonly item: ReadinessItem;
  readonly outcome: 'pass' | 'fail' | 'missing';
  readonly says: string;
  /** `FILE:LINE` of each place that meets it. */
  readonly at: readonly string[];
  readonly findings: readonly string[];
};

const judgeItem = (name: ReadinessItem, terms: ReadinessTerms, texts: ReadonlyMap<string, string>): ReadinessFinding => {
  const said = terms[name];
  const about = { item: name, says: READINESS_ITEMS[name] };
  if (said === undefined)
    return { ...about, outcome: 'missing', at: [], findings: [`${READINESS_FILE} does not say where it is`] };
  if ('none' in said) return { ...about, outcome: 'pass', at: [], findings: [], says: `${about.says}: none, ${said.none}` };
  const sections = said.at.map((cited) => sectionAt(cited, texts));
  const findings = sections.flatMap((section) => (typeof section === 'string' ? [section] : MET_BY[name](section, texts)));
  const at = sections.flatMap((section) => (typeof section === 'string' ? [] : [`${section.file}:${section.line}`]));
  return { ...about, outcome: findings.length === 0 ? 'pass' : 'fail', at, findings };
}; // prettier-ignore

/** The files that the items name. */
export const filesOfReadiness = (terms: ReadinessTerms): readonly string[] =>
  Object.values(terms).flatMap((one) => (one === undefined || 'none' in one ? [] : one.at.map((at) => at.split('#', 1)[0] ?? ''))); // prettier-ignore

/**
 * Whether a repository is ready for agents to write code in it: every item says where it is met, and is met there, or
 * says why there is none. An item of which nothing is said is missing.
 */
export const judgeReadiness = (
  terms: ReadinessTerms,
  texts: ReadonlyMap<string, string>,
): readonly ReadinessFinding[] => {
  const names: readonly ReadinessItem[] = ['contracts', 'security_gates', 'operations_gates', 'trade_offs', 'roadmap', 'assumptions', 'entry_points']; // prettier-ignore
  return names.map((name) => judgeItem(name, terms, texts));
};
