/**
 * The real OpenSpec, asked about many repositories by one process: starting it takes longer than what it does. It is told
 * a folder of repositories, and prints a line of JSON for each. Nothing of it is changed; its own modules are called as its
 * command line calls them, and `openspec.test.ts` sees for some repositories that the command line says the same.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [home, folder, ...names] = process.argv.slice(2);
const core = (path) => import(pathToFileURL(join(home, 'dist', path)).href);
const { Validator } = await core('core/validation/validator.js');
const { ArchiveCommand } = await core('core/archive.js');
const { ListCommand } = await core('core/list.js');
const { ValidateCommand } = await core('commands/validate.js');
const { loadChangeContext, formatChangeStatus } = await core('core/artifact-graph/index.js');
const { getAvailableChanges } = await core('commands/workflow/shared.js');
if (Validator === undefined) throw new Error('this is not OpenSpec 1.13.2');

/** What a command prints, as JSON. */
const said = async (call) => {
  const [log, error, printed] = [console.log, console.error, []];
  console.log = (text) => printed.push(text);
  console.error = () => {};
  console.warn = () => {};
  try {
    await call();
  } finally {
    console.log = log;
    console.error = error;
  }
  process.exitCode = 0;
  return JSON.parse(printed.join('\n'));
};

const textsBelow = (root) => {
  if (!existsSync(root)) return {};
  const entries = readdirSync(root, { withFileTypes: true, recursive: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    entries.map((one) => {
      const path = join(one.parentPath, one.name);
      return [path.slice(root.length + 1), readFileSync(path, 'latin1')];
    }),
  );
};

const statusOf = (root, name) => {
  try {
    const { artifacts, isPlanningComplete } = formatChangeStatus(loadChangeContext(root, name));
    return { steps: artifacts.map(({ id, status }) => [id, status]), isPlanningComplete };
  } catch {
    return null;
  }
};

for (const name of names) {
  const root = join(folder, name);
  process.chdir(root);
  const validate = await said(() =>
    new ValidateCommand().execute(undefined, { all: true, strict: true, json: true, noInteractive: true }),
  );
  const list = await said(() => new ListCommand().execute(root, 'changes', { json: true }));
  const changes = (await getAvailableChanges(root)).toSorted();
  const statuses = Object.fromEntries(changes.map((one) => [one, statusOf(root, one)]));
  const archives = [];
  for (const one of changes) {
    const { archive, status } = await said(() => new ArchiveCommand().execute(one, { json: true, yes: true }));
    archives.push({
      change: one,
      archivedAs: archive?.archivedAs ?? null,
      code: status?.[0]?.code ?? null,
      message: status?.[0]?.message ?? null,
      specs: textsBelow(join(root, 'openspec/specs')),
    });
  }
  console.log(JSON.stringify({ name, validate, list, statuses, archives }));
}
