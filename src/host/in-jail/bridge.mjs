// Runs inside the jail, on its own: listens on the jail's loopback, hands every connection to the socket that was
// mounted for it, starts the agent and ends with the agent's exit code. Usage: bridge.mjs PORT SOCKET -- ARGV
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';

const [port, socket, , program, ...args] = process.argv.slice(2);
const server = createServer({ allowHalfOpen: true }, (inside) => {
  const outside = connect({ path: socket, allowHalfOpen: true });
  inside.pipe(outside).pipe(inside);
  for (const [one, other] of [
    [inside, outside],
    [outside, inside],
  ])
    one.on('error', () => other.destroy());
});
server.listen(Number(port), '127.0.0.1', () => {
  const agent = spawn(program, args, { stdio: 'inherit' });
  agent.on('error', (error) => {
    process.stderr.write(`${program} could not be started: ${error.message}\n`);
    process.exit(127);
  });
  agent.on('close', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
});
