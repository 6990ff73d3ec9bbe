import { few, isRunnerFile } from '#contract';
import type { ChangedPath, ProofRecord } from '#evidence';

/** What of a proof is looked at. */
type SettingsGround = {
  readonly contract: { readonly paths: { readonly allow: readonly string[] } };
  readonly proof: { readonly record: Pick<ProofRecord, 'configured' | 'beside'> };
  readonly paths: readonly ChangedPath[];
};

const SHOWN_KEYS = 5;

/**
 * What the contract names may change how tests run or what they load, and then they say of another thing what they said of
 * this one. That it did is told to whoever decides; so is a file that is found by the name of another.
 */
export const namedSettings = ({ contract, proof: { record }, paths }: SettingsGround): readonly string[] => [
  ...paths
    .filter(({ path }) => contract.paths.allow.includes(path))
    .flatMap(({ path, status }) => {
      const keys = record.configured.find((one) => one.path === path)?.keys ?? [];
      if (keys.length > 0) return [`${path}: ${few(keys, SHOWN_KEYS).join(', ')} was changed, as the contract lets it: that says what tests run or load`];
      return isRunnerFile(path) ? [`${path} was ${status}, as the contract lets it: it says what tests run or load`] : [];
    }),
  ...(record.beside ?? []).map(({ path, other }) => `${path} was added beside ${other}: whoever loads that name may get either`),
]; // prettier-ignore
