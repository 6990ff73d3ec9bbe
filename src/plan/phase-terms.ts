/** Why there is none of something, in the words of whoever knows; or what there is. */
export type OrNone<T> =
  | { readonly kind: 'some'; readonly some: T }
  | { readonly kind: 'none'; readonly because: string };

/** What `.writ/phases.yaml` says of a phase. What it does not say is missing. */
export type PhaseTerms = {
  readonly name: string | null;
  /** Commands that try out the whole, on the tree that has landed. */
  readonly integration: OrNone<readonly (readonly [string, ...string[]])[]> | null;
  /** Documents that have to be in step with that tree. */
  readonly architecture: OrNone<readonly string[]> | null;
};

/** A path that a document mentions, and the line it stands in. */
export type Mention = { readonly path: string; readonly line: number };

/** It looks no further than a path goes: a line that opens many links and closes none is read once. */
const LINK = /\]\(<?([^()\s>#]+)(?=[)\s>#])/gu;
const CODE = /`([\w@.-]+(?:\/[\w@.-]+)+\/?)`/gu;

/** What a path means in a document: beside it, or from the root; without what leads out of the tree. */
const placesOf = (file: string, named: string): readonly string[] => {
  const beside = file.split('/').slice(0, -1);
  for (const part of named.split('/'))
    if (part === '..') beside.pop();
    else if (part !== '.' && part !== '') beside.push(part);
  return [beside.join('/'), named.replace(/^(?:\.?\/)+/u, '').replace(/\/$/u, '')];
};

/**
 * The files that a document links to or names as code, and that are not in the tree: it says something of what there is
 * not. Addresses, globs and examples in fenced blocks are left out.
 *
 * @param paths every file of the tree, and every folder
 */
export const staleMentions = (file: string, text: string, paths: ReadonlySet<string>): readonly Mention[] => {
  let fence: string | null = null;
  return text.split(/\r?\n/u).flatMap((line, at): readonly Mention[] => {
    const [, opened] = /^\s*(`{3,}|~{3,})/u.exec(line) ?? [];
    if (opened !== undefined) fence = fence === null ? opened : line.trim().startsWith(fence) ? null : fence;
    if (opened !== undefined || fence !== null) return [];
    const named = [
      ...[...line.matchAll(LINK)].map(([, path = '']) => path).filter((path) => !/^[a-z][a-z0-9+.-]*:/iu.test(path)),
      // A word with a slash is a file only where its ending says so.
      ...[...line.matchAll(CODE)].map(([, path = '']) => path).filter((path) => /\.[a-z0-9]{1,8}$/iu.test(path)),
    ];
    return [...new Set(named)]
      .filter((path) => !placesOf(file, path).some((place) => place !== '' && paths.has(place)))
      .map((path) => ({ path, line: at + 1 }));
  });
};
