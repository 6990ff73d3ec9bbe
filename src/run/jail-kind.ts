import { fail, ok, type Result } from '#failure';
import { loginMounts, onlyInJail, type JailKind } from '#host';
import type { Backend } from './backends/backend.ts';

/** What knows by what it is held: the order of a run that may begin. What belongs to no run is held by bubblewrap. */
export type Held = { readonly order: { readonly start?: { readonly freshness?: { readonly jail?: JailKind } } } };

/** By what all that a run executes is held, as its start gates were told. */
export const jailOf = ({ order }: Held): JailKind => order.start?.freshness?.jail ?? 'bubblewrap';

/**
 * Refuses a backend that needs what a jail alone can show, where there is none, or one that shows nothing elsewhere: before
 * an attempt is used up on it.
 */
export const refuseUnheld = (backend: Backend, jail: JailKind): Result<null> => {
  if (jail === 'bubblewrap') return ok(null);
  const only = onlyInJail([...backend.mounts(''), ...loginMounts(backend.logins)]);
  return only === null
    ? ok(null)
    : fail('backend.ineligible', `${backend.id} cannot work without a jail of bubblewrap: ${only}`, {
        remedy: 'name another backend (writ backend list), or see what keeps a jail from being made: writ doctor',
      });
};
