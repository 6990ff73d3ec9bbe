import { expect, test } from 'vitest';
import {
  findingsOfRedocly,
  isBreaking,
  ownFindings,
  placed,
  ratedChanges,
  readApiFile,
  changesOfRedocly,
  spotsOf,
  withoutForeignData,
  type ApiSettings,
  type Description,
} from './index.ts';
import { brokenReferences } from './description.ts';

const description = (file: string, text: string, more: Readonly<Record<string, string>> = {}): Description => {
  const texts = new Map(Object.entries({ [file]: text, ...more }));
  const files = new Map(
    [...texts].map(([path, one]) => {
      const read = readApiFile(path, one);
      return [path, 'value' in read ? read.value : null] as const;
    }),
  );
  const kind = text.includes('asyncapi:') ? 'asyncapi' : 'openapi';
  return { file, kind, version: text.split('\n')[0] ?? '', files, texts };
};

const GOOD = `openapi: 3.1.0
info: { title: A, version: '1' }
paths:
  /users:
    get:
      summary: s
      description: d
      security: []
      parameters: [{ name: cursor, in: query, schema: { type: string } }]
      responses:
        '200': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/Page' }, example: {} } } }
        '404': { $ref: '#/components/responses/Gone' }
    post:
      summary: s
      description: d
      security: [{ token: [] }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
      responses:
        '201': { description: d }
        '400': { $ref: '#/components/responses/Gone' }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  responses:
    Gone: { description: d, content: { application/json: { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }] }, example: {} } } }
  schemas:
    Page: { type: object, properties: { items: { type: array, items: { $ref: '#/components/schemas/User' } } } }
    User: { type: object, required: [id], properties: { id: { type: string, example: u1 } } }
    Problem: { type: object, properties: { code: { type: string } } }
`;

const CONVENTIONS: ApiSettings['conventions'] = {
  errors: { schema: 'Problem' },
  authentication: { schemes: ['token'], open: ['GET /users'] },
  pagination: { parameters: ['cursor'], schema: 'Page' },
};

const rulesOf = (text: string, settings: ApiSettings = { conventions: CONVENTIONS }): readonly string[] =>
  ownFindings(description('openapi.yaml', text), settings).map(({ rule, pointer }) => `${rule} ${pointer}`);

test('a description that says all of it, and keeps the conventions, has no finding', () => {
  expect(rulesOf(GOOD)).toEqual([]);
});

test.for([
  ['openapi: 3.1.0\npaths: {}\n', ['description.operations ']],
  [
    'openapi: 3.1.0\npaths: { /a: { summary: s } }\ncomponents: { schemas: { A: { type: string } } }\n',
    ['description.operations '],
  ],
  ['openapi: 3.1.0\ninfo: { title: A }\n', ['description.operations ']],
  ['asyncapi: 3.0.0\noperations: {}\n', ['description.operations ']],
  ['asyncapi: 2.6.0\nchannels: {}\n', ['description.operations ']],
  // What only others refer to, and what is called by the other side.
  ['openapi: 3.1.0\ncomponents: { schemas: { A: { type: string } } }\n', []],
  ['openapi: 3.1.0\npaths: {}\nwebhooks: { a: { post: {} } }\n', []],
  ['asyncapi: 3.0.0\nchannels: { a: { address: a } }\n', []],
] as const)('%j: a description that nothing is held to is told', ([text, rules]) => {
  expect(rulesOf(text, {})).toEqual(rules);
});

const GET = '/paths/~1users/get';
const POST = '/paths/~1users/post';

