import { globProblem, type Raw } from '#contract';
import { LANGUAGES, type Language } from './languages.ts';
import { patternOf } from './pattern.ts';
import { isMap, listIn, oneOf, onlyKnown, textIn, type RawMap, type Reader } from './reader.ts';
import { PLACES, STATUSES, type Matcher, type SyntaxRule, type SyntaxValue } from './rule.ts';

/** Reads one kind of matcher from its fields, or gives null where a fault was told. */
type ReadMatcher = (reader: Reader, at: string, map: RawMap) => Matcher | null;

const languagesIn = (reader: Reader, at: string, map: RawMap): readonly Language[] => {
  const named = listIn(reader, at, map, 'languages') ?? [];
  return named.flatMap((name) => {
    const language = LANGUAGES.find((one) => one === name);
    if (language === undefined)
      reader.fault(`${at}.languages`, `“${name}” is no language that is known here`, `one of: ${LANGUAGES.join(', ')}`);
    return language ?? [];
  });
};

const soundRegex = (reader: Reader, at: string, regex: string | undefined): string | null => {
  if (regex === undefined) return null;
  const pattern = patternOf(regex);
  if (typeof pattern === 'string') {
    reader.fault(
      at,
      `not a regular expression: ${pattern}`,
      'write it in the syntax of RE2, which knows no look-around and no back-references',
    );
    return null;
  }
  if (!pattern.isIn('')) return regex;
  reader.fault(
    at,
    'this regular expression matches an empty text, and so every line',
    'let it match at least one character',
  );
  return null;
};

const quoted = (text: string): string => text.replaceAll(/[^\p{L}\p{N}\s_]/gu, String.raw`\$&`);

const readText: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['text', 'regex', 'unless', 'in', 'languages']);
  const text = textIn(reader, at, map, 'text');
  const regex = text === undefined ? soundRegex(reader, `${at}.regex`, textIn(reader, at, map, 'regex')) : quoted(text);
  const place = oneOf(reader, at, map, ['in', PLACES]) ?? 'all';
  const unless = soundRegex(reader, `${at}.unless`, textIn(reader, at, map, 'unless'));
  return regex === null ? null : { kind: 'text', regex, unless, place, languages: languagesIn(reader, at, map) };
};

const asSyntax = (raw: Raw): SyntaxValue | null => {
  if (typeof raw === 'string') return raw;
  if (raw === null) return null;
  if (!isMap(raw)) {
    const items = raw.map(asSyntax);
    return items.every((item) => item !== null) ? items : null;
  }
  return asSyntaxRule(raw);
};

const asSyntaxRule = (map: RawMap): SyntaxRule | null => {
  const entries = Object.entries(map).map(([name, raw]) => [name, asSyntax(raw)] as const);
  const sound = entries.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return sound.length === entries.length && sound.length > 0 ? Object.fromEntries(sound) : null;
};

const readSyntax: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['syntax', 'languages', 'bad', 'mentions']);
  const raw = map['syntax'];
  const rule = typeof raw === 'string' && raw.trim() !== '' ? { pattern: raw } : isMap(raw) ? asSyntaxRule(raw) : null;
  const languages = languagesIn(reader, at, map);
  const bad = textIn(reader, at, map, 'bad');
  if (rule === null) reader.fault(`${at}.syntax`, 'syntax is neither a pattern nor a rule of ast-grep');
  if (map['languages'] === undefined)
    reader.fault(at, 'a piece of syntax is of a language', `add languages: [${LANGUAGES.join(', ')}], or some of them`);
  if (map['bad'] === undefined)
    reader.fault(
      at,
      'a piece of syntax needs a text in which it is found',
      'add bad: with one line of code that breaks the rule',
    );
  const mentions = listIn(reader, at, map, 'mentions') ?? [];
  if (rule === null || bad === undefined || languages.length === 0) return null;
  return { kind: 'syntax', rule, languages, bad, mentions };
};

const readImports: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['imports']);
  const modules = listIn(reader, at, map, 'imports');
  return modules === undefined ? null : { kind: 'imports', modules };
};

