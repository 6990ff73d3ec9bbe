import { ok, type Result } from '#failure';
import {
  fileAt,
  POLICY_FILE,
  readIfThere,
  SETTINGS_LIMIT_BYTES,
  settingsPath,
  type PersonFolders,
  type Repository,
} from '#host';
import { repositorySettingsPath } from './places.ts';

/** A file as it stands: its path and its bytes, null where there is none. */
export type FileText = { readonly path: string; readonly bytes: Uint8Array | null };

/** The settings that lie outside the tree: the person's, and the repository's own. */
export type OwnSettings = { readonly person: FileText; readonly repository: FileText };

/** All that settings stand in, before anything is made of it. */
export type SettingsTexts = OwnSettings & {
  /** `.writ/policy.yaml` as the checked-out commit holds it. */
  readonly committed: string | null;
};

const readText = (path: string): Result<FileText> => {
  const bytes = readIfThere(path, SETTINGS_LIMIT_BYTES);
  return bytes.ok ? ok({ path, bytes: bytes.value }) : bytes;
};

/** Reads the settings that lie outside the tree. */
export const readOwnSettings = (repository: Repository, folders: PersonFolders): Result<OwnSettings> => {
  const person = readText(settingsPath(folders));
  if (!person.ok) return person;
  const own = readText(repositorySettingsPath(repository));
  return own.ok ? ok({ person: person.value, repository: own.value }) : own;
};

/** Adds what is committed, for which git has to be asked. */
export const withCommitted = async (own: OwnSettings, repository: Repository): Promise<Result<SettingsTexts>> => {
  const committed = await fileAt(repository, repository.head, POLICY_FILE);
  return committed.ok ? ok({ ...own, committed: committed.value }) : committed;
};
