import { citationsOf, type Contract } from '#contract';
import { ok, type Result } from '#failure';
import { isContractAnchor, type CitesOfChange } from '#gates';
import { placesOf, specsAt } from '#run';
import { citationsSaid, type SaidCitation } from '#spec';
import type { Measured } from './measure.ts';

/** A text that says what a change is for, and what it is called. */
type Said = { readonly name: string; readonly cites: readonly SaidCitation[] };

const LONGEST_TEXT = 256 * 1024;

/**
 * What a change cites: in the messages of its commits, in the text it is proposed with, and in the contracts that were
 * approved for it; and what that finds in its result. How much there was to cite is counted at its base.
 */
export const citesOfChange = async (
  { store, base, tree, commits }: Measured,
  text: string | null,
  signed: readonly Contract[],
): Promise<Result<CitesOfChange>> => {
  const texts: readonly Said[] = [
    ...commits.map(({ commit, message }) => ({ name: `commit ${commit}`, cites: citationsSaid(message) })),
    ...(text === null ? [] : [{ name: 'its text', cites: citationsSaid(text.slice(0, LONGEST_TEXT)) }]),
    // What a signer approved was held to by the gates of its run.
    ...signed.map((one) => ({ name: `contract ${one.id}`, cites: citationsOf(one).map((cite) => ({ cite, isDemanded: false })) })),
  ];
  const [before, after] = await Promise.all([specsAt(store, base), specsAt(store, tree)]);
  if (!before.ok) return before;
  if (!after.ok) return after;
  const said = [...new Map(texts.flatMap(({ cites }) => cites).toSorted((a, b) => Number(a.isDemanded) - Number(b.isDemanded)).map((one) => [one.cite, one] as const)).values()];
  const places = placesOf(after.value, said.map(({ cite }) => cite));
  return ok({
    ...{ tree, read: texts.map(({ name }) => name) },
    anchors: before.value.anchors.filter(({ cite, binding }) => binding && isContractAnchor(cite)).length,
    phases: before.value.anchors.filter(({ kind }) => kind === 'phase').length,
    cites: places.map((one, index) => ({ ...one, isDemanded: said[index]?.isDemanded ?? true })),
  });
}; // prettier-ignore
