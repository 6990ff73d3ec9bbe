import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stricter, type Approvals, type LandingRule } from '#contract';
import { ok, type Result } from '#failure';
import {
  allowedSignersPath,
  combineSettings,
  fileAt,
  landingRulesOf,
  openRepository,
  parseCommittedPolicy,
  personFolders,
  POLICY_FILE,
  readIfThere,
  readSettings,
  revokedKeysPath,
  settingsPath,
  type CommittedPolicy,
  type PersonFolders,
  type Repository,
  type Settings,
} from '#host';
import { openLedger, type Ledger } from '#ledger';
import { parseTrust, type Trust } from '#signoff';

/** A repository with its ledger, the settings that hold in it, and who is trusted. Close it when done. */
export type Project = {
  readonly cwd: string;
  readonly repository: Repository;
  readonly ledger: Ledger;
  readonly folders: PersonFolders;
  readonly settings: Settings & { readonly strictness: NonNullable<Settings['strictness']> };
  /** What each policy that holds here says of who approves; none of them loosens another. */
  readonly approvals: readonly Approvals[];
  /** Rules about target branches, the person's first and then those of this clone. */
  readonly landingRules: readonly LandingRule[];
  readonly trust: Trust;
  readonly close: () => Promise<void>;
};

/** The list of trusted signers, as the person keeps it outside every repository. */
export const readTrust = (folders: PersonFolders): Result<Trust> => {
  const allowed = readIfThere(allowedSignersPath(folders), 1024 * 1024);
  if (!allowed.ok) return allowed;
  const revoked = readIfThere(revokedKeysPath(folders), 1024 * 1024);
  if (!revoked.ok) return revoked;
  const text = (bytes: Uint8Array | null): string => new TextDecoder().decode(bytes ?? new Uint8Array());
  return parseTrust(
    { allowedSigners: text(allowed.value), revokedKeys: text(revoked.value) },
    { allowedSigners: allowedSignersPath(folders), revokedKeys: revokedKeysPath(folders) },
  );
};

/** Where a repository's own settings lie: in its git folder, so that they never dirty the tree. */
export const repositorySettingsPath = (repository: Repository): string => join(repository.writ, 'config.yaml');

const readAllSettings = async (
  repository: Repository,
  folders: PersonFolders,
): Promise<Result<Pick<Project, 'settings' | 'approvals' | 'landingRules'>>> => {
  const person = readSettings(settingsPath(folders));
  if (!person.ok) return person;
  const local = readSettings(repositorySettingsPath(repository));
  if (!local.ok) return local;
  const combined = combineSettings(person.value, local.value);
  const committed = await fileAt(repository, repository.head, POLICY_FILE);
  if (!committed.ok) return committed;
  const policy =
    committed.value === null
      ? ok<CommittedPolicy>({ strictness: 'light', landing: [] })
      : parseCommittedPolicy(committed.value);
  if (!policy.ok) return policy;
  const strictness = stricter(combined.strictness ?? 'light', policy.value.strictness);
  const approvals = [person.value, local.value, policy.value].flatMap(({ approvals: asked = [] }) => asked);
  const landingRules = [...landingRulesOf(person.value.landing), ...landingRulesOf(local.value.landing)];
  return ok({ settings: { ...combined, strictness }, approvals, landingRules });
};

const ledgerPath = (repository: Repository): string => join(repository.writ, 'ledger.sqlite');

/**
 * Opens the project a folder belongs to, and writes nothing: where there is no ledger yet it holds an empty one that
 * is never kept. Fails with what is wrong with the repository, the settings or the trust.
 */
export const openProject = async (cwd: string): Promise<Result<Project>> => {
  const repository = await openRepository(cwd);
  if (!repository.ok) return repository;
  const folders = personFolders();
  const settings = await readAllSettings(repository.value, folders);
  if (!settings.ok) return settings;
  const trust = readTrust(folders);
  if (!trust.ok) return trust;
  const ledger = await openLedger(existsSync(ledgerPath(repository.value)) ? ledgerPath(repository.value) : ':memory:');
  if (!ledger.ok) return ledger;
  return ok({
    cwd,
    repository: repository.value,
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
