/** What lies in the git folder of a repository, so that it never dirties the tree. */
import { join } from 'node:path';
import type { Repository } from '#host';

export const ledgerPath = ({ writ }: Repository): string => join(writ, 'ledger.sqlite');

/** The settings of a repository of its own. */
export const repositorySettingsPath = ({ writ }: Repository): string => join(writ, 'config.yaml');

/** Where light tasks lie: a one-line order must not dirty the tree it is about. */
export const lightFolder = ({ writ }: Repository): string => join(writ, 'tasks');
