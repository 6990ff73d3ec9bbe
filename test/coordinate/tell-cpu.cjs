// Loaded before a command of Writ begins, by NODE_OPTIONS: at its end it says how much of the processors it took, the
// programs it waited for included. One that is killed says nothing.
const { appendFileSync, readFileSync } = require('node:fs');

process.on('exit', () => {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  const command = process.argv[2] ?? '';
  appendFileSync(process.env.WRIT_TEST_CPU, `${JSON.stringify({ pid: process.pid, parent: process.ppid, command, ms: ticks * 10 })}\n`); // prettier-ignore
});
