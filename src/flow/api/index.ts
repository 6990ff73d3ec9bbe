export { coverApi, type ApiCoverage } from './coverage.ts';
export { diffApis, type ApiDiff, type PlacedChange } from './diff.ts';
export { lintApis, type ApiLint } from './lint.ts';
