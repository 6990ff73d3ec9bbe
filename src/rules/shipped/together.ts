import type { Rule } from '../rule.ts';
import { MIGRATIONS, ruleOf } from './rule-of.ts';

const DOCS = ['README.md', 'docs/**', '**/docs/**', '**/README.md'];

/** Where the variables of an environment are told. */
const VARIABLES = [...DOCS, '.env.example', '**/.env.example'];

/** Where assumptions are kept (S4-R10, S4-R14). */
const REGISTER = ['**/Assumptions_Register.md', 'Assumptions_Register.md', '**/assumptions/**', '**/assumptions.md'];

/** What has to change together (S0-R60..R65, S4-R17). */
export const TOGETHER: readonly Rule[] = [
  ruleOf({
    id: 'CO-migration',
    says: 'A schema changes together with a migration.',
    why: 'A database that is there already does not change by what a file says.',
    on: false,
    scope: [
      '**/schema.prisma',
      '**/schema.sql',
      '**/schema/**/*.sql',
      '**/models/**/*.py',
      '**/schema.rb',
      '**/schema.ts',
    ],
    match: [{ kind: 'together', adds: null, needs: ['migrations/**', '**/migrations/**'] }],
  }),
  ruleOf({
    id: 'CO-number',
    says: 'A new migration takes the next number.',
    why: 'What runs in the order of its names runs in another one where it was tried, or not at all.',
    scope: MIGRATIONS,
    exempt: ['**/migrations/__init__.py'],
    match: [{ kind: 'numbered' }],
  }),
  ruleOf({
    id: 'CO-env',
    says: 'A variable of the environment stands in the documentation.',
    why: 'Whoever sets it up learns of it there, or from a failure.',
    on: false,
    match: [
      {
        kind: 'together',
        adds: String.raw`(?:process\.env\.|(?:Bun|meta)\.env\.|process\.env\[["']|\benviron\[["']|\benviron\.(?:get|pop|setdefault)\(["']|\bgetenv\(["']|\b(?:Deno\.)?env\.get\(["']|os\.Getenv\("|os\.LookupEnv\("|\benv::var(?:_os)?\("|env!\(")([A-Z][A-Z0-9_]+)`,
        needs: VARIABLES,
      },
      // Several at once, taken out of it by their names.
      {
        kind: 'together',
        adds: String.raw`\{([^{}]*)\}\s*=\s*(?:process|Bun|import\.meta)\.env\b`,
        needs: VARIABLES,
      },
    ],
  }),
  ruleOf({
    id: 'CO-docs',
    says: 'A public interface changes together with its documentation.',
    why: 'Documentation that is wrong costs more than none.',
    ...{ on: false, needs: 'scope' },
    match: [{ kind: 'together', adds: null, needs: DOCS }],
  }),
  ruleOf({
    id: 'CO-assumption',
    says: 'An assumption that is marked stands in the register: ASSUMPTION(ASM-014), or a new entry beside it.',
    why: 'What nobody wrote down, nobody can find to be wrong.',
    match: [
      {
        kind: 'together',
        adds: String.raw`\bASSUM(?:PTION|ED|ES|E)\b[ :(\[]+(ASM-[0-9A-Za-z.-]*[0-9A-Za-z])`,
        needs: REGISTER,
      },
      {
        kind: 'together',
        adds: String.raw`\bASSUM(?:PTION|ED|ES|E)\s*:\s*(?:[^A\s]|A[^S]|AS[^M]|ASM[^-]|$)`,
        needs: REGISTER,
      },
    ],
  }),
  ruleOf({
    id: 'CO-task',
    says: 'A commit names its task, in a line such as WP_ID: WP-12, Writ-Task: WP-12 or Refs: #12.',
    why: 'Whoever asks later why a line is there finds who wanted it.',
    ...{ on: false, about: 'commits' },
    match: [
      { kind: 'message', regex: String.raw`^(?:WP_ID|Writ-Task|Refs|Closes|Fixes):? (?:[A-Z][A-Z0-9]*-\S+|#\d+)` },
    ],
  }),
  ruleOf({
    id: 'CO-changelog',
    says: 'A public interface changes together with the changelog.',
    why: 'Whoever uses it has to hear of it before it breaks for them.',
    ...{ on: false, needs: 'scope' },
    match: [{ kind: 'together', adds: null, needs: ['CHANGELOG.md', '**/CHANGELOG.md', '.changeset/**'] }],
  }),
];
