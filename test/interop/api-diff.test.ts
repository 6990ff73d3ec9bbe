/**
 * What breaks those who rely on an API, beside Redocly's own `diff`: on descriptions that are changed at random, and on
 * changes of which a person has said what they do. We hand Redocly what we have read, from commits, and find the places
 * ourselves; here it is given the files as they stand, and has to come to the same changes at the same lines.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { diffApis, lintApis } from '#flow';
import { fractionsFrom } from '../rig/numbers.ts';

const ROOT = join(import.meta.dirname, '../..');
const SEEDS = Number(process.env['API_SEEDS'] ?? 6);
const FIRST_SEED = Number(process.env['API_FIRST_SEED'] ?? Date.now() % 100_000);

const scratch = mkdtempSync(join(tmpdir(), 'writ-api-diff-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const write = (folder: string, path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const git = (folder: string, ...args: readonly string[]): void => {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
};

/** A repository in which one commit holds the first state, and the checkout the second. */
const repositoryOf = (name: string, file: string, before: string, after: string): string => {
  const folder = join(scratch, name);
  write(folder, file, before);
  git(folder, 'init', '--quiet');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message', 'before');
  write(folder, file, after);
  return folder;
};

const Told = z.object({
  changes: z.array(
    z.object({
      impact: z.string(),
      revision: z.object({ line: z.number(), pointer: z.string() }).optional(),
      base: z.object({ line: z.number(), pointer: z.string() }).optional(),
    }),
  ),
});

/** What Redocly says of two files, at which pointer, by its own reading of them. */
const byRedocly = (folder: string, before: string, after: string): readonly string[] => {
  write(folder, '../before.yaml', before);
  write(folder, '../after.yaml', after);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/@redocly/cli/bin/cli.js'), 'diff', 'before.yaml', 'after.yaml', '--format=json'],
    {
      cwd: join(folder, '..'),
      encoding: 'utf8',
      env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', HOME: folder },
    },
  );
  const told = Told.safeParse(JSON.parse(stdout === '' ? 'null' : stdout));
  if (!told.success) throw new Error(stderr);
  return told.data.changes
    .map(({ impact, revision, base }) => {
      const at = revision ?? base;
      return `${impact === 'major' ? 'breaking' : 'compatible'} ${decodeURIComponent(at?.pointer ?? '').replace(/^#\/?/u, '/')}`;
    })
    .toSorted();
};

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;
type Bag = { [key: string]: Json };
const isBag = (value: Json | undefined): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SCHEMAS: readonly (() => Bag)[] = [
  () => ({ type: 'string', enum: ['a', 'b', 'c'] }),
  () => ({ type: 'string', minLength: 2, maxLength: 9 }),
  () => ({ type: 'integer', format: 'int32', minimum: 1, maximum: 100 }),
  () => ({ type: 'array', items: { type: 'string' }, maxItems: 5 }),
  () => ({
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', format: 'uuid' }, note: { type: 'string' } },
    additionalProperties: false,
  }),
  () => ({ $ref: '#/components/schemas/User' }),
  () => ({ oneOf: [{ type: 'string' }, { type: 'integer' }] }),
  () => ({ type: 'boolean', default: false }),
];

const pick = <T>(random: () => number, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
};

const body = (random: () => number): Bag => ({ 'application/json': { schema: pick(random, SCHEMAS)() } });

const operation = (random: () => number): Bag => ({
  summary: 'does something',
  parameters: [
    { name: 'q', in: 'query', required: random() < 0.5, schema: pick(random, SCHEMAS.slice(0, 3))() },
    { name: 'h', in: 'header', schema: { type: 'string' } },
  ],
  requestBody: { required: random() < 0.5, content: body(random) },
  responses: {
    '200': { description: 'fine', content: body(random) },
    '404': { description: 'gone', content: body(random) },
  },
  security: random() < 0.5 ? [] : [{ token: [] }],
});

const VERSIONS = ['3.0.3', '3.1.0'];
const versionOf = (seed: number): string => VERSIONS[seed % VERSIONS.length] ?? '';

const generated = (random: () => number, seed: number): Bag => ({
  openapi: versionOf(seed),
  info: { title: 'Generated', version: '1.0.0' },
  paths: Object.fromEntries(
    ['/a', '/b', '/c/d'].map((path) => [path, { get: operation(random), post: operation(random) }]),
  ),
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    schemas: {
      User: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, age: { type: 'integer' } } },
    },
  },
});

