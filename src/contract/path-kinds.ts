/**
 * Folders of code that was brought in from elsewhere, which no task names and tests call: whoever changes the assertions
 * in them decides what passes. By the name alone, as what lies there is asked of paths and of globs, without a tree.
 */
const INSTALLED_FOLDERS: ReadonlySet<string> = new Set(
  'node_modules site-packages vendor third_party .venv venv'.split(' '),
);

/** Folders that steer agents, editors, continuous integration, hooks, package managers, or Writ itself. */
const PROTECTED_FOLDERS: ReadonlySet<string> = new Set(
  `.writ .github .gitlab .gitea .forgejo .circleci .buildkite .claude .cursor .codex .gemini .opencode .agents .amazonq
   .clinerules .continue .junie .kiro .roo .windsurf .vscode .idea .zed .devcontainer .husky .githooks .yarn .cargo .mvn
   .ssh .gnupg .aws .kube .docker`.split(/\s+/),
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

const namesOf = (path: string): readonly string[] => path.normalize('NFKC').toLowerCase().split('/');

/** Whether a path is that of code brought in from elsewhere, or of a folder of it. */
export const isInstalled = (path: string): boolean => namesOf(path).some((name) => INSTALLED_FOLDERS.has(name));

/**
 * Whether a file is machine code by its name, or what an interpreter takes in its place: it runs in the process of the
 * tests, where it can say of them what it likes, and no line of the change shows what it does.
 */
export const isMachineCode = (path: string): boolean =>
  /\.(?:syso|so(?:\.\d+)*|pyd|node|dylib|dll|o|a|lib|pyc|wasm|jar|class)$/iu.test(path);

/**
 * Whether a path may only be changed if the contract names it letter by letter: what configures agents, CI, hooks,
 * git attributes, package managers or Writ, what holds secrets, code brought in from elsewhere, and machine code, at any
 * depth and in any case (red team S36).
 * `.gitignore` is not among them: what is captured does not depend on it.
 */
export const isProtected = (path: string): boolean =>
  isInstalled(path) ||
  isMachineCode(path) ||
  namesOf(path).some((name) => PROTECTED_FOLDERS.has(name) || PROTECTED_NAMES.some((pattern) => pattern.test(name)));

/** Whether an entry of `paths` names more than one file. */
export const isGlob = (entry: string): boolean => /[*?]/.test(entry);
