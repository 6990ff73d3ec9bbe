import { z } from 'zod';
import { fail, ok, remedyOf, type Failure, type Result } from '#failure';
import type { Answer } from './doors.ts';
import { fitting } from './fitting.ts';
import { STATUSES, type OrchestratorDoors, type Scope } from './orchestrator-doors.ts';

/** What a call failed with, by the names that callers of such operations know. */
export type CallCode =
  | 'OPERATION_NOT_FOUND'
  | 'ACCESS_DENIED'
  | 'VALIDATION_ERROR'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'EXECUTION_ERROR'
  | 'UNKNOWN_ERROR';

/** Why a call has no answer. */
export type CallError = { readonly code: CallCode; readonly message: string; readonly details?: Answer };
export type Outcome =
  | { readonly ok: true; readonly output: Answer }
  | { readonly ok: false; readonly error: CallError };

/** A call that came to nothing. */
export const refuse = (code: CallCode, message: string, details?: Answer): Outcome => ({
  ok: false,
  error: { code, message, ...(details === undefined ? {} : { details }) },
});

const id = z.string().min(1).max(200);

/** Who calls. Scopes that a call names narrow what its session may, and never widen it. */
export const IdentityClaim = z.strictObject({ id, scopes: z.array(z.string().max(200)).max(20).optional() });
export type IdentityClaim = z.infer<typeof IdentityClaim>;

/** An operation to be done: by whom it is asked for, with what, and what ends when nobody waits for it any more. */
export type Asked = {
  readonly input: unknown;
  readonly identity: IdentityClaim | undefined;
  readonly signal: AbortSignal;
};

const CODES: Partial<Record<Failure['code'], CallCode>> = {
  'session.refused': 'ACCESS_DENIED',
  'usage.unknown': 'VALIDATION_ERROR',
  bug: 'UNKNOWN_ERROR',
};

/** What came of an operation, as an answer or an error with what a person can do about it. */
const outcomeOf = (done: Result<Answer>): Outcome => {
  if (done.ok) return { ok: true, output: done.value };
  const [first] = done.failures;
  const failures = done.failures.map((one) => ({ code: one.code, message: one.message, next: remedyOf(one) }));
  const message = failures.map((one) => one.message).join('; ');
  return refuse(CODES[first.code] ?? 'EXECUTION_ERROR', message, { failures });
};

/**
 * Whether a session may have this done: the one place where that is decided. A call that does not say who it is, or says
 * that it is somebody else, is nobody's.
 */
const authorise = (
  operation: string,
  scope: Scope,
  doors: Pick<OrchestratorDoors, 'id' | 'scopes'>,
  identity: IdentityClaim | undefined,
): Result<null> => {
  if (identity === undefined) return fail('session.refused', `${operation} needs an identity: {"id": …}`);
  if (identity.id !== doors.id)
    return fail('session.refused', `“${identity.id.slice(0, 60)}” is not the session that this call came from`);
  if (!doors.scopes.includes(scope)) return fail('session.refused', `${operation} is not for who may only look on`);
  if (identity.scopes?.includes(scope) === false)
    return fail('session.refused', `${operation} needs the scope “${scope}”, which the call does not name`);
  return ok(null);
};

type Operation = {
  readonly name: string;
  readonly type: 'query' | 'mutation';
  readonly scope: Scope;
  readonly takes: z.ZodObject;
  readonly done: (doors: OrchestratorDoors, asked: Asked) => Promise<Outcome>;
};

const operation = <S extends z.ZodObject>(
  name: string,
  { type, scope, takes }: { readonly type: Operation['type']; readonly scope: Scope; readonly takes: S },
  does: (doors: OrchestratorDoors, input: z.infer<S>, signal: AbortSignal) => Result<Answer> | Promise<Result<Answer>>,
): Operation => ({
  ...{ name, type, scope, takes },
  done: async (doors, { input, identity, signal }) => {
    const allowed = authorise(name, scope, doors, identity);
    if (!allowed.ok) return outcomeOf(allowed);
    const said = fitting(name, takes, input);
    if (!said.ok) return refuse('VALIDATION_ERROR', said.failures[0].message);
    return outcomeOf(await does(doors, said.value, signal));
  },
});

const LOOKS = { type: 'query', scope: 'look' } as const;
const ACTS = { type: 'mutation', scope: 'act' } as const;
/** A word to an agent has to fit the inbox of its run in any script. */
const said = z.string().min(1).max(5000);

const status = z.strictObject({
  parentSessionId: id.optional(),
  sessionIds: z.array(id).max(100).optional(),
  status: z.enum(STATUSES).optional(),
});

/** Everything that an orchestrator can have done, whichever way it asks. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [
    operation('coord.current', { ...LOOKS, takes: z.strictObject({}) }, (doors) => ok(doors.current())),
    operation('coord.dashboard', { ...LOOKS, takes: z.strictObject({}) }, (doors) => doors.dashboard()),
    operation('coord.status', { ...LOOKS, takes: status }, (doors, { parentSessionId = doors.id, ...which }) =>
      parentSessionId === doors.id
        ? doors.sessions(which)
        : fail('session.refused', `the sessions of “${parentSessionId.slice(0, 60)}” are not yours`),
    ),
    operation('coord.spawn', { ...ACTS, takes: z.strictObject({ task: id }) }, (doors, { task }, signal) =>
      doors.spawn(task, signal),
    ),
    operation(
      'coord.message',
      { ...ACTS, takes: z.strictObject({ sessionId: id, message: said, now: z.boolean().optional() }) },
      (doors, { sessionId, message, now = false }) => doors.message(sessionId, message, now),
    ),
    operation(
      'coord.abort',
      { ...ACTS, takes: z.strictObject({ sessionId: id, because: said.optional() }) },
      (doors, { sessionId, because = null }) => doors.abort(sessionId, because),
    ),
    operation(
      'coord.cleanup',
      { ...ACTS, takes: z.strictObject({ pathOrBranch: id.optional() }) },
      (doors, { pathOrBranch = null }) => doors.cleanup(pathOrBranch),
    ),
  ].map((one) => [one.name, one]),
);
