import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JAILS } from '#contract';
import { remedyOf, ok, type Failure, type Result } from '#failure';
import { openProject, readTrust, signerStands } from '#flow';
import {
  findProgram,
  freeSpace,
  gitLine,
  hasKeygen,
  personFolders,
  jailMaker,
  personIdentity,
  probeJail,
  readIfThere,
  readSettings,
  settingsPath,
  type PersonFolders,
  type Settings,
} from '#host';
import { backendsHere, examinePackages, loadSources, packagesFolder } from '#run';
import { type Shown } from '../io.ts';
import { loginLine, versionWords } from './backend.ts';
import { spaceFacts } from './doctor-space.ts';
import { paint } from '../terminal.ts';

/** One line of the examination. `needed`: without it nothing works. */
type Line = {
  readonly what: string;
  readonly works: boolean;
  readonly says: string;
  readonly needed: boolean;
  readonly remedy?: string;
};

const good = (what: string, says: string): Line => ({ what, works: true, says, needed: true });
const bad = (what: string, [first]: readonly [Failure, ...Failure[]], needed: boolean): Line => ({
  what,
  works: false,
  says: first.message,
  needed,
  remedy: remedyOf(first),
});

const MINIMUM_NODE = 24;

const nodeLine = (): Line =>
  Number(process.versions.node.split('.')[0]) >= MINIMUM_NODE
    ? good('node', process.version)
    : bad('node', [{ code: 'machine.node', message: `${process.version} is too old` }], true);

const MINIMUM_GIT = [2, 34] as const;

const gitLineOf = async (): Promise<Line> => {
  const version = await gitLine(['--version'], { config: 'harness' });
  if (!version.ok) return bad('git', version.failures, true);
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/u.exec(version.value)?.slice(1) ?? []).map(Number);
  const enough = major > MINIMUM_GIT[0] || (major === MINIMUM_GIT[0] && minor >= MINIMUM_GIT[1]);
  return enough
    ? good('git', version.value)
    : bad('git', [{ code: 'machine.git', message: `${version.value} is too old` }], true);
};

const grammarsLine = async (): Promise<Line> => {
  const sources = await loadSources();
  return sources.ok
    ? good('grammars', 'TypeScript, JavaScript, Python, Go and Rust, for proofs and rules')
    : bad('grammars', sources.failures, true);
};

/** What runs the tests of a language, and the files by which a repository says that it is written in it. */
const TOOLCHAINS = [
  { program: 'python3', files: ['pyproject.toml', 'setup.py', 'setup.cfg', 'pytest.ini', 'requirements.txt'] },
  { program: 'go', files: ['go.mod'] },
  { program: 'cargo', files: ['Cargo.toml'] },
] as const;

const toolchainLines = (root: string): readonly Line[] =>
  TOOLCHAINS.flatMap(({ program, files }) => {
    const file = files.find((name) => existsSync(join(root, name)));
    if (file === undefined) return [];
    const path = findProgram(program);
    if (path !== null) return [good(program, path)];
    return [
      { what: program, works: false, says: `missing, and there is a ${file} here`, needed: false, remedy: `install ${program}` }, // prettier-ignore
    ];
  });

/** What Git LFS keeps elsewhere is not there for whoever works or checks: said where there is such a thing. */
const pointersLine = (root: string): readonly Line[] => {
  const attributes = readIfThere(join(root, '.gitattributes'), 1_000_000);
  const isAsked = attributes.ok && attributes.value !== null && /\bfilter=lfs\b/u.test(new TextDecoder().decode(attributes.value)); // prettier-ignore
  return isAsked ? [good('git lfs', 'its files are pointers in workspaces and checks, as they are committed')] : [];
};

/** Every file that was installed for checks is read, which a run does not take the time for. */
const packagesLine = (): Line => {
  const { count, changed } = examinePackages();
  const says =
    count === 0
      ? 'none installed for checks so far'
      : `${count} ${count === 1 ? 'lockfile' : 'lockfiles'} installed for checks, and as they were installed`;
  return changed.length === 0
    ? good('packages', says)
    : {
        ...{ what: 'packages', works: false, says: `changed since they were installed: ${changed.join(', ')}` },
        ...{ needed: false, remedy: `rm -rf ${packagesFolder()}; they are installed anew when they are needed` },
      };
};

const signerLine = async (folders: PersonFolders, signer: Settings['signer']): Promise<Line> => {
  if (signer === undefined) return bad('signer', [{ code: 'machine.key', message: 'no signer is set up yet' }], false);
  const stands = await signerStands(folders, signer);
  return stands.ok ? good('signer', `${signer.name}, with ${signer.key}`) : bad('signer', stands.failures, false);
};

