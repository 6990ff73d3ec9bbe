// An agent of the rehearsal: it speaks the Agent Client Protocol and does what the brief asks for, as the brief itself
// says that it shall misbehave. It depends on nothing, so that it starts fast. Usage: agent.mjs, in the jail.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

/** Says over the session's own server that a person is needed. */
const callBlocked = async ({ command, args }, reason) => {
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const ask = async (id, method, params) => {
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return (await lines.next()).value;
  };
  const clientInfo = { name: 'rehearsal', version: '1' };
  await ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  await ask(2, 'tools/call', { name: 'blocked', arguments: { reason } });
  server.stdin.end();
};

const say = (text) => {
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
  send({ method: 'session/update', params: { sessionId: 'session-1', update } });
};

const word = (brief, name) => new RegExp(`\\b${name}=(\\S+)`, 'u').exec(brief)?.[1] ?? '';

const work = async (brief, servers) => {
  const [behaves, files, ms] = [word(brief, 'behaves'), word(brief, 'files').split(','), Number(word(brief, 'ms'))];
  const isFirst =
    !/could not|ended with|was ended|nothing was heard|did not finish|during the run|is the same as the base/u.test(
      brief,
    );
  // One that works is heard of now and then, as agents are; one that stalls is not.
  for (const until = Date.now() + ms; Date.now() < until; await sleep(Math.min(1000, Math.max(0, until - Date.now()))))
    say(`Working on ${word(brief, 'task')}. `);
  if (behaves === 'does-nothing' || behaves === 'lies-always' || (behaves === 'lies' && isFirst)) return;
  if (behaves === 'stalls' && isFirst) await new Promise(() => setInterval(() => {}, 1000));
  const more = word(brief, 'more');
  if (behaves === 'wants-more' && !brief.includes(`- ${more}`))
    return callBlocked(servers[0], `${more} has to change as well`);
  for (const file of behaves === 'wants-more' ? [...files, more] : files)
    appendFileSync(file, `good by ${word(brief, 'task')}\n`);
};

let servers = [];
const answers = {
  initialize: () => ({ protocolVersion: 1, agentCapabilities: {}, agentInfo: { name: 'rehearsal', version: '1' } }),
  'session/new': ({ mcpServers }) => ((servers = mcpServers), { sessionId: 'session-1' }),
  'session/prompt': async ({ prompt }) => {
    await work(prompt.map(({ text }) => text ?? '').join('\n'), servers);
    say('Done, and all tests pass.');
    return { stopReason: 'end_turn' };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined || answers[method] === undefined) continue;
  Promise.resolve(answers[method](params)).then((result) => send({ id, result }));
}