test.for([
  ['operation.summary', GET, 'get:\n      summary: s', 'get:'],
  ['operation.summary', GET, 'get:\n      summary: s', "get:\n      summary: '  '"],
  ['operation.description', POST, 'description: d\n      security: [{', 'security: [{'],
  ['operation.authentication', GET, '      security: []\n', ''],
  ['operation.authentication', POST, '[{ token: [] }]', '[{ other: [] }]'],
  ['operation.request-schema', `${POST}/requestBody/content/application~1json`, "{ schema: { $ref: '#/components/schemas/User' } }", '{ example: 1 }'],
  ['operation.request-schema', `${POST}/requestBody/content/application~1json`, "{ schema: { $ref: '#/components/schemas/User' } }", '{ schema: { type: object }, example: 1 }'],
  ['operation.request-schema', `${POST}/requestBody`, "content: { application/json: { schema: { $ref: '#/components/schemas/User' } } }", 'content: {}'],
  ['operation.request-schema', `${GET}/parameters/0`, ', schema: { type: string } }]', ' }]'],
  ['operation.request-example', `${POST}/requestBody/content/application~1json`, ', example: u1', ''],
  ['operation.response-example', '/components/responses/Gone/content/application~1json', "/Problem' }] }, example: {} }", "/Problem' }] } }"],
  ['operation.response-schema', `${GET}/responses/200/content/application~1json`, "schema: { $ref: '#/components/schemas/Page' }, example", 'example'],
  ['operation.response-schema', POST, "        '201': { description: d }\n", ''],
  ['operation.error-responses', GET, "        '404': { $ref: '#/components/responses/Gone' }\n", ''],
  ['operation.error-responses', '/components/responses/Gone', "Gone: { description: d, content: { application/json: { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }] }, example: {} } } }", 'Gone: { description: d }'],
  ['convention.errors', '/components/responses/Gone/content/application~1json', '#/components/schemas/Problem', '#/components/schemas/User'],
  ['convention.errors', '', '    Problem:', '    Trouble:'],
  ['convention.authentication', POST, '[{ token: [] }]', '[{ token: [] }, {}]'],
  ['convention.pagination', GET, 'name: cursor', 'name: page'],
  ['convention.pagination', GET, 'in: query', 'in: header'],
] as const)('%s at %s', ([rule, pointer, from, to]) => {
  expect(GOOD.split(from)).toHaveLength(2);
  expect(rulesOf(GOOD.replace(from, to))).toContain(`${rule} ${pointer}`);
}); // prettier-ignore

test('a rule is switched off by its name, and a warning is no error', () => {
  const text = GOOD.replace('get:\n      summary: s', 'get:');
  expect(rulesOf(text, { rules: { 'operation.summary': 'off' } })).toEqual([]);
  const [only] = ownFindings(description('a.yaml', text), { rules: { 'operation.summary': 'warn' } });
  expect(only?.level).toBe('warn');
});

test('what is referred to in another file is looked at there', () => {
  const text = GOOD.replace(/ {4}get:[\s\S]*components:/u, "    $ref: 'paths/users.yaml#/users'\ncomponents:");
  const found = ownFindings(
    description('api/openapi.yaml', text, { 'api/paths/users.yaml': 'users:\n  get:\n    responses: {}\n' }),
    {},
  );
  expect(found.map(({ file, rule, pointer }) => `${file} ${rule} ${pointer}`)).toContain(
    'api/paths/users.yaml operation.summary /users/get',
  );
});

test.for([
  ["$ref: '#/components/schemas/None'", 'there is nothing there'],
  ["$ref: 'https://example.org/a.yaml'", 'nothing is fetched'],
  ["$ref: '//example.org/a.yaml'", 'nothing is fetched'],
  ["$ref: 'file:///etc/passwd'", 'nothing is fetched'],
  ["$ref: '../../a.yaml#/x'", 'leaves the repository'],
  ["$ref: '/etc/passwd'", 'is absolute'],
  ["$ref: 'other.yaml#/x'", 'there is nothing there'],
] as const)('a reference is refused: %s', ([ref, says]) => {
  const one = description('openapi.yaml', GOOD.replace("$ref: '#/components/schemas/Page'", ref));
  const [fault, ...more] = brokenReferences(one);
  expect(more).toEqual([]);
  expect(fault).toMatchObject({ file: 'openapi.yaml', line: 11, column: 75 });
  expect(fault?.says).toContain(says);
});

test('data is no reference, and a circle leads nowhere', () => {
  const data = GOOD.replace('example: {} } } }\n', "example: { $ref: 'https://example.org' } } } }\n");
  expect(brokenReferences(description('openapi.yaml', data))).toEqual([]);
  const circle = GOOD.replace("Page: { type", "Other: { $ref: '#/components/schemas/Page' }\n    Page: { $ref: '#/components/schemas/Other', type"); // prettier-ignore
  expect(brokenReferences(description('openapi.yaml', circle)).length).toBeGreaterThan(0);
});

test('places are found in YAML and in JSON, and what is not written is where it would stand', () => {
  const yaml = 'a:\n  b:\n    - x\n    - c: 1\n';
  expect(spotsOf('x.yaml', yaml, ['/a/b/1/c', '/a/b/0', '/a/none', '']).map(({ line, column }) => [line, column])).toEqual([[4, 7], [3, 7], [1, 1], [1, 1]]); // prettier-ignore
  const json = '{\n  "a": {\n    "b~/": ["x", { "c": 1 }]\n  }\n}\n';
  expect(spotsOf('x.json', json, ['/a/b~0~1/1/c', '/a/b~0~1/0', '/a/none']).map(({ line, column }) => [line, column])).toEqual([[3, 20], [3, 13], [2, 3]]); // prettier-ignore
});

