import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '#failure';
import {
  beginCheckout,
  isThere,
  removeBeside,
  removeFolder,
  type Checkout,
  type HarnessStore,
  type Repository,
} from '#host';

/** How the folders of checks begin; the process that made one follows. */
const CHECK_FOLDER = 'check-';

/** Removes the folders of checks whose process is gone: a run that was killed leaves one behind. */
export const removeLeftChecks = ({ writ }: Repository): void => {
  for (const name of readdirSync(writ).filter((entry) => entry.startsWith(CHECK_FOLDER))) {
    const [, pid = ''] = name.split('-');
    if (!isThere(pid)) removeFolder(join(writ, name));
  }
};

/** The folders that checks run in, one at a time. No jail but the check's own ever sees one. */
export type CheckFolders = {
  /** Begins with a tree like the one to be checked, so that there is little left to write once that one is known. */
  readonly begin: (tree: string) => void;
  /** Begins to look whether anybody was in what was begun: the backend is gone now. */
  readonly look: () => void;
  /** Says that nobody was: the backend had a jail, and this is in none. */
  readonly trust: () => void;
  /** Begins to make what was begun hold this tree. */
  readonly prepare: (tree: string) => unknown;
  /** A folder that holds exactly this tree, and in which nothing has run. The one before is of no use any more. */
  readonly hold: (tree: string) => Promise<Result<string>>;
  /** Begins to remove what is there: nothing more is checked. */
  readonly letGo: () => void;
  /** Removes what is there, and waits until all is gone. */
  readonly close: () => Promise<void>;
};

type Begun = { readonly place: string; readonly folder: string; readonly checkout: Checkout };

/** The folders for the checks of one attempt. Whoever opens them closes them. */
export const openCheckFolders = ({ writ }: Repository, store: HarnessStore): CheckFolders => {
  let fresh: Begun | null = null;
  let used: Begun | null = null;
  const removing: Promise<void>[] = [];
  const letGo = (): void => {
    for (const { checkout, place } of [fresh, used].filter((one) => one !== null)) {
      const removal = checkout.stop().then(() => removeBeside(place));
      // Told to whoever closes.
      removal.catch(() => {});
      removing.push(removal);
    }
    [fresh, used] = [null, null];
  };
  const begin = (tree: string): Begun => {
    letGo();
    const place = mkdtempSync(join(writ, `${CHECK_FOLDER}${process.pid}-`));
    const folder = join(place, 'tree');
    try {
      // The index lies beside the tree: the jail gets the tree alone.
      fresh = { place, folder, checkout: beginCheckout(store, { folder, indexFile: join(place, 'index') }, tree) };
      return fresh;
    } catch (error) {
      // Nobody would know of it, and a run may get by without: another one is begun when it is asked for.
      removeFolder(place);
      throw error;
    }
  };
  return {
    begin: (tree) => void begin(tree),
    look: () => fresh?.checkout.look(),
    trust: () => fresh?.checkout.trust(),
    // How that went is told to whoever holds it.
    prepare: (tree) => fresh?.checkout.finish(tree).catch(() => {}),
    hold: async (tree) => {
      const one = fresh ?? begin(tree);
      [fresh, used] = [null, one];
      const held = await one.checkout.finish(tree);
      return held.ok ? ok(one.folder) : held;
    },
    letGo,
    close: async () => {
      letGo();
      await Promise.all(removing);
    },
  };
};
