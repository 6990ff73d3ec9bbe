import { remedyOf, ok, type Result } from '#failure';
import { activeBackends, signerOf, switchBackend } from '#flow';
import { backendsHere, type BackendHere } from '#run';
import type { Io, Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { consentVia } from '../ask.ts';
import { text, type Words } from '../words.ts';
import { withProject, withRecord } from './with-project.ts';

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

const linesOf = (one: ReturnType<typeof described> & { readonly active: boolean }): readonly string[] =>
  'says' in one
    ? [`${paint('yellow', '--')}  ${one.id.padEnd(12)} ${one.says}`, `${' '.repeat(17)}next: ${one.remedy}`]
    : [
        `${paint('green', 'ok')}  ${one.id.padEnd(12)} ${one.version}, for ${one.tiers.join(', ')}${one.active ? ', activated' : ''}`,
        `${' '.repeat(17)}${one.kind === 'acp' ? 'speaks ACP' : 'is read when it has ended'}, reaches ${one.endpoint ?? 'nothing'}`,
      ];

const switched =
  (active: boolean) =>
  (words: Words, io: Io): Promise<Result<Shown>> =>
    withRecord(signerOf, async (project) => {
      const backend = text(words, 'id') ?? '';
      const done = await switchBackend(project, { backend, active }, consentVia(io, 'Sign this?'));
      if (!done.ok) return done;
      const says = active
        ? `${backend} is activated until ${done.value.until}: where it is the only one, it works where none is named.`
        : `${backend} is deactivated: it works only where it is named.`;
      return ok({ text: says, json: { backend, active, statement: done.value } });
    });

/** `writ backend activate` */
export const backendActivate = switched(true);
/** `writ backend deactivate` */
export const backendDeactivate = switched(false);

/** `writ backend list` */
export const backendList = (): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const { cwd, repository, settings } = project;
    const active = await activeBackends(project);
    if (!active.ok) return active;
    const backends = (await backendsHere({ cwd, root: repository.root, settings })).map((one) => ({
      ...described(one),
      active: active.value.includes(one.id),
    }));
    return ok({ text: backends.flatMap(linesOf).join('\n'), json: { backends } });
  });
