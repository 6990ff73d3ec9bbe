import { fail, ok, type Result } from '#failure';
import { isLoginThere, readLogin, type BackendSettings, type Login } from '#host';

/** Where an agent keeps the log-in of a subscription, below the home, and what a person types outside to have one. */
export type KnownLogin = { readonly file: string; readonly command: string };

const CODEX: KnownLogin = { file: '~/.codex/auth.json', command: 'codex login' };

/** The log-ins of the presets that have one. */
const KNOWN: Readonly<Partial<Record<string, KnownLogin>>> = {
  codex: CODEX,
  'codex-acp': CODEX,
  claude: { file: '~/.claude/.credentials.json', command: 'claude auth login' },
  gemini: { file: '~/.gemini/oauth_creds.json', command: 'gemini' },
  opencode: { file: '~/.local/share/opencode/auth.json', command: 'opencode auth login' },
};

/** The log-in that an agent of this name knows; null where it is none of ours. */
export const knownLogin = (preset: string): KnownLogin | null => KNOWN[preset] ?? null;

const readAll = (names: readonly string[], remedy: string): Result<readonly Login[]> => {
  const logins: Login[] = [];
  for (const name of names) {
    const read = readLogin(name, remedy);
    if (!read.ok) return read;
    logins.push(read.value);
  }
  return ok(logins);
};

/**
 * Reads the log-ins that the settings of a backend name; none where they name none.
 *
 * @returns `config.invalid` where an agent would not find what is handed to it, or a key is added outside as well, and
 *   `backend.ineligible` where one cannot be read
 */
export const loginsOf = (id: string, settings: BackendSettings): Result<readonly Login[]> => {
  const { login, preset = id, endpoint } = settings;
  if (login === undefined) return ok([]);
  if (endpoint?.key_env !== undefined)
    return fail('config.invalid', `backend ${id} has a login and a key_env: the bridge would put the key in place of the log-in`, {
      remedy: 'take one of them out of your config.yaml',
    }); // prettier-ignore
  // A command that is named like an agent is still a command.
  const known = settings.preset === undefined && settings.run !== undefined ? null : knownLogin(preset);
  if (known !== null && login.join() !== known.file)
    return fail('config.invalid', `backend ${id} finds its log-in at ${known.file}, and nowhere else`, {
      remedy: `login: [${known.file}]`,
    });
  return readAll(
    login,
    known === null ? 'log in outside of Writ, or take login out of your config.yaml' : known.command,
  );
};

/** The log-in of an agent that lies here and is not handed over; null where there is none, or it is. */
export const loginKept = (id: string, settings: BackendSettings | undefined): KnownLogin | null => {
  if (settings?.login !== undefined || (settings?.preset === undefined && settings?.run !== undefined)) return null;
  const known = knownLogin(settings?.preset ?? id);
  return known !== null && isLoginThere(known.file) ? known : null;
};
