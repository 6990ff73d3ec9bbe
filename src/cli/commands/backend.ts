import { remedyOf, ok, type Result } from '#failure';
import { activeBackends, signerOf, switchBackend } from '#flow';
import { backendsHere, type BackendHere } from '#run';
import type { Io, Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { consentVia } from '../ask.ts';
import { text, type Words } from '../words.ts';
import { withProject, withRecord } from './with-project.ts';

/** What is to be known of a log-in, in a line: that a copy is handed over, or that one is here and is not. */
export const loginLine = ({ backend, kept }: Pick<BackendHere, 'backend' | 'kept'>): string | null => {
  const handed = backend.ok ? backend.value.logins.map(({ path }) => `~/${path}`) : [];
  if (handed.length > 0) return `is handed a copy of ${handed.join(', ')}, once that is signed for`;
  return kept === null ? null : `${kept.file} is here and is not handed over; to do so: login: [${kept.file}]`;
};

/** A version as a person reads it. */
export const versionWords = ({ version }: { readonly version: string }): string =>
  version === 'unknown' ? 'version unknown' : version;

const described = ({ id, configured, backend, kept }: BackendHere) => {
  const login = kept === null ? {} : { loginHere: kept.file };
  if (!backend.ok) {
    const [first] = backend.failures;
    return { id, configured, eligible: false, says: first.message, remedy: remedyOf(first), ...login };
  }
  const { kind, version, tiers, endpoint, passes, program, logins } = backend.value;
  return {
    ...{ id, configured, eligible: true, kind, version, tiers, program, environment: passes },
    endpoint: endpoint === null ? null : new URL(endpoint.url).origin,
    logins: logins.map(({ path }) => path),
    ...login,
  };
};

type ShownBackend = ReturnType<typeof described> & { readonly active: boolean };

const linesOf = (one: ShownBackend, login: string | null): readonly string[] => [
  ...('says' in one
    ? [`${paint('yellow', '--')}  ${one.id.padEnd(12)} ${one.says}`, `${' '.repeat(17)}next: ${one.remedy}`]
    : [
        `${paint('green', 'ok')}  ${one.id.padEnd(12)} ${versionWords(one)}, for ${one.tiers.join(', ')}${one.active ? ', activated' : ''}`,
        `${' '.repeat(17)}${one.kind === 'acp' ? 'speaks ACP' : 'is read when it has ended'}, reaches ${one.endpoint ?? 'nothing'}`,
      ]),
  ...(login === null ? [] : [`${' '.repeat(17)}${login}`]),
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
    const here = (await backendsHere({ cwd, root: repository.root, settings })).map((one) => {
      const shown = { ...described(one), active: active.value.includes(one.id) };
      return { shown, lines: linesOf(shown, loginLine(one)) };
    });
    return ok({
      text: here.flatMap(({ lines }) => lines).join('\n'),
      json: { backends: here.map(({ shown }) => shown) },
    });
  });
