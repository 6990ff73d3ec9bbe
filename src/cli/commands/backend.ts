import { remedyOf, ok, type Result } from '#failure';
import { backendsHere, type BackendHere } from '#run';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { withProject } from './with-project.ts';

const described = ({ id, configured, backend }: BackendHere) => {
  if (!backend.ok) {
    const [first] = backend.failures;
    return { id, configured, eligible: false, says: first.message, remedy: remedyOf(first) };
  }
  const { kind, version, tiers, endpoint, passes, program } = backend.value;
  return {
    ...{ id, configured, eligible: true, kind, version, tiers, program, environment: passes },
    endpoint: endpoint === null ? null : new URL(endpoint.url).origin,
  };
};

const linesOf = (one: ReturnType<typeof described>): readonly string[] =>
  'says' in one
    ? [`${paint('yellow', '--')}  ${one.id.padEnd(12)} ${one.says}`, `${' '.repeat(17)}next: ${one.remedy}`]
    : [
        `${paint('green', 'ok')}  ${one.id.padEnd(12)} ${one.version}, for ${one.tiers.join(', ')}`,
        `${' '.repeat(17)}${one.kind === 'acp' ? 'speaks ACP' : 'is read when it has ended'}, reaches ${one.endpoint ?? 'nothing'}`,
      ];

/** `writ backend list` */
export const backendList = (): Promise<Result<Shown>> =>
  withProject(async ({ cwd, repository, settings }) => {
    const backends = (await backendsHere({ cwd, root: repository.root, settings })).map(described);
    return ok({ text: backends.flatMap(linesOf).join('\n'), json: { backends } });
  });
