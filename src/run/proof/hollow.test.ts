import { expect, test } from 'vitest';
import { hollowIn } from './hollow.ts';
import { loadSources } from './syntax.ts';

const loaded = await loadSources();
if (!loaded.ok) throw new Error('there are no grammars to read with');
const read = loaded.value;

/** The lines where a file, rewritten as a whole, gives nothing any more. */
const lines = (path: string, after: string, before: string | null = 'something else\n'): readonly number[] =>
  hollowIn([
    {
      ...{ path, before, after, old: null, source: read(path, after) },
      hunks: [{ oldFrom: 1, oldCount: before === null ? 0 : 1, newFrom: 1, newCount: after.split('\n').length - 1 }],
    },
  ]).map(({ line }) => line);

test.each<[path: string, after: string]>([
  ['a.js', 'export const months = () => [];\n'],
  ['a.js', 'export const months = () => ({});\n'],
  ['a.ts', 'export function months(): number[] {\n  return [];\n}\n'],
  ['a.ts', 'export const months = (): void => {};\n'],
  ['a.py', 'def months():\n    return []\n'],
  ['a.py', 'def months():\n    pass\n'],
  ['a.go', 'func Months() []int {\n\treturn nil\n}\n'],
  ['a.go', 'func Months() []int {\n\treturn []int{}\n}\n'],
  ['a.rs', 'fn months() -> Vec<i32> {\n    vec![]\n}\n'],
])('%s: %s gives nothing any more', (path, after) => expect(lines(path, after)).toEqual([1]));

test.each<[sentence: string, path: string, after: string, before?: null]>([
  ['a function that does something', 'a.js', 'export const months = () => [1];\n'],
  ['one that gives nothing in some cases', 'a.js', 'export const months = (n) => {\n  if (n === 0) return [];\n  return [n];\n};\n'],
  ['a file that is new', 'a.js', 'export const months = () => [];\n', null],
  ['one number', 'a.py', 'def months():\n    return 1\n'],
])('%s is nothing of the kind', (_, path, after, before) => expect(lines(path, after, before)).toEqual([])); // prettier-ignore
