import type { ReportKind, TaskType, Tier } from '../contract.ts';

/** The shapes of other tools: machine fields in a front matter (S2-R27), or named fields as a list or as headings (S3-R19). */
export type ForeignForm = 'front-matter' | 'list' | 'headings';

export type DraftCheck = {
  readonly id: string;
  readonly run: readonly string[];
  readonly reports: ReportKind;
  /** The command as it stood, by which a table of evidence may name it. */
  readonly line: string;
};

export type DraftProof = { readonly check: string } | { readonly manual: string };
export type DraftItem = { readonly says: string; readonly cites: readonly string[]; readonly proof: DraftProof | null };

/** A task of another tool in the words of Writ. What it lacks is empty: nothing is made up to fill a field. */
export type Draft = {
  readonly id: string;
  readonly name: string;
  readonly type: TaskType | null;
  readonly phase: string | null;
  readonly dependsOn: readonly string[];
  /** As written, perhaps only in part; null where the form has none. */
  readonly estimate: Readonly<Record<string, string>> | null;
  readonly riskTier: { readonly tier: Tier; readonly because: string } | null;
  readonly cites: readonly string[];
  readonly allow: readonly string[];
  readonly checks: readonly DraftCheck[];
  readonly done: readonly DraftItem[];
  readonly rollback: string;
  readonly what: string;
  readonly why: string;
  readonly outOfScope: string;
};
