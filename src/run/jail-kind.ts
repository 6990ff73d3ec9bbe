import type { JailKind } from '#host';

/** What knows by what it is held: the order of a run that may begin. What belongs to no run is held by bubblewrap. */
export type Held = { readonly order: { readonly start?: { readonly freshness?: { readonly jail?: JailKind } } } };

/** By what all that a run executes is held, as its start gates were told. */
export const jailOf = ({ order }: Held): JailKind => order.start?.freshness?.jail ?? 'bubblewrap';
