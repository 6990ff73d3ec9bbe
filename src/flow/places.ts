/** What lies in the git folder of a repository, so that it never dirties the tree. */
import { join } from 'node:path';
import type { PersonFolders, Repository } from '#host';

export const ledgerPath = ({ writ }: Repository): string => join(writ, 'ledger.sqlite');

/** The settings of a repository of its own. */
export const repositorySettingsPath = ({ writ }: Repository): string => join(writ, 'config.yaml');

/** Who holds it writes documents that lie in the checkout and go on from each other, in any checkout of the repository. */
export const documentsLock = ({ writ }: Repository): string => join(writ, 'documents.lock');

/** Who holds it writes the person's own settings, keys and list of trusted signers. */
export const personLock = ({ config }: PersonFolders): string => join(config, 'lock');

/** Where what the coordinator started says what it has to say. */
export const coordinatorFolder = ({ writ }: Repository): string => join(writ, 'coordinator');

/** Where light tasks lie: a one-line order must not dirty the tree it is about. */
export const lightFolder = ({ writ }: Repository): string => join(writ, 'tasks');

/** What was read of large programs, so that not every run reads them again: beside the harness's key. */
export const programsFolder = ({ state }: PersonFolders): string => join(state, 'programs');
