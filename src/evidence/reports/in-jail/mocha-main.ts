/**
 * The program that runs mocha inside the jail, as text; `START` comes before it. Mocha's reporter shares its process with
 * the tests, so that process is one of its own: it knows a key but not the secret, says at its end what it saw, and what
 * it says is taken only with that key. A first process, without the key, reads the tree's configuration.
 */
export const MOCHA_MAIN = String.raw`
const { fork } = createRequire(import.meta.url)('node:child_process');
const mocha = inMount('mocha/package.json').replace(/\/package\.json$/, '');
const before = standing(ROOT);

/** Starts the process of the tests, and gives what it said with the key, and how it ended. */
const start = (execArgv, env) =>
  new Promise((resolve) => {
    let said = null;
    let told = null;
    const child = fork(HARNESS + '/mocha-process.mjs', [], {
      cwd: ROOT, execArgv, env: { ...process.env, ...env, WRIT_MOCHA: mocha, WRIT_ORDER: stringify(order) },
      stdio: ['ignore', 2, 2, 'ipc'], serialization: 'json',
    });
    child.on('message', (message) => {
      if (message?.node !== undefined) told ??= message.node;
      const witness = readWitness(message);
      if (witness === null) return;
      said = witness;
      child.kill('SIGKILL');
    });
    child.on('exit', (code, signal) => resolve({ said, told, end: signal ?? code }));
  });

const tellFile = (at, file, { tests: own, canary, broken }) => {
  for (const { path, outcome, cause, caught } of own) tell(at, path, outcome, cause, caught);
  if (canary !== null) say({ kind: 'canary', at, failed: canary });
  finish(at, broken !== null, broken ?? undefined);
};
const asked = await start(order.node, { WRIT_OPTIONS: '1' });
if (asked.told === null) tell(null, ['mocha reads its configuration'], 'failed', 'load');
else {
  const { said, end: code } = await start([...order.node, ...asked.told], { WRIT_WITNESS: witnessKey });
  if (said === null) problem('the process of the tests did not say what it saw; it was ended from within (' + code + ')');
  else {
    said.files.forEach(({ file }, at) => say({ kind: 'begin', at, file: short(file) }));
    said.files.forEach((one, at) => tellFile(at, short(one.file), one));
    for (const says of said.problems) problem(says);
    for (const { path, cause } of said.outside) tell(null, path, 'failed', cause);
  }
}
tellChanged(before);
end();
`;
