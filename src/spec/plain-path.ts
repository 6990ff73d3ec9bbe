/** Longer than any path git or a file system would take. */
const PATH_LIMIT = 4096;

/** Characters a name can carry without anybody seeing them: controls, formats, line separators, half characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** `.git` in every spelling that some file system takes for it: case, trailing dots and blanks, streams, short names. */
const isGitFolder = (segment: string): boolean => /^(\.git|git~\d+)[. ]*(:.*)?$/i.test(segment);

/**
 * Says what keeps a text from being a plain path inside a repository: relative, `/` between names, no `.` or `..`,
 * not git's own folder, NFC, nothing invisible. Globs are paths too, so `*` is nothing special here.
 *
 * @returns the problem as the end of a sentence that begins with the path (“… leaves the repository”), or null.
 */
export const plainPathProblem = (path: string): string | null => {
  const segments = path.split('/');
  if (path === '') return 'is empty';
  if (path.length > PATH_LIMIT) return `is longer than ${PATH_LIMIT} characters`;
  if (UNSEEN.test(path)) return 'holds an invisible or control character';
  if (path !== path.normalize('NFC')) return 'is not in Unicode normal form C';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  if (segments.includes('..')) return 'leaves the repository';
  if (path.endsWith('/')) return 'ends with a slash';
  if (segments.includes('') || segments.includes('.')) return 'holds an empty name or a lone dot';
  return segments.some(isGitFolder) ? "is git's own folder" : null;
};
