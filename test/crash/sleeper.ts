/** Runs a sleep in the jail, for whoever wants to kill this process while it begins. */
import { runInJail } from '#host';

const megabytes = 1024 * 1024;
const ended = await runInJail({
  ...{ argv: ['/bin/sleep', process.argv[2] ?? '60'], cwd: '/', env: {}, mounts: [], proc: false },
  limits: {
    ...{ timeMs: 60_000, processes: 64, outputBytes: 65_536 },
    ...{ diskBytes: 16 * megabytes, memoryBytes: 256 * megabytes },
  },
});
process.stdout.write(ended.ok ? `${String(ended.value.exitCode)}\n` : `${ended.failures[0].message}\n`);
