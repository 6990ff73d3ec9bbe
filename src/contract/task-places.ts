import type { Place } from '#failure';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';
import { placeAt } from './page.ts';
import { splitTask } from './task-body.ts';

const EMPTY: FrontMatter = { fields: {}, spans: new Map() };

/** The front matter of a text, as far as there is one that can be read. */
const frontOf = (text: string): FrontMatter => {
  const parts = splitTask(text);
  if ('message' in parts || parts.front === null) return EMPTY;
  const front = readFrontMatter(parts.front.yaml, parts.front.at);
  return 'spans' in front ? front : EMPTY;
};

const plainText = (text: string): string => text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');

/** Where a task file says that the task waits for another one; the field where it does not say so, or the first line. */
export const dependencyPlace = (given: string, file: string, on: string): Place => {
  const text = plainText(given);
  const { fields, spans } = frontOf(text);
  const listed = fields['depends_on'];
  const item = Array.isArray(listed) ? listed.indexOf(on) + 1 : 0;
  const span = spans.get(`depends_on.${item}`) ?? spans.get('key:depends_on');
  return placeAt({ file, text }, span?.start ?? 0);
};

/** Where the estimate of a task file stands, or would stand: behind its id. */
export const estimatePlace = (given: string, file: string): Place => {
  const text = plainText(given);
  const { spans } = frontOf(text);
  return placeAt({ file, text }, (spans.get('key:estimate') ?? spans.get('key:id'))?.start ?? 0);
};
