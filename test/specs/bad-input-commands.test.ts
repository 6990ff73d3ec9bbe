/**
 * Every kind of document that nobody should have written, before every command that reads documents: it ends, in time
 * and with an exit code that says so; it names the file, the place and what to type next; nothing is changed, and nothing
 * from outside the repository is told. The built program is run, as people run it.
 */
import { expect, test } from 'vitest';
import { ASYNCAPI, begun, DELTA, GOOD, HEAD, large, link, MASTER, META, NO_UTF8, OPENAPI, OUTSIDE, put, READS_SPECS, SPEC, TASKS } from './bad-input.ts'; // prettier-ignore
import { shareOf } from '../rig/share.ts';

const READS_APIS = ['api lint', 'api diff HEAD~1', ...READS_SPECS] as const;
const READS_DELTAS = ['change status fine', 'change show fine', 'change instructions fine', 'change validate', 'change archive fine'] as const; // prettier-ignore
const READS_TASKS = ['change list', ...READS_DELTAS] as const;
/** Every command is run on each, those that would go on and change something only where they have to refuse. */
const LOOKS = [...READS_SPECS, 'change list', 'change status', 'change status fine', 'change validate', 'phase gate readiness', 'render --check'] as const; // prettier-ignore

type Kind = readonly [says: string, make: (root: string) => void, place: string, refusedBy: readonly string[]];
const KINDS: readonly Kind[] = [
  ['a spec that is no UTF-8', put(SPEC, NO_UTF8), `${SPEC}:1`, [...READS_SPECS, 'change validate']],
  ['a delta that is no UTF-8', put(DELTA, NO_UTF8), `${DELTA}:1`, [...READS_SPECS, ...READS_DELTAS]],
  ['tasks that are no UTF-8', put(TASKS, NO_UTF8), `${TASKS}:1`, READS_TASKS],
  ['a decision that is no UTF-8', put('docs/decisions/001-a.md', NO_UTF8), 'docs/decisions/001-a.md:1', READS_SPECS],
  ['questions that are no UTF-8', put('docs/open-questions.md', NO_UTF8), 'docs/open-questions.md:1', READS_SPECS],
  ['a roadmap that is no UTF-8', put('docs/ROADMAP.md', NO_UTF8), 'docs/ROADMAP.md:1', READS_SPECS],
  ['assumptions that are no UTF-8', put('docs/Assumptions_Register.md', NO_UTF8), 'docs/Assumptions_Register.md:1', READS_SPECS],
  ['what a change says of itself is no YAML', put(META, 'a: [\n'), `${META}:2`, ['change status fine', 'change instructions fine']],
  ['OpenAPI that is no YAML', put(OPENAPI, 'openapi: 3.1.0\npaths: [\n'), `${OPENAPI}:3`, READS_APIS],
  ['AsyncAPI that is no YAML', put(ASYNCAPI, 'asyncapi: 3.0.0\nchannels: {\n'), `${ASYNCAPI}:3`, READS_APIS],
  ['OpenAPI that is no UTF-8', put(OPENAPI, NO_UTF8), `${OPENAPI}:1`, READS_APIS],
  ['paths that lead to one another', put(OPENAPI, `${HEAD}  /x: { $ref: "#/paths/~1y" }\n  /y: { $ref: "#/paths/~1x" }\n`), `${OPENAPI}:4`, READS_APIS],
  ['a reference out of the repository', put(OPENAPI, `${HEAD}  /x: { $ref: "..${OUTSIDE}/secret" }\n`), `${OPENAPI}:4`, READS_APIS],
  ['one anchor twice', put(MASTER, '# A1 One\n# A1 Two\n'), `${MASTER}:2`, READS_SPECS],
  ['a pointer out of the repository', put('SPEC_CURRENT.md', 'see ../../etc/Spec.md'), 'SPEC_CURRENT.md:1', READS_SPECS],
  ['a spec of 50 MB', large('openspec/specs/large/spec.md'), 'openspec/specs/large/spec.md:1', [...READS_SPECS, 'change validate']],
  ['OpenAPI of 50 MB', large(OPENAPI), `${OPENAPI}:1`, READS_APIS],
  ['tasks of 50 MB', large(TASKS), `${TASKS}:1`, READS_TASKS],
  ['a link in place of a delta', link(DELTA), `${DELTA}:1`, READS_DELTAS],
  ['a link in place of tasks', link(TASKS), `${TASKS}:1`, READS_TASKS],
  ['a link in place of a spec', link(SPEC), `${SPEC}:1`, ['change validate']],
]; // prettier-ignore
/** What is unusual and sound is read, and refused by nobody. */
const SOUND: readonly (readonly [says: string, make: (root: string) => void])[] = [
  ['line ends of another system', put(SPEC, GOOD[SPEC]?.replaceAll('\n', '\r\n') ?? '')],
  ['headings in fences', put(SPEC, `${GOOD[SPEC] ?? ''}\n\`\`\`md\n### Requirement: Good\n\`\`\`\n`)],
  ['a link in place of OpenAPI', link(OPENAPI)],
];

test.each(shareOf('kinds of bad input', KINDS, 8))('%s', (_, make, place, refusedBy) => {
  const run = begun(make);
  for (const command of new Set([...LOOKS, ...refusedBy])) {
    const { status, said } = run(command);
    if (!refusedBy.includes(command)) continue;
    expect({ command, status, said }).toEqual({ command, status: 2, said: expect.stringContaining(`${place}:`) });
    expect(said, command).toMatch(/next {4}|\d documents?, .* invalid/u);
  }
});

test.each(SOUND)('%s', (_, make) => {
  const run = begun(make);
  for (const command of ['spec list', 'spec show openspec:good#Good', 'spec validate', 'spec diff HEAD~1', 'change list', 'change validate']) {
    const { status, said } = run(command);
    expect({ command, status, said }).toMatchObject({ command, status: 0 });
  }
}); // prettier-ignore
