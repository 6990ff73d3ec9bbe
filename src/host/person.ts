import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where a person's things lie, outside every repository. */
export type PersonFolders = {
  readonly home: string;
  /** Configuration: who may sign, and the person's settings. */
  readonly config: string;
  /** State: the harness's own key. */
  readonly state: string;
  /** What can be made again at any time. */
  readonly cache: string;
};

/** An empty or relative path counts as none, or keys would be kept in whatever folder a command is run in. */
const baseFolder = (variable: string, otherwise: string): string => {
  const named = process.env[variable] ?? '';
  return isAbsolute(named) ? named : otherwise;
};

/** The folders of whoever runs Writ, by the XDG base directory specification. */
export const personFolders = (): PersonFolders => {
  const home = process.env['HOME'] ?? homedir();
  return {
    home,
    config: join(baseFolder('XDG_CONFIG_HOME', join(home, '.config')), 'writ'),
    state: join(baseFolder('XDG_STATE_HOME', join(home, '.local', 'state')), 'writ'),
    cache: join(baseFolder('XDG_CACHE_HOME', join(home, '.cache')), 'writ'),
  };
};

export const allowedSignersPath = (folders: PersonFolders): string => join(folders.config, 'allowed_signers');
export const revokedKeysPath = (folders: PersonFolders): string => join(folders.config, 'revoked_keys');
export const settingsPath = (folders: PersonFolders): string => join(folders.config, 'config.yaml');
