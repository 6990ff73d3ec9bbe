/** What the contract's `go test …` says: what is to be built how, which packages and tests, and what the tests are given. */
export type GoCommand = {
  readonly build: readonly string[];
  readonly packages: readonly string[];
  /** The pattern of names, or null for all. */
  readonly run: string | null;
  readonly test: readonly string[];
};

type Takes = 'value' | 'none';
type Fate = 'build' | 'test' | 'run' | 'dropped';

const options = (fate: Fate, takes: Takes, names: string): readonly (readonly [string, { readonly fate: Fate; readonly takes: Takes }])[] => names.split(' ').map((name) => [name, { fate, takes }]); // prettier-ignore

/**
 * Every option of `go test`, and what becomes of it. Dropped is what chooses another program, another form of report,
 * another place for the result, fewer or more rounds than one, or something else than running tests.
 */
const OPTIONS = new Map([
  ...options(
    'build',
    'value',
    'tags ldflags gcflags asmflags gccgoflags mod modfile p buildvcs installsuffix compiler',
  ),
  ...options('build', 'none', 'race msan asan trimpath linkshared'),
  ...options('run', 'value', 'run'),
  ...options('test', 'value', 'skip parallel cpu shuffle'),
  ...options('test', 'none', 'short'),
  ...options(
    'dropped',
    'value',
    'count bench benchtime fuzz fuzztime fuzzminimizetime list exec toolexec overlay o vet',
  ),
  ...options(
    'dropped',
    'value',
    'covermode coverpkg coverprofile outputdir cpuprofile memprofile blockprofile timeout',
  ),
  ...options('dropped', 'value', 'mutexprofile trace memprofilerate blockprofilerate mutexprofilefraction'),
  ...options('dropped', 'none', 'v json failfast benchmem c i x n a work cover fullpath'),
]);

/** Takes a command apart; a sentence says what cannot be understood. */
export const readGoCommand = ([program = '', verb, ...words]: readonly string[]): GoCommand | string => {
  if (!/(?:^|\/)go$/u.test(program) || verb !== 'test') return 'it does not begin with go test';
  const kept: Record<'build' | 'test', string[]> = { build: [], test: [] };
  const packages: string[] = [];
  let run: string | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-args' || word === '--args') {
      kept.test.push(...words.slice(at + 1));
      break;
    }
    const [, name, given] = /^--?(?:test\.)?([a-zA-Z]+)(?:=(.*))?$/su.exec(word) ?? [];
    if (name === undefined) {
      if (word.startsWith('-')) return `${word} is no option of go test`;
      packages.push(word);
      continue;
    }
    const option = OPTIONS.get(name);
    if (option === undefined)
      return `${word} is no option of go test that Writ knows; those of the tests stand after -args`;
    const value = given ?? (option.takes === 'value' ? words[(at += 1)] : undefined);
    if (option.fate === 'run') run = value ?? null;
    const prefix = option.fate === 'test' ? '-test.' : '-';
    const text = `${prefix}${name}${value === undefined ? '' : `=${value}`}`;
    if (option.fate === 'build' || option.fate === 'test') kept[option.fate].push(text);
  }
  return { ...kept, packages: packages.length === 0 ? ['.'] : packages, run };
};
