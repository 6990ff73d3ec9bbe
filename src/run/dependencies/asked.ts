import { join, normalize } from 'node:path';
import type { Digest } from '#contract';
import type { Locked, LockedPackages } from '#evidence';
import { ok, type Result } from '#failure';
import type { Interpreter } from '#host';
import type { Side } from './tree-side.ts';

/** What the lockfile of a folder asks to have installed, and all that its installer needs to read. */
export type LockedFolder = {
  /** The digest of the lockfile. */
  readonly lockfile: Digest;
  /** Of everything that decides what is installed, this machine's kind included. */
  readonly key: Digest;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** Who installs it; `version` is the one that the base names, null where it names none. */
  readonly installer:
    | { readonly name: 'npm' }
    | { readonly name: 'pnpm'; readonly version: string | null }
    | { readonly name: 'pip'; readonly python: Interpreter; readonly environment: string; readonly list: string };
  /** Where the packages come from, and what else is asked for by an address. */
  readonly sources: readonly string[];
  /** Where packages lie that would run a program of their own. */
  readonly scripted: readonly string[];
  /** An archive of the tree itself that is another one than the lockfile says, so that nothing need be installed to know it. */
  readonly contradicted?: string | undefined;
};

/** Nothing to install, the reason why it cannot be done here, or what to install. */
export type Asked = { readonly kind: 'nothing' } | { readonly kind: 'unfit'; readonly because: string } | { readonly kind: 'locked'; readonly locked: LockedFolder }; // prettier-ignore

export const NO_LOCK = 'no lockfile of npm or pnpm says what it should hold';

export const isInside = (path: string): boolean => !/^(\.\.)?(\/|$)|^\.\.$/u.test(normalize(path));

/** What is fetched is held to a digest; what is not fetched lies in the tree. */
export const isHeld = ({ from, integrity }: Locked): boolean =>
  from === 'inside' ||
  (from.startsWith('link:') ? isInside(from.slice(5)) : integrity !== null && !from.startsWith('git'));

export const unheld = ({ packages }: { readonly packages: LockedPackages }): string | undefined =>
  [...packages].find(([, all]) => !all.every(isHeld))?.[0];

/** The files of a folder of a tree that lie within it. */
export const gather = async (side: Side, folder: string, paths: readonly string[]): Promise<Result<Map<string, Uint8Array>>> => {
  const inputs = new Map<string, Uint8Array>();
  for (const path of paths.filter(isInside)) {
    const read = await side.bytes(join(folder, path));
    if (!read.ok) return read;
    if (read.value !== null) inputs.set(path, read.value);
  }
  return ok(inputs);
}; // prettier-ignore

/** A text of JSON; undefined where it is none. */
export const parsed = (bytes: string | Uint8Array): unknown => {
  try {
    // The decoder leaves a byte order mark out, as npm does.
    return JSON.parse(typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
