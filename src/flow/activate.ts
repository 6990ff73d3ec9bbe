import { canonicalJson, DAY_MS } from '#contract';
import { fail, ok, type Result } from '#failure';
import { identityOf, now } from '#host';
import { newestSwitches, readDocument, recordBackend } from '#ledger';
import { digestOfFile, resolveBackend, type Backend } from '#run';
import { renderStatement, verifyStatement, type BackendProgram, type BackendSwitch } from '#signoff';
import { programsFolder } from './places.ts';
import type { Project } from './project.ts';
import { signerOf, signStatement, statementHead, type Consent } from './sign.ts';

/** How long a backend stays activated: keys and programs change. */
const ACTIVE_DAYS = 90;

/** What the name of a backend stands for now. */
const programOf = async ({ folders }: Project, backend: Backend): Promise<Result<BackendProgram>> => {
  const { program: path, version, endpoint, logins } = backend;
  const digest = await digestOfFile(path, programsFolder(folders));
  const reaches = endpoint === null ? null : new URL(endpoint.url).origin;
  const handed = logins.length > 0 && { logins: logins.map((login) => login.path) };
  return digest.ok ? ok({ path, digest: digest.value, version, reaches, ...handed }) : digest;
};

const programNow = async (project: Project, backend: string): Promise<Result<BackendProgram>> => {
  const { cwd, repository, settings } = project;
  const found = await resolveBackend(backend, { cwd, root: repository.root, settings });
  return found.ok ? programOf(project, found.value) : found;
};

const isSame = (one: BackendProgram | undefined, other: BackendProgram | undefined): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null);

/**
 * A signer says that a backend works here where none is named, or no longer does. One that cannot work here is not
 * activated, and what is activated is the very program that its name stands for now; any can be deactivated.
 */
export const switchBackend = async (
  project: Project,
  { backend, active }: Pick<BackendSwitch, 'backend' | 'active'>,
  consent: Consent,
): Promise<Result<BackendSwitch>> => {
  const { repository, ledger } = project;
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const switches = await activations(project);
  if (!switches.ok) return switches;
  const standing = switches.value.find((one) => one.backend === backend);
  const found = active ? await programNow(project, backend) : ok(undefined);
  if (!found.ok) return found;
  const program = found.value;
  if (active ? standing !== undefined && isSame(standing.program, program) : standing === undefined)
    return fail('usage.argument', `${backend} is ${active ? 'activated already' : 'not activated'}`, {
      remedy: 'writ backend list',
    });
  const identity = await identityOf(repository, repository.head);
  if (!identity.ok) return identity;
  const head = statementHead(signer.value.name, ACTIVE_DAYS * DAY_MS);
  const what = { kind: 'backend', repository: identity.value, backend, active } as const;
  const statement: BackendSwitch = { ...head, ...what, ...(program !== undefined && { program }) };
  const agreed = await consent(renderStatement(statement));
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const { until, nonce, at } = statement;
  const event = { backend, active, until, nonce, signer: statement.signer };
  const recorded = await recordBackend(ledger, event, envelope.value, at);
  return recorded.ok ? ok(statement) : recorded;
};

type Place = Pick<Project, 'ledger' | 'trust' | 'repository'>;

/** The activations that hold: the last word about each backend, by a signer who is trusted now. What cannot be verified is none. */
const activations = async ({ ledger, trust, repository }: Place): Promise<Result<readonly BackendSwitch[]>> => {
  const switches = await newestSwitches(ledger);
  if (!switches.ok || switches.value.length === 0) return switches.ok ? ok([]) : switches;
  const identity = await identityOf(repository, repository.head);
  if (!identity.ok) return identity;
  const active: BackendSwitch[] = [];
  for (const { backend, nonce, statement: digest } of switches.value) {
    const bytes = await readDocument(ledger, digest);
    if (!bytes.ok) return bytes;
    const verified = bytes.value === null ? null : verifyStatement('backend', bytes.value, trust, now());
    if (verified?.ok !== true) continue;
    const { statement } = verified.value;
    const isHere = statement.repository.roots.join() === identity.value.roots.join();
    // The event chooses the statement and is signed by nobody: it may not put the statement of another one in its place.
    const isNamed = statement.backend === backend && statement.nonce === nonce;
    if (statement.active && isNamed && isHere && now() < statement.until) active.push(statement);
  }
  return ok(active);
};

/** The backends that a signer has activated here. */
export const activeBackends = async (place: Place): Promise<Result<readonly string[]>> => {
  const active = await activations(place);
  return active.ok ? ok(active.value.map(({ backend }) => backend)) : active;
};

const describes = ({ path, version, digest, reaches, logins = [] }: BackendProgram): string => {
  const handed = logins.map((login) => ` and is handed ~/${login}`).join('');
  return `${path}, version ${version}, ${digest.slice(0, 12)}, which reaches ${reaches ?? 'nothing'}${handed}`;
};

/** Refuses where an activated name stands for something else by now than what was signed. */
const refuseOther = ({ backend, program }: BackendSwitch, found: Result<BackendProgram>): Result<string> => {
  if (!found.ok) return found;
  if (program !== undefined && isSame(program, found.value)) return ok(backend);
  const was = program === undefined ? 'nothing in particular' : describes(program);
  return fail('backend.ineligible', `${backend} was activated as ${was}, and is ${describes(found.value)} now`, {
    remedy: `writ backend activate ${backend}`,
  });
};

/**
 * Refuses to hand over a log-in that nobody has signed for: a signer has activated this very backend with it, or it is
 * not started. To name it is not enough, for a name says nothing of what its settings hand over.
 */
export const refuseUnsignedLogin = async (project: Project, backend: Backend): Promise<Result<null>> => {
  if (backend.logins.length === 0) return ok(null);
  const active = await activations(project);
  if (!active.ok) return active;
  const signed = active.value.find((one) => one.backend === backend.id);
  if (signed === undefined) {
    const handed = backend.logins.map(({ path }) => `~/${path}`).join(', ');
    return fail(
      'backend.ineligible',
      `${backend.id} would be handed ${handed}, and no signer has said that it may be`,
      {
        remedy: `writ backend activate ${backend.id}`,
      },
    );
  }
  const same = refuseOther(signed, await programOf(project, backend));
  return same.ok ? ok(null) : same;
};

/** The backend that was named; where none was, the one that is activated, if it is the only one and what it was then. */
export const namedBackend = async (project: Project, named: string | undefined): Promise<Result<string>> => {
  if (named !== undefined) return ok(named);
  const active = await activations(project);
  if (!active.ok) return active;
  const [only, ...others] = active.value;
  if (only === undefined) return fail('backend.unnamed', 'no backend was named, and none is activated here');
  return others.length === 0
    ? refuseOther(only, await programNow(project, only.backend))
    : fail(
        'backend.unnamed',
        `no backend was named, and several are activated: ${active.value.map(({ backend }) => backend).join(', ')}`,
      );
};
