import type { ReportKind } from './contract.ts';

/** Words that only start another program: what they start says how it reports. */
const STARTERS: readonly RegExp[] = [
  /^(npx|bunx)$/,
  /^(npm|pnpm|yarn) (exec|dlx)$/,
  /^(uv|poetry|pdm|hatch|pipenv) run$/,
  /^(pnpm|yarn|bun)$/,
];

/** The command without what starts it: `pnpm exec vitest run` → `vitest run`. */
export const startedCommand = (run: readonly string[]): readonly string[] => {
  const length = STARTERS.flatMap((pattern) => [2, 1].filter((n) => pattern.test(run.slice(0, n).join(' '))))[0] ?? 0;
  const rest = run.slice(length);
  const words =
    length === 0 ? rest : rest.slice(rest.findIndex((word) => !/^(-y|--yes|--no-install|--no|--)$/.test(word)));
  return words.length === 0 ? run : words;
};

/** How a command is read where nobody says so; of a command that no reader knows only the exit code is known. */
export const usualReport = (run: readonly string[]): ReportKind => {
  const [first = '', ...rest] = startedCommand(run);
  const program = first.split('/').at(-1) ?? '';
  if (program === 'node') return rest.includes('--test') ? 'node-test' : 'exit-code';
  if (/^python3?(\.\d+)?$/.test(program)) return rest[0] === '-m' && rest[1] === 'pytest' ? 'pytest' : 'exit-code';
  if (program === 'go') return rest[0] === 'test' ? 'go-test' : 'exit-code';
  if (program === 'cargo') return rest[0] === 'test' ? 'cargo-test' : 'exit-code';
  if (program === 'py.test' || program === 'pytest') return 'pytest';
  return program === 'vitest' || program === 'jest' || program === 'mocha' ? program : 'exit-code';
};
