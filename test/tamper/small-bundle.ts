import { checkBundle } from '#flow';
import type { Trust } from '#signoff';
import { buildBundle, type BuiltBundle } from '../conformance/bundle-builder.ts';
import { below, filesOf, utf8, type Files } from '../conformance/bundle-tampering.ts';

/** How much the bundle that is tampered with holds in all. */
export const BUNDLE_BYTES = 65_536;

const sizeOf = (files: Files): number => [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);

/**
 * A bundle that was judged, accepted and landed, and holds exactly 64 KB in all its files: what a backend said fills it up.
 *
 * @param folder an empty folder for the repository and the keys; the caller removes it
 */
export const smallBundle = (folder: (name: string) => string): BuiltBundle => {
  const said = (bytes: number) => (files: Map<string, Uint8Array>) =>
    void files.set('backend/stdout.log', utf8(`${'x'.repeat(bytes - 1)}\n`));
  // Every digest is as long as any other, so that the size of one tells that of all others.
  const first = sizeOf(filesOf(buildBundle(folder('first'), { alter: said(10_000) })));
  return buildBundle(folder('whole'), { alter: said(10_000 + BUNDLE_BYTES - first) });
};

/** What `writ verify` says of files: nothing, or the codes it refuses with. */
export const refusals = (files: Files, trust: Trust): readonly string[] => {
  const checked = checkBundle({ sealed: below(files, 'sealed'), after: below(files, 'after') }, trust);
  return checked.ok ? [] : checked.failures.map(({ code }) => code);
};
