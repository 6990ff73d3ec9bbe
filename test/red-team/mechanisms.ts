/** The mechanisms several cases have in common, as source text and what stands in for it. */
import type { Mechanism } from '../rig/switch-off.ts';

/** A gate that lets everything pass. */
export const gate = (name: string): Mechanism => ({
  file: `src/gates/${name}.ts`,
  replace: 'judge: (',
  by: "judge: () => ({ outcome: 'pass', notices: [] }), switchedOff: (",
});

/** What holds tests is known by its path alone. */
export const notByContent: readonly Mechanism[] = [
  {
    file: 'src/run/proof/holding.ts',
    replace: 'if (asked.length === 0) return ok([]);',
    by: "if (asked.length !== Number('-1')) return ok([]);",
  },
  { file: 'src/gates/tests-kept.ts', replace: '...unsortedTests(ground),', by: '' },
];

/** Whatever lies in a folder that is called like one of tests is taken for a test. */
export const foldersCalledTests: Mechanism = {
  file: 'src/contract/test-paths.ts',
  replace: '[SURELY_NAMED, SURELY_FOLDER,',
  by: '[SURELY_NAMED, FOLDER,',
};

const OBJECTS = 'src/host/objects.ts';
const WORK_TREE = 'src/host/work-tree.ts';
const CAPTURE_CALL =
  "const call = { gitDir: store.gitDir, workTree, indexFile, cwd: workTree, config: 'harness' } as const;";
const ADD = 'git add --all --force -- "$@"';
const copyingFirst = (from: string, to: string): Mechanism => ({
  file: WORK_TREE,
  replace: CAPTURE_CALL,
  by: `(await import('node:fs')).copyFileSync(join(workTree, '.git', ${from}), ${to}); ${CAPTURE_CALL}`,
});

/** The result is captured with the index the agent left behind. */
export const agentsIndex: Mechanism = copyingFirst("'index'", 'indexFile');
/** The result is captured without what the agent's `.git/info/exclude` names. */
export const agentsExcludes: Mechanism = copyingFirst("'info/exclude'", "join(store.gitDir, 'info', 'exclude')");
/** Ignored files are passed over. */
export const ignoredPassedOver: Mechanism = {
  file: WORK_TREE,
  replace: ADD,
  by: 'git add --all -- "$@"',
};
/** The result is captured under the settings of the agent's `.git/config`. */
export const agentsSettings: Mechanism = {
  file: WORK_TREE,
  replace: ADD,
  by: 'git -c include.path="$GIT_WORK_TREE/.git/config" add --all --force -- "$@"',
};
/** Attributes in a tree change the bytes that are captured and checked out. */
export const agentsAttributes: Mechanism = {
  file: OBJECTS,
  replace: '* -text -eol -ident -filter -working-tree-encoding -crlf',
  by: '',
};
/** Checks run on a copy of the workspace, not on a checkout of what was captured. */
export const checksInWorkspace: Mechanism = {
  file: 'src/run/run-checks.ts',
  replace: 'const folder = await folders.hold(tree);',
  by: `const folder = await folders.hold(tree);
    if (folder.ok) {
      const { cpSync, rmSync } = await import('node:fs');
      rmSync(folder.value, { recursive: true });
      cpSync([attempt.repository.writ, 'workspaces', attempt.order.contract.id].join('/'), folder.value,
        { recursive: true, verbatimSymlinks: true });
    }`,
};
/** What changed is what a git command says in the agent's repository. `words` is the source of a list. */
export const agentsWordForPaths = (words: string): Mechanism => ({
  file: 'src/run/capture.ts',
  replace: 'const seen = await changedPaths(quarantine, order.base, captured.value);',
  by: `const named = (await import('node:child_process'))
    .execFileSync('git', ['-C', workspace, ...${words}], { encoding: 'utf8' }).split('\\n');
    const all = await changedPaths(quarantine, order.base, captured.value);
    const seen = all.ok ? ok(all.value.filter(({ path }) => named.includes(path))) : all;`,
});
/** No path needs to be named by itself. */
export const nothingProtected: Mechanism = {
  file: 'src/contract/paths.ts',
  replace: 'if (isProtected(path)) {',
  by: "if (isProtected('')) {",
};
/** The jail is not tried out before a backend begins: it would find what else is switched off. */
export const untested: readonly Mechanism[] = [
  { file: 'src/run/backend-jail.ts', replace: 'argv: test.value.before(', by: 'argv: ((argv) => argv)(' },
  {
    file: 'src/run/backend-jail.ts',
    replace: 'const tested = selfTestIn(end.value, aborting.aborted);',
    by: 'const tested = ok({ tried: [], end: end.value });',
  },
];
const JAIL = 'src/host/jail.ts';
/** The jail has the network of the machine. */
export const machinesNetwork: Mechanism = {
  file: JAIL,
  replace: "'--unshare-all',",
  by: "'--unshare-all', '--share-net',",
};
/** The jail sees the processes of the machine, and does not end them. */
export const machinesProcesses: readonly Mechanism[] = [
  ...untested,
  { file: JAIL, replace: "'--unshare-all',", by: "'--unshare-ipc', '--unshare-net', '--unshare-uts'," },
  { file: JAIL, replace: "['--proc', '/proc']", by: "['--dev-bind', '/proc', '/proc']" },
];
/** A further mount of the backend's jail; `mount` is its source. */
export const mounted = (mount: string): Mechanism => ({
  file: 'src/run/backend-jail.ts',
  replace: "{ kind: 'writable', from: workspace, to: JAIL_WORK },",
  by: `{ kind: 'writable', from: workspace, to: JAIL_WORK }, ${mount},`,
});
/** The checks of a backend that failed are not run, and then their results are missing. */
export const noChecksAfterFailure: Mechanism = {
  file: 'src/run/execute.ts',
  replace: 'return end !== null && isDone && !isHindered(end) && end.declaredFailure === null;',
  by: 'return true;',
};

/** Nobody looks whether tests need what was added beside them. */
export const addedBelieved: readonly Mechanism[] = [
  { file: 'src/gates/tests-kept.ts', replace: '...apart.failures,', by: '' },
];
