import type { SecretFinding } from '#evidence';
import type { Backend } from '../backends/backend.ts';
import { loadPatterns, THE_REST, type FindPatterns } from './patterns.ts';
import { keySpans, providerKeys } from './provider-keys.ts';
import { apart, type Span } from './span.ts';
import { unpackedIn } from './packed-text.ts';
import { wideIn } from './wide-text.ts';
import { writtenIn } from './written-text.ts';

/** Looks for secrets in what a run is about to store, and takes them out. */
export type SecretWatch = {
  /** Every secret in a text of one character a byte, in order and apart. */
  readonly find: (text: string) => Promise<readonly Span[]>;
  /** Bytes with each secret replaced by a marker, and what was found. `place` is the file they are to become. */
  readonly withhold: (bytes: Uint8Array, place: string) => Promise<Withheld<Uint8Array>>;
  /** The same for text values that go into one file. */
  readonly withholdTexts: (texts: readonly string[], place: string) => Promise<Withheld<readonly string[]>>;
  /** A text without the keys that Writ hands out, for what is told and recorded at once. */
  readonly withoutKeys: (text: string) => string;
  /** Whether bytes hold such a key. */
  readonly holdsKey: (bytes: Uint8Array) => boolean;
};

export type Withheld<T> = { readonly value: T; readonly findings: readonly SecretFinding[] };

const marker = ({ rule, start, end }: Span): string => `[withheld: ${rule}, ${end - start} characters]`;

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

const replaced = (text: string, spans: readonly Span[]): string => {
  const pieces: string[] = [];
  let at = 0;
  for (const span of spans) {
    pieces.push(text.slice(at, span.start), marker(span));
    at = span.end;
  }
  return [...pieces, text.slice(at)].join('');
};

/** The line of an offset, from 1. */
export const lineOf = (text: string, offset: number): number => {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
};

const findingsOf = (text: string, spans: readonly Span[], place: string): readonly SecretFinding[] =>
  spans.map(({ start, end, rule, source }) => ({
    ...{ at: 'output', place, line: lineOf(text, start), rule, length: end - start, source, standing: 'new' },
  }));

/** So many times over is looked into what was encoded or packed. */
const DEPTH = 3;

/** What of a backend holds keys. */
export type KeyHolder = Pick<Backend, 'env' | 'passes' | 'endpoint' | 'logins'>;

/** Watches for the keys of a backend, and for all that looks like a secret. Loading begins at once, beside the work. */
export const watchSecrets = (backend: KeyHolder, loading: Promise<FindPatterns> = loadPatterns()): SecretWatch => {
  const keys = providerKeys(backend);
  // Whoever waits for it is told of the failure; until then nobody is to be killed by it.
  loading.catch(() => undefined);
  const inBytes = async (text: string): Promise<readonly Span[]> => [
    ...keySpans(keys, text),
    ...(await (await loading)(text)),
  ];
  /** What a text holds as it is, and what was made of it by who wrote it otherwise: a packed file in base64, for one. */
  const within = async (text: string, depth: number): Promise<readonly Span[]> => {
    const spans = [...(await inBytes(text))];
    if (depth === 0) return spans;
    const lookInto = async (other: ReturnType<typeof wideIn>): Promise<void> => {
      for (const span of other === null ? [] : await within(other.text, depth - 1)) {
        // What is made of a text need not stand in its order: of the rest of it nobody can tell where it lies.
        const placed =
          span.rule === THE_REST ? { ...span, start: 0, end: text.length } : (other?.placeOf(span) ?? null);
        if (placed !== null) spans.push(placed);
      }
    };
    await lookInto(wideIn(text));
    // One piece after the other: of what was made of a long text, only one is there at a time.
    for (const other of writtenIn(text)) await lookInto(other);
    await lookInto(await unpackedIn(text));
    return spans;
  };
  const find = async (text: string): Promise<readonly Span[]> => {
    if (text === '') return [];
    return apart(await within(text, DEPTH));
  };
  const withhold: SecretWatch['withhold'] = async (bytes, place) => {
    const text = latin1(bytes);
    const spans = await find(text);
    const value = spans.length === 0 ? bytes : Buffer.from(replaced(text, spans), 'latin1');
    return { value, findings: findingsOf(text, spans, place) };
  };
  const inText = async (text: string, place: string): Promise<Withheld<string>> => {
    const { value, findings } = await withhold(Buffer.from(text), place);
    return { value: Buffer.from(value).toString('utf8'), findings };
  };
  return {
    find,
    withhold,
    withholdTexts: async (texts, place) => {
      // Nearly always there is nothing to find, and that is seen in one look.
      if ((await find(Buffer.from(texts.join('\n\n')).toString('latin1'))).length === 0)
        return { value: texts, findings: [] };
      const all = [];
      for (const text of texts) all.push(await inText(text, place));
      return { value: all.map(({ value }) => value), findings: all.flatMap(({ findings }) => findings) };
    },
    withoutKeys: (text) => {
      const bytes = Buffer.from(text).toString('latin1');
      return Buffer.from(replaced(bytes, apart(keySpans(keys, bytes))), 'latin1').toString('utf8');
    },
    holdsKey: (bytes) => keySpans(keys, latin1(bytes)).length > 0,
  };
};