test('findings come with their lines, in order, and once', () => {
  const text = GOOD.replaceAll('      summary: s\n', '');
  const found = ownFindings(description('openapi.yaml', text), {});
  const spots = placed([...found, ...found], new Map([['openapi.yaml', text]]));
  expect(spots.map(({ line, rule }) => `${line} ${rule}`)).toEqual(['5 operation.summary', '12 operation.summary']);
});

const EVENTS = `asyncapi: 3.0.0
channels:
  made: { address: made, messages: { m: { payload: { allOf: [{ $ref: '#/components/schemas/Envelope' }] }, examples: [{ payload: {} }] } } }
operations:
  send: { action: send, summary: s, description: d, channel: { $ref: '#/channels/made' } }
components:
  schemas: { Envelope: { type: object, properties: { id: { type: string } } } }
`;

test('events have an envelope, a payload and an example', () => {
  const settings: ApiSettings = { conventions: { events: { schema: 'Envelope' } } };
  const rules = (text: string) => ownFindings(description('asyncapi.yaml', text), settings).map(({ rule }) => rule);
  expect(rules(EVENTS)).toEqual([]);
  expect(rules(EVENTS.replace(', examples: [{ payload: {} }]', ''))).toEqual(['message.example']);
  expect(rules(EVENTS.replace("{ allOf: [{ $ref: '#/components/schemas/Envelope' }] }", '{ type: string }'))).toEqual(['convention.events']); // prettier-ignore
  expect(rules(EVENTS.replace(', messages: { m: {', ', x: { m: {'))).toEqual(['message.schema']);
});

const change = (more: object) => ({ path: '#/x', typeName: 'Schema', kind: 'modified', impact: 'patch', verdicts: [], property: 'type', ...more }); // prettier-ignore
const report = (...changes: readonly object[]) =>
  JSON.stringify({ reportVersion: '1', summary: { major: 0, minor: 0, patch: changes.length }, changes });

test.for([
  ['compatible', 'openapi: 3.1.0', {}],
  ['compatible', 'openapi: 3.1.0', { property: 'description' }],
  ['compatible', 'asyncapi: 2.6.0', { property: 'x-team' }],
  ['breaking', 'openapi: 3.1.0', { impact: 'major', verdicts: [{ ruleId: 'r', impact: 'major', message: 'm' }] }],
  ['unknown', 'openapi: 3.1.0', { property: 'if' }],
  ['unknown', 'openapi: 3.1.0', { property: 'discriminator' }],
  ['unknown', 'asyncapi: 2.6.0', {}],
  ['unknown', 'asyncapi: 2.6.0', { kind: 'added', property: undefined }],
  ['unknown', 'swagger: 2.0', {}],
] as const)('%s: in %s, %o', ([impact, version, more]) => {
  const [only] = ratedChanges(changesOfRedocly(report(change(more))) ?? [], version);
  expect(only?.impact).toBe(impact);
  expect(only !== undefined && isBreaking(only)).toBe(impact !== 'compatible');
});

test('a report that is not whole, or in another form, is none', () => {
  expect(changesOfRedocly('')).toBeNull();
  expect(changesOfRedocly(report(change({})).replace('"patch":1', '"patch":2'))).toBeNull();
  expect(changesOfRedocly(report(change({ impact: 'huge' })))).toBeNull();
  expect(findingsOfRedocly('', 'a')).toBeNull();
  expect(findingsOfRedocly('{"totals":{"errors":1,"warnings":0},"problems":[]}', 'a')).toBeNull();
  expect(findingsOfRedocly('{"totals":{"errors":0,"warnings":0},"problems":[]}', 'a')).toEqual([]);
});

test.for<readonly [written: string, isKept: boolean]>([
  ['#/components/schemas/A', true],
  ['more.yaml#/A', true],
  ['../more.yaml', true],
  ['../../more.yaml', false],
  ['/any/path.json', false],
  ['https://a.example/b.json', false],
  ['file:///any/path.json', false],
  ['..%2f..%2fmore.yaml', false],
])('no example makes anybody else open what is not of the repository: %s', ([written, isKept]) => {
  const value = { content: { example: { $ref: written }, examples: [{ default: { $ref: written } }] } };
  const left = isKept ? written : [written];
  expect(withoutForeignData('api/a.yaml', value)).toEqual({
    content: { example: { $ref: left }, examples: [{ default: { $ref: left } }] },
  });
});
