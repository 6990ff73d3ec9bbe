import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { firstCheckout, openRepository, personFolders, type PersonFolders, type Repository } from '#host';
import { openLedger, type Ledger } from '#ledger';
import type { Trust } from '#signoff';
import { openedAhead } from './head-start.ts';
import { ledgerPath } from './places.ts';
import { readTrust } from './trust.ts';
import { readOwnSettings, withCommitted } from './settings-texts.ts';
import { parseStandingSettings, type StandingSettings } from './standing-settings.ts';

/** A repository with its ledger, the settings that hold in it, and who is trusted. Close it when done. */
export type Project = {
  readonly cwd: string;
  readonly repository: Repository;
  readonly ledger: Ledger;
  readonly folders: PersonFolders;
  readonly settings: StandingSettings['settings'];
  /** What each policy that holds here says of who approves; none of them loosens another. */
  readonly approvals: StandingSettings['approvals'];
  /** What an archive of a change of the specs needs, by the strictest of them. */
  readonly changes: StandingSettings['changes'];
  /** How much of the code must have run under the tests, by the strictest of them. */
  readonly coverage: StandingSettings['coverage'];
  /** Who reviews results, and what is asked of a review. */
  readonly review: StandingSettings['review'];
  /** Rules about target branches, the person's first and then those of this clone. */
  readonly landingRules: StandingSettings['landingRules'];
  readonly trust: Trust;
  readonly close: () => Promise<void>;
};

/**
 * The repository with the place that the settings name for workspaces. Where it has several checkouts that is the first
 * one's, whichever a command is typed in: what one of them makes another one finds.
 */
const withWorkspaces = (
  repository: Repository,
  { workspaces }: Pick<Project['settings'], 'workspaces'>,
): Repository => {
  return workspaces === undefined
    ? repository
    : { ...repository, workspaces: join(firstCheckout(repository), workspaces) };
};

/**
 * Opens the project a folder belongs to, and writes nothing: where there is no ledger yet it holds an empty one that
 * is never kept. Fails with what is wrong with the repository, the settings or the trust.
 */
export const openProject = async (cwd: string): Promise<Result<Project>> => {
  const repository = await (openedAhead(cwd) ?? openRepository(cwd));
  if (!repository.ok) return repository;
  const folders = personFolders();
  const own = readOwnSettings(repository.value, folders);
  if (!own.ok) return own;
  const texts = await withCommitted(own.value, repository.value);
  if (!texts.ok) return texts;
  const settings = parseStandingSettings(texts.value);
  if (!settings.ok) return settings;
  const trust = readTrust(folders);
  if (!trust.ok) return trust;
  const path = ledgerPath(repository.value);
  const ledger = await openLedger(existsSync(path) ? path : ':memory:');
  if (!ledger.ok) return ledger;
  return ok({
    cwd,
    repository: withWorkspaces(repository.value, settings.value.settings),
    ledger: ledger.value,
    folders,
    ...settings.value,
    trust: trust.value,
    close: ledger.value.close,
  });
};

/** The project with a ledger that is kept, made here at its first use. For what records something; close it as well. */
export const startRecording = async (project: Project): Promise<Result<Project>> => {
  const ledger = await openLedger(ledgerPath(project.repository));
  return ledger.ok ? ok({ ...project, ledger: ledger.value, close: ledger.value.close }) : ledger;
};
