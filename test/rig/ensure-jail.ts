/** A program of its own, because vitest's global set-up does not know `#room`: makes sure that a jail can be made. */
import { ensurePrograms } from '#host';
import { remedyOf } from '#failure';

const ready = await ensurePrograms((sentence) => process.stderr.write(`${sentence}\n`));
if (!ready.ok) {
  for (const failure of ready.failures) process.stderr.write(`${failure.message}\n  → ${remedyOf(failure)}\n`);
  process.exitCode = 3;
}
