// Runs inside the jail, started by an agent as an MCP server on stdio: hands on what it reads to the session's socket,
// and what comes back. It knows nothing of what is said. Usage: mcp.mjs SOCKET
import { connect } from 'node:net';

const outside = connect({ path: process.argv[2], allowHalfOpen: true });
process.stdin.pipe(outside);
outside.pipe(process.stdout);
outside.on('error', (error) => {
  process.stderr.write(`the session cannot be reached: ${error.message}\n`);
  process.exit(1);
});
// The session is over: its agent should see that, and not wait for an answer.
outside.on('end', () => process.exit(0));
outside.on('close', () => process.exit(0));