const readPresent: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['present']);
  return oneOf(reader, at, map, ['present', ['true']]) === undefined ? null : { kind: 'present' };
};

const readIgnored: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['ignored']);
  return oneOf(reader, at, map, ['ignored', ['true']]) === undefined ? null : { kind: 'ignored' };
};

const readDocumented: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['documented', 'languages']);
  const languages = languagesIn(reader, at, map);
  return oneOf(reader, at, map, ['documented', ['true']]) === undefined ? null : { kind: 'documented', languages };
};

const readNumbered: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['numbered']);
  return oneOf(reader, at, map, ['numbered', ['true']]) === undefined ? null : { kind: 'numbered' };
};

const readCompiler: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['compiler']);
  const options = map['compiler'];
  const entries = isMap(options) ? Object.entries(options) : [];
  const isSound = entries.length > 0 && entries.every(([, value]) => value === 'true' || value === 'false');
  if (!isSound) reader.fault(`${at}.compiler`, 'compiler is not a list of options that are true or false');
  return isSound
    ? { kind: 'compiler', options: Object.fromEntries(entries.map(([name, value]) => [name, value === 'true'])) }
    : null;
};

const FEWEST_LINES = 4;

const readDuplicates: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['duplicates']);
  const lines = textIn(reader, at, map, 'duplicates') ?? '';
  if (/^\d{1,4}$/u.test(lines) && Number(lines) >= FEWEST_LINES) return { kind: 'duplicates', lines: Number(lines) };
  reader.fault(`${at}.duplicates`, `duplicates is not a number of lines from ${FEWEST_LINES} on`);
  return null;
};

/** Globs as in contracts; what is none is a fault. */
export const globsIn = (reader: Reader, at: string, map: RawMap, name: string): readonly string[] | undefined => {
  const globs = listIn(reader, at, map, name);
  for (const glob of globs ?? []) {
    const problem = globProblem(glob);
    if (problem !== null) reader.fault(`${at}.${name}`, `“${glob}” ${problem}`);
  }
  return globs;
};

const readTogether: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['needs', 'adds']);
  const needs = globsIn(reader, at, map, 'needs');
  const adds = map['adds'] === undefined ? null : soundRegex(reader, `${at}.adds`, textIn(reader, at, map, 'adds'));
  return needs === undefined || (map['adds'] !== undefined && adds === null) ? null : { kind: 'together', adds, needs };
};

const readStatuses: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['only']);
  const named = listIn(reader, at, map, 'only') ?? [];
  const only = STATUSES.filter((status) => named.includes(status));
  if (only.length === named.length && only.length > 0) return { kind: 'statuses', only };
  reader.fault(`${at}.only`, 'only says what may become of a file', `some of: ${STATUSES.join(', ')}`);
  return null;
};

const readMessage: ReadMatcher = (reader, at, map) => {
  onlyKnown(reader, at, map, ['message']);
  const regex = soundRegex(reader, `${at}.message`, textIn(reader, at, map, 'message'));
  return regex === null ? null : { kind: 'message', regex };
};

/** The field by which each kind is known. */
const KINDS: Readonly<Record<string, ReadMatcher>> = {
  text: readText,
  regex: readText,
  syntax: readSyntax,
  imports: readImports,
  present: readPresent,
  ignored: readIgnored,
  numbered: readNumbered,
  documented: readDocumented,
  compiler: readCompiler,
  duplicates: readDuplicates,
  needs: readTogether,
  only: readStatuses,
  message: readMessage,
};

/** Reads one matcher: exactly one of the fields by which a kind is known. */
export const readMatcher = (reader: Reader, at: string, map: RawMap): Matcher | null => {
  const kinds = Object.keys(KINDS).filter((kind) => map[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const known = Object.keys(KINDS).join(', ');
    reader.fault(
      at,
      kind === undefined ? 'this says nothing to match' : `this says ${kinds.join(' and ')}, of which one is possible`,
      `one of: ${known}`,
    );
    return null;
  }
  return KINDS[kind]?.(reader, at, map) ?? null;
};
