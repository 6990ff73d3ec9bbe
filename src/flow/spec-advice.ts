import { readerOfCheckout, type Repository } from '#host';
import { adviceOn, indexAdvice, indexFilesFor, LARGEST_SPEC_BYTES, numberedKind, specTextOf, type SpecFault, type Specs } from '#spec'; // prettier-ignore

const IS_PROSE = /\.(?:md|markdown)$/iu;
/** Open changes are not in order yet, and registers ask and decide because that is what they are for. */
const isKept = (path: string): boolean =>
  IS_PROSE.test(path) && !path.startsWith('openspec/changes/') && numberedKind(path) === null;

/** The folders of decisions, with the decisions in each. */
const decisionFolders = ({ anchors }: Pick<Specs, 'anchors'>) =>
  Map.groupBy(
    anchors.filter(({ kind }) => kind === 'adr'),
    ({ file }) => file.slice(0, Math.max(0, file.lastIndexOf('/'))),
  );

/** The files that advice is taken from, those that are not there as well. */
export const advisedBy = (specs: Specs): readonly string[] => [
  ...specs.files.filter(isKept),
  ...[...decisionFolders(specs).keys()].flatMap(indexFilesFor),
];

/** What keeps the documents of a checkout from staying in order: each with its place, and none of it a fault by itself. */
export const specAdvice = (repository: Pick<Repository, 'root'>, specs: Specs): readonly SpecFault[] => {
  const bytesOf = readerOfCheckout(repository, LARGEST_SPEC_BYTES);
  const textOf = (path: string): string | null => {
    const bytes = bytesOf(path);
    if (bytes === null || bytes === 'too large') return null;
    const read = specTextOf(path, bytes);
    return 'text' in read ? read.text : null;
  };
  return [
    ...specs.files.filter(isKept).flatMap((path) => adviceOn(path, textOf(path) ?? '')),
    ...[...decisionFolders(specs)].flatMap(([folder, all]) =>
      indexFilesFor(folder).flatMap((path) => indexAdvice(path, textOf(path) ?? '', all)),
    ),
  ];
};
