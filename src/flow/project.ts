import { existsSync } from 'node:fs';
import { ok, type Result } from '#failure';
import {
  allowedSignersPath,
  openRepository,
  personFolders,
  readIfThere,
  revokedKeysPath,
  type PersonFolders,
  type Repository,
} from '#host';
import { openLedger, type Ledger } from '#ledger';
import { parseTrust, type Trust } from '#signoff';
import { openedAhead } from './head-start.ts';
import { ledgerPath } from './places.ts';
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
  /** Rules about target branches, the person's first and then those of this clone. */
  readonly landingRules: StandingSettings['landingRules'];
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
