import { readerOfCheckout, type Repository } from '#host';
import { adviceOn, documentIndexAdvice, indexAdvice, indexFilesFor, LARGEST_SPEC_BYTES, numberedKind, referenceAdvice, registersIn, sharedNames, specTextOf, type SpecFault, type Specs } from '#spec'; // prettier-ignore

const IS_PROSE = /\.(?:md|markdown)$/iu;
const isOpenChange = (path: string): boolean => path.startsWith('openspec/changes/');
/** Open changes are not in order yet, and registers ask and decide because that is what they are for. */
const isKept = (path: string): boolean => IS_PROSE.test(path) && !isOpenChange(path) && numberedKind(path) === null;

const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));

/** The folders of decisions, with the decisions in each. */
const decisionFolders = ({ anchors }: Pick<Specs, 'anchors'>) =>
  Map.groupBy(
    anchors.filter(({ kind }) => kind === 'adr'),
    ({ file }) => folderOf(file),
  );

/** Where documents say how it is built (S2-R10): beside what is asked of them, and in whatever is called so. */
const isArchitecture = (specs: Pick<Specs, 'anchors'>): ((path: string) => boolean) => {
  const beside = new Set(specs.anchors.filter(({ kind }) => kind === 'oq').map(({ file }) => folderOf(file)));
  return (path) => isKept(path) && (/(?:^|\/)architecture\//iu.test(path) || (folderOf(path) !== '' && beside.has(folderOf(path)))); // prettier-ignore
};

/** The documents that are kept in order: those with anchors, and those that say how it is built. */
const keptIn = (specs: Specs, listed: readonly string[]): readonly string[] => [
  ...new Set([...specs.files.filter(isKept), ...listed.filter(isArchitecture(specs))]),
];

/** The files that hold what documents refer to, and refer to one another themselves. */
const registersOf = (specs: Specs): readonly string[] =>
  specs.files.filter((path) => IS_PROSE.test(path) && !isOpenChange(path) && numberedKind(path) !== null);

/** The files that advice is taken from, those that are not there as well. */
export const advisedBy = (specs: Specs, listed: readonly string[]): readonly string[] => [
  ...new Set([
    ...keptIn(specs, listed),
    ...registersOf(specs),
    ...[...decisionFolders(specs).keys()].flatMap(indexFilesFor),
  ]),
];

const INDEX = /(?:^|\/)(?:README|index|[^/]+-index)\.md$/iu;

/**
 * What keeps the documents of a checkout from staying in order: each with its place, and none of it a fault by itself.
 *
 * @param listed the files of the checkout
 */
export const specAdvice = (repository: Pick<Repository, 'root'>, specs: Specs, listed: readonly string[]): readonly SpecFault[] => {
  const bytesOf = readerOfCheckout(repository, LARGEST_SPEC_BYTES);
  const texts = new Map<string, string>();
  const textOf = (path: string): string => {
    const before = texts.get(path);
    if (before !== undefined) return before;
    const bytes = bytesOf(path);
    const read = bytes === null || bytes === 'too large' ? null : specTextOf(path, bytes);
    const text = read !== null && 'text' in read ? read.text : '';
    texts.set(path, text);
    return text;
  };
  const kept = keptIn(specs, listed);
  const registers = registersIn(specs.anchors, specs.linesOf);
  const isListed = isArchitecture(specs);
  const toList = Map.groupBy(
    kept.filter((path) => isListed(path) && !INDEX.test(path)),
    folderOf,
  );
  return [
    ...sharedNames(specs.anchors),
    ...kept.flatMap((path) => adviceOn(path, textOf(path))),
    ...[...kept, ...registersOf(specs)].flatMap((path) => referenceAdvice(path, textOf(path), registers)),
    ...kept.flatMap((path) => documentIndexAdvice(path, textOf(path), toList.get(folderOf(path)) ?? [], textOf)),
    ...[...decisionFolders(specs)].flatMap(([folder, all]) =>
      indexFilesFor(folder).flatMap((path) => indexAdvice(path, textOf(path), all)),
    ),
  ];
}; // prettier-ignore
