/** A list of requirements as an installer is given it: nothing in it says from where. */
export type Requirements = { readonly list: string; readonly names: ReadonlySet<string> };

/** Where packages come from, and in which form, is for whoever installs to say; a list has no say in that. */
const OF_THE_MACHINE =
  /^(?:-i|-f|--(?:index-url|extra-index-url|no-index|find-links|trusted-host|pre|prefer-binary|only-binary|no-binary|require-hashes))(?:[\s=]|$)/u;
const PINNED =
  /^(?<name>[A-Za-z0-9][\w.-]*)(?:\[[\w\s.,-]*\])?\s*==\s*(?<version>[A-Za-z0-9][\w.!+]*)\s*(?<marker>;[\w\s.<>=!~'"()]*?)?(?<hashes>(?:\s+--hash[= ]\s*(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))*)$/u;

/**
 * Reads a list of requirements of pip of which every line pins one version by digests, as `pip-compile --generate-hashes`
 * and `uv export` write them. What comes by an address, from another list or from a folder is none of that.
 *
 * @returns the same list without anything else in it; as a text, the first line that pins nothing
 */
export const pinnedRequirements = (text: string): Requirements | string => {
  const lines = text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/u)
    .map((line) =>
      line
        .split(/(?:^|\s)#/u, 1)
        .join('')
        .trim(),
    )
    .filter((line) => line !== '' && !OF_THE_MACHINE.test(line));
  const list: string[] = [];
  const names = new Set<string>();
  for (const line of lines) {
    const { name, version, marker = '', hashes = '' } = PINNED.exec(line)?.groups ?? {};
    if (name === undefined || version === undefined || hashes === '') return line.slice(0, 100);
    const digests = [...hashes.matchAll(/sha\d+:[0-9a-f]+/gu)].map(([one]) => `--hash=${one}`);
    list.push(`${name}==${version} ${marker.trim()} ${digests.toSorted().join(' ')}\n`.replaceAll(/ +/gu, ' '));
    names.add(name.toLowerCase().replaceAll(/[-_.]+/gu, '-'));
  }
  return { list: list.join(''), names };
};