const bagsIn = (value: Json, named = false): readonly Bag[] => {
  if (Array.isArray(value)) return value.flatMap((one) => bagsIn(one));
  if (!isBag(value)) return [];
  const under = Object.entries(value).flatMap(([name, one]) => bagsIn(one, name === 'properties'));
  return named ? under : [value, ...under];
};

const put = (bag: Bag, name: string, value: Json): true => {
  bag[name] = value;
  return true;
};

/** Whether there may be nothing: 3.0 says so beside the type, 3.1 as one more type. */
const nothing = (bag: Bag, _random: () => number, version: string): boolean => {
  const { type } = bag;
  if (version.startsWith('3.0')) return typeof type === 'string' && put(bag, 'nullable', bag['nullable'] !== true);
  if (Array.isArray(type)) return put(bag, 'type', type[0] ?? 'string');
  return typeof type === 'string' && !['http', 'null'].includes(type) && put(bag, 'type', [type, 'null']);
};

/** Changes of one place of a description; each says whether it could be made there. */
const MUTATIONS: readonly ((bag: Bag, random: () => number, version: string) => boolean)[] = [
  nothing,
  (bag) => Array.isArray(bag['enum']) && put(bag, 'enum', bag['enum'].slice(1)),
  (bag) => Array.isArray(bag['enum']) && put(bag, 'enum', [...bag['enum'], 'z']),
  (bag) => typeof bag['maxLength'] === 'number' && (bag['maxLength'] -= 1) > 0,
  (bag) => typeof bag['maxLength'] === 'number' && (bag['maxLength'] += 1) > 0,
  (bag) => typeof bag['minimum'] === 'number' && (bag['minimum'] += 1) > 0,
  (bag) => typeof bag['maxItems'] === 'number' && delete bag['maxItems'],
  (bag) => bag['format'] === 'int32' && put(bag, 'format', 'int64'),
  (bag) => bag['format'] === 'uuid' && delete bag['format'],
  (bag) => bag['type'] === 'integer' && put(bag, 'type', 'number'),
  (bag) => bag['type'] === 'string' && put(bag, 'type', 'integer'),
  (bag) => Array.isArray(bag['required']) && put(bag, 'required', [...bag['required'], 'note']),
  (bag) => Array.isArray(bag['required']) && delete bag['required'],
  (bag) => isBag(bag['properties']) && put(bag['properties'], 'more', { type: 'string' }),
  (bag) => isBag(bag['properties']) && delete bag['properties']['id'],
  (bag) => bag['additionalProperties'] === false && delete bag['additionalProperties'],
  (bag) => Array.isArray(bag['oneOf']) && bag['oneOf'].length > 1 && bag['oneOf'].pop() !== undefined,
  (bag) => typeof bag['in'] === 'string' && put(bag, 'required', bag['required'] !== true),
  (bag) => Array.isArray(bag['parameters']) && bag['parameters'].pop() !== undefined,
  (bag) => Array.isArray(bag['parameters']) && bag['parameters'].push({ name: 'n', in: 'query', required: true, schema: { type: 'string' } }) > 0,
  (bag) => isBag(bag['requestBody']) && delete bag['requestBody'],
  (bag) => isBag(bag['content']) && put(bag['content'], 'text/plain', { schema: { type: 'string' } }),
  (bag) => isBag(bag['content']) && delete bag['content']['application/json'],
  (bag) => isBag(bag['404']) && delete bag['404'],
  (bag) => isBag(bag['200']) && put(bag, '409', { description: 'late' }),
  (bag) => Array.isArray(bag['security']) && put(bag, 'security', bag['security'].length === 0 ? [{ token: [] }] : []),
  (bag) => isBag(bag['post']) && delete bag['post'],
  (bag) => isBag(bag['/c/d']) && delete bag['/c/d'],
  (bag) => isBag(bag['/a']) && put(bag, '/new', { get: { responses: { '200': { description: 'new' } } } }),
  (bag) => typeof bag['summary'] === 'string' && put(bag, 'summary', 'does something else'),
]; // prettier-ignore

const mutated = (description: Bag, random: () => number, seed: number): Bag => {
  const copy = structuredClone(description);
  const version = versionOf(seed);
  const make = (kind: number): void => {
    // Somewhere, if there is any place for it: one kind after another is tried, whatever the seed.
    const places = bagsIn(copy);
    const from = Math.floor(random() * places.length);
    if ([...places.slice(from), ...places.slice(0, from)].some((bag) => MUTATIONS[kind]?.(bag, random, version) === true)) made.add(kind); // prettier-ignore
  };
  for (let kind = seed % SEEDS; kind < MUTATIONS.length; kind += SEEDS) make(kind);
  for (let more = Math.floor(random() * 4); more > 0; more -= 1) make(Math.floor(random() * MUTATIONS.length));
  return copy;
};

