/** What the contract's `cargo test …` says: what is to be built how, and which tests of it are to run. */
export type CargoCommand = {
  readonly build: readonly string[];
  /** Names, `--skip=…`, `--exact` and their like: words that our runner knows. */
  readonly tests: readonly string[];
};

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const BUILD = {
  value: set('-p --package --exclude --bin --test --example --features -F --profile --manifest-path -j --jobs'),
  none: set('--workspace --all --lib --bins --tests --examples --all-targets --all-features --no-default-features --release -r --locked --offline --frozen --ignore-rust-version'), // prettier-ignore
};
/** Another form of report, another place for the result, other settings, or nothing to run: all left out. */
const DROPPED = {
  value: set('--message-format --color --target-dir --config -Z --timings'),
  none: set('-q --quiet -v --verbose -vv --no-fail-fast --no-run --future-incompat-report --unit-graph'),
};
const TESTS = { value: set('--skip --test-threads'), none: set('--exact --ignored --include-ignored') };
const TESTS_DROPPED = {
  value: set('--color --format --logfile -Z --shuffle-seed'),
  none: set('--nocapture --no-capture --show-output -q --quiet --list --report-time --ensure-time --shuffle --test --bench --exclude-should-panic'), // prettier-ignore
};

type Known = { readonly value: ReadonlySet<string>; readonly none: ReadonlySet<string> };
type Read = { readonly words: readonly string[]; readonly rest: readonly string[]; readonly unknown: string | null };

/** Sorts words into options that stay, joined with their values, and what is no option. */
const readWords = (words: readonly string[], kept: Known, dropped: Known): Read => {
  const stay: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [name = word] = word.split('=', 1);
    if (!word.startsWith('-')) rest.push(word);
    else if (kept.none.has(word)) stay.push(word);
    else if (kept.value.has(name))
      stay.push(word.includes('=') ? word : `${name}${name.startsWith('--') ? '=' : ''}${words[(at += 1)] ?? ''}`); // prettier-ignore
    else if (dropped.value.has(name)) at += word.includes('=') ? 0 : 1;
    else if (!dropped.none.has(name)) return { words: stay, rest, unknown: word };
  }
  return { words: stay, rest, unknown: null };
};

/** Takes a command apart; a sentence says what cannot be understood. */
export const readCargoCommand = ([program = '', verb, ...words]: readonly string[]): CargoCommand | string => {
  if (!/(?:^|\/)cargo$/u.test(program) || (verb !== 'test' && verb !== 't')) return 'it does not begin with cargo test';
  const dashes = words.indexOf('--');
  const before = dashes === -1 ? words : words.slice(0, dashes);
  const build = readWords(before, BUILD, DROPPED);
  const tests = readWords(dashes === -1 ? [] : words.slice(dashes + 1), TESTS, TESTS_DROPPED);
  const unknown = build.unknown ?? tests.unknown;
  if (unknown !== null) return `${unknown} is no option of cargo test that Writ knows`;
  return { build: build.words, tests: [...tests.words, ...build.rest, ...tests.rest] };
};
