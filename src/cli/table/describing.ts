import { Option } from 'commander';
import { repeated, whole, type Entry } from './entry.ts';

const LINTING = `

Files are found by their names (openapi.yaml, asyncapi.json, …), or named in .writ/api.yaml. Redocly and the parser of
the AsyncAPI Initiative say what is no OpenAPI 3 or AsyncAPI; beside it every operation needs a summary, a description,
schemas, error responses, authentication and examples. Conventions, and rules to switch: docs/guide/apis.md.
Nothing is fetched. Exit code 1 where there is an error, 2 where a file cannot be read.`;

const DIFFING = `

BASE is a commit, BASE..REVISION, or a file that is compared with FILE. Without a revision, the checkout is compared.
What no rule can rate is unknown, and counts as breaking. Exit code 1 where something breaks.`;

const COVERING = `

FILE is what recorded requests and responses are held to: JSON objects, one a line, or a HAR. What is not described there
is a mismatch; of every operation one exchange has to have gone well, and one body has to have been refused. With --p95,
every operation needs 20 measured exchanges, with --p99 100. The form: docs/reference/formats.md. Exit code 1 where something is wrong.`;

/** Descriptions of APIs. */
export const DESCRIBING: readonly Entry[] = [
  {
    usage: 'api lint [files...]',
    says: 'hold OpenAPI and AsyncAPI descriptions to what every operation has to say',
    example: 'writ api lint api/openapi.yaml',
    more: LINTING,
    options: [new Option('--sarif', 'print SARIF').conflicts('json')],
    load: async () => (await import('../commands/api.ts')).apiLint,
  },
  {
    usage: 'api diff <base> [files...]',
    says: 'say what changed in descriptions of APIs, and what of it breaks those who rely on them',
    example: 'writ api diff main',
    more: DIFFING,
    load: async () => (await import('../commands/api.ts')).apiDiff,
  },
  {
    usage: 'api coverage <file>',
    says: 'hold recorded exchanges to an OpenAPI description, and say which operations nobody has called',
    example: 'writ api coverage api/openapi.yaml --exchanges exchanges.jsonl',
    more: COVERING,
    options: [
      new Option('--exchanges <file>', 'the recorded requests and responses').makeOptionMandatory(),
      repeated('--operation <name>', 'only this operation has to be called, such as "POST /login" (repeat for more)'),
      ...[50, 90, 95, 99].map((percent) =>
        new Option(
          `--p${percent} <ms>`,
          `the most that ${percent} of 100 exchanges of an operation may take`,
        ).argParser(whole),
      ),
    ],
    load: async () => (await import('../commands/api-coverage.ts')).apiCoverage,
  },
];