/** The kinds of changes that were made, and the versions in which. */
const made = new Set<number>();
const versions = new Set<string>();

let rated = 0;
let broken = 0;

test.for(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
  'seed %d: the same changes break as by Redocly itself',
  { timeout: 300_000 },
  async (seed) => {
    const random = fractionsFrom(seed);
    const description = generated(random, seed);
    const [before, after] = [stringify(description), stringify(mutated(description, random, seed))];
    versions.add(versionOf(seed));
    const folder = repositoryOf(`seed-${seed}/repository`, 'openapi.yaml', before, after);
    const found = await diffApis(folder, 'HEAD', []);
    if (!found.ok) throw new Error(found.failures[0].message);
    const changes = found.value.flatMap((one) => one.changes);
    // What Redocly has no rule for it lets pass, and we do not: that is told apart.
    const ours = changes.map(
      ({ impact, pointer }) => `${impact === 'breaking' ? 'breaking' : 'compatible'} ${pointer}`,
    );
    expect(ours.toSorted(), `seed ${seed}`).toEqual(byRedocly(folder, before, after));
    expect(changes.length, `seed ${seed} changes nothing`).toBeGreaterThan(0);
    rated += changes.length;
    broken += changes.filter(({ impact }) => impact === 'breaking').length;
  },
);

test('of the changes that were made, a good part breaks, and not all', () => {
  process.stdout.write(
    `seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS - 1}: ${rated} changes rated, ${broken} of them breaking; ${made.size} of ${MUTATIONS.length} kinds, in ${[...versions].join(' and ')}\n`,
  );
  expect(broken).toBeGreaterThan(0);
  expect(rated).toBeGreaterThan(broken);
  expect(versions.size).toBe(Math.min(SEEDS, VERSIONS.length));
  // What changes parameters, bodies, responses, security and operations finds a place in every description.
  expect(made.size).toBeGreaterThanOrEqual(Math.min(12, 2 * SEEDS));
});

type Case = readonly [name: string, impact: 'breaking' | 'unknown' | 'compatible', mutate: (operation: Bag) => void];

const at = (bag: Bag, ...path: readonly string[]): Bag => {
  let here: Json | undefined = bag;
  for (const name of path) here = isBag(here) ? here[name] : Array.isArray(here) ? here[Number(name)] : undefined;
  if (!isBag(here)) throw new Error(`there is no ${path.join('/')}`);
  return here;
};
const request = (bag: Bag): Bag => at(bag, 'requestBody', 'content', 'application/json', 'schema');
const response = (bag: Bag): Bag => at(bag, 'responses', '200', 'content', 'application/json', 'schema');
const query = (bag: Bag): Bag => at(bag, 'parameters', '0');

/** What a person says of a change: what is sent may be loosened, and what comes back may be tightened. */
const CASES: readonly Case[] = [
  ['a request demands more', 'breaking', (one) => void (request(one)['required'] = ['id', 'note'])],
  ['a request demands less', 'compatible', (one) => void delete request(one)['required']],
  ['a response promises less', 'breaking', (one) => void delete response(one)['required']],
  ['a request enum is narrower', 'breaking', (one) => void (at(request(one), 'properties', 'kind')['enum'] = ['a'])],
  ['a request enum is wider', 'compatible', (one) => void (at(request(one), 'properties', 'kind')['enum'] = ['a', 'b', 'c'])],
  ['a response enum is wider', 'breaking', (one) => void (at(response(one), 'properties', 'kind')['enum'] = ['a', 'b', 'c'])],
  ['a request type is another', 'breaking', (one) => void (at(request(one), 'properties', 'note')['type'] = 'integer')],
  ['a response type is another', 'breaking', (one) => void (at(response(one), 'properties', 'note')['type'] = 'integer')],
  ['a format is another', 'breaking', (one) => void (at(request(one), 'properties', 'id')['format'] = 'email')],
  ['a response loses a property', 'breaking', (one) => void delete at(response(one), 'properties')['note']],
  ['a response gains a property', 'compatible', (one) => void (at(response(one), 'properties')['more'] = { type: 'string' })],
  ['a parameter becomes required', 'breaking', (one) => void (query(one)['required'] = true)],
  ['a parameter is gone', 'breaking', (one) => void (one['parameters'] = [])],
  ['a response is gone', 'breaking', (one) => void delete at(one, 'responses')['404']],
  ['a media type is gone', 'breaking', (one) => void (at(one, 'responses', '200')['content'] = { 'text/plain': { schema: { type: 'string' } } })],
  ['it asks who calls', 'breaking', (one) => void (one['security'] = [{ token: [] }])],
  ['the summary is another', 'compatible', (one) => void (one['summary'] = 'other')],
  ['a condition nobody rates', 'unknown', (one) => void (request(one)['if'] = { required: ['note'] })],
]; // prettier-ignore

