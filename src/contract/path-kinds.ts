/** Folders that steer agents, editors, continuous integration, hooks, package managers, or Writ itself, and installed packages. */
const PROTECTED_FOLDERS: ReadonlySet<string> = new Set(
  `.writ .github .gitlab .gitea .forgejo .circleci .buildkite .claude .cursor .codex .gemini .opencode .agents .amazonq
   .clinerules .continue .junie .kiro .roo .windsurf .vscode .idea .zed .devcontainer .husky .githooks .yarn .cargo .mvn
   .ssh .gnupg .aws .kube .docker node_modules site-packages`.split(/\s+/),
);

/** Files of that kind by their name, and files that hold secrets. Lower case: names are folded before they are compared. */
const PROTECTED_NAMES: readonly RegExp[] = [
  /^(agents|agents\.override|claude|claude\.local|gemini|qwen|copilot-instructions)\.md$/,
  /^\.?mcp\.json$|^opencode\.jsonc?$|^\.(cursorrules|cursorignore|windsurfrules|goosehints|roomodes)$|^\.aider.*$/,
  /^\.(gitattributes|gitmodules|gitconfig|lfsconfig)$/,
  /^(\.gitlab-ci|\.travis|appveyor|\.appveyor|azure-pipelines|bitbucket-pipelines|\.drone|\.woodpecker|\.cirrus)\.ya?ml$|^jenkinsfile$/,
  /^\.?(lefthook|lefthook-local|pre-commit-config)\.(ya?ml|toml|json)$|^\.?(huskyrc|lintstagedrc|simple-git-hooks)(\..*)?$/,
  /^\.(npmrc|netrc|pypirc|curlrc|wgetrc|pip\.conf)$|^\.yarnrc.*$|^\.?pnpmfile\..*$|^\.?bunfig\.toml$|^pip\.conf$/,
  /^\.env.*$|^\.?mise(\..*)?\.toml$|^\.tool-versions$/,
  /\.(pem|key|p12|pfx|jks|keystore|ppk|asc|gpg|kdbx)$|^id_(rsa|dsa|ecdsa|ed25519)(_sk)?(\.pub)?$|^(allowed_signers|authorized_keys|known_hosts)$/,
];

/**
 * Whether a path may only be changed if the contract names it letter by letter: what configures agents, CI, hooks,
 * git attributes, package managers or Writ, and what holds secrets, at any depth and in any case (red team S36).
 * `.gitignore` is not among them: what is captured does not depend on it.
 */
export const isProtected = (path: string): boolean => {
  const names = path.normalize('NFKC').toLowerCase().split('/');
  return names.some((name) => PROTECTED_FOLDERS.has(name) || PROTECTED_NAMES.some((pattern) => pattern.test(name)));
};

/** Whether an entry of `paths` names more than one file. */
export const isGlob = (entry: string): boolean => /[*?]/.test(entry);
