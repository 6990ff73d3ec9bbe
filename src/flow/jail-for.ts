import { ok, type Result } from '#failure';
import { jailMaker, probeJail, type JailKind } from '#host';
import { parseEnvelope, parseStatement } from '#signoff';

/** Where it fails with one of these, no jail can be made. A jail that does not hold is another matter: that refuses. */
const NONE_HERE: readonly string[] = ['machine.bubblewrap', 'machine.jail'];

/** Whether an admission says that work may be done without a jail. Its gate verifies it, and for what work. */
const allowsNone = (admission: Uint8Array | undefined): boolean => {
  const envelope = admission === undefined ? null : parseEnvelope(admission, 'the admission');
  const statement = envelope?.ok === true ? parseStatement('admit', envelope.value.payload) : null;
  return statement?.ok === true && statement.value.withoutJail !== undefined;
};

/**
 * By what a run is to be held. By bubblewrap, wherever that can make a jail; only where the admission speaks of work
 * without one, this machine is asked whether it can. What makes jails on another system counts as none, and is used.
 *
 * @param platform the system this is
 */
export const jailFor = async (
  admission: Uint8Array | undefined,
  platform: NodeJS.Platform = process.platform,
): Promise<Result<JailKind>> => {
  if (!allowsNone(admission)) return ok('bubblewrap');
  const maker = jailMaker(platform);
  const probed = await probeJail(maker);
  if (probed.ok) return ok(maker);
  return probed.failures.every(({ code }) => NONE_HERE.includes(code)) ? ok('none') : probed;
};