const object = (): Bag => ({
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', format: 'uuid' }, note: { type: 'string' }, kind: { type: 'string', enum: ['a', 'b'] } },
}); // prettier-ignore

const labelled = (): Bag => ({
  summary: 's',
  security: [],
  parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }],
  requestBody: { content: { 'application/json': { schema: object() } } },
  responses: {
    '200': { description: 'd', content: { 'application/json': { schema: object() } } },
    '404': { description: 'd' },
  },
});

test('what a person says of a change is what comes out', { timeout: 300_000 }, async () => {
  const all = (mutate: boolean): string =>
    stringify({
      openapi: '3.1.0',
      info: { title: 'Labelled', version: '1' },
      paths: Object.fromEntries(
        CASES.map(([, , change], index) => {
          const one = labelled();
          if (mutate) change(one);
          return [`/case${index}`, { post: one }];
        }),
      ),
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    });
  const folder = repositoryOf('labelled', 'api/openapi.yaml', all(false), all(true));
  const found = await diffApis(folder, 'HEAD', []);
  if (!found.ok) throw new Error(found.failures[0].message);
  const changes = found.value.flatMap((one) => one.changes);
  const worst = (index: number): string =>
    changes.find(({ about }) => about.startsWith(`/paths/~1case${index}/`))?.impact ?? 'none';
  expect(CASES.map(([name], index) => `${name}: ${worst(index)}`)).toEqual(
    CASES.map(([name, impact]) => `${name}: ${impact}`),
  );
});

test('a version that Redocly has no rules for is unknown, and not harmless', { timeout: 300_000 }, async () => {
  const text = (type: string): string =>
    `asyncapi: 2.6.0\ninfo: { title: A, version: '1' }\nchannels:\n  a: { publish: { message: { payload: { type: ${type} } } } }\n`;
  const folder = repositoryOf('events', 'asyncapi.yaml', text('string'), text('integer'));
  const found = await diffApis(folder, 'HEAD', []);
  expect(found.ok && found.value.flatMap(({ changes }) => changes).map(({ impact, line }) => `${impact} ${line}`)).toEqual(['unknown 4']); // prettier-ignore
});

const Found = z.object({ findings: z.array(z.object({ rule: z.string(), line: z.number() })) });

test('the parser of AsyncAPI and Redocly are asked both, and their findings have places', { timeout: 300_000 }, async () => {
  const text = `asyncapi: 2.6.0
info: { title: A, version: '1' }
channels:
  a: { publish: { operationId: same, message: { payload: { type: strin } } } }
  b: { publish: { operationId: same, message: { payload: { type: string } } } }
`;
  const folder = repositoryOf('lint', 'asyncapi.yaml', text, text);
  const { stdout } = spawnSync(join(ROOT, 'bin/writ'), ['api', 'lint', '--json'], { cwd: folder, encoding: 'utf8' });
  const told = Found.parse(JSON.parse(stdout)).findings.map(({ rule, line }) => `${line} ${rule}`);
  expect(told).toContain('4 struct');
  expect(told).toContain('4 asyncapi-document-resolved');
  expect(told).toContain('5 asyncapi2-operation-operationId-uniqueness');
}); // prettier-ignore

test('where there is no description, nothing is right', async () => {
  const folder = repositoryOf('none', 'README.md', '# A\n', '# B\n');
  const [linted, compared] = [await lintApis(folder, []), await diffApis(folder, 'HEAD', [])];
  expect(linted.ok || linted.failures.map(({ code }) => code)).toEqual(['usage.unknown']);
  expect(compared.ok || compared.failures.map(({ code }) => code)).toEqual(['usage.unknown']);
});

test('a description that is gone breaks, and one that is new does not', async () => {
  const text = "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n";
  const folder = repositoryOf('gone', 'openapi.yaml', text, text);
  rmSync(join(folder, 'openapi.yaml'));
  write(folder, 'api/openapi.yaml', text);
  const found = await diffApis(folder, 'HEAD', []);
  expect(found.ok && found.value.map(({ file, changes: [one] }) => `${file} ${one?.impact}`)).toEqual([
    'api/openapi.yaml compatible',
    'openapi.yaml breaking',
  ]);
});
