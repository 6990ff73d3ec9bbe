/** How a thrown error is told as the cause of a failure, as text for the programs inside the jail. */
export const CAUSES = String.raw`
/** Why a test failed, by what it threw. Only a comparison that was wrong proves that a result was looked at. */
const LOAD = /^(ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|ERR_LOAD_URL|ERR_PACKAGE_PATH|ERR_UNSUPPORTED_DIR|ERR_UNKNOWN_FILE|ERR_INVALID_TYPESCRIPT|ERR_UNSUPPORTED_TYPESCRIPT)/;
const causeOf = (error) => {
  const name = String(error?.name ?? '');
  const message = String(error?.message ?? error ?? '');
  if (/TimeoutError$/.test(name) || /^(Test|Hook) timed out in |Exceeded timeout of \d+ ?ms|^Timeout of \d+ ?ms exceeded/.test(message)) return 'timeout';
  if (name === 'AssertionError' || error?.code === 'ERR_ASSERTION' || error?.matcherResult !== undefined || /^(\x1b\[[0-9;]*m)*expect\(/.test(message)) return 'assertion';
  if (name === 'SyntaxError' || LOAD.test(String(error?.code)) || /^(Failed to (load url|resolve import|parse source)|Cannot find (module|package))/.test(message)) return 'load';
  if (name === 'ReferenceError' || name === 'TypeError') return 'reference';
  return error !== null && typeof error === 'object' && 'expected' in error && 'actual' in error ? 'assertion' : 'error';
};
const causeOfAll = (errors) => {
  const causes = (errors ?? []).map(causeOf);
  return causes.find((cause) => cause !== 'assertion') ?? causes[0] ?? 'error';
};
`;
