/**
 * MCP: what an agent may ask of the session it works in, and how that is spoken: tools, their arguments, a socket.
 *
 * It answers from what it is given and decides nothing: whether a path is in scope, what has changed, what may be
 * executed is for its `Doors` to say. It grants nothing, and nothing that is said here proves anything.
 */
export type { Answer, Call, Doors, Level } from './doors.ts';
export { openListener, SESSION_SERVER, sessionMounts, type Listener, type ToolServer } from './listener.ts';
export { answering, type Answering, type Reply } from './answering.ts';
export { orchestrating, ORCHESTRATOR_TOOLS, type Orchestrating } from './orchestrator.ts';
export { SCOPES, STATUSES, type OrchestratorDoors, type Scope, type Status, type Which } from './orchestrator-doors.ts';
export { serveOrchestrator } from './serve-orchestrator.ts';
