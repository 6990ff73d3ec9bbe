import type { Repository, Settings } from '#host';
import type { Chain } from '#evidence';
import type { Ledger } from '#ledger';
import type { Ahead } from './ahead.ts';
import type { ApprovedContract } from './approved-contract.ts';
import type { Backend } from './backends/resolve.ts';
import type { Packages } from './dependencies/packages.ts';
import type { Earlier } from './earlier-session.ts';
import type { SecretWatch } from './secrets/watch.ts';

/** Who is to review, and how long that may take. */
export type Reviewer = { readonly backend: Backend; readonly timeoutMs: number };

/** Everything the steps of one attempt share. */
export type Attempt = Omit<Ahead, 'identity' | 'drop'> & {
  readonly repository: Repository;
  readonly ledger: Ledger;
  readonly settings: Settings;
  readonly order: ApprovedContract;
  readonly backend: Backend;
  /** The session to be gone on with, or why there is none; null where no attempt was before, or none could leave one. */
  readonly earlier: Earlier | null;
  /** Who reviews the result; null where nobody is to. */
  readonly reviewer: Reviewer | null;
  readonly events: Chain;
  readonly trace: Chain;
  /** Folders mounted from the person's checkout, read-only. */
  readonly provided: readonly string[];
  /** What checks find installed. */
  readonly packages: Packages;
  /** The private key the evidence is sealed with. */
  readonly harnessKey: string;
  /** Looks for secrets in all that is about to be stored. */
  readonly secrets: SecretWatch;
  /** Tells the person how far it has come. */
  readonly tell: (sentence: string) => void;
};
