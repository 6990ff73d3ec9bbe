/**
 * Checks the laws of .dependency-cruiser.mjs over src/ of this checkout, or of the folder given. Prints each breach
 * with the law's sentence; exits with 1 if there is one, with 2 if it could not really look.
 */
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import laws from '../.dependency-cruiser.mjs';

const unable = (sentence) => {
  console.error(`import-law: ${sentence}`);
  process.exit(2);
};

// Older Nodes do not know node:sqlite, and a law about a module nobody recognises is silent.
if (Number(process.versions.node.split('.')[0]) < 24) unable('needs Node 24; start it with npm run check:imports');

const root = process.argv[2] ?? join(import.meta.dirname, '..');
process.chdir(root);

const { enhancedResolveOptions, ...options } = laws.options;
const ruleSet = { forbidden: laws.forbidden };
const { output } = await cruise(
  ['src'],
  { ...options, enhancedResolveOptions, validate: true, ruleSet },
  enhancedResolveOptions,
);
const { totalCruised, totalDependenciesCruised = 0, violations } = output.summary;

// With a TypeScript it cannot use, dependency-cruiser sees no module at all and finds nothing wrong.
if (totalCruised === 0 || totalDependenciesCruised === 0) unable('saw no module, so it has checked nothing');

const sentences = new Map(laws.forbidden.map(({ name, comment }) => [name, comment]));
for (const { from, to, rule } of violations)
  console.log(`${rule.name}: ${from} → ${to}\n    ${sentences.get(rule.name)}`);
console.log(
  `${laws.forbidden.length} laws, ${totalCruised} modules, ${totalDependenciesCruised} imports, ${violations.length} breaches`,
);
// Not process.exit(): where a pipe is full it would cut off what is still to be written.
process.exitCode = violations.length > 0 ? 1 : 0;
