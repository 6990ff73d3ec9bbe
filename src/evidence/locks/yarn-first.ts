/** An entry of the first form of `yarn.lock`: the words that ask for it, and what it says. */
export type FirstEntry = { readonly keys: readonly string[]; readonly fields: ReadonlyMap<string, string> };

/** A word as yarn writes it: bare where it can be, in quotes otherwise. What needs an escape is not read. */
const WORD = String.raw`(?!true|false)[A-Za-z][^\s:\\",[\]]*|"[^"\\\p{Cc}]+"`;
const HEAD = new RegExp(`^(?:${WORD})(?:, (?:${WORD}))*:$`, 'u');
const FIELD = new RegExp(`^ {2}(name|version|uid|resolved|integrity) (${WORD}|"")$`, 'u');
const LIST = /^ {2}(dependencies|optionalDependencies):$/u;
const ITEM = new RegExp(String.raw`^ {4}(${WORD}) (${WORD}|"")$`, 'u');

const bare = (word: string): string => (word.startsWith('"') ? word.slice(1, -1) : word);

const entryIn = ([head = '', ...lines]: readonly string[]): FirstEntry | null => {
  if (!HEAD.test(head)) return null;
  const fields = new Map<string, string>();
  const seen = new Set<string>();
  let list = '';
  for (const line of lines) {
    const [, key, value = ''] = FIELD.exec(line) ?? [];
    const opened = LIST.exec(line)?.[1];
    const item = list === '' ? undefined : ITEM.exec(line)?.[1];
    const said = key ?? opened ?? (item === undefined ? undefined : `${list} ${bare(item)}`);
    if (said === undefined || seen.has(said)) return null;
    seen.add(said);
    if (key !== undefined) fields.set(key, bare(value));
    if (item === undefined) list = opened ?? '';
  }
  const keys = [...head.matchAll(new RegExp(WORD, 'gu'))].map(([word]) => bare(word));
  return { keys, fields };
};

/**
 * The entries of a `yarn.lock` of the first form, as yarn itself writes it; null where a line is anything else. Yarn reads
 * more than it writes: quoted keys, and of a key that is there twice the last. Who read on in another way would be told
 * of one package where yarn fetches another.
 */
export const firstEntries = (text: string): readonly FirstEntry[] | null => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  if (start < 0) return [];
  const blocks = lines.slice(start).join('\n').replace(/\n+$/u, '').split(/\n\n/u);
  // Whoever merges by hand may leave an entry twice; where both say the same, nothing hangs on which is read.
  const entries = [...new Set(blocks)].map((block) => entryIn(block.split('\n')));
  const known = entries.filter((entry) => entry !== null);
  const keys = known.flatMap((entry) => entry.keys);
  return known.length < entries.length || new Set(keys).size < keys.length ? null : known;
};