/** What can be done where no jail can be made is little, and is said where somebody looks for it. */
const withoutJail = (line: Line): Line => ({
  ...line,
  remedy: `${line.remedy ?? ''}; without a jail only light work of risk LOW is done, and only after writ admit --without-jail`,
});

/** What nobody has tested counts as no jail, which is said as well. */
const isolated = (line: Line): Line =>
  JAILS[jailMaker()].holds ? line : withoutJail({ ...line, remedy: 'use Linux' });

const machineLines = async (): Promise<readonly Line[]> => {
  const jail = await probeJail(jailMaker());
  const folders = personFolders();
  const settings = readSettings(settingsPath(folders));
  const trust = readTrust(folders);
  const signer = settings.ok ? settings.value.signer : undefined;
  return [
    nodeLine(),
    await gitLineOf(),
    jail.ok ? isolated(good('isolation', jail.value)) : withoutJail(bad('isolation', jail.failures, true)),
    hasKeygen()
      ? good('signing', 'ssh-keygen')
      : bad('signing', [{ code: 'machine.ssh-keygen', message: 'ssh-keygen is missing' }], true),
    await grammarsLine(),
    ...(settings.ok ? [] : [bad('settings', settings.failures, true)]),
    await signerLine(folders, signer),
    trust.ok
      ? good('trust', `${trust.value.signers.length} trusted signer${trust.value.signers.length === 1 ? '' : 's'}`)
      : bad('trust', trust.failures, true),
    packagesLine(),
    ...['jq', 'openssl'].map((name): Line =>
      findProgram(name) === null
        ? {
            what: name,
            works: false,
            says: 'missing; only scripts/verify-bundle.sh needs it',
            needed: false,
            remedy: `install ${name}`,
          }
        : good(name, 'for scripts/verify-bundle.sh'),
    ),
  ];
};

/** Where a run writes: a full disk stops it, and says to come here. */
const spaceLine = (runs: string): Line => {
  const folders = [
    { path: runs, is: 'for runs' },
    { path: tmpdir(), is: `in ${tmpdir()}` },
  ];
  return { what: 'space', needed: false, ...spaceFacts(folders.map((one) => ({ ...one, free: freeSpace(one.path) }))) };
};

const repositoryLines = async (): Promise<readonly Line[]> => {
  const project = await openProject(process.cwd());
  if (!project.ok) return [bad('repository', project.failures, false)];
  const { repository, settings, cwd, close } = project.value;
  const identity = await personIdentity(repository);
  const backends = (await backendsHere({ cwd, root: repository.root, settings })).flatMap(
    ({ id, configured, backend, kept, bareHere }) => {
      const what = `backend ${id}`;
      const login = loginLine({ backend, kept });
      const logins = login === null ? [] : [good('log-in', `${id}: ${login}`)];
      if (backend.ok)
        return [good(what, `${versionWords(backend.value)}, for ${backend.value.tiers.join(', ')}`), ...logins];
      // Of those that come with Writ, nobody asked for one that is not on this machine, not even without what speaks ACP.
      return configured || backend.failures[0].code !== 'machine.program' || id === 'codex' || bareHere
        ? [bad(what, backend.failures, false), ...logins]
        : [];
    },
  );
  await close();
  return [
    spaceLine(repository.writ),
    good('repository', `${repository.root}, on ${repository.branch ?? 'no branch'}, strictness ${settings.strictness}`),
    identity.ok
      ? good('identity', `${identity.value.name} <${identity.value.email}>, of the commits that land`)
      : bad('identity', identity.failures, false),
    ...toolchainLines(repository.root),
    ...pointersLine(repository.root),
    ...backends,
  ];
};

const [LEAST_COLUMNS, MOST_COLUMNS] = [14, 30];

/** `writ doctor` */
export const doctor = async (): Promise<Result<Shown>> => {
  const lines = [...(await machineLines()), ...(await repositoryLines())];
  // What a backend is called is as long as its person likes; the rest stands in one column all the same.
  const width = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, ...lines.map(({ what }) => what.length)));
  const shown = lines.flatMap(({ what, works, says, needed, remedy }) => [
    `${works ? paint('green', 'ok') : needed ? paint('red', 'no') : paint('yellow', '--')}  ${what.padEnd(width)} ${says}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(width + 5)}next: ${remedy}`]),
  ]);
  const broken = lines.some(({ works, needed }) => needed && !works);
  return ok({ text: shown.join('\n'), json: { lines }, exit: broken ? 3 : 0 });
};
